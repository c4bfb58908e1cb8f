"""Editing: facilitators read, change and approve a draft.

GET  /api/bulletin/{issue}         -> the draft, with its ETag
PUT  /api/bulletin/{issue}         -> introduction, order and choice of items (If-Match needed)
POST /api/bulletin/{issue}/approve -> approved -> bulletin-approved
"""

from datetime import datetime
from typing import TypedDict

import azure.functions as func

from functions.bulletin.blueprint import blueprint
from shared import clock
from shared.bulletin.editing import Edit, approve_issue, edit_issue, the_issue, version_of
from shared.bulletin.issues import items_of, left_out_of
from shared.bulletin.rows import Issue, IssueState, Item
from shared.services import Services, the_services
from shared.web.description import acts, described, gives, takes
from shared.web.principal import Role
from shared.web.requests import METHODS, allowed, answer, model_body
from shared.web.responses import as_json


class IssueShown(TypedDict):
    """An issue with its items. `left_out` are those that were drafted and taken out; `last_at` is about when
    the last reader's mail goes out."""

    id: str
    state: IssueState
    introduction: str
    drafted_at: datetime
    approved_at: datetime | None
    approved_by: str
    last_at: datetime | None
    called_off_by: str
    items: list[Item]
    left_out: list[Item]


@described(
    gives(IssueShown, 404, role=Role.FACILITATOR),
    takes(Edit, {200: IssueShown}, 404, 409, 412, 428, method="put", headers=("If-Match",), role=Role.FACILITATOR),
)
@blueprint.route(route="api/bulletin/{issue}", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def bulletin_draft_requested(req: func.HttpRequest) -> func.HttpResponse:
    """The draft, and a changed one, by a facilitator."""
    return answer_draft(the_services(), req)


@described(acts({200: IssueShown}, 404, 409, 412, headers=("If-Match",), role=Role.FACILITATOR))
@blueprint.route(route="api/bulletin/{issue}/approve", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def bulletin_approval_given(req: func.HttpRequest) -> func.HttpResponse:
    """Approval by a facilitator."""
    return answer_approval(the_services(), req, clock.now())


def answer_draft(services: Services, req: func.HttpRequest) -> func.HttpResponse:
    """GET: the draft with its ETag. PUT with If-Match: the draft as it is to be."""

    def get(req: func.HttpRequest) -> func.HttpResponse:
        allowed(req, services.settings, Role.FACILITATOR)
        return shown(services, the_issue(services, req.route_params["issue"]))

    def put(req: func.HttpRequest) -> func.HttpResponse:
        allowed(req, services.settings, Role.FACILITATOR)
        version, edit = req.headers.get("if-match", ""), model_body(req, Edit)
        return shown(services, edit_issue(services, req.route_params["issue"], edit, version))

    return answer(req, {"GET": get, "HEAD": get, "PUT": put})


def answer_approval(services: Services, req: func.HttpRequest, now: datetime) -> func.HttpResponse:
    """POST: approved; with If-Match only the very version that was seen."""

    def approve(req: func.HttpRequest) -> func.HttpResponse:
        somebody, version = allowed(req, services.settings, Role.FACILITATOR), req.headers.get("if-match", "*")
        return shown(services, approve_issue(services, req.route_params["issue"], somebody.id, now, version))

    return answer(req, {"POST": approve})


def shown(services: Services, issue: Issue) -> func.HttpResponse:
    """The issue as it is answered, with its ETag."""
    lists = {"items": items_of(services, issue), "left_out": left_out_of(services, issue)}
    shown = {name: [item.model_dump(mode="json", exclude={"etag"}) for item in items] for name, items in lists.items()}
    response = as_json(issue.model_dump(mode="json", include=set(IssueShown.__annotations__)) | shown)
    response.headers["ETag"] = version_of(issue)
    return response
