"""One issue as a page. A browser can do everything here that `functions.bulletin` offers to programs.

GET, POST /console/bulletin/{issue} -> read, saved, approved (-> bulletin-approved), held, let go on, called off
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.bulletin.approving import SECOND_THOUGHTS, approve_issue, sendable
from shared.bulletin.calling_off import call_off_issue, require_not_a_draft
from shared.bulletin.editing import OPEN, NoDraftAnyMore, edit_issue, the_issue, version_of
from shared.bulletin.forecasting import forecast_of
from shared.bulletin.holding import hold_issue, let_go_on, reason_of
from shared.bulletin.readership import readership
from shared.bulletin.rows import Issue
from shared.errors import AnotherVersion, Refusal
from shared.language.catalogue import Marked, say
from shared.pages.console.bulletin_issue import issue_console_page, opened
from shared.pages.console.check import check_page, is_sure
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.issue_checks import (
    Check,
    before_approval,
    before_calling_off,
    before_holding,
    before_letting_go,
)
from shared.pages.console.issue_form import edit_in, typed_in
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.refusals import answer_of
from shared.web.requests import first_of, whole_number
from shared.web.responses import page, see_other

NOTICES = {
    "drafted": Marked("The flash issue is drafted. Nobody gets it before it is approved."),
    "saved": Marked("Your changes are saved."),
    "approved": Marked("This issue is approved and goes to its readers."),
    "held": Marked("This issue is held. Nobody gets it."),
    "let-go": Marked("This issue is a draft again."),
    "called-off": Marked("This issue is called off. It goes to nobody else."),
}
"""What the page says after each act."""

FIELDS = ("action", "introduction", "keep", "version", "reason", "sure")
"""The fields of the page's forms. Each item has a field `place-…` too."""


@door(
    blueprint,
    "console/bulletin/{issue}",
    shows(404, query=("done", "page"), role=Role.LEAD),
    takes_form(200, 303, 404, 409, 412, 422, 428, fields=FIELDS, role=Role.LEAD),
)
def bulletin_draft_page_requested(asked: Asked) -> func.HttpResponse:
    """The issue and its form, for the team."""
    issue = the_issue(asked.services, asked.path["issue"])
    if asked.method == "POST":
        try:
            return ACTS.get(first_of(asked.fields, "action"), _save)(asked, issue)
        except Refusal as refused:
            return _refused(asked, refused)
    done = NOTICES.get(asked.query.get("done", ""))
    shown = opened(asked.services, issue, asked.now, whole_number(asked.query.get("page", "")))
    shown = replace(shown, notice=say(done) if done else "")
    return page(issue_console_page(frame_of(asked, ConsolePlace.BULLETIN), shown, asked.now))


def _save(asked: Asked, issue: Issue) -> func.HttpResponse:
    _saved(asked, issue)
    return _done(issue, "saved")


def _saved(asked: Asked, issue: Issue) -> Issue:
    edit, version = edit_in(issue, asked.fields), first_of(asked.fields, "version")
    return edit_issue(asked.services, issue.id, edit, version, who=asked.who, now=asked.now)


def _approve(asked: Asked, issue: Issue) -> func.HttpResponse:
    """Save the form and ask whether to go on; then approve what was saved."""
    services = asked.services
    if issue.state in OPEN and not is_sure(asked.fields):
        issue = _saved(asked, issue)
        sendable(services, issue, asked.now)
        expected = forecast_of(services, issue, asked.now, SECOND_THOUGHTS)
        check = before_approval(services.programme, issue, version_of(issue), expected, readership(services))
        return _ask(asked, issue, check)
    version = first_of(asked.fields, "version")
    approve_issue(services, issue.id, asked.who, asked.now, version, wait=SECOND_THOUGHTS)
    return _done(issue, "approved")


def _hold(asked: Asked, issue: Issue) -> func.HttpResponse:
    reason = reason_of(asked.services.programme, first_of(asked.fields, "reason"))
    if not is_sure(asked.fields):
        return _ask(asked, issue, before_holding(issue, reason))
    hold_issue(asked.services, issue.id, reason, asked.who, asked.now)
    return _done(issue, "held")


def _let_go(asked: Asked, issue: Issue) -> func.HttpResponse:
    if not is_sure(asked.fields):
        return _ask(asked, issue, before_letting_go(issue))
    let_go_on(asked.services, issue.id, asked.who, asked.now)
    return _done(issue, "let-go")


def _call_off(asked: Asked, issue: Issue) -> func.HttpResponse:
    require_not_a_draft(issue)
    if not is_sure(asked.fields):
        return _ask(asked, issue, before_calling_off(issue))
    call_off_issue(asked.services, issue.id, asked.who, asked.now)
    return _done(issue, "called-off")


ACTS: Mapping[str, Callable[[Asked, Issue], func.HttpResponse]] = {
    "approve": _approve,
    "hold": _hold,
    "let-go": _let_go,
    "call-off": _call_off,
}
"""What each button does. Any other saves."""


def _ask(asked: Asked, issue: Issue, check: Check) -> func.HttpResponse:
    shown = check_page(
        frame_of(asked, ConsolePlace.BULLETIN),
        title=check.title,
        will=check.will,
        action=_address(issue),
        fields=check.fields,
        button=say("Go on"),
        back=_address(issue),
        is_serious=check.is_serious,
    )
    return page(shown)


def _refused(asked: Asked, refused: Refusal) -> func.HttpResponse:
    """The page again with what was typed, and what to do. If somebody else was faster, both versions are shown."""
    issue, typed = the_issue(asked.services, asked.path["issue"]), typed_in(asked.fields)
    shown = replace(
        opened(asked.services, issue, asked.now),
        typed=typed,
        errors=[(one["field"], one["message"]) for one in refused.errors] or [("items", refused.words)],
        is_stale=typed is not None and isinstance(refused, AnotherVersion | NoDraftAnyMore),
        reason=first_of(asked.fields, "reason"),
    )
    html = issue_console_page(frame_of(asked, ConsolePlace.BULLETIN), shown, asked.now)
    return page(html, answer_of(refused).status)


def _address(issue: Issue) -> str:
    return f"/console/bulletin/{issue.id}"


def _done(issue: Issue, what: str) -> func.HttpResponse:
    return see_other(f"{_address(issue)}?done={what}")
