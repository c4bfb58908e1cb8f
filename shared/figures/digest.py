"""The digest: we count the figures once, keep them for comparison, and tell the facilitators."""

from collections.abc import Sequence
from datetime import datetime

from shared.attendance.rows import Attendance, AttendanceTaken
from shared.feedback.releasing import release_feedback
from shared.feedback.rows import Feedback
from shared.figures.counting import figures_of
from shared.figures.rows import Digest
from shared.mail.deliveries import announce
from shared.mail.rows import MailKind
from shared.registrations.rows import Registration
from shared.services import Services
from shared.sessions.rows import Session, SessionState, session_key


def write_digest(services: Services, session_id: str, now: datetime) -> None:
    """Count the figures, keep them, close the session, and tell its facilitators."""
    session = services.tables.get(Session, session_key(session_id))
    if session is None or session.state not in (SessionState.ENDED, SessionState.CLOSED):
        return
    hosts = [services.keys.person(one.email) for one in services.programme.facilitators_of(session.series)]
    if session.state is SessionState.ENDED:
        release_feedback(services, session.id, now)
        figures = _count(services, session, hosts)
        services.tables.insert(Digest(session=session.id, figures=figures, at=now))
        session = services.tables.replace(session.model_copy(update={"state": SessionState.CLOSED}))
    announce(services, MailKind.DIGEST, session.id, hosts, now, occasion=session.occasion)


def _count(services: Services, session: Session, hosts: Sequence[str]) -> str:
    taken = services.tables.get(AttendanceTaken, session_key(session.id))
    figures = figures_of(
        session,
        list(services.tables.partition(Registration, session.id)),
        list(services.tables.partition(Attendance, session.id)),
        [one for one in services.tables.partition(Feedback, session.id) if not one.is_late_text],
        hosts=hosts,
        reported=taken is not None and taken.reported,
    )
    return figures.model_dump_json()
