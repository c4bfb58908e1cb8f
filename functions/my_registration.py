"""My registration: people see their own place in a session, and can give it up without logging in.

    GET  /my/{token}               -> page
    POST /my/{token} action=cancel -> place cancelled                       -> registration-cancelled
    POST /my/{token} action=stop   -> standing registration and its places  -> registration-cancelled
    GET  /my/{token}/change        -> dates, hub and answers as they are on file
    POST /my/{token}/change        -> dates joined and left, answers changed  -> registration-made, -cancelled

The token comes from the personal link. Anybody who has the mail has the link. GET changes nothing, because mail
programs open links by themselves.
"""

from datetime import datetime
from http import HTTPStatus

import azure.functions as func

from shared.pages.my_changes import NAMES, edit_of, filled_in, my_changes_page, on_file
from shared.pages.my_registration import my_registration, my_registration_page
from shared.registrations import registering
from shared.registrations.editing import edit_places
from shared.registrations.places import Place, find_place
from shared.services import Services
from shared.storage.changing import repeat_if_changed
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.notices import bad_link_page, unclear_page
from shared.web.requests import Fields
from shared.web.responses import page, see_other

blueprint = func.Blueprint()

ATTEMPTS = 5
"""How often we try to cancel a place while others change the same rows."""


@door(blueprint, "my/{token}", shows(404, query=("done",)), takes_form(303, 400, 404, 409, fields=("action",)))
def my_registration_requested(asked: Asked) -> func.HttpResponse:
    """The personal page, and its buttons."""
    if asked.method == "POST":
        return change_registration(asked.services, asked.path["token"], asked.fields.get("action"), asked.now)
    is_saved = asked.query.get("done") == "saved"
    return show_registration(asked.services, asked.path["token"], asked.now, is_saved=is_saved)


def show_registration(services: Services, token: str, now: datetime, *, is_saved: bool = False) -> func.HttpResponse:
    """The page of this link's place, or a page that says that the link does not work."""
    place = find_place(services, token)
    if place is None:
        return page(bad_link_page(services.programme), HTTPStatus.NOT_FOUND)
    return page(
        my_registration_page(services.programme, my_registration(services, place, now), token, is_saved=is_saved)
    )


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


@door(blueprint, "my/{token}/change", shows(404), takes_form(303, 404, 409, 422, fields=NAMES))
def my_changes_requested(asked: Asked) -> func.HttpResponse:
    """The form with which people change their dates and answers, or what came of it."""
    place = find_place(asked.services, asked.path["token"])
    if place is None:
        return page(bad_link_page(asked.services.programme), HTTPStatus.NOT_FOUND)
    if asked.method == "POST":
        return save_changes(asked.services, place, asked.path["token"], asked.fields, asked.now)
    return page(my_changes_page(asked.services, place, on_file(asked.services, place, asked.now), asked.now))


def save_changes(services: Services, place: Place, token: str, fields: Fields, now: datetime) -> func.HttpResponse:
    """Save the form and go back to the personal page, or show the form again with what is wrong."""
    changes = filled_in(services, fields)
    if changes.errors:
        return page(my_changes_page(services, place, changes, now), HTTPStatus.UNPROCESSABLE_ENTITY)
    edit = edit_of(place.registration.details, changes)
    repeat_if_changed(lambda: edit_places(services, place, edit, now), ATTEMPTS)
    return see_other(f"/my/{token}?done=saved")
