"""Asking for feedback: how the session was, or what stopped people from coming."""

from datetime import datetime
from enum import StrEnum

from shared.attendance.rows import Attendance, AttendanceTaken
from shared.mail.deliveries import announce
from shared.mail.rows import MailKind
from shared.registrations.rows import Registration, RegistrationState
from shared.services import Services
from shared.sessions.rows import Session, session_key


class Audience(StrEnum):
    """The question that we ask a person: how it was, or what stopped them. It is the detail of their delivery."""

    CAME = "came"
    ABSENT = "absent"


def ask_for_feedback(services: Services, session_id: str, now: datetime) -> None:
    """Ask people who came how it was, and the others what stopped them. Without a report, ask everyone how it was."""
    session = services.tables.get(Session, session_key(session_id))
    taken = services.tables.get(AttendanceTaken, session_key(session_id))
    if session is None or taken is None:
        return
    present = {one.attendee for one in services.tables.partition(Attendance, session.id)}
    seated = {
        place.person
        for place in services.tables.partition(Registration, session.id)
        if place.state is RegistrationState.REGISTERED
    }
    came = seated & present if taken.reported else seated
    for audience, people in ((Audience.CAME, came), (Audience.ABSENT, seated - came)):
        announce(services, MailKind.FEEDBACK, session.id, people, now, occasion=session.occasion, detail=audience)
