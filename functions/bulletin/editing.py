"""Editing: facilitators read, change and approve a draft.

GET  /api/bulletin/{issue}         -> the draft, with its ETag
PUT  /api/bulletin/{issue}         -> introduction, order and choice of items (If-Match needed)
POST /api/bulletin/{issue}/approve -> approved -> bulletin-approved
"""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, TypedDict

import azure.functions as func
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from functions.bulletin.blueprint import blueprint
from functions.bulletin.sending import readers_of
from shared import clock
from shared.bulletin.issues import find_issue, items_of, left_out_of
from shared.bulletin.rows import Issue, IssueState, Item
from shared.feeds import key_of
from shared.mail.deliveries import forecast
from shared.mail.rows import Lane
from shared.messages import BulletinApproved
from shared.services import Services, the_services
from shared.storage.tables import RowChanged
from shared.text.plain import in_lines
from shared.web.description import acts, described, gives, takes
from shared.web.principal import Role
from shared.web.requests import METHODS, Unacceptable, allowed, answer, model_body
from shared.web.responses import as_json


class ItemKey(BaseModel):
    """Which item; what else is known about it may stand beside and is not read."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    source: str
    id: str

    @property
    def key(self) -> tuple[str, str]:
        return self.source, self.id


class Edit(BaseModel):
    """The draft as it is to be: what GET gave, changed. Only the introduction and the items are read."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    introduction: Annotated[str, AfterValidator(in_lines), Field(max_length=2_000)] = ""
    items: tuple[ItemKey, ...]


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


def the_issue(services: Services, issue_id: str) -> Issue:
    """The issue with this id. Raises `Unacceptable` 404."""
    issue = find_issue(services, issue_id)
    if issue is None:
        raise Unacceptable(HTTPStatus.NOT_FOUND, "There is no such issue of the bulletin.")
    return issue


def version_of(issue: Issue) -> str:
    """The issue's version as an ETag; our own, as the storage's are weak and If-Match needs a strong one."""
    return f'"{key_of(issue.etag)}"'


def edit_issue(services: Services, issue_id: str, edit: Edit, version: str) -> Issue:
    """Give the draft this introduction and these of its items, in this order. `version` is an If-Match value.

    The others are left out, until they are asked for again. Raises `Unacceptable`: 404, 409 for what is a draft
    no more, 428 without a version, 412 for another version, 422 for items that the draft does not have, or that
    are named twice.
    """
    issue = the_issue(services, issue_id)
    if issue.state is not IssueState.DRAFT:
        raise Unacceptable(HTTPStatus.CONFLICT, f"This issue is {issue.state} and cannot be changed any more.")
    if not version:
        raise Unacceptable(HTTPStatus.PRECONDITION_REQUIRED, "Send If-Match with the ETag of what you read.")
    _same_version(issue, version)
    items, known = tuple(item.key for item in edit.items), issue.items + issue.left_out
    if len(set(items)) < len(items) or not set(items) <= set(known):
        errors = [{"field": "items", "title": "Items", "message": "take items of the draft, each once"}]
        raise Unacceptable(HTTPStatus.UNPROCESSABLE_ENTITY, "The body cannot be used.", errors)
    left_out = tuple(key for key in known if key not in items)
    return _replaced(services, issue, {"introduction": edit.introduction, "items": items, "left_out": left_out})


def approve_issue(services: Services, issue_id: str, approver: str, now: datetime, version: str = "*") -> Issue:
    """Approve the draft and have it sent; approved again nothing changes, and it is sent once.

    Raises `Unacceptable`: 404, 409 for a draft without items, 412 for another version than was seen.
    """
    issue = the_issue(services, issue_id)
    if issue.state is IssueState.DRAFT:
        _same_version(issue, version)
        if not issue.items:
            raise Unacceptable(HTTPStatus.CONFLICT, "This issue has no items: there is nothing to send.")
        last_at = forecast(services, Lane.BULK, len(readers_of(services, issue)), now)
        approval = {"approved_at": now, "approved_by": approver, "last_at": last_at}
        issue = _replaced(services, issue, approval | {"state": IssueState.APPROVED})
    if issue.state is IssueState.APPROVED:
        services.queues.send(BulletinApproved(issue=issue.id))
    return issue


def _same_version(issue: Issue, if_match: str) -> None:
    wanted = {version.strip() for version in if_match.split(",")}
    if not wanted & {"*", version_of(issue)}:
        raise _changed()


def _changed() -> Unacceptable:
    return Unacceptable(HTTPStatus.PRECONDITION_FAILED, "Somebody changed this issue after you read it: read it again.")


def _replaced(services: Services, issue: Issue, change: Mapping[str, object]) -> Issue:
    try:
        return services.tables.replace(issue.model_copy(update=change))
    except RowChanged:
        raise _changed() from None


def shown(services: Services, issue: Issue) -> func.HttpResponse:
    """The issue as it is answered, with its ETag."""
    lists = {"items": items_of(services, issue), "left_out": left_out_of(services, issue)}
    shown = {name: [item.model_dump(mode="json", exclude={"etag"}) for item in items] for name, items in lists.items()}
    response = as_json(issue.model_dump(mode="json", include=set(IssueShown.__annotations__)) | shown)
    response.headers["ETag"] = version_of(issue)
    return response
