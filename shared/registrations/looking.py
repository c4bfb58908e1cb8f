"""Looking: whoever looks at names is in the audit trail, once an hour for each thing that they look at."""

from datetime import datetime

from shared.audit_trail.entering import enter
from shared.registrations.rows import Registration
from shared.services import Services


def note_look(services: Services, who: str, act: str, about: str, now: datetime) -> None:
    """Enter that somebody looks. All looks of one hour are one entry, at the hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    enter(services, who, act, about, "", hour, at=hour.isoformat())


def places_of(services: Services, session_id: str) -> list[Registration]:
    """Every place in the session, as a whole. Reads them all."""
    return list(services.tables.partition(Registration, session_id))
