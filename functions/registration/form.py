"""The sign-up Form: a flow posts each response.

POST /api/forms/sign-up -> answers checked -> response kept -> response-received
                        -> unusable: 422, and kept as failed work
                        -> other answers under a number that we know: 409, and both are kept
"""

from http import HTTPStatus

import azure.functions as func

from functions.registration.blueprint import blueprint
from shared.forms.posted import Posted
from shared.forms.receiving import receive
from shared.web.description import takes
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import as_json


@door(blueprint, "api/forms/sign-up", takes(Posted, {202: dict[str, str]}, 409, role=Role.FORMS, is_checked=False))
def form_response_posted(asked: Asked) -> func.HttpResponse:
    """A flow posts `{formId, responseId, response}`: 202 if it is taken in, now or before; 422 if it is
    unusable; 409 if we have other answers under this number."""
    receive(asked.services, asked.content, asked.now)
    return as_json({"status": "accepted"}, HTTPStatus.ACCEPTED)
