"""The rows of the bulletin: items, issues and subscriptions."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from shared.storage.row import Row


class Item(Row):
    """News of a change, from a feed or from a facilitator."""

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

    @property
    def key(self) -> tuple[str, str]:
        return self.source, self.id


class FreshItem(Row):
    """Index of the items that are still to be told: no issue that went out has carried them as they are."""

    TABLE: ClassVar[str] = "freshitems"
    PARTITION: ClassVar[str] = "fresh"
    source: str
    id: str

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, f"{self.source}.{self.id}"


class IssueState(StrEnum):
    """Draft: waits for a facilitator. Approved: is going out. Sent: all mails are announced. Called off: stopped.

    Too late: everything in it was past before it could go out, so it went to nobody.
    """

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    CALLED_OFF = "called-off"
    TOO_LATE = "too-late"


class Issue(Row):
    """One issue of the bulletin. `id` is its ISO week, such as `2026-W50`."""

    TABLE: ClassVar[str] = "issues"
    PARTITION: ClassVar[str] = "bulletin"
    id: str
    state: IssueState
    introduction: str = ""
    items: tuple[tuple[str, str], ...]
    """Source and id of each item, in order."""
    left_out: tuple[tuple[str, str], ...] = ()
    """The items that a facilitator took out of the draft, and can put back."""
    drafted_at: datetime
    approved_at: datetime | None = None
    approved_by: str = ""
    """The approver's object id in the directory."""
    last_at: datetime | None = None
    """About when the last reader's mail goes out."""
    called_off_by: str = ""
    """The object id of the person who called it off."""

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
