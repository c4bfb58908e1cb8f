"""My registration: people see their own place in a session, and can give it up without logging in.

    GET  /my/{token}               -> page
    POST /my/{token} action=cancel -> place cancelled                       -> registration-cancelled
    POST /my/{token} action=stop   -> standing registration and its places  -> registration-cancelled

The token comes from the personal link. Anybody who has the mail has the link. GET changes nothing, because mail
programs open links by themselves.
"""

from datetime import datetime
from http import HTTPStatus

import azure.functions as func

from shared.pages.my_registration import my_registration, my_registration_page
from shared.registrations import registering
from shared.registrations.places import find_place
from shared.services import Services
from shared.storage.changing import repeat_if_changed
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.notices import bad_link_page, unclear_page
from shared.web.responses import page, see_other

blueprint = func.Blueprint()

ATTEMPTS = 5
"""How often we try to cancel a place while others change the same rows."""


@door(blueprint, "my/{token}", shows(404), takes_form(303, 400, 404, 409, fields=("action",)))
def my_registration_requested(asked: Asked) -> func.HttpResponse:
    """The personal page, and its buttons."""
    if asked.method == "POST":
        return change_registration(asked.services, asked.path["token"], asked.fields.get("action"), asked.now)
    return show_registration(asked.services, asked.path["token"], asked.now)


def show_registration(services: Services, token: str, now: datetime) -> func.HttpResponse:
    """The page of this link's place, or a page that says that the link does not work."""
    place = find_place(services, token)
    if place is None:
        return page(bad_link_page(services.programme), HTTPStatus.NOT_FOUND)
    return page(my_registration_page(services.programme, my_registration(services, place, now)))


def change_registration(services: Services, token: str, action: object, now: datetime) -> func.HttpResponse:
    """Cancel the place, or all places of the standing registration. Then go back to the page, which says so."""
    place = find_place(services, token)
    if place is None:
        return page(bad_link_page(services.programme), HTTPStatus.NOT_FOUND)
    person = place.registration.person
    match action:
        case "cancel":
            if place.is_ahead(now):  # a second press announces it again, in case that failed
                repeat_if_changed(lambda: registering.cancel(services, place.session.id, person, now), ATTEMPTS)
        case "stop":
            repeat_if_changed(lambda: registering.end_standing(services, place.session.series, person, now), ATTEMPTS)
        case _:
            return page(unclear_page(services.programme), HTTPStatus.BAD_REQUEST)
    return see_other(f"/my/{token}")
