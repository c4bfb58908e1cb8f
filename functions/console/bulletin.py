"""The draft as a page. A facilitator with a browser can do everything here that `editing` offers to programs.

GET, POST /console/bulletin/{issue} -> read, saved, approved -> bulletin-approved
"""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from urllib.parse import quote

import azure.functions as func
from pydantic import ValidationError

from functions.console.blueprint import blueprint
from shared.bulletin.approving import approve_issue
from shared.bulletin.calling_off import call_off_issue
from shared.bulletin.editing import Edit, edit_issue, the_issue, version_of
from shared.bulletin.issues import issue_title, item_words, items_of, left_out_of
from shared.bulletin.rows import Issue, IssueState, Item
from shared.errors import NotUsable, Refusal
from shared.language.catalogue import Marked, say
from shared.language.dates import long_date, wall_time
from shared.pages.bulletin_draft import Draft, DraftItem, draft_page
from shared.services import Services
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.refusals import answer_of
from shared.web.requests import Fields
from shared.web.responses import page, see_other

NOTICES = {
    "saved": Marked("Your changes are saved."),
    "approved": Marked("This issue is approved and goes to its readers."),
    "called-off": Marked("This issue is called off. It goes to nobody else."),
}
"""What the page says after each act."""

FIELDS = ("action", "introduction", "keep", "version")
"""The fields of the page's form. Each item has a field `place-…` too."""

LARGEST_PLACE = 3
"""Most digits of the number beside an item."""


@door(
    blueprint,
    "console/bulletin/{issue}",
    shows(404, query=("done",), role=Role.FACILITATOR),
    takes_form(303, 404, 409, 412, 422, 428, fields=FIELDS, role=Role.FACILITATOR),
)
def bulletin_draft_page_requested(asked: Asked) -> func.HttpResponse:
    """The draft and its form, for a facilitator."""
    if asked.method == "POST":
        return change_draft(asked.services, asked.path["issue"], asked.fields, asked.who, asked.now)
    done = NOTICES.get(asked.query.get("done", ""))
    return show_draft(asked.services, asked.path["issue"], asked.now, say(done) if done else "")


def address_of(issue_id: str) -> str:
    """The path of a draft's page."""
    return f"/console/bulletin/{quote(issue_id, safe='')}"


def show_draft(services: Services, issue_id: str, now: datetime, notice: str = "") -> func.HttpResponse:
    """The page of the draft. Raises `NoSuchIssue`."""
    return _shown(services, the_issue(services, issue_id), now, notice)


def change_draft(services: Services, issue_id: str, fields: Fields, approver: str, now: datetime) -> func.HttpResponse:
    """Save the form, and approve or call off the issue if that button was pressed. The page shows any refusal."""
    if _one(fields, "action") == "call-off":
        return _call_off(services, issue_id, approver, now)
    issue, is_final = the_issue(services, issue_id), _one(fields, "action") == "approve"
    try:
        if issue.state is IssueState.DRAFT or not is_final:
            issue = edit_issue(services, issue_id, _edit(issue, fields), _one(fields, "version"), who=approver, now=now)
        if is_final:
            approve_issue(services, issue_id, approver, now, version_of(issue))
    except Refusal as refused:
        return _shown(services, the_issue(services, issue_id), now, refused.words, answer_of(refused).status)
    return see_other(f"{address_of(issue.id)}?done={'approved' if is_final else 'saved'}")


def _call_off(services: Services, issue_id: str, who: str, now: datetime) -> func.HttpResponse:
    try:
        issue = call_off_issue(services, issue_id, who, now)
    except Refusal as refused:
        return _shown(services, the_issue(services, issue_id), now, refused.words, answer_of(refused).status)
    return see_other(f"{address_of(issue.id)}?done=called-off")


def _shown(
    services: Services, issue: Issue, now: datetime, notice: str = "", status: int = HTTPStatus.OK
) -> func.HttpResponse:
    draft = Draft(
        title=issue_title(issue.id),
        state=issue.state,
        introduction=issue.introduction,
        version=version_of(issue),
        items=[
            *_draft_items(services, items_of(services, issue), is_kept=True),
            *_draft_items(services, left_out_of(services, issue), is_kept=False),
        ],
        today=now.astimezone(services.programme.zone).date().isoformat(),
        last_at=_about(services, issue.last_at) if issue.last_at else "",
    )
    return page(draft_page(services.programme, draft, notice, refused=status != HTTPStatus.OK), status)


def _about(services: Services, moment: datetime) -> str:
    zone = services.programme.zone
    return say("{time} on {date}", time=wall_time(moment, zone), date=long_date(moment, zone))


def _draft_items(services: Services, items: Sequence[Item], *, is_kept: bool) -> list[DraftItem]:
    words = item_words(services.programme, items)
    return [DraftItem(_name(item.key), said, is_kept) for item, said in zip(items, words, strict=True)]


def _edit(issue: Issue, fields: Fields) -> Edit:
    """The form as an edit. Kept items go by the number beside each. Without a number they stay where they were."""
    known = issue.items + issue.left_out
    kept = [key for key in known if _name(key) in _all(fields, "keep")]
    kept.sort(key=lambda key: _place(fields, key, known.index(key)))
    items = [{"source": source, "id": item_id} for source, item_id in kept]
    try:
        return Edit.model_validate({"introduction": _one(fields, "introduction"), "items": items})
    except ValidationError as wrong:
        raise NotUsable(
            say("The introduction is too long. Use 2,000 characters or fewer. Nothing was saved.")
        ) from wrong


def _place(fields: Fields, key: tuple[str, str], position: int) -> tuple[int, int, int]:
    """Where an item goes. If it moves up, it comes before the item with that number; if it moves down, after it."""
    written, had = _one(fields, f"place-{_name(key)}").strip(), position + 1
    number = int(written) if written.isdecimal() and len(written) <= LARGEST_PLACE else had
    return number, (number > had) - (number < had), position


def _name(key: tuple[str, str]) -> str:
    return ".".join(key)


def _all(fields: Fields, name: str) -> Sequence[str]:
    value = fields.get(name, [])
    return [value] if isinstance(value, str) else value


def _one(fields: Fields, name: str) -> str:
    return next(iter(_all(fields, name)), "")
