"""History: rows that are about nobody, or only about the team, and would otherwise be kept for ever.

Each is found by its keys, which hold the date. So a run reads the weeks that it is about, however long the history is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from shared.attendance.rows import AttendanceTaken
from shared.audit_trail.rows import AuditEntry, ListedEntry
from shared.bulletin.rows import Issue, Item
from shared.figures.rows import Digest
from shared.forms.rows import FormResponse, ResponseOfMonth, ResponseState
from shared.privacy.old_rows import ended_before
from shared.programme.rows import PARTITION, InForceVersion, Version, VersionContent, content_key
from shared.services import Services
from shared.sessions.rows import Session, session_key
from shared.storage.row import Row

MONTHS = timedelta(days=62)
"""Some tables have a partition for each month. Each search goes back this far, to the month before the last."""

WEEKS = timedelta(days=35)
"""An issue belongs to a week. Each search goes back this far."""

type Old = Callable[[Services, datetime], Iterator[Row]]


@dataclass(frozen=True)
class Kept:
    """What is kept for so long, by the name of its days in `[retention]`, and why."""

    kinds: tuple[type[Row], ...]
    days: str
    why: str
    old: Old


def _sessions(services: Services, now: datetime) -> Iterator[Row]:
    """What is left of old sessions. The session itself goes last, because the rest is found by it."""
    for session in ended_before(services, now - timedelta(days=services.programme.retention.sessions)):
        for kind in (Digest, AttendanceTaken):
            if row := services.tables.get(kind, session_key(session.id)):
                yield row
        yield session


def _responses(services: Services, now: datetime) -> Iterator[Row]:
    """Responses that were worked long ago. Only their numbers are left. One that still waits is never forgotten."""
    before = now - timedelta(days=services.programme.retention.responses)
    for entry in services.tables.partitions(ResponseOfMonth, f"{before - MONTHS:%Y-%m}", f"{before:%Y-%m}"):
        response = services.tables.get(FormResponse, (entry.form, entry.response))
        if response and response.state is ResponseState.WORKED:
            yield response
        yield entry


def _issues(services: Services, now: datetime) -> Iterator[Row]:
    """Old issues, after the items that they carried or left out."""
    before = now - timedelta(days=services.programme.retention.bulletin)
    start, end = (f"{week:%G-W%V}" for week in (before - WEEKS, before))
    for issue in services.tables.partition(Issue, Issue.PARTITION, start=start, end=end):
        for key in (*issue.items, *issue.left_out):
            if item := services.tables.get(Item, key):
                yield item
        yield issue


def _audit_trail(services: Services, now: datetime) -> Iterator[Row]:
    """Old acts, and all that lists them in their months."""
    before = now - timedelta(days=services.programme.retention.audit)
    return services.tables.partitions(ListedEntry, f"{before - MONTHS:%Y-%m}", f"{before:%Y-%m}")


def _versions(services: Services, now: datetime) -> Iterator[Row]:
    """Old versions of the programme, but for the one in force. They are in order, and we read the first of them."""
    before = now - timedelta(days=services.programme.retention.audit)
    in_force = services.tables.get(InForceVersion, InForceVersion.KEY)
    oldest = services.tables.partition(Version, PARTITION, start="version-", end="version.") if in_force else ()
    for version in takewhile(lambda one: one.at < before, oldest):
        if in_force and version.number != in_force.number:
            if content := services.tables.get(VersionContent, content_key(version.number)):
                yield content
            yield version


HISTORY: tuple[Kept, ...] = (
    Kept(
        (Session, Digest, AttendanceTaken),
        "sessions",
        "a session's time and its figures, which name nobody: the trend of five years",
        _sessions,
    ),
    Kept(
        (FormResponse, ResponseOfMonth),
        "responses",
        "that a response came, by its number: so that it never counts twice",
        _responses,
    ),
    Kept((Issue, Item), "bulletin", "an issue of the bulletin with its items: the archive that people read", _issues),
    Kept(
        (Version, VersionContent),
        "audit",
        "which programme the café worked by, who published it and why: as long as the audit trail",
        _versions,
    ),
    Kept(
        (AuditEntry, ListedEntry),
        "audit",
        "who of the team did what: as long as a claim can be brought in court",
        _audit_trail,
    ),
)
"""In the order in which we remove them."""
