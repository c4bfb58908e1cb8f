"""Holding: an issue must not go out yet. Whoever lets it go on makes it a draft again, which has to be approved."""

from datetime import datetime

from shared.audit_trail.entering import enter
from shared.bulletin.editing import CLOSED, OPEN, about_issue, the_issue
from shared.bulletin.rows import Issue, IssueState
from shared.errors import NotPossible, NotUsable
from shared.gate.naming_nobody import must_name_nobody
from shared.language.catalogue import say
from shared.programme.model import Programme
from shared.services import Services
from shared.storage.changing import repeat_if_changed
from shared.text.plain import in_one_line

REASON = 500
"""The most characters of a reason."""


class HasBegun(NotPossible):
    """The issue goes out already, or is over. It can only be called off."""


def hold_issue(services: Services, issue_id: str, reason: str, who: str, now: datetime) -> Issue:
    """Hold a draft, or an issue that is approved and has not begun to go out. A second time changes nothing.

    Raises `NoSuchIssue`, `HasBegun`, or `NotUsable` without a reason; `RowChanged` if the issue keeps changing.
    """
    words = reason_of(services.programme, reason)
    issue = repeat_if_changed(lambda: _held(services, issue_id, words, who, now))
    if issue.held_by == who and issue.held_at:
        at = issue.held_at.isoformat()
        enter(services, who, "hold issue", about_issue(issue_id), issue.held_because, now, at=at)
    return issue


def let_go_on(services: Services, issue_id: str, who: str, now: datetime) -> Issue:
    """Make a held issue a draft again. An issue that is not held stays as it is. Raises `NoSuchIssue`, `RowChanged`."""
    issue = the_issue(services, issue_id)
    if issue.state is IssueState.HELD and issue.held_at:
        enter(services, who, "let issue go on", about_issue(issue_id), "", now, at=issue.held_at.isoformat())
    return repeat_if_changed(lambda: _let_go(services, issue_id))


def reason_of(programme: Programme, typed: str) -> str:
    """The reason in one line. Raises `NotUsable` if it is empty or too long, or names somebody."""
    words = in_one_line(typed)
    if words and len(words) <= REASON:
        must_name_nobody(programme, words)
        return words
    message = say("Use {limit} characters or fewer", limit=REASON) if words else say("Enter a reason")
    raise NotUsable(message, [{"field": "reason", "message": message}])


def _held(services: Services, issue_id: str, reason: str, who: str, now: datetime) -> Issue:
    issue = the_issue(services, issue_id)
    if issue.state is IssueState.HELD:
        return issue
    if issue.state is IssueState.APPROVED and issue.begun_at:
        raise HasBegun(say("This issue has begun to go out. You can only call it off."))
    if issue.state not in (*OPEN, IssueState.APPROVED):
        raise HasBegun(say(CLOSED[issue.state]))
    not_approved = {"approved_at": None, "approved_by": "", "begins_at": None, "last_at": None}
    held = {"state": IssueState.HELD, "held_by": who, "held_because": reason, "held_at": now}
    return services.tables.replace(issue.model_copy(update=held | not_approved))


def _let_go(services: Services, issue_id: str) -> Issue:
    issue = the_issue(services, issue_id)
    if issue.state is not IssueState.HELD:
        return issue
    back = {"state": IssueState.DRAFT, "held_by": "", "held_because": "", "held_at": None}
    return services.tables.replace(issue.model_copy(update=back))
