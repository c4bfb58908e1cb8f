"""The description of what the café answers, for programs that talk to it.

GET /api/openapi.json -> OpenAPI 3.1, of every HTTP function
"""

import azure.functions as func

from shared.services import Services, the_services
from shared.web.description import described, gives
from shared.web.openapi import document
from shared.web.requests import METHODS, answer
from shared.web.responses import as_json

blueprint = func.Blueprint()


@described(gives(dict[str, object]))
@blueprint.route(route="api/openapi.json", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def api_description_requested(req: func.HttpRequest) -> func.HttpResponse:
    """This description: every address with what it takes and every status with which it answers."""
    return answer(req, {"GET": lambda _: describe(the_services())})


def describe(services: Services) -> func.HttpResponse:
    """The description of this café."""
    return as_json(document(services.programme.programme.name, services.settings.site_url))
