"""The personal page: a person sees their place in a session, and can change it without logging in."""

from dataclasses import dataclass
from datetime import datetime

from shared.language.catalogue import say
from shared.language.dates import long_date
from shared.programme.model import Hub, Programme
from shared.registrations.places import Place, standing_dates
from shared.registrations.rows import RegistrationState
from shared.services import Services
from shared.sessions.rows import Session, SessionState
from shared.sessions.words import SessionWords, session_words
from shared.templates.rendering import render


@dataclass(frozen=True)
class MyRegistration:
    """What the page says. A part is left out if its text is empty or None."""

    session: SessionWords
    status: str
    """In a word or two, such as "Waiting list"."""
    colour: str
    """Of the status: a colour of NHS.UK's tag."""
    explanation: str
    """What the status means for the reader."""
    join_url: str = ""
    hub: Hub | None = None
    can_cancel: bool = False
    can_return: bool = False
    """True after cancelling, until the session is over."""
    waiting: bool = False
    comes_always: bool = False
    """True for a person who comes to every session of the series until they stop."""
    losing: tuple[str, ...] = ()
    """The days on which this person loses a place if they stop coming to every session."""


def my_registration_page(programme: Programme, mine: MyRegistration, token: str = "", *, is_saved: bool = False) -> str:
    """The page behind a personal link. `is_saved` is true right after the person changed something."""
    change = f"/my/{token}/change"
    return render("pages/my_registration.html", programme=programme, mine=mine, change=change, is_saved=is_saved)


def my_registration(services: Services, place: Place, now: datetime) -> MyRegistration:
    """What the page says about this place."""
    session, state = place.session, place.registration.state
    off = session.state is SessionState.CANCELLED
    ahead = not off and now < session.end
    here = ahead and state is not RegistrationState.CANCELLED
    status, colour, explanation = _status(session, state, now)
    return MyRegistration(
        session=session_words(services.programme, session),
        status=status,
        colour=colour,
        explanation=explanation,
        join_url=session.join_url if here and state is RegistrationState.REGISTERED else "",
        hub=services.programme.hub(place.registration.details.hub) if here else None,
        can_cancel=state is not RegistrationState.CANCELLED and place.is_ahead(now),
        can_return=ahead and session.state is not SessionState.CANCELLING and state is RegistrationState.CANCELLED,
        waiting=state is RegistrationState.WAITING,
        comes_always=place.standing is not None,
        losing=_losing(services, place, now) if place.standing else (),
    )


def _status(session: Session, state: RegistrationState, now: datetime) -> tuple[str, str, str]:
    """The status, its colour and what it means."""
    if session.state is SessionState.CANCELLED:
        words = [say("This session will not take place."), *([session.reason] if session.reason else [])]
        return say("Session cancelled"), "red", " ".join(words)
    if now >= session.end:
        return say("Session over"), "grey", say("This session is over.")
    match state:
        case RegistrationState.CANCELLED:
            return say("Cancelled"), "grey", say("You have cancelled, so we do not expect you.")
        case RegistrationState.WAITING:
            words = [
                say("The session is full and you are on its waiting list."),
                say("We will email you as soon as a place is free. You do not need to do anything until then."),
            ]
            return say("Waiting list"), "yellow", " ".join(words)
    joining = say("See you there.") if session.join_url else say("We will send you the link to join by email.")
    return say("Registered"), "green", " ".join([say("You have a place."), joining])


def _losing(services: Services, place: Place, now: datetime) -> tuple[str, ...]:
    """The days on which the person loses a place if they stop coming to every session."""
    zone = services.programme.zone
    return tuple(long_date(session.start, zone) for session in standing_dates(services, place, now))
