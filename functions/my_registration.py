"""My registration: one's own place in one session, seen and given up without logging in.

    GET  /my/{token}               -> page
    POST /my/{token} action=cancel -> place cancelled                       -> registration-cancelled
    POST /my/{token} action=stop   -> standing registration and its places  -> registration-cancelled

The token is the personal link's: who has the mail has the link. GET changes nothing, since mail programs
open links by themselves.
"""

from datetime import datetime
from http import HTTPStatus

import azure.functions as func

from shared.language.catalogue import say
from shared.language.dates import long_date
from shared.pages.my_registration import MyRegistration, my_registration_page
from shared.registrations import registering
from shared.registrations.places import Place, find_place
from shared.registrations.rows import Registration, RegistrationState
from shared.services import Services
from shared.sessions.rows import Session, SessionState
from shared.sessions.upcoming import upcoming
from shared.sessions.words import session_words
from shared.storage.changing import insist
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.notices import bad_link_page, unclear_page
from shared.web.responses import page, see_other

blueprint = func.Blueprint()

ATTEMPTS = 5
"""How often giving up a place is tried when others change the same rows at the same moment."""


@door(blueprint, "my/{token}", shows(404), takes_form(303, 400, 404, 409, fields=("action",)))
def my_registration_requested(asked: Asked) -> func.HttpResponse:
    """The personal page, and its buttons."""
    if asked.method == "POST":
        return change_registration(asked.services, asked.path["token"], asked.fields.get("action"), asked.now)
    return show_registration(asked.services, asked.path["token"], asked.now)


def show_registration(services: Services, token: str, now: datetime) -> func.HttpResponse:
    """The page of the place behind this link, or one that says the link is no good."""
    place = find_place(services, token)
    if place is None:
        return page(bad_link_page(services.programme), HTTPStatus.NOT_FOUND)
    return page(my_registration_page(services.programme, _words(services, place, now)))


def change_registration(services: Services, token: str, action: object, now: datetime) -> func.HttpResponse:
    """Give up the place, or all that the standing registration made; then back to the page, which says so."""
    place = find_place(services, token)
    if place is None:
        return page(bad_link_page(services.programme), HTTPStatus.NOT_FOUND)
    person = place.registration.person
    match action:
        case "cancel":
            if place.is_ahead(now):  # pressed again it is told on again, should that have failed
                insist(lambda: registering.cancel(services, place.session.id, person, now), ATTEMPTS)
        case "stop":
            insist(lambda: registering.end_standing(services, place.session.series, person, now), ATTEMPTS)
        case _:
            return page(unclear_page(services.programme), HTTPStatus.BAD_REQUEST)
    return see_other(f"/my/{token}")


def _words(services: Services, place: Place, now: datetime) -> MyRegistration:
    session, state = place.session, place.registration.state
    off = session.state is SessionState.CANCELLED
    here = state is not RegistrationState.CANCELLED and not off and now < session.end
    status, colour, explanation = _status(session, state, now)
    return MyRegistration(
        session=session_words(services.programme, session),
        status=status,
        colour=colour,
        explanation=explanation,
        join_url=session.join_url if here and state is RegistrationState.REGISTERED else "",
        hub=services.programme.hub(place.registration.details.hub) if here else None,
        can_cancel=state is not RegistrationState.CANCELLED and place.is_ahead(now),
        waiting=state is RegistrationState.WAITING,
        comes_always=place.standing is not None,
        losing=_losing(services, place, now) if place.standing else (),
    )


def _status(session: Session, state: RegistrationState, now: datetime) -> tuple[str, str, str]:
    """The status, its colour and what it means."""
    if session.state is SessionState.CANCELLED:
        words = [say("This session does not take place."), *([session.reason] if session.reason else [])]
        return say("Session cancelled"), "red", " ".join(words)
    if now >= session.end:
        return say("Session over"), "grey", say("This session is over.")
    match state:
        case RegistrationState.CANCELLED:
            words = [
                say("You have cancelled: we do not expect you."),
                say("If you want to come after all, sign up again while there are places."),
            ]
            return say("Cancelled"), "grey", " ".join(words)
        case RegistrationState.WAITING:
            words = [
                say("The session is full and you are on its waiting list."),
                say("We write to you as soon as a place is free; until then there is nothing to do."),
            ]
            return say("Waiting list"), "yellow", " ".join(words)
    joining = say("See you there.") if session.join_url else say("The link to join follows by mail.")
    return say("Registered"), "green", " ".join([say("You have a place."), joining])


def _losing(services: Services, place: Place, now: datetime) -> tuple[str, ...]:
    """The days on which the standing registration gave a place that saying stop takes away."""
    zone, person = services.programme.zone, place.registration.person
    coming = upcoming(services, place.session.series, now)
    places = ((session, services.tables.get(Registration, (session.id, person))) for session in coming)
    return tuple(
        long_date(session.start, zone)
        for session, one in places
        if one and one.standing and one.state is not RegistrationState.CANCELLED
    )
