"""Asking for feedback: how the session was, or what stopped people from coming, or which of the two."""

from datetime import datetime, timedelta

from shared.attendance.rows import AttendanceTaken
from shared.holding.holding import comes_back
from shared.mail.deliveries import announce, purpose_of
from shared.mail.rows import MailKind
from shared.messages import FeedbackDue
from shared.registrations.rows import Registration, RegistrationState
from shared.services import Services
from shared.sessions.rows import Session, session_key

STILL_ASKED = timedelta(days=7)
"""How long after the end people still remember."""


def ask_for_feedback(services: Services, session_id: str, now: datetime) -> None:
    """Ask everybody who had a seat, once. What their mail asks is decided when it goes, by what is known then."""
    session = services.tables.get(Session, session_key(session_id))
    taken = services.tables.get(AttendanceTaken, session_key(session_id))
    if session is None or taken is None:
        return
    act = purpose_of(session.occasion, MailKind.FEEDBACK)
    if comes_back(services, act, FeedbackDue(session=session.id), now):
        return
    seated = [
        place.person
        for place in services.tables.partition(Registration, session.id)
        if place.state is RegistrationState.REGISTERED
    ]
    announce(services, MailKind.FEEDBACK, session.id, seated, now, occasion=session.occasion)
