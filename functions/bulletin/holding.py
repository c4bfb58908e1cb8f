"""Holding: an issue must not go out yet.

POST /api/bulletin/{issue}/hold -> held; POST /api/bulletin/{issue}/let-go -> a draft again
"""

from typing import Annotated

import azure.functions as func
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from functions.bulletin.blueprint import blueprint
from functions.bulletin.editing import IssueShown, shown
from shared.bulletin.holding import REASON, hold_issue, let_go_on
from shared.text.plain import in_one_line
from shared.web.description import acts, takes
from shared.web.doors import Asked, door
from shared.web.principal import Role


class Hold(BaseModel):
    """Why the issue must not go out yet."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    reason: Annotated[str, AfterValidator(in_one_line), Field(min_length=1, max_length=REASON)]


@door(blueprint, "api/bulletin/{issue}/hold", takes(Hold, {200: IssueShown}, 404, 409, role=Role.LEAD))
def bulletin_hold_requested(asked: Asked) -> func.HttpResponse:
    """Somebody sends `{"reason": "…"}` to hold a draft, or an issue that is approved and has not begun to go out."""
    reason = asked.body(Hold).reason
    return shown(asked.services, hold_issue(asked.services, asked.path["issue"], reason, asked.who, asked.now))


@door(blueprint, "api/bulletin/{issue}/let-go", acts({200: IssueShown}, 404, 409, role=Role.LEAD))
def bulletin_hold_ended(asked: Asked) -> func.HttpResponse:
    """Somebody lets a held issue go on: it is a draft again, which has to be approved."""
    return shown(asked.services, let_go_on(asked.services, asked.path["issue"], asked.who, asked.now))
