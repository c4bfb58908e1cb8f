"""Reconciliation: responses of the Form that never arrived are found, fetched again, and told about.

GET /api/forms/{form}/missing -> the numbers the flow should ask the Form for; it posts what it finds
timer, daily -> what is still missing after a day, and a Form that has gone silent, goes to the log, as a warning
"""

import logging
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TypedDict

import azure.functions as func

from shared import clock
from shared.forms.arrivals import last_arrival, look, worth_asking_for
from shared.services import Services, the_services
from shared.sessions.rows import OpenSession
from shared.triggers import timed
from shared.web.description import described, gives
from shared.web.principal import Role
from shared.web.requests import METHODS, Unacceptable, allowed, answer
from shared.web.responses import as_json

blueprint = func.Blueprint()
log = logging.getLogger(__name__)

FETCHED_BY = timedelta(days=1)
"""How long the nightly flow has to fetch what is missing before anybody is told."""


class Missing(TypedDict):
    """Numbers of responses: those that never arrived, and those that the Form should be asked for."""

    missing: list[int]
    look_for: list[int]


@described(gives(Missing, 404, role=Role.FORMS))
@blueprint.route(route="api/forms/{form}/missing", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def missing_responses_requested(req: func.HttpRequest) -> func.HttpResponse:
    """`{missing, look_for}`: the responses that never arrived, for the flow that fetches them."""

    def get(req: func.HttpRequest) -> func.HttpResponse:
        allowed(req, the_services().settings, Role.FORMS)
        arrivals = look(the_services(), form_named(the_services(), req.route_params["form"]), clock.now())
        missing = sorted(arrivals.missing) if arrivals else []
        return as_json({"missing": missing, "look_for": worth_asking_for(arrivals)})

    return answer(req, {"GET": get})


@blueprint.timer_trigger(arg_name="timer", schedule="0 15 5 * * *", run_on_startup=False)
def on_arrivals_due(timer: func.TimerRequest) -> None:
    """Daily at 05:15 UTC."""
    with timed("on_arrivals_due"):
        tell_what_never_came(the_services(), clock.now())


def form_named(services: Services, name: str) -> str:
    """The id of the Form that flows call by this name. Raises `Unacceptable` 404."""
    forms = services.programme.forms
    ids = {"sign-up": forms.sign_up.id, "feedback": forms.feedback.id if forms.feedback else ""}
    if not ids.get(name):
        raise Unacceptable(HTTPStatus.NOT_FOUND, "There is no such Form.")
    return ids[name]


def tell_what_never_came(services: Services, now: datetime) -> list[str]:
    """What the team should know about the Forms; each goes to the log, where an alert waits for it."""
    forms = services.programme.forms
    told = [*_never_came(services, "sign-up", forms.sign_up.id, now), *_silent(services, now)]
    if forms.feedback:
        told += _never_came(services, "feedback", forms.feedback.id, now)
    for sentence in told:
        log.warning("%s", sentence)
    return told


def _never_came(services: Services, name: str, form_id: str, now: datetime) -> list[str]:
    arrivals = look(services, form_id, now)
    missing = arrivals.missing if arrivals else {}
    late = sorted(number for number, since in missing.items() if now - since >= FETCHED_BY)
    return [f"responses never arrived: {name} {', '.join(map(str, late))}"] if late else []


def _silent(services: Services, now: datetime) -> list[str]:
    """Silence of the sign-up Form is amiss only while there is something to sign up for."""
    form = services.programme.forms.sign_up
    newest_at = last_arrival(services, form.id)
    if newest_at is None or now - newest_at < timedelta(days=form.silent_days):
        return []
    open_for_sign_up = any(True for _ in services.tables.partition(OpenSession, OpenSession.PARTITION))
    return [f"a Form is silent: no response for {form.silent_days} days"] if open_for_sign_up else []
