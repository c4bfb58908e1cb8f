"""Entering acts in the audit trail."""

from datetime import datetime

from shared.audit_trail.rows import AuditEntry, Listed, ListedEntry, list_of
from shared.services import Services


def enter(  # noqa: PLR0913 - who did what, when, to what and why
    services: Services, who: str, act: str, about: str, reason: str, now: datetime, *, at: str = ""
) -> None:
    """Enter that a person (by object id) does something. The same act by the same person is entered once.

    `act` is written out in the call, and `words` says it to people. `about` is an id, never a name or an address. If
    the person may do the act again, `at` (such as the time) tells the acts apart.
    """
    entry_id = services.keys.of("audit", who, act, about, at) if at else services.keys.of("audit", who, act, about)
    entry = AuditEntry(id=entry_id, at=now, who=who, act=act, about=about, reason=reason)
    fields = entry.model_dump(exclude={"etag"})
    values = {Listed.WHO: who, Listed.ACT: act, Listed.ABOUT: about}
    listed = [ListedEntry(**fields, under=list_of(by, value)) for by, value in values.items()]
    services.tables.insert_all([entry, *listed])
