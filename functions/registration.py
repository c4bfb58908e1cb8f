"""Registration: the Form's responses become registrations.

POST /api/forms/sign-up -> answers checked -> response kept -> response-received
                        -> unusable: 422, and kept as failed work
GET  /api/forms/sign-up/refused -> what is kept; POST /api/forms/sign-up/replay -> tried again
response-received -> registrations -> registration-made; the question for the panel; the bulletin
"""

from http import HTTPStatus

import azure.functions as func

from shared import clock
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.forms.posted import Posted
from shared.forms.receiving import receive, replay
from shared.forms.working import work
from shared.messages import ResponseReceived
from shared.services import the_services
from shared.triggers import CONNECTION, received
from shared.web.description import acts, described, gives, takes
from shared.web.principal import Role
from shared.web.requests import METHODS, allowed, answer, json_body
from shared.web.responses import as_json

blueprint = func.Blueprint()


@described(takes(Posted, {202: dict[str, str]}))
@blueprint.route(route="api/forms/sign-up", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def form_response_posted(req: func.HttpRequest) -> func.HttpResponse:
    """`{formId, responseId, response}`: 202 when it is taken in, now or before; 422 when it cannot be used."""

    def post(req: func.HttpRequest) -> func.HttpResponse:
        receive(the_services(), json_body(req), clock.now())
        return as_json({"status": "accepted"}, HTTPStatus.ACCEPTED)

    return answer(req, {"POST": post})


@described(gives(list[FailedWork], role=Role.FACILITATOR))
@blueprint.route(route="api/forms/sign-up/refused", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def refused_responses_requested(req: func.HttpRequest) -> func.HttpResponse:
    """The responses that could not be used, for a facilitator."""

    def get(req: func.HttpRequest) -> func.HttpResponse:
        allowed(req, the_services().settings, Role.FACILITATOR)
        refused = failed_work.kept(the_services(), failed_work.SIGN_UP)
        return as_json([row.model_dump(mode="json", exclude={"etag"}) for row in refused])

    return answer(req, {"GET": get})


@described(acts({200: dict[str, int]}, 409, role=Role.FACILITATOR))
@blueprint.route(route="api/forms/sign-up/replay", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def replay_requested(req: func.HttpRequest) -> func.HttpResponse:
    """Try the refused responses again, after the programme file's mapping was mended."""

    def post(req: func.HttpRequest) -> func.HttpResponse:
        who = allowed(req, the_services().settings, Role.FACILITATOR).id
        accepted, refused = replay(the_services(), who, clock.now())
        return as_json({"accepted": accepted, "refused": refused})

    return answer(req, {"POST": post})


@blueprint.queue_trigger(arg_name="msg", queue_name=ResponseReceived.QUEUE, connection=CONNECTION)
def on_response_received(msg: func.QueueMessage) -> None:
    """A usable response is kept."""
    with received(ResponseReceived, msg) as response:
        work(the_services(), response, clock.now())
