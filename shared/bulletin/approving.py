"""Approving: somebody of the team says that a draft may go out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.audit_trail.entering import enter
from shared.bulletin.drafting import last_issues
from shared.bulletin.editing import about_issue, replaced, require_version, the_issue
from shared.bulletin.forecasting import forecast_of
from shared.bulletin.horizon import may_be_told
from shared.bulletin.issues import is_flash, items_of
from shared.bulletin.rows import Issue, IssueState, Item
from shared.bulletin.telling import is_told
from shared.errors import NotPossible
from shared.language.catalogue import Marked, say
from shared.mail.deliveries import until
from shared.messages import BulletinApproved
from shared.services import Services

SECOND_THOUGHTS = timedelta(minutes=5)
"""An issue that is approved on its page begins to go out after this time. Until then it can be held."""


class NothingToSend(NotPossible):
    """The issue has no items."""


class PastItems(NotPossible):
    """The issue has items that may not be told: their day is past, or somebody took them out."""


class SentAlready(NotPossible):
    """The issue has items that another issue tells."""


class Overtaken(NotPossible):
    """A newer draft has the items of this one."""


class StillHeld(NotPossible):
    """Somebody holds the issue."""


def approve_issue(
    services: Services,
    issue_id: str,
    approver: str,
    now: datetime,
    version: str = "*",
    *,
    wait: timedelta = timedelta(0),
) -> Issue:
    """Approve the draft and have it sent after `wait`. A second time changes nothing, and it is still sent once.

    Raises `NoSuchIssue`, `StillHeld`, `NothingToSend`, `PastItems`, `SentAlready`, `Overtaken`, `AnotherVersion`.
    """
    issue = the_issue(services, issue_id)
    if issue.state is IssueState.HELD:
        raise StillHeld(say("This issue is held. Let it go on first, then approve it."))
    if issue.state is IssueState.DRAFT:
        require_version(issue, version)
        sendable(services, issue, now)
        expected = forecast_of(services, issue, now, wait)
        approval = {
            "approved_at": now,
            "approved_by": approver,
            "begins_at": expected.first_at,
            "last_at": expected.last_at,
        }
        issue = replaced(services, issue, approval | {"state": IssueState.APPROVED})
    if issue.state is IssueState.APPROVED:
        begins_at = issue.begins_at or now
        if issue.approved_by == approver:
            at = issue.approved_at.isoformat() if issue.approved_at else ""
            enter(services, approver, "approve issue", about_issue(issue.id), "", now, at=at)
        services.queues.send(BulletinApproved(issue=issue.id), delay=until(begins_at, now))
    return issue


def sendable(services: Services, issue: Issue, now: datetime) -> Sequence[Item]:
    """The issue's items, if it may be sent as it is. Raises the errors of `approve_issue` about items."""
    if not issue.items:
        raise NothingToSend(say("This issue has no items, so there is nothing to send."))
    items = items_of(services, issue)
    today = now.astimezone(services.programme.zone).date()
    _require_none(
        PastItems,
        [item for item in items if not item.taken_out and not may_be_told(item, today)],
        Marked("The day of these items is past. Take them out, then approve the issue: {titles}."),
    )
    _require_none(
        PastItems,
        [item for item in items if item.taken_out],
        Marked(
            "Somebody took these items out of the bulletin. Take them out here too, then approve the issue: {titles}."
        ),
    )
    others = [one for one in last_issues(services, now) if one.id != issue.id]
    on_their_way = {key for one in others if one.state is IssueState.APPROVED for key in one.items}
    _require_none(
        SentAlready,
        [item for item in items if is_told(item) or item.key in on_their_way],
        Marked("Another issue tells these items. Take them out, then approve the issue: {titles}."),
    )
    _is_the_newest(issue, others)
    return items


def _require_none(refusal: type[NotPossible], items: Sequence[Item], words: Marked) -> None:
    if items:
        raise refusal(say(words, titles="; ".join(item.title for item in items)))


def _is_the_newest(issue: Issue, others: Sequence[Issue]) -> None:
    """Raise `Overtaken` if the draft of a later week has items of this one. A flash issue is never overtaken."""
    newer = next(
        (
            one
            for one in others
            if one.id > issue.id and one.state is IssueState.DRAFT and set(one.items).intersection(issue.items)
        ),
        None,
    )
    if newer and not is_flash(issue.id) and not is_flash(newer.id):
        words = say(
            "There is a newer draft, which has the items of this one too. Approve that one: {issue}.", issue=newer.id
        )
        raise Overtaken(words)
