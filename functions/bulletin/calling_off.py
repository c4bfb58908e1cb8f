"""Calling off: an issue that is on its way goes to nobody else.

POST /api/bulletin/{issue}/call-off -> called off; what has not gone ends as missed when its turn comes
"""

from datetime import datetime

import azure.functions as func

from functions.bulletin.blueprint import blueprint
from functions.bulletin.editing import IssueShown, shown
from shared import clock
from shared.bulletin.calling_off import call_off_issue
from shared.services import Services, the_services
from shared.web.description import acts, described
from shared.web.principal import Role
from shared.web.requests import METHODS, allowed, answer


@described(acts({200: IssueShown}, 404, 409, role=Role.FACILITATOR))
@blueprint.route(route="api/bulletin/{issue}/call-off", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def bulletin_call_off_requested(req: func.HttpRequest) -> func.HttpResponse:
    """An issue on its way is called off by a facilitator."""
    return answer_call_off(the_services(), req, clock.now())


def answer_call_off(services: Services, req: func.HttpRequest, now: datetime) -> func.HttpResponse:
    """POST: called off."""

    def post(req: func.HttpRequest) -> func.HttpResponse:
        somebody = allowed(req, services.settings, Role.FACILITATOR)
        return shown(services, call_off_issue(services, req.route_params["issue"], somebody.id, now))

    return answer(req, {"POST": post})
