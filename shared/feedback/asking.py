"""Asking for feedback: how the session was, or what stopped people from coming, or which of the two."""

from datetime import datetime

from shared.attendance.rows import AttendanceTaken
from shared.mail.deliveries import announce
from shared.mail.rows import MailKind
from shared.registrations.rows import Registration, RegistrationState
from shared.services import Services
from shared.sessions.rows import Session, session_key


def ask_for_feedback(services: Services, session_id: str, now: datetime) -> None:
    """Ask everybody who had a seat, once. What their mail asks is decided when it goes, by what is known then."""
    session = services.tables.get(Session, session_key(session_id))
    taken = services.tables.get(AttendanceTaken, session_key(session_id))
    if session is None or taken is None:
        return
    seated = [
        place.person
        for place in services.tables.partition(Registration, session.id)
        if place.state is RegistrationState.REGISTERED
    ]
    announce(services, MailKind.FEEDBACK, session.id, seated, now, occasion=session.occasion)
