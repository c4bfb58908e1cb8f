"""The horizon scan: looking for news of changes.

timer, 6-hourly            -> each feed of the programme -> items, kept for the next bulletin
POST /api/horizon/items    -> a facilitator's own item   -> the same
"""

from http import HTTPStatus

import azure.functions as func

from shared import clock
from shared.bulletin.items import NewItem, add_item, scan_horizon
from shared.bulletin.rows import Item
from shared.services import the_services
from shared.triggers import timed
from shared.web.description import takes
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import as_json

blueprint = func.Blueprint()


@blueprint.timer_trigger(arg_name="timer", schedule="0 0 */6 * * *", run_on_startup=False)
def on_horizon_scan_due(timer: func.TimerRequest) -> None:
    """At 00:00, 06:00, 12:00 and 18:00 UTC."""
    with timed("on_horizon_scan_due"):
        scan_horizon(the_services(), clock.now())


@door(blueprint, "api/horizon/items", takes(NewItem, {200: Item, 201: Item}, 409, role=Role.FACILITATOR))
def horizon_item_added(asked: Asked) -> func.HttpResponse:
    """A facilitator adds an item for readers of their series: 201 if it is new, 200 if it was there already."""
    new = asked.body(NewItem)
    if series := {one.id for one in asked.services.programme.series}.intersection(new.audiences):
        asked.reach.require(series)
    item, is_new = add_item(asked.services, new, asked.who, asked.now)
    shown = item.model_dump(mode="json", exclude={"etag"})
    return as_json(shown, HTTPStatus.CREATED if is_new else HTTPStatus.OK)
