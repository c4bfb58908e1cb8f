"""Closing: ending the sessions that are over, and fetching who came."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from shared.attendance.merging import during, merge
from shared.attendance.rows import Attendance, AttendanceTaken
from shared.forms.pots import release_questions
from shared.graph.protocol import AttendanceRecord, NothingDone, NotPermitted
from shared.mail.deliveries import until
from shared.messages import DigestDue, FeedbackDue, SessionEnded
from shared.registrations.rows import Registration, RegistrationState
from shared.services import Services
from shared.sessions.rows import OpenSession, Session, SessionState, session_key
from shared.sessions.upcoming import open_sessions
from shared.storage.tables import RowChanged

log = logging.getLogger(__name__)


GIVE_UP = timedelta(hours=24)
"""How long after the end we wait for a report. Microsoft documents no figure. Minutes to hours are usual."""


DIGEST_AFTER = timedelta(hours=24)
"""How long after the end we write the digest. Feedback has a day to come in."""


def close_sessions(services: Services, now: datetime) -> None:
    """End the sessions that are over. Ask for each one's attendance every time, until it is settled."""
    for session in open_sessions(services):
        if session.end > now:
            continue
        if session.state in (SessionState.PLANNED, SessionState.OPEN):
            release_questions(services, session.id, now)
            with suppress(RowChanged):  # somebody changed it: the next run looks again
                services.tables.replace(session.model_copy(update={"state": SessionState.ENDED}))
        services.queues.send(SessionEnded(session=session.id))


def take_attendance(services: Services, session_id: str, now: datetime) -> None:
    """Fetch the session's attendance. If there is no report yet, do nothing: the timer asks again."""
    session = services.tables.get(Session, session_key(session_id))
    if session is None or session.state is not SessionState.ENDED:
        return
    taken = services.tables.get(AttendanceTaken, session_key(session.id))
    if taken is None:
        is_last = now >= session.end + GIVE_UP
        records = _records(services, session, is_last=is_last)
        if records is None and not is_last:
            return
        _keep(services, session, records, now)
    services.queues.send(FeedbackDue(session=session.id))
    services.queues.send(DigestDue(session=session.id), delay=until(session.end + DIGEST_AFTER, now))
    services.tables.delete(OpenSession(id=session.id))


def _records(services: Services, session: Session, *, is_last: bool) -> Sequence[AttendanceRecord] | None:
    """The people who were there in the hour. None until a report shows some: it may be of a trial the day before."""
    if not session.join_url:
        return None
    try:
        records = services.graph.attendance(session.join_url)
    except NotPermitted as refused:  # somebody may grant the policy today; if not, the digest says so
        log.warning("attendance refused", extra={"session": session.id, "reason": str(refused)})
        return None
    except NothingDone:
        if is_last:  # Graph is away, but there may be a report: the queue tries again
            raise
        return None
    present = during(records or (), session.start, session.end)
    return present if present or (is_last and records is not None) else None


def _keep(services: Services, session: Session, records: Sequence[AttendanceRecord] | None, now: datetime) -> None:
    registered = {
        place.person
        for place in services.tables.partition(Registration, session.id)
        if place.state is RegistrationState.REGISTERED
    }
    present = merge(records or (), services.keys.person)
    rows = [
        Attendance(
            session=session.id,
            attendee=one.attendee,
            seconds=one.seconds,
            first_join=one.first_join,
            last_leave=one.last_leave,
            registered=one.attendee in registered,
        )
        for one in present
    ]
    services.tables.insert_all(rows)
    services.tables.insert(AttendanceTaken(session=session.id, reported=records is not None, people=len(rows), at=now))
    log.info("attendance settled: %s, %d people", session.id, len(rows))
