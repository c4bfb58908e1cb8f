"""Editing: facilitators read, change and approve a draft.

GET  /api/bulletin/{issue}         -> the draft, with its ETag
PUT  /api/bulletin/{issue}         -> new introduction, order and choice of items (If-Match needed)
POST /api/bulletin/{issue}/approve -> approved -> bulletin-approved
"""

from datetime import datetime
from http import HTTPStatus
from typing import TypedDict

import azure.functions as func

from functions.bulletin.blueprint import blueprint
from shared.bulletin.approving import approve_issue
from shared.bulletin.editing import Edit, edit_issue, the_issue, version_of
from shared.bulletin.issues import items_of, left_out_of
from shared.bulletin.rows import Issue, IssueState, Item
from shared.services import Services
from shared.web.description import acts, gives, takes
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import as_json


class IssueShown(TypedDict):
    """An issue with its items. `left_out` lists the items that were taken out of the draft. `last_at` is about
    when the last reader's mail goes out. Without `audiences` it is for everybody whom its items concern."""

    id: str
    state: IssueState
    introduction: str
    drafted_at: datetime
    approved_at: datetime | None
    approved_by: str
    last_at: datetime | None
    called_off_by: str
    audiences: tuple[str, ...]
    begins_at: datetime | None
    held_because: str
    items: list[Item]
    left_out: list[Item]


@door(
    blueprint,
    "api/bulletin/{issue}",
    gives(IssueShown, 404, role=Role.LEAD),
    takes(Edit, {200: IssueShown}, 404, 409, 412, 428, method="put", headers=("If-Match",), role=Role.LEAD),
)
def bulletin_draft_requested(asked: Asked) -> func.HttpResponse:
    """A facilitator reads the draft with its ETag, or changes it with If-Match."""
    services, issue_id = asked.services, asked.path["issue"]
    if asked.method == "PUT":
        edit, version = asked.body(Edit), asked.headers.get("if-match", "")
        return shown(services, edit_issue(services, issue_id, edit, version, who=asked.who, now=asked.now))
    return shown(services, the_issue(services, issue_id))


@door(
    blueprint,
    "api/bulletin/{issue}/approve",
    acts({200: IssueShown}, 404, 409, 412, headers=("If-Match",), role=Role.LEAD),
)
def bulletin_approval_given(asked: Asked) -> func.HttpResponse:
    """A facilitator approves the issue; with If-Match only the version that they have seen."""
    services, version = asked.services, asked.headers.get("if-match", "*")
    return shown(services, approve_issue(services, asked.path["issue"], asked.who, asked.now, version))


def shown(services: Services, issue: Issue, status: int = HTTPStatus.OK) -> func.HttpResponse:
    """The answer with the issue and its ETag."""
    lists = {"items": items_of(services, issue), "left_out": left_out_of(services, issue)}
    listed = {name: [item.model_dump(mode="json", exclude={"etag"}) for item in items] for name, items in lists.items()}
    response = as_json(issue.model_dump(mode="json", include=set(IssueShown.__annotations__)) | listed, status)
    response.headers["ETag"] = version_of(issue)
    return response
