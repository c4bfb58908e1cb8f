"""What is kept: one frozen model per kind of row, with its table and its keys.

Keys hold no personal data: people are keyed by `Keys.person`. Every read is a point read or one partition.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from shared.registrations.sign_up import SignUp


class Row(BaseModel):
    """A row of a table. `etag` is the version that was read; empty for a row that was not read yet."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)  # errors end in logs
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
    tell_at: datetime | None = None
    """When everyone is told of its move; what is changed before then is told in the same mail."""
    moved_from: datetime | None = None
    """When it was to begin, as everyone heard of it last."""

    @property
    def key(self) -> tuple[str, str]:
        return session_key(self.id)

    @property
    def occasion(self) -> str:
        """The session at this very time, in UTC (`pgdit-2026-12-09T1230`): moved, it is another occasion.

        Moved to another day it still has its own id, as another session may be, or have been, at that time.
        """
        day = f"{self.start:%Y-%m-%d}"
        moved = "" if self.id.endswith(day) else f"-on-{day}"
        return f"{self.id}{moved}T{self.start:%H%M}"

    @property
    def planned_for(self) -> date:
        """The day it was planned for, which is in its id."""
        return date.fromisoformat(self.id[-10:])


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


class Arrivals(Row):
    """What came of one Form, by the numbers that it gives its responses (see `shared.forms.arrivals`)."""

    TABLE: ClassVar[str] = "arrivals"
    PARTITION: ClassVar[str] = "forms"
    road: str
    newest: int
    """The highest number that came."""
    newest_at: datetime | None = None
    missing: Mapping[int, datetime] = {}
    """The lower numbers that did not, each with since when that is known."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.road


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


# --- deliveries -------------------------------------------------------------------------------------------------


class DeliveryState(StrEnum):
    """pending -> sending -> sent, refused, missed or unknown: see docs/decisions/0003-deliveries.md."""

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
    ALERT = "alert"


class Lane(StrEnum):
    """Transactional mail goes first; bulk takes all that it leaves (see `shared.mail.pacing`)."""

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
    booked: bool = False
    """The mailbox's minute has room for it at `due`; otherwise it asks for its turn then."""
    sender: str = ""
    """The mailbox that sends it; empty for the organiser's."""
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


class Run(BaseModel):
    """Send slots at an even pace: the first at `first`, then one every `step`."""

    model_config = ConfigDict(frozen=True)
    first: datetime
    step: timedelta
    count: int

    @property
    def end(self) -> datetime:
        """When the slot after the last would be."""
        return self.first + self.step * self.count


class Block(BaseModel):
    """The slots that a fan-out was given: asked again, as after a crash, it is given the same."""

    model_config = ConfigDict(frozen=True)
    purpose: str
    runs: tuple[Run, ...]


class Mailbox(Row):
    """What one mailbox sends, and when (see `shared.mail.pacing`)."""

    TABLE: ClassVar[str] = "mailboxes"
    PARTITION: ClassVar[str] = "mailbox"
    id: str
    transactional_free: datetime
    """Where the slots planned for transactional mail end."""
    bulk_free: datetime
    """Where those planned for bulk mail end."""
    paused_until: datetime
    """Exchange asked to wait until then."""
    booked: tuple[datetime, ...] = ()
    """When mails of both lanes went, in the last minute, or go, in the next seconds; in order."""
    sent: Mapping[Lane, Mapping[int, int]] = {}
    """How many went in each quarter of an hour (counted from 1970) of the last day."""
    planned: tuple[Run, ...] = ()
    """The bulk lane's slots of the last day and the days to come, in order."""
    block: Block | None = None
    """The bulk lane's last."""
    owed: int = 0
    """How many places transactional mail took from the bulk mail under way: so many go to the end of their lane."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.id


class LaterSlots(Row):
    """Deliveries of one purpose whose slots lie beyond what is put on the queue: a timer releases them in time."""

    TABLE: ClassVar[str] = "laterslots"
    PARTITION: ClassVar[str] = "later"
    purpose: str
    start: str
    """The first of them by row key (person) when they were put aside."""
    end: str = ""
    """Where they end (exclusive); empty for the end of the purpose."""
    next: str
    """The first that was not released yet."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, f"{self.purpose}.{self.start}"


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
    """`shared.figures.counting.Figures` as JSON."""
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
    """A draft waits for a facilitator; approved is on its way; sent is announced to all; called off goes no further."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    CALLED_OFF = "called-off"


class Issue(Row):
    """One issue of the bulletin; `id` is its ISO week, as in `2026-W50`."""

    TABLE: ClassVar[str] = "issues"
    PARTITION: ClassVar[str] = "bulletin"
    id: str
    state: IssueState
    introduction: str = ""
    items: tuple[tuple[str, str], ...]
    """Source and id of each item, in order."""
    left_out: tuple[tuple[str, str], ...] = ()
    """Those that a facilitator took out of the draft, and can put back."""
    drafted_at: datetime
    approved_at: datetime | None = None
    approved_by: str = ""
    """The approver's object id in the directory."""
    last_at: datetime | None = None
    """When about the last reader's mail goes out."""
    called_off_by: str = ""
    """The object id of who called it off."""

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


# --- operations ---------------------------------------------------------------------------------------------------


class FailedState(StrEnum):
    """Retrying has failed, and the queue will try it again; kept waits for a person."""

    RETRYING = "retrying"
    KEPT = "kept"


class FailedWork(Row):
    """Work that could not be done, kept until somebody mends and replays it or drops it."""

    TABLE: ClassVar[str] = "failedwork"
    PARTITION: ClassVar[str] = "failed"
    step: str
    """The queue it came from, or the road (see `shared.failures.failed_work`)."""
    id: str
    state: FailedState = FailedState.KEPT
    cause: str
    """What went wrong, the same words for the same cause and nothing personal."""
    detail: str = ""
    """What is particular to this one, without personal data."""
    payload: str
    """The message (ids only); of a refused response the response itself."""
    trace: str = ""
    """The trace id that its log records carry."""
    first_at: datetime
    last_at: datetime
    attempts: int = 1

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, f"{self.step}.{self.id}"

    @property
    def cause_id(self) -> str:
        """Names the cause where its words do not fit: in addresses, and in the purpose of the alert about it."""
        return hashlib.sha256(f"{self.step}: {self.cause}".encode()).hexdigest()[:12]


class AuditEntry(Row):
    """That somebody did something that changes what the café does: who, when, what and why."""

    TABLE: ClassVar[str] = "audit"
    id: str
    at: datetime
    who: str
    """Their object id in the directory."""
    act: str
    about: str
    reason: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return f"{self.at:%Y-%m}", f"{self.at:%dT%H%M%S.%f}-{self.id}"


class Heartbeat(Row):
    """When a timer last did its work; at first, since when it is expected to."""

    TABLE: ClassVar[str] = "heartbeats"
    PARTITION: ClassVar[str] = "timers"
    timer: str
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.timer


class Pulse(Row):
    """What was measured last, for whoever asks how the café is."""

    TABLE: ClassVar[str] = "pulses"
    PARTITION: ClassVar[str] = "pulse"
    ID: ClassVar[str] = "latest"
    at: datetime
    graph: str = ""
    """Why Graph cannot be used; empty if it can."""
    oldest_due_seconds: int
    """How long the mail that has been due longest has waited."""
    failed: int
    """How much failed work is kept."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.ID
