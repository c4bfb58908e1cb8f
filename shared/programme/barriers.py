"""Barriers: what can stop somebody from coming to a session they had signed up to."""

from enum import StrEnum


class Barrier(StrEnum):
    """One reason for not having come, as it is kept."""

    DEVICE = "device"
    SPACE = "space"
    WORK = "work"
    TIME = "time"
    FORGOT = "forgot"
    JOINING = "joining"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As the feedback page offers it and the digest lists it."""
        return _WORDS[self]


_WORDS = {
    Barrier.DEVICE: "No device to join with",
    Barrier.SPACE: "No quiet or private space",
    Barrier.WORK: "Rota or clinical work",
    Barrier.TIME: "The time of day",
    Barrier.FORGOT: "Forgot about it",
    Barrier.JOINING: "A problem with joining",
    Barrier.OTHER: "Something else",
}
