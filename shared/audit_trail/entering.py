"""Entering acts in the audit trail."""

from contextlib import suppress
from datetime import datetime

from shared.audit_trail.rows import AuditEntry, Listed, ListedEntry, list_of
from shared.services import Services
from shared.storage.tables import RowChanged


def enter(  # noqa: PLR0913 - who did what, when, to what and why
    services: Services,
    who: str,
    act: str,
    about: str,
    reason: str,
    now: datetime,
    *,
    at: str = "",
    hourly: bool = False,
) -> None:
    """Enter that a person (by object id) does something. The same act by the same person is entered once.

    `act` is written out in the call, and `words` says it to people. `about` is an id, never a name or an address. If
    the person may do the act again, `at` (such as the time) tells the acts apart. `hourly` is for looks: all of one
    hour are one entry, at the hour.
    """
    if hourly:
        now = now.replace(minute=0, second=0, microsecond=0)
        at = now.isoformat()
    entry_id = services.keys.of("audit", who, act, about, at) if at else services.keys.of("audit", who, act, about)
    entry = AuditEntry(id=entry_id, at=now, who=who, act=act, about=about, reason=reason)
    fields = entry.model_dump(exclude={"etag"})
    values = {Listed.WHO: who, Listed.ACT: act, Listed.ABOUT: about}
    listed = [ListedEntry(**fields, under=list_of(by, value)) for by, value in values.items()]
    if hourly:
        with suppress(RowChanged):  # it is entered already
            services.tables.change_together([entry, *listed])
    else:
        services.tables.insert_all([entry, *listed])
