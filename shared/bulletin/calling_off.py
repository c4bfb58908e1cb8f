"""Calling off: an issue that is going out goes to nobody else."""

from datetime import datetime, timedelta

from shared.audit_trail.entering import enter
from shared.bulletin.editing import OPEN, about_issue, the_issue
from shared.bulletin.horizon import week_of
from shared.bulletin.issues import is_flash
from shared.bulletin.rows import Issue, IssueState
from shared.errors import NotPossible
from shared.language.catalogue import say
from shared.mail.mailboxes import call_off
from shared.mail.rows import Lane
from shared.services import Services
from shared.storage.changing import repeat_if_changed

LOOK_BACK = timedelta(weeks=5)
"""Older issues have gone to everybody already."""


class StillADraft(NotPossible):
    """The issue is a draft. It goes to nobody, so there is nothing to call off."""


def call_off_issue(services: Services, issue_id: str, who: str, now: datetime) -> Issue:
    """Call the issue off. A flash issue can be called off as a draft too. A second time changes nothing.

    Raises `NoSuchIssue`, `StillADraft`; `RowChanged` if the issue keeps changing.
    """
    issue = repeat_if_changed(lambda: _called_off(services, issue_id, who))  # the issue changes while it goes out
    if issue.called_off_by == who:
        enter(services, who, "call off issue", about_issue(issue_id), "", now)
    if not _others_under_way(services, now):
        call_off(services, Lane.BULK, now)
    return issue


def require_not_a_draft(issue: Issue) -> None:
    """Raise `StillADraft` for the draft of a week. The draft of a flash issue can be called off."""
    if issue.state in OPEN and not is_flash(issue.id):
        raise StillADraft(say("This issue is a draft: it goes to nobody until it is approved."))


def _called_off(services: Services, issue_id: str, who: str) -> Issue:
    issue = the_issue(services, issue_id)
    require_not_a_draft(issue)
    if issue.state is IssueState.CALLED_OFF:
        return issue
    change = {"state": IssueState.CALLED_OFF, "called_off_by": who}
    return services.tables.replace(issue.model_copy(update=change))


def _others_under_way(services: Services, now: datetime) -> bool:
    start = week_of(now - LOOK_BACK, services.programme.zone)
    return any(
        issue.state is IssueState.APPROVED
        or (issue.state is IssueState.SENT and issue.last_at is not None and issue.last_at > now)
        for issue in services.tables.partition(Issue, Issue.PARTITION, start=start)
    )
