"""What will happen to the bulletin: a draft each Monday, and the sending of an issue that somebody approved."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from shared.ahead.acts import HORIZON, Act, ActKind
from shared.ahead.of_sessions import id_of
from shared.ahead.timers import mondays, over_on
from shared.bulletin.horizon import week_of
from shared.bulletin.rows import Issue, IssueState
from shared.bulletin.sending import GOES_OUT
from shared.programme.model import Programme


def acts_of_bulletin(programme: Programme, issues: Sequence[Issue], now: datetime) -> Iterator[Act]:
    """The drafts to come, and the issues that are going out."""
    there = {issue.id for issue in issues}
    for monday in mondays(now, now + HORIZON):
        week = week_of(monday, programme.zone)
        if week not in there:
            yield Act(ActKind.DRAFT, _id(week, ActKind.DRAFT), week, monday, over_on(monday), if_any=True)
    for issue in issues:
        if issue.state is IssueState.APPROVED and issue.approved_at:
            over = issue.approved_at + GOES_OUT
            begins_at = issue.begins_at or issue.approved_at
            yield Act(ActKind.BULLETIN, _id(issue.id, ActKind.BULLETIN), issue.id, begins_at, over)
        if issue.state is IssueState.SENT and issue.last_at and issue.last_at > now:
            yield Act(ActKind.GOING_OUT, _id(issue.id, ActKind.GOING_OUT), issue.id, issue.last_at, issue.last_at)


def _id(issue: str, kind: ActKind) -> str:
    return id_of(f"bulletin-{issue}", kind)
