"""Deliveries, and what each mailbox sends, as they are kept."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from shared.storage.row import Row


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
