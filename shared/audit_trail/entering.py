"""Entering acts in the audit trail, and reading them."""

from collections.abc import Iterator
from datetime import datetime

from shared.audit_trail.rows import AuditEntry
from shared.services import Services


def enter(  # noqa: PLR0913 - who did what, when, to what and why
    services: Services, who: str, act: str, about: str, reason: str, now: datetime, *, at: str = ""
) -> None:
    """Enter that a person (by object id) does something. The same act by the same person is entered once.

    If the person may do the act again, `at` (such as the time) tells the acts apart.
    """
    entry_id = services.keys.of("audit", who, act, about, at) if at else services.keys.of("audit", who, act, about)
    services.tables.insert(AuditEntry(id=entry_id, at=now, who=who, act=act, about=about, reason=reason))


def entries_of(services: Services, month: str) -> Iterator[AuditEntry]:
    """The acts of a month (`2026-12`), oldest first."""
    return services.tables.partition(AuditEntry, month)
