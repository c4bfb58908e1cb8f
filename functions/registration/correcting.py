"""Correcting an address: places move from an address with a slip to the right one.

POST /api/registrations/{series}/correct-address -> places, seats and turns moved; both told; audited
"""

import azure.functions as func

from functions.registration.blueprint import blueprint
from shared.registrations.correcting import Correction, correct_address
from shared.storage.changing import repeat_if_changed
from shared.web.description import takes, within
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.reach import series_in_path
from shared.web.responses import as_json


@door(
    blueprint,
    "api/registrations/{series}/correct-address",
    within(series_in_path, takes(Correction, {200: dict[str, int]}, 404, 409, role=Role.FACILITATOR)),
)
def address_correction_requested(asked: Asked) -> func.HttpResponse:
    """`{"wrong": "…", "right": "…", "reason": "…"}` moves every coming place of the series to the right address."""
    wanted, series = asked.body(Correction), asked.path["series"]
    moved = repeat_if_changed(lambda: correct_address(asked.services, series, wanted, asked.who, asked.now))
    return as_json({"moved": moved})
