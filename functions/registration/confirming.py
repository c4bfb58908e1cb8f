"""Confirming an address: its owner presses one button, and what waited for that goes on.

GET, POST /confirm/{token}  -> the address is vouched for -> address-confirmed
address-confirmed           -> provisional places become real -> registration-made; the bulletin comes
timer, hourly               -> seats of places that nobody confirmed go to people who wait

GET changes nothing, because mail programs open links by themselves.
"""

import azure.functions as func

from functions.registration.blueprint import blueprint
from shared import clock
from shared.forms.confirmed import go_on
from shared.keys import BadLink, Link
from shared.messages import AddressConfirmed
from shared.pages.confirm_address import address_confirmed_page, confirm_address_page
from shared.registrations.provisional import release_unconfirmed
from shared.registrations.vouching import confirm_address
from shared.services import Services, the_services
from shared.triggers import CONNECTION, received, timed
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.responses import page


@door(blueprint, "confirm/{token}", shows(404), takes_form(200, 404))
def address_confirmation_requested(asked: Asked) -> func.HttpResponse:
    """The link in the mail that asks whose address it is: a page with a button, or the result of pressing it."""
    person = _person(asked.services, asked.path["token"])
    if asked.method == "POST":
        confirm_address(asked.services, person, asked.now)
        return page(address_confirmed_page(asked.services.programme))
    return page(confirm_address_page(asked.services, person, asked.now))


@blueprint.queue_trigger(arg_name="msg", queue_name=AddressConfirmed.QUEUE, connection=CONNECTION)
def on_address_confirmed(msg: func.QueueMessage) -> None:
    """The owner of an address pressed the button."""
    with received(AddressConfirmed, msg) as confirmed:
        go_on(the_services(), confirmed, clock.now())


@blueprint.timer_trigger(arg_name="timer", schedule="0 20 * * * *", run_on_startup=False)
def on_unconfirmed_due(timer: func.TimerRequest) -> None:
    """Each hour, at 20 minutes past."""
    with timed("on_unconfirmed_due"):
        release_unconfirmed(the_services(), clock.now())


def _person(services: Services, token: str) -> str:
    """The person whom a link is for. Raises `BadLink`."""
    parts = services.keys.unsign(Link.ADDRESS, token)
    if len(parts) != 1:
        raise BadLink
    return parts[0]
