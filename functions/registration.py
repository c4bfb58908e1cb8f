"""Registration: the Form's responses become registrations.

POST /api/forms/sign-up -> answers checked -> response kept -> response-received
                        -> unusable: 422, and kept as failed work
GET  /api/forms/sign-up/refused -> the refused responses; POST /api/forms/sign-up/replay -> tried again
response-received -> registrations -> registration-made; the question for the panel; the bulletin
"""

from http import HTTPStatus

import azure.functions as func

from shared import clock
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.forms.posted import Posted
from shared.forms.receiving import receive
from shared.forms.working import work
from shared.messages import ResponseReceived
from shared.operations.replaying import replay_refused_responses
from shared.services import the_services
from shared.triggers import CONNECTION, received
from shared.web.description import acts, gives, takes
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import as_json

blueprint = func.Blueprint()


@door(blueprint, "api/forms/sign-up", takes(Posted, {202: dict[str, str]}, is_checked=False))
def form_response_posted(asked: Asked) -> func.HttpResponse:
    """A flow posts `{formId, responseId, response}`: 202 if it is taken in, now or before; 422 if it is unusable."""
    receive(asked.services, asked.content, asked.now)
    return as_json({"status": "accepted"}, HTTPStatus.ACCEPTED)


@door(blueprint, "api/forms/sign-up/refused", gives(list[FailedWork], role=Role.FACILITATOR))
def refused_responses_requested(asked: Asked) -> func.HttpResponse:
    """The responses that could not be used, for a facilitator."""
    refused = failed_work.kept(asked.services, failed_work.SIGN_UP)
    return as_json([row.model_dump(mode="json", exclude={"etag"}) for row in refused])


@door(blueprint, "api/forms/sign-up/replay", acts({200: dict[str, int]}, 409, role=Role.FACILITATOR))
def replay_requested(asked: Asked) -> func.HttpResponse:
    """Try the refused responses again, after somebody has mended the programme file's mapping."""
    accepted, refused = replay_refused_responses(asked.services, asked.who, asked.now)
    return as_json({"accepted": accepted, "refused": refused})


@blueprint.queue_trigger(arg_name="msg", queue_name=ResponseReceived.QUEUE, connection=CONNECTION)
def on_response_received(msg: func.QueueMessage) -> None:
    """A usable response is kept and can be worked."""
    with received(ResponseReceived, msg) as response:
        work(the_services(), response, clock.now())
