"""The draft as a page: what `editing` offers to programs, for a facilitator with a browser.

GET, POST /bulletin/{issue}/draft -> read, saved, approved -> bulletin-approved

Who is not signed in is sent to the platform's sign-in and comes back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from urllib.parse import quote

import azure.functions as func
from pydantic import ValidationError

from functions.bulletin.blueprint import blueprint
from functions.bulletin.editing import (
    Edit,
    allowed,
    approve_issue,
    edit_issue,
    the_issue,
    version_of,
)
from shared.clock import now
from shared.issues import issue_title, item_words, items_of
from shared.pages.bulletin_draft import Draft, draft_page
from shared.pages.posted import posted
from shared.principal import NotSignedIn
from shared.requests import METHODS, Unacceptable, answer, small_body
from shared.responses import page, see_other
from shared.rows import Issue, IssueState
from shared.services import Services, services

Fields = Mapping[str, str | list[str]]

SIGN_IN = "/.auth/login/aad?post_login_redirect_uri="
"""Where App Service Authentication signs people in."""

NOTICES = {"saved": "Your changes are saved.", "approved": "This issue is approved and goes to its readers."}
"""What the page says after it was sent, by what was done."""

LARGEST_PLACE = 3
"""Digits of the number beside an item."""


@blueprint.route(route="bulletin/{issue}/draft", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def bulletin_draft_page_requested(req: func.HttpRequest) -> func.HttpResponse:
    """The draft and its form, for a facilitator."""
    return answer_draft_page(services(), req, now())


def answer_draft_page(services: Services, req: func.HttpRequest, now: datetime) -> func.HttpResponse:
    """GET: the page, or on to the sign-in. POST: what its form says."""

    def get(req: func.HttpRequest) -> func.HttpResponse:
        issue_id = req.route_params["issue"]
        try:
            allowed(req, services)
        except NotSignedIn:
            if not services.settings.signed_in_by_platform:
                raise
            return see_other(SIGN_IN + quote(f"/bulletin/{issue_id}/draft", safe=""))
        return show_draft(services, issue_id, NOTICES.get(req.params.get("done", ""), ""))

    def post(req: func.HttpRequest) -> func.HttpResponse:
        somebody, issue_id = allowed(req, services), req.route_params["issue"]
        return change_draft(services, issue_id, posted(small_body(req)), somebody.id, now)

    return answer(req, {"GET": get, "HEAD": get, "POST": post})


def show_draft(services: Services, issue_id: str, notice: str = "") -> func.HttpResponse:
    """The draft as it is. Raises `Unacceptable` 404."""
    return _shown(services, the_issue(services, issue_id), notice)


def change_draft(services: Services, issue_id: str, fields: Fields, approver: str, now: datetime) -> func.HttpResponse:
    """Save what the form says, and approve it if that was pressed. What is refused is said on the page."""
    issue, is_final = the_issue(services, issue_id), _one(fields, "action") == "approve"
    try:
        if issue.state is IssueState.DRAFT or not is_final:
            issue = edit_issue(services, issue_id, _edit(issue, fields), _one(fields, "version"))
        if is_final:
            approve_issue(services, issue_id, approver, now, version_of(issue))
    except Unacceptable as refused:
        return _shown(services, the_issue(services, issue_id), refused.detail, refused.status)
    return see_other(f"/bulletin/{issue.id}/draft?done={'approved' if is_final else 'saved'}")


def _shown(services: Services, issue: Issue, notice: str = "", status: int = HTTPStatus.OK) -> func.HttpResponse:
    items = items_of(services, issue)
    draft = Draft(
        title=issue_title(issue.id),
        state=issue.state,
        introduction=issue.introduction,
        version=version_of(issue),
        items=list(zip(map(_name, (item.key for item in items)), item_words(services.programme, items), strict=True)),
    )
    return page(draft_page(services.programme, draft, notice), status)


def _edit(issue: Issue, fields: Fields) -> Edit:
    """The form as an edit: the items that are kept, by the number beside each, else where they were."""
    kept = [key for key in issue.items if _name(key) in _all(fields, "keep")]
    kept.sort(key=lambda key: _place(fields, key, issue.items.index(key)))
    items = [{"source": source, "id": item_id} for source, item_id in kept]
    try:
        return Edit.model_validate({"introduction": _one(fields, "introduction"), "items": items})
    except ValidationError as wrong:
        detail = "The introduction is too long: keep it under 2,000 characters. Nothing was saved."
        raise Unacceptable(HTTPStatus.UNPROCESSABLE_ENTITY, detail) from wrong


def _place(fields: Fields, key: tuple[str, str], position: int) -> tuple[int, int]:
    written = _one(fields, f"place-{_name(key)}").strip()
    return (int(written) if written.isdecimal() and len(written) <= LARGEST_PLACE else position + 1), position


def _name(key: tuple[str, str]) -> str:
    return ".".join(key)


def _all(fields: Fields, name: str) -> Sequence[str]:
    value = fields.get(name, [])
    return [value] if isinstance(value, str) else value


def _one(fields: Fields, name: str) -> str:
    return next(iter(_all(fields, name)), "")
