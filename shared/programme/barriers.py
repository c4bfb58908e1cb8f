"""Barriers: what can stop somebody from coming to a session they had signed up to."""

from enum import StrEnum

from shared.language.catalogue import Marked, say


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
        return say(_WORDS[self])


_WORDS = {
    Barrier.DEVICE: Marked("No device to join with"),
    Barrier.SPACE: Marked("No quiet or private space"),
    Barrier.WORK: Marked("Rota or clinical work"),
    Barrier.TIME: Marked("The time of day"),
    Barrier.FORGOT: Marked("Forgot about it"),
    Barrier.JOINING: Marked("A problem with joining"),
    Barrier.OTHER: Marked("Something else"),
}
