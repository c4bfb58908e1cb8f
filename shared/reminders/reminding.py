"""Reminding everyone who still comes, at the series' offsets, and sending the briefing on the evening before."""

from contextlib import suppress
from datetime import datetime, time, timedelta

from shared.clock import from_wall
from shared.forms.pots import release_questions
from shared.mail.deliveries import announce
from shared.mail.rows import MailKind
from shared.messages import ReminderDue
from shared.registrations.rows import Registration, RegistrationState
from shared.reminders.due import due_reminder, offset_of, offset_text, quiet_before
from shared.services import Services
from shared.sessions.rows import OpenSession, Session, SessionState, session_key
from shared.storage.tables import RowChanged

BRIEFING_AT = time(17)
"""When facilitators get their briefing on the evening before, by the programme's wall clock."""


BRIEFING = "briefing"
"""The mark in an index row for a briefing that was sent."""


def start_reminders(services: Services, now: datetime) -> None:
    """Start each open session's reminder and briefing, once they are due. Each starts once for the present time."""
    known = {series.id for series in services.programme.series}
    for entry in services.tables.partition(OpenSession, OpenSession.PARTITION):
        session = services.tables.get(Session, session_key(entry.id))
        if session is None or session.state is not SessionState.OPEN or session.series not in known:
            continue
        occasion, before = session.occasion, _due_now(services, session, now)
        new = [f"{occasion}.{before}"] if before else []
        new += [f"{occasion}.{BRIEFING}"] if _is_briefing_due(services, session, now) else []
        new = [mark for mark in new if mark not in entry.announced]
        if f"{occasion}.{before}" in new:
            services.queues.send(ReminderDue(session=session.id, before=before))
        if f"{occasion}.{BRIEFING}" in new:
            _brief(services, session, now)
        if new:
            with suppress(RowChanged):  # it was cancelled at this moment, and left the index
                services.tables.replace(entry.model_copy(update={"announced": (*entry.announced, *new)}))


def remind(services: Services, due: ReminderDue, now: datetime) -> None:
    """Remind everyone who has a seat and asked for it a day before the reminder was due, or earlier.

    Whoever asked since has a confirmation that is as new. Do nothing if another reminder is due now: the session has
    moved since, or this reminder comes too late.
    """
    session = services.tables.get(Session, session_key(due.session))
    if session is None or session.state is not SessionState.OPEN or due.before != _due_now(services, session, now):
        return
    offset = offset_of(due.before)
    known = session.start - offset - quiet_before(offset)
    people = [
        place.person
        for place in services.tables.partition(Registration, session.id)
        if place.state is RegistrationState.REGISTERED and place.changed_at < known
    ]
    announce(services, MailKind.REMINDER, session.id, people, now, occasion=session.occasion, detail=due.before)


def _due_now(services: Services, session: Session, now: datetime) -> str:
    """The offset of the reminder that is due, as `offset_text` writes it; empty if none is."""
    offset = due_reminder(session.start, services.programme.series_of(session.series).reminders, now)
    is_due = offset is not None and not _told_since(session, session.start - offset - quiet_before(offset))
    return offset_text(offset) if offset and is_due else ""


def _is_briefing_due(services: Services, session: Session, now: datetime) -> bool:
    zone = services.programme.zone
    evening_before = session.start.astimezone(zone).date() - timedelta(days=1)
    return from_wall(evening_before, BRIEFING_AT, zone) <= now < session.start


def _told_since(session: Session, known: datetime) -> bool:
    """Whether everyone is told of the session's new time after this. Then they need no reminder too."""
    return session.tell_at is not None and session.tell_at >= known


def _brief(services: Services, session: Session, now: datetime) -> None:
    """Brief the facilitators. The questions that wait come out first, however few people could have asked them."""
    release_questions(services, session.id, now)
    hosts = [services.keys.person(one.email) for one in services.programme.facilitators_of(session.series)]
    announce(services, MailKind.BRIEFING, session.id, hosts, now, occasion=session.occasion)
