"""Erasing: somebody asks to be forgotten.

What is left cannot be led back to them: deliveries, attendance counts and the audit trail carry a keyed hash at most,
questions and words of feedback carry nobody. Mails in the mailbox are removed there (docs/operating.md)."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from shared.attendance.rows import Attendance
from shared.audit_trail.rows import AuditEntry
from shared.bulletin.subscriptions import end
from shared.errors import NotUsable
from shared.failures import failed_work
from shared.feedback.rows import Feedback
from shared.registrations.registering import withdraw
from shared.registrations.rows import Registration, Standing
from shared.services import Services
from shared.sessions.rows import Session
from shared.storage.row import Row
from shared.text.addresses import is_address

AHEAD = timedelta(days=366)
"""Sessions are planned no further ahead than that."""


def erase(services: Services, email: str, reason: str, who: str, now: datetime) -> int:
    """Forget the person with this address; how many rows went. Asked again, it finds what came since.

    Raises `NotUsable` for what is no address.
    """
    if not is_address(email.strip()):
        raise NotUsable("email: this is no address.")
    person = services.keys.person(email)
    entry_id = services.keys.of("audit", who, "erase", person, now.isoformat())
    services.tables.insert(
        AuditEntry(id=entry_id, at=now, who=who, act="erase", about=f"person.{person}", reason=reason)
    )
    erased = _delete(services, _standing(services, person))  # first, so that no session is joined in the meantime
    for session in _sessions(services, now):
        if session.end > now:
            withdraw(services, session.id, person, now)
    for audience in services.programme.audiences:
        end(services, audience, person, now)
    return erased + _delete(services, [*_rows(services, person, now), *_refused(services, email)])


def _delete(services: Services, rows: Iterable[Row]) -> int:
    found = list(rows)
    for row in found:
        services.tables.delete(row)
    return len(found)


def _standing(services: Services, person: str) -> Iterator[Row]:
    for series in services.programme.series:
        if row := services.tables.get(Standing, (series.id, person)):
            yield row


def _rows(services: Services, person: str, now: datetime) -> Iterator[Row]:
    for session in _sessions(services, now):
        about = services.keys.of("feedback", session.id, person)
        found: tuple[Row | None, ...] = (
            services.tables.get(Registration, (session.id, person)),
            services.tables.get(Attendance, (session.id, person)),
            services.tables.get(Feedback, (session.id, about)),
        )
        yield from (row for row in found if row)


def _refused(services: Services, email: str) -> Iterator[Row]:
    """Responses that could not be used still hold what was answered."""
    wanted = email.strip().casefold()
    return (row for row in failed_work.kept(services, failed_work.SIGN_UP) if wanted in row.payload.casefold())


def _sessions(services: Services, now: datetime) -> Iterator[Session]:
    """Every session of which rows about people are still kept, and those to come."""
    kept = services.programme.retention
    back = timedelta(days=max(kept.registrations, kept.feedback) + 30)
    for series in services.programme.series:
        first, last = (f"{series.id}-{day:%Y-%m-%d}" for day in (now - back, now + AHEAD))
        yield from services.tables.partition(Session, series.id, start=first, end=last)
