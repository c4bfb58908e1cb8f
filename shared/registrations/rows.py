"""The rows of registrations: places, standing registrations, seats and the waiting list."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

from shared.registrations.sign_up import SignUp
from shared.storage.row import Row


class RegistrationState(StrEnum):
    """Registered: has a seat. Waiting: has a place on the waiting list. Cancelled: has neither."""

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
    """How often it changed: 0 at first, then one more for each cancellation, return or move up the waiting list."""
    changed_at: datetime
    """When the person asked for this. An older request that is worked late changes nothing."""
    standing: bool = False
    sign_up_at: datetime | None = None
    """When the sign-up came whose confirmation tells of this place. None: it came by itself."""
    sign_up_sequence: int = 0
    """`sequence` as that sign-up left it. A later seat has a mail of its own."""
    told_in: str | None = None
    """Of a place that came by itself: the delivery that tells of it, empty as long as none does (see `telling`)."""
    made_at: datetime | None = None
    """When we made a place for a standing registration, which may be long after the person asked. None for others."""

    @property
    def known_since(self) -> datetime:
        """When the place was there at the earliest. What is owed to the person is owed from then on."""
        return max(self.changed_at, self.made_at or self.changed_at)

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.person


class Standing(Row):
    """A person who comes to every session of a series until they say stop."""

    TABLE: ClassVar[str] = "standing"
    series: str
    person: str
    details: SignUp
    since: datetime
    sign_up_at: datetime | None = None
    """When the sign-up came that began it. Its confirmation tells of it."""
    ended: bool = False
    ended_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.series, self.person


class Seating(Row):
    """The people who have a seat in a session with a capacity. It is one row, so that the last seat is given once."""

    TABLE: ClassVar[str] = "seating"
    session: str
    capacity: int
    seated: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.session, "seats"

    @property
    def free(self) -> int:
        """How many seats are free."""
        return max(0, self.capacity - len(self.seated))


class Waiting(Row):
    """One request for a seat. It is kept until the person has a seat and knows it, or gives up.

    The key holds the person and the time. So a person who leaves and asks again does not lose the second request.
    """

    TABLE: ClassVar[str] = "waiting"
    session: str
    person: str
    since: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.session, f"{self.person}.{self.since.astimezone(UTC):%Y%m%dT%H%M%S.%f}"
