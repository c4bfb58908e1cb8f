"""Flash issues: somebody drafts an issue on any day.

POST /api/bulletin -> a draft of its own, which is approved as any other
"""

from http import HTTPStatus

import azure.functions as func

from functions.bulletin.blueprint import blueprint
from functions.bulletin.editing import IssueShown, shown
from shared.bulletin.flash import NewFlash, draft_flash
from shared.web.description import takes
from shared.web.doors import Asked, door
from shared.web.principal import Role


@door(blueprint, "api/bulletin", takes(NewFlash, {201: IssueShown}, 409, role=Role.LEAD))
def bulletin_flash_drafted(asked: Asked) -> func.HttpResponse:
    """Somebody chooses items and audiences, and writes an introduction. The same issue twice is one draft."""
    issue = draft_flash(asked.services, asked.body(NewFlash), asked.who, asked.now)
    return shown(asked.services, issue, HTTPStatus.CREATED)
