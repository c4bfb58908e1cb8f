"""Barriers: what can stop somebody from coming to a session after they signed up."""

from enum import StrEnum

from shared.language.catalogue import Marked, say


class Barrier(StrEnum):
    """One reason why somebody did not come."""

    DEVICE = "device"
    SPACE = "space"
    WORK = "work"
    TIME = "time"
    FORGOT = "forgot"
    JOINING = "joining"
    OTHER = "other"

    @property
    def words(self) -> str:
        """The reason's words on the feedback page and in the digest."""
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
