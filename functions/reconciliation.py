"""Reconciliation: we find responses of the Form that never arrived, fetch them, and tell the team.

GET /api/forms/{form}/missing -> the numbers that the flow should ask the Form for; it posts what it finds
timer, daily -> a warning in the log for responses still missing after a day, and for a silent Form
"""

from typing import TypedDict

import azure.functions as func

from shared import clock
from shared.forms.arrivals import arrivals_of, worth_asking_for
from shared.forms.missing import form_named, report_missing
from shared.services import the_services
from shared.triggers import timed
from shared.web.description import gives
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import as_json

blueprint = func.Blueprint()


class Missing(TypedDict):
    """Numbers of responses: the missing ones, and the ones to ask the Form for."""

    missing: list[int]
    look_for: list[int]


@door(blueprint, "api/forms/{form}/missing", gives(Missing, 404, role=Role.FORMS))
def missing_responses_requested(asked: Asked) -> func.HttpResponse:
    """`{missing, look_for}`: the responses that never arrived, for the flow that fetches them."""
    arrivals = arrivals_of(asked.services, form_named(asked.services, asked.path["form"]), asked.now)
    missing = sorted(arrivals.missing) if arrivals else []
    return as_json({"missing": missing, "look_for": worth_asking_for(arrivals)})


@blueprint.timer_trigger(arg_name="timer", schedule="0 15 5 * * *", run_on_startup=False)
def on_arrivals_due(timer: func.TimerRequest) -> None:
    """Daily at 05:15 UTC."""
    with timed("on_arrivals_due"):
        report_missing(the_services(), clock.now())
