"""Registrations as they are kept: places, standing registrations, seats and the waiting list."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

from shared.registrations.sign_up import SignUp
from shared.storage.row import Row


class RegistrationState(StrEnum):
    """Registered has a seat; waiting has a place on the waiting list."""

    REGISTERED = "registered"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class Registration(Row):
    """One person's place in one session."""

    TABLE: ClassVar[str] = "registrations"
    session: str
    person: str
    details: SignUp
    state: RegistrationState
    sequence: int = 0
    """How often it changed: 0 as made, then one more for every cancelling, coming back and move up the waiting list."""
    changed_at: datetime
    """When what it says was asked for: an older request, worked late, changes nothing."""
    standing: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.person


class Standing(Row):
    """Somebody who comes to every session of a series until they say stop."""

    TABLE: ClassVar[str] = "standing"
    series: str
    person: str
    details: SignUp
    since: datetime
    ended: bool = False
    ended_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.series, self.person


class Seating(Row):
    """Who has a seat, of a session with a capacity: one row, so that the last seat is given once."""

    TABLE: ClassVar[str] = "seating"
    session: str
    capacity: int
    seated: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.session, "seats"

    @property
    def free(self) -> int:
        """How many seats nobody has."""
        return max(0, self.capacity - len(self.seated))


class Waiting(Row):
    """Somebody who asked for a seat, and when. Kept until they have one, know of it, or give up.

    The key names the asking, not the person alone: who left and asks again is not struck off with the first.
    """

    TABLE: ClassVar[str] = "waiting"
    session: str
    person: str
    since: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.session, f"{self.person}.{self.since.astimezone(UTC):%Y%m%dT%H%M%S.%f}"
