"""What is kept: one frozen model per kind of row, with its table and its keys.

Keys hold no personal data: people are keyed by `Keys.person`. Every read is a point read or one partition.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from shared.sign_up import SignUp


class Row(BaseModel):
    """A row of a table. `etag` is the version that was read; empty for a row that was not read yet."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    TABLE: ClassVar[str]
    etag: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Partition and row key."""
        raise NotImplementedError(f"{type(self).__name__} names its key")


# --- sessions ---------------------------------------------------------------------------------------------


class SessionState(StrEnum):
    """Where a session is: planned (no meeting yet), open for registration, cancelled, ended, or closed (all done)."""

    PLANNED = "planned"
    OPEN = "open"
    CANCELLED = "cancelled"
    ENDED = "ended"
    CLOSED = "closed"


class Session(Row):
    """One hour on one day. Its id is the series and the day it was planned for, and stays when it is moved."""

    TABLE: ClassVar[str] = "sessions"
    series: str
    id: str
    title: str
    start: datetime
    end: datetime
    state: SessionState = SessionState.PLANNED
    sequence: int = 0
    """How often it was moved or cancelled: part of every invitation's SEQUENCE."""
    event_id: str = ""
    join_url: str = ""
    reason: str = ""
    """Why it was cancelled, in the facilitator's words."""

    @property
    def key(self) -> tuple[str, str]:
        return session_key(self.id)

    @property
    def occasion(self) -> str:
        """The session at this very time, in UTC (`pgdit-2026-12-09T1230`): moved, it is another occasion."""
        return f"{self.series}-{self.start:%Y-%m-%dT%H%M}"


def session_key(session_id: str) -> tuple[str, str]:
    """The keys of a session: its series, and its id."""
    return session_id.rsplit("-", 3)[0], session_id


class OpenSession(Row):
    """Index of the sessions that still have something to come, so that no timer reads history."""

    TABLE: ClassVar[str] = "opensessions"
    PARTITION: ClassVar[str] = "open"
    id: str
    announced: tuple[str, ...] = ()
    """The reminders and briefings already set off, each with its occasion."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.id


# --- people who come ----------------------------------------------------------------------------------------


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


class Waiting(BaseModel):
    """Somebody on a waiting list, and when they asked."""

    model_config = ConfigDict(frozen=True)
    since: datetime
    person: str


class Seating(Row):
    """Who has a seat and who waits, of a session with a capacity: one row, so that the last seat is given once."""

    TABLE: ClassVar[str] = "seating"
    session: str
    capacity: int
    seated: tuple[str, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    promoted: tuple[str, ...] = ()
    """Who moved up to a seat but has not been told yet."""

    @property
    def key(self) -> tuple[str, str]:
        return self.session, "seats"


class Question(Row):
    """A question for the panel. Nothing in it leads to its author."""

    TABLE: ClassVar[str] = "questions"
    session: str
    id: str
    text: str

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.id


# --- the Form's responses -------------------------------------------------------------------------------------


class ResponseState(StrEnum):
    """Received waits to be worked; worked has become registrations; refused could not be used."""

    RECEIVED = "received"
    WORKED = "worked"
    REFUSED = "refused"


class FormResponse(Row):
    """One response of the sign-up Form or page. `raw` is emptied once it has become registrations."""

    TABLE: ClassVar[str] = "formresponses"
    form: str
    response: str
    state: ResponseState
    raw: str
    received_at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.form, self.response


class FailedWork(Row):
    """Work that could not be done, kept until somebody mends and replays it or drops it."""

    TABLE: ClassVar[str] = "failedwork"
    step: str
    id: str
    cause: str
    payload: str
    first_at: datetime
    last_at: datetime
    attempts: int = 1

    @property
    def key(self) -> tuple[str, str]:
        return self.step, self.id


# --- deliveries -------------------------------------------------------------------------------------------------


class DeliveryState(StrEnum):
    """See DeliveryState in the README: pending -> sending -> sent, refused, missed or unknown."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    MISSED = "missed"
    UNKNOWN = "unknown"


class MailKind(StrEnum):
    """The kinds of mail the café sends; `shared.letters` has one file for each."""

    CONFIRMATION = "confirmation"
    CANCELLATION = "cancellation"
    CHANGED = "changed"
    SESSION_CANCELLED = "session-cancelled"
    REDIRECTED = "redirected"
    REMINDER = "reminder"
    BRIEFING = "briefing"
    FEEDBACK = "feedback"
    DIGEST = "digest"
    BULLETIN_DRAFT = "bulletin-draft"
    BULLETIN = "bulletin"
    SUBSCRIPTION = "subscription"


class Lane(StrEnum):
    """Transactional mail keeps a share of the mailbox's pace; bulk takes the rest."""

    TRANSACTIONAL = "transactional"
    BULK = "bulk"


class Delivery(Row):
    """One mail to one person, for one purpose. It exists once, so the mail is sent once."""

    TABLE: ClassVar[str] = "deliveries"
    purpose: str
    person: str
    kind: MailKind
    about: str
    """Id of what the mail is about: a session, an issue of the bulletin."""
    detail: str = ""
    """What the kind needs beside: a reminder's offset, a registration's sequence."""
    lane: Lane = Lane.TRANSACTIONAL
    state: DeliveryState = DeliveryState.PENDING
    due: datetime
    sending_since: datetime | None = None
    settled_at: datetime | None = None
    reason: str = ""
    lookups: int = 0

    @property
    def key(self) -> tuple[str, str]:
        return self.purpose, self.person

    @property
    def id(self) -> str:
        """What the mail carries, and what its mailbox is asked for."""
        return f"{self.purpose}/{self.person}"


class Mailbox(Row):
    """The send slots of one mailbox (see `shared.pacing`)."""

    TABLE: ClassVar[str] = "mailboxes"
    PARTITION: ClassVar[str] = "mailbox"
    id: str
    transactional_free: datetime
    bulk_free: datetime
    days: Mapping[str, int] = {}
    """How many slots lie on each of the last and the coming days (ISO date, UTC)."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.id


# --- after the session --------------------------------------------------------------------------------------------


class Attendance(Row):
    """One person's (or one nameless guest's) time in one session."""

    TABLE: ClassVar[str] = "attendance"
    session: str
    attendee: str
    """The person's key, or `guest-…` for a record without an address."""
    seconds: int
    first_join: datetime
    last_leave: datetime
    registered: bool

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.attendee


class AttendanceTaken(Row):
    """That a session's attendance is settled, and how: from a report, or given up."""

    TABLE: ClassVar[str] = "attendancetaken"
    session: str
    reported: bool
    people: int
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return session_key(self.session)


class Feedback(Row):
    """What one registrant said afterwards; its key cannot be led back to the person without the secret."""

    TABLE: ClassVar[str] = "feedback"
    session: str
    id: str
    came: bool
    score: int | None = None
    """1 (not useful) to 5 (very useful)."""
    change: str = ""
    """What they will do differently: good practice, taken along."""
    unanswered: str = ""
    """What stayed open or was missing."""
    stopped_by: tuple[str, ...] = ()
    words: str = ""
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.id


class Digest(Row):
    """A session's figures as printed in its digest, kept for comparison with later ones."""

    TABLE: ClassVar[str] = "digests"
    session: str
    figures: str
    """`shared.figures.Figures` as JSON."""
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return session_key(self.session)


# --- horizon scan and bulletin ------------------------------------------------------------------------------------


class Item(Row):
    """Something that is about to change: from a feed, or from a facilitator."""

    TABLE: ClassVar[str] = "items"
    source: str
    id: str
    title: str
    summary: str
    link: str
    audiences: tuple[str, ...]
    published_at: datetime
    changes_on: str = ""
    """ISO date of the change, if the text names one."""

    @property
    def key(self) -> tuple[str, str]:
        return self.source, self.id


class FreshItem(Row):
    """Index of the items that no issue of the bulletin has carried yet."""

    TABLE: ClassVar[str] = "freshitems"
    PARTITION: ClassVar[str] = "fresh"
    source: str
    id: str

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, f"{self.source}.{self.id}"


class IssueState(StrEnum):
    """A draft waits for a facilitator; approved is on its way; sent went to everyone."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"


class Issue(Row):
    """One issue of the bulletin; `id` is its ISO week, as in `2026-W50`."""

    TABLE: ClassVar[str] = "issues"
    PARTITION: ClassVar[str] = "bulletin"
    id: str
    state: IssueState
    introduction: str = ""
    items: tuple[tuple[str, str], ...]
    """Source and id of each item, in order."""
    drafted_at: datetime
    approved_at: datetime | None = None
    approved_by: str = ""
    """The approver's object id in the directory."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.id


class Subscription(Row):
    """Somebody who gets the bulletin as a member of an audience."""

    TABLE: ClassVar[str] = "subscriptions"
    audience: str
    person: str
    name: str
    email: str
    confirmed: bool
    ended: bool = False
    since: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.audience, self.person
