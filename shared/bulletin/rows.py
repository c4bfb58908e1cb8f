"""The rows of the bulletin: items, issues and subscriptions."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from shared.storage.row import Row


class SourceWords(BaseModel):
    """What the feed says in an item that the team wrote anew."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    title: str
    summary: str
    link: str
    changes_on: str = ""
    written_at: datetime | None = None


class Item(Row):
    """News of a change, from a feed or from a member of the team."""

    TABLE: ClassVar[str] = "items"
    source: str
    id: str
    title: str
    summary: str
    link: str
    audiences: tuple[str, ...]
    published_at: datetime
    changes_on: str = ""
    """The ISO date of the change, if the text names one."""
    written_at: datetime | None = None
    """When its source wrote these words, if it was after the publication."""
    told: str | None = None
    """What an issue that went out said about the day: the ISO date, or nothing. None: no issue has carried it."""
    corrects: str | None = None
    """What an earlier issue said about the day, if that was another one."""
    what_to_do: str = ""
    review_by: str = ""
    """The ISO date until which it may be told. After that somebody has to look at it again."""
    correction: str = ""
    """What an earlier issue said wrongly, in the team's words."""
    again: bool = False
    """Whether the next issue tells it again, although one has told it with this day."""
    taken_out: bool = False
    """Whether the team took it out. No issue carries it any more."""
    source_says: SourceWords | None = None
    """The feed's words, if the team wrote the item anew. None: the item has the words of its source."""
    source_is_newer: bool = False
    """Whether the feed changed its words after the team wrote the item anew."""

    @property
    def key(self) -> tuple[str, str]:
        return self.source, self.id


class FreshItem(Row):
    """Index of the items that are still to be told: no issue that went out has carried them as they are.

    It has a copy of each item, so that a page reads all of them at once. The copy may be a little behind the item.
    """

    TABLE: ClassVar[str] = "freshitems"
    PARTITION: ClassVar[str] = "fresh"
    source: str
    id: str
    item: Item | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, f"{self.source}.{self.id}"


class IssueState(StrEnum):
    """Draft: waits for somebody to approve it. Held: a draft that must not be approved yet. Approved: is going out.

    Sent: all mails are announced. Called off: stopped. Too late: everything in it was past before it could go out, so
    it went to nobody.
    """

    DRAFT = "draft"
    HELD = "held"
    APPROVED = "approved"
    SENT = "sent"
    CALLED_OFF = "called-off"
    TOO_LATE = "too-late"


class Issue(Row):
    """One issue of the bulletin.

    `id` is its ISO week, such as `2026-W50`. A flash issue has its ISO day, such as `2026-W50-3`, and a letter if it is
    not the day's first: `2026-W50-3b`. So ids sort by time.
    """

    TABLE: ClassVar[str] = "issues"
    PARTITION: ClassVar[str] = "bulletin"
    id: str
    state: IssueState
    introduction: str = ""
    items: tuple[tuple[str, str], ...]
    """Source and id of each item, in order."""
    left_out: tuple[tuple[str, str], ...] = ()
    """The items that somebody took out of the draft, and can put back."""
    audiences: tuple[str, ...] = ()
    """For whom it is, if not for everybody whom its items concern."""
    drafted_at: datetime
    made_by: str = ""
    """The object id of the person who made a flash issue. Nobody made the issue of a week."""
    approved_at: datetime | None = None
    approved_by: str = ""
    """The approver's object id in the directory."""
    begins_at: datetime | None = None
    """It begins to go out then, and no sooner. None: at once."""
    begun_at: datetime | None = None
    """When its mails began to be announced. From then on it can be called off, but not held."""
    last_at: datetime | None = None
    """About when the last reader's mail goes out."""
    called_off_by: str = ""
    """The object id of the person who called it off."""
    held_by: str = ""
    """The object id of the person who holds it."""
    held_because: str = ""
    held_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.id


class Subscription(Row):
    """A person who gets the bulletin as a member of an audience."""

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


class Readership(Row):
    """How many people read the bulletin. A timer counts them each night, so no page has to."""

    TABLE: ClassVar[str] = "readership"
    PARTITION: ClassVar[str] = "readers"
    by_audiences: Mapping[str, int] = {}
    """How many people read for exactly these audiences: their ids in order, with spaces between."""
    counted_at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, "all"
