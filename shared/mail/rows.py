"""The rows of deliveries, and of what each mailbox sends."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from shared.storage.row import Row, newest_first


class DeliveryState(StrEnum):
    """pending -> sending -> sent, refused, missed or unknown: see docs/decisions/0003-deliveries.md."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    MISSED = "missed"
    UNKNOWN = "unknown"


class MailKind(StrEnum):
    """The kinds of mail that the café sends. `shared.letters` has one file for each."""

    ADDRESS = "address"
    CONFIRMATION = "confirmation"
    SEAT = "seat"
    CANCELLATION = "cancellation"
    STOPPED = "stopped"
    CHANGED = "changed"
    SESSION_CANCELLED = "session-cancelled"
    REDIRECTED = "redirected"
    NOTICE = "notice"
    REMINDER = "reminder"
    HOSTING = "hosting"
    BRIEFING = "briefing"
    BRIEFING_UPDATE = "briefing-update"
    FEEDBACK = "feedback"
    DIGEST = "digest"
    HELD = "held"
    BULLETIN_DRAFT = "bulletin-draft"
    BULLETIN = "bulletin"
    MEND = "mend"
    AUDIENCE = "audience"
    ALERT = "alert"

    @classmethod
    def _missing_(cls, value: object) -> "MailKind | None":
        """A row from before may still say "subscription". The question whose address it is took its place."""
        return cls.ADDRESS if value == "subscription" else None


FOR_THE_TEAM = frozenset(
    {
        MailKind.HOSTING,
        MailKind.BRIEFING,
        MailKind.BRIEFING_UPDATE,
        MailKind.DIGEST,
        MailKind.HELD,
        MailKind.BULLETIN_DRAFT,
        MailKind.ALERT,
    }
)
"""They go to people who run the café. Somebody who gets one need not have a place anywhere."""


class Lane(StrEnum):
    """Transactional mail goes first. Bulk mail takes the room that is left (see `shared.mail.pacing`)."""

    TRANSACTIONAL = "transactional"
    BULK = "bulk"


AGAIN = "again-"
"""The beginning of the detail of a mail that a member of the team had sent once more."""


class Delivery(Row):
    """One mail to one person, for one purpose. It exists once, so the mail is sent once."""

    TABLE: ClassVar[str] = "deliveries"
    purpose: str
    person: str
    kind: MailKind
    about: str
    """The id of what the mail is about: a session, or an issue of the bulletin."""
    detail: str = ""
    """What else this kind of mail needs: a reminder's offset, a registration's sequence."""
    also: tuple[str, ...] = ()
    """The other sessions of the same sign-up, or of the same stop."""
    lane: Lane = Lane.TRANSACTIONAL
    state: DeliveryState = DeliveryState.PENDING
    due: datetime
    booked: bool = False
    """Whether the mailbox keeps room for it at `due`. If not, the mail asks for its turn then."""
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
        """The id that the mail carries. We can ask its mailbox for it."""
        return f"{self.purpose}/{self.person}"

    @property
    def is_again(self) -> bool:
        """Whether a member of the team had it sent once more. Then it is wanted, whatever went before it."""
        return self.detail.startswith(AGAIN)


class Run(BaseModel):
    """Send slots at an even pace: the first at `first`, then one every `step`."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    first: datetime
    step: timedelta
    count: int

    @property
    def end(self) -> datetime:
        """The time of the slot that would come after the last one."""
        return self.first + self.step * self.count


class Block(BaseModel):
    """The slots of a fan-out. If the fan-out asks again, such as after a crash, it gets the same slots."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    purpose: str
    runs: tuple[Run, ...]


class Mailbox(Row):
    """What one mailbox sends, and when (see `shared.mail.pacing`)."""

    TABLE: ClassVar[str] = "mailboxes"
    PARTITION: ClassVar[str] = "mailbox"
    id: str
    transactional_free: datetime
    """The end of the slots planned for transactional mail."""
    bulk_free: datetime
    """The end of the slots planned for bulk mail."""
    paused_until: datetime
    """Exchange asked us to wait until then."""
    booked: tuple[datetime, ...] = ()
    """When mails of both lanes went (in the last minute) or will go (in the next seconds), in order."""
    sent: Mapping[Lane, Mapping[int, int]] = {}
    """How many mails went in each quarter of an hour (counted from 1970) of the last day."""
    planned: tuple[Run, ...] = ()
    """The bulk lane's slots of the last day and of future days, in order."""
    block: Block | None = None
    """The bulk lane's last block."""
    owed: int = 0
    """How many places transactional mail took from bulk mail. As many bulk mails move to the end of their lane."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.id


class BouncesRead(Row):
    """Until when the reports of mail that came back into one mailbox were read."""

    TABLE: ClassVar[str] = "bouncesread"
    PARTITION: ClassVar[str] = "mailbox"
    id: str
    until: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.id


class LaterSlots(Row):
    """Deliveries of one purpose whose slots are too far ahead for the queue. A timer releases them in time."""

    TABLE: ClassVar[str] = "laterslots"
    PARTITION: ClassVar[str] = "later"
    purpose: str
    start: str
    """The first of them, by row key (person), when they were put aside."""
    end: str = ""
    """The row key where they end (exclusive); empty for the end of the purpose."""
    next: str
    """The first one that is not released yet."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, f"{self.purpose}.{self.start}"


class Tally(Row):
    """How far the emails of one purpose have come, person by person: a copy of their deliveries (see `tallies`)."""

    TABLE: ClassVar[str] = "tallies"
    session: str
    purpose: str
    seen: datetime | None = None
    """When the newest delivery in the copy was written, by storage's clock. None: nothing is copied yet."""
    packed: bytes = b""
    form: int = 0
    """How it is packed. A copy in an older form is made anew."""

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.purpose


class Trouble(Row):
    """An email that did not go, or came back: the newest first in its month."""

    TABLE: ClassVar[str] = "mailtroubles"
    id: str
    at: datetime
    purpose: str
    person: str
    kind: MailKind
    about: str
    state: DeliveryState
    reason: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return f"{self.at:%Y-%m}", f"{newest_first(self.at)}-{self.id}"
