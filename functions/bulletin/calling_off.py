"""Calling off: an issue that is going out goes to nobody else.

POST /api/bulletin/{issue}/call-off -> called off; a mail that has not gone is missed when its turn comes
"""

import azure.functions as func

from functions.bulletin.blueprint import blueprint
from functions.bulletin.editing import IssueShown, shown
from shared.bulletin.calling_off import call_off_issue
from shared.web.description import acts
from shared.web.doors import Asked, door
from shared.web.principal import Role


@door(blueprint, "api/bulletin/{issue}/call-off", acts({200: IssueShown}, 404, 409, role=Role.LEAD))
def bulletin_call_off_requested(asked: Asked) -> func.HttpResponse:
    """A facilitator calls off an issue that is going out."""
    return shown(asked.services, call_off_issue(asked.services, asked.path["issue"], asked.who, asked.now))
