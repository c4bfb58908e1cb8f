"""Session cancelled: the letter says why, and when the next session is."""

from datetime import datetime

from shared.language.catalogue import say
from shared.letters.cancellation import comes_to_every_session
from shared.letters.parts import (
    calendar_file,
    not_over,
    registration_of,
    session_of,
    sign_up_link,
    still_coming,
    write,
)
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.registrations.rows import Registration, RegistrationState
from shared.services import Services
from shared.sessions.rows import Session, SessionState
from shared.sessions.upcoming import upcoming
from shared.sessions.words import session_words


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """Wanted until the session would have ended, by everyone who had a place or waited for one."""
    session, registration = session_of(services, delivery), registration_of(services, delivery)
    if session.state is not SessionState.CANCELLED:
        raise Missed("the session takes place")
    not_over(session, now)
    still_coming(registration)
    words = session_words(services.programme, session)
    waiting = registration.state is RegistrationState.WAITING
    after = _next(services, session, now)
    return write(
        services,
        "session_cancelled",
        registration.details.email,
        say("Session cancelled: {session}", session=words.subject),
        heading=say("This session is cancelled"),
        attachments=[] if waiting else [calendar_file(services, session, registration, "CANCEL", now)],
        name=registration.details.name,
        session=words,
        waiting=waiting,
        reason=session.reason,
        next_session=after and session_words(services.programme, after),
        next_place=after and _state_in(services, after, delivery.person),
        standing=comes_to_every_session(services, session, delivery.person),
        sign_up_link=sign_up_link(services),
    )


def _next(services: Services, session: Session, now: datetime) -> Session | None:
    """The series' next session after this one that takes place, if one is planned."""
    return next((one for one in upcoming(services, session.series, now) if one.start > session.start), None)


def _state_in(services: Services, session: Session, person: str) -> RegistrationState | None:
    """What place the person has there, if any."""
    place = services.tables.get(Registration, (session.id, person))
    return place.state if place else None
