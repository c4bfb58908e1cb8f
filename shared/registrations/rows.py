"""The rows of registrations: places, standing registrations, seats and the waiting list."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

from shared.registrations.sign_up import SignUp
from shared.sessions.rows import session_key
from shared.storage.row import Row


class RegistrationState(StrEnum):
    """Registered: has a seat. Waiting: has a place on the waiting list. Cancelled: has neither.

    Provisional: nobody vouched for the address yet. The place may keep a seat, as long as nobody waits for it.
    """

    PROVISIONAL = "provisional"
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
    again: tuple[str, ...] = ()
    """The purposes of the mails about it that a member of the team had sent once more (see `sending_again`)."""

    @property
    def known_since(self) -> datetime:
        """When the place was there at the earliest. What is owed to the person is owed from then on."""
        return max(self.changed_at, self.made_at or self.changed_at)

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.person

    @property
    def is_told(self) -> bool:
        """Whether mails about the session go to this person: not if they cancelled, or never confirmed."""
        return self.state in (RegistrationState.REGISTERED, RegistrationState.WAITING)


class Standing(Row):
    """A person who comes to every session of a series until they say stop."""

    TABLE: ClassVar[str] = "standing"
    series: str
    person: str
    details: SignUp
    since: datetime
    sign_up_at: datetime | None = None
    """When the sign-up came that began it. Its confirmation tells of it."""
    provisional: bool = False
    """Whether nobody vouched for the address yet. Then it joins no session by itself."""
    ended: bool = False
    ended_at: datetime | None = None
    back_from: datetime | None = None
    """When they had stopped, if they asked again after that. The places that this cancelled come back."""

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


class KnownAddress(Row):
    """What we know of the person behind an address: whether they are its owner, and what we asked them."""

    TABLE: ClassVar[str] = "knownaddresses"
    PLACE: ClassVar[str] = "address"
    person: str
    vouched_at: datetime | None = None
    """When somebody last vouched for it: its owner pressed the button, or the Form recorded them."""
    mailed_on: str = ""
    """The last day on which a post that anybody can make sent them a mail, as `2026-12-01`."""
    mailed_for: str = ""
    """What that mail was for. The same post worked again sends the same mail."""

    @property
    def key(self) -> tuple[str, str]:
        return self.person, self.PLACE


class Roll(Row):
    """Everyone with a place in one session, in short: a copy of their places for the pages (see `roll`)."""

    TABLE: ClassVar[str] = "rolls"
    session: str
    seen: datetime | None = None
    """When the newest place in the copy was written, by storage's clock. None: nothing is copied yet."""
    packed: bytes = b""
    form: int = 0
    """How it is packed. A copy in an older form is made anew."""

    @property
    def key(self) -> tuple[str, str]:
        return session_key(self.session)
