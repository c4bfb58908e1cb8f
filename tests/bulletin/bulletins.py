"""The bulletin in tests: issues as they come about, and what is looked at."""

from collections.abc import Sequence
from datetime import UTC, datetime

from local.memory.builders import NOW, an_issue, an_item
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.bulletin.rows import FreshItem, Issue, IssueState, Item
from shared.mail.rows import Delivery, MailKind
from shared.programme.model import STAKEHOLDERS
from shared.storage.row import Row

MONDAY = datetime(2026, 12, 7, 6, 0, tzinfo=UTC)
WEEK = "2026-W50"
STAKEHOLDER = the_programme().stakeholders[0].email
OFFICES = [KEYS.person(one.email) for one in the_programme().stakeholders]
FACILITATORS = sorted(KEYS.person(one.email) for one in the_programme().facilitators)


def fresh(*items: Item) -> list[Row]:
    """Items that no issue has carried yet, and their marks."""
    marks = [FreshItem(source=item.source, id=item.id) for item in items]
    return [*items, *marks]


def marked(services: MemoryServices) -> list[str]:
    """The ids of the items still marked as fresh."""
    return [mark.id for mark in services.tables.rows(FreshItem)]


def the_only_issue(services: MemoryServices) -> Issue:
    """The one issue there is."""
    (issue,) = services.tables.rows(Issue)
    return issue


def announced(services: MemoryServices, kind: MailKind) -> list[str]:
    """Who gets a mail of this kind, in order."""
    return sorted(row.person for row in services.tables.rows(Delivery) if row.kind is kind)


def approved(*rows: Row, audiences: Sequence[str] = ("pgdit", "educators", STAKEHOLDERS)) -> MemoryServices:
    """An approved issue of one item for these audiences."""
    issue = an_issue(id=WEEK, state=IssueState.APPROVED, approved_at=NOW)
    return some_services(having=[an_item(audiences=audiences), issue, *rows])


def put(services: MemoryServices, row: Row) -> None:
    """Somebody else keeps this row."""
    services.tables.put(row)
