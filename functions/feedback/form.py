"""The feedback Form: we keep its responses like answers on the café's own page.

POST /api/forms/feedback -> answers checked -> feedback on the last session of that café
                         -> unusable: 422; it stays in the Form, and we ask for it again each night
                         -> other answers under a number that we know: 409; the team looks in the Form
"""

from http import HTTPStatus

import azure.functions as func

from functions.feedback.blueprint import blueprint
from shared.feedback.form_responses import receive_feedback
from shared.forms.posted import Posted
from shared.web.description import takes
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import as_json


@door(blueprint, "api/forms/feedback", takes(Posted, {202: dict[str, str]}, 409, role=Role.FORMS, is_checked=False))
def feedback_response_posted(asked: Asked) -> func.HttpResponse:
    """A flow posts `{formId, responseId, response}` of the feedback Form: 202 if it is kept, 422 if it is unusable,
    409 if we have other answers under this number."""
    receive_feedback(asked.services, asked.content, asked.now)
    return as_json({"status": "accepted"}, HTTPStatus.ACCEPTED)
