"""Marking: a member of the team notes by hand that somebody came, with a reason. It is evidence like a report's.

A report that names the person later replaces the mark. One that does not leaves it: somebody saw them.
"""

from datetime import datetime

from shared.attendance.rows import Attendance, AttendanceTaken
from shared.audit_trail.entering import enter
from shared.errors import NotPossible
from shared.language.catalogue import say
from shared.registrations.by_hand import ByHand, about_place
from shared.registrations.places import Place
from shared.registrations.rows import RegistrationState
from shared.services import Services
from shared.sessions.rows import Session, SessionState, session_key
from shared.storage.changing import change


def did_take_place(session: Session, now: datetime) -> bool:
    """Whether the session has begun, and was not cancelled."""
    return now >= session.start and session.state not in (SessionState.CANCELLING, SessionState.CANCELLED)


def mark_of(services: Services, place: Place) -> Attendance | None:
    """What says that the person came, if anything does."""
    return services.tables.get(Attendance, (place.session.id, place.registration.person))


def mark_came(services: Services, place: Place, by: ByHand) -> None:
    """Note that the person came. Safe to repeat. Raises `NotPossible` before the start, and if it did not take place.

    Mails that have not gone yet say what is known now: nobody who came is asked what stopped them.
    """
    session, there = place.session, place.registration
    if not did_take_place(session, by.now):
        raise NotPossible(say("This session has not begun, or did not take place. Nobody can have come."))
    about = about_place(session.id, there.person)
    enter(services, by.who, "mark as came", about, by.reason, by.now, at=by.now.isoformat())
    services.tables.insert(
        Attendance(
            session=session.id,
            attendee=there.person,
            seconds=0,
            first_join=session.start,
            last_leave=session.end,
            registered=there.state is RegistrationState.REGISTERED,
            by_hand=True,
        )
    )
    _count(services, session.id)


def unmark(services: Services, place: Place, by: ByHand) -> None:
    """Take the mark back. What a report says stays. Safe to repeat."""
    session, there = place.session, place.registration
    row = services.tables.get(Attendance, (session.id, there.person))
    if row and not row.by_hand:
        raise NotPossible(say("A report of the meeting names this person. Only a mark by hand can be taken back."))
    about = about_place(session.id, there.person)
    enter(services, by.who, "take back mark", about, by.reason, by.now, at=by.now.isoformat())
    if row:
        services.tables.delete(row)
    _count(services, session.id)


def _count(services: Services, session_id: str) -> None:
    """Let the settled attendance count everyone whom any evidence names. Nothing is settled yet: it will count them."""
    people = sum(1 for _ in services.tables.partition(Attendance, session_id))
    change(
        services.tables,
        AttendanceTaken,
        session_key(session_id),
        lambda row: row.model_copy(update={"people": people}),
    )
