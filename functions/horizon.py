"""The horizon scan: what is about to change.

timer, 6-hourly            -> each feed of the programme -> items, kept for the next bulletin
POST /api/horizon/items    -> a facilitator's own item   -> the same
"""

from datetime import datetime
from http import HTTPStatus

import azure.functions as func

from shared import clock
from shared.bulletin.items import NewItem, add_item, scan_horizon
from shared.bulletin.rows import Item
from shared.services import Services, the_services
from shared.triggers import timed
from shared.web.description import described, takes
from shared.web.principal import Role
from shared.web.requests import METHODS, allowed, answer, model_body
from shared.web.responses import as_json

blueprint = func.Blueprint()


@blueprint.timer_trigger(arg_name="timer", schedule="0 0 */6 * * *", run_on_startup=False)
def on_horizon_scan_due(timer: func.TimerRequest) -> None:
    """At 00:00, 06:00, 12:00 and 18:00 UTC."""
    with timed("on_horizon_scan_due"):
        scan_horizon(the_services(), clock.now())


@described(takes(NewItem, {200: Item, 201: Item}, 409, role=Role.FACILITATOR))
@blueprint.route(route="api/horizon/items", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def horizon_item_added(req: func.HttpRequest) -> func.HttpResponse:
    """A facilitator's own item."""
    return take_item(the_services(), req, clock.now())


def take_item(services: Services, req: func.HttpRequest, now: datetime) -> func.HttpResponse:
    """`{"title", "summary", "link", "audiences": ["pgdit"], "changes_on": "2027-08-05"}`: 201 or 200."""

    def add(req: func.HttpRequest) -> func.HttpResponse:
        allowed(req, services.settings, Role.FACILITATOR)
        item, is_new = add_item(services, model_body(req, NewItem), now)
        shown = item.model_dump(mode="json", exclude={"etag"})
        return as_json(shown, HTTPStatus.CREATED if is_new else HTTPStatus.OK)

    return answer(req, {"POST": add})
