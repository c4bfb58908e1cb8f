"""The description of the café's addresses, for programs that talk to it.

GET /api/openapi.json -> OpenAPI 3.1, with every HTTP function
"""

import azure.functions as func

from shared.services import Services
from shared.web.description import gives
from shared.web.doors import Asked, door
from shared.web.openapi import document
from shared.web.responses import as_json

blueprint = func.Blueprint()


@door(blueprint, "api/openapi.json", gives(dict[str, object]))
def api_description_requested(asked: Asked) -> func.HttpResponse:
    """This description: every address, what it takes, and every status that it can answer."""
    return describe(asked.services)


def describe(services: Services) -> func.HttpResponse:
    """The description of this café's addresses."""
    return as_json(document(services.programme.about.name, services.settings.site_url))
