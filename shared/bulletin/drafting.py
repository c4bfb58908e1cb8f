"""Drafting: each week the fresh items become an issue that waits for a facilitator."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from shared.bulletin.horizon import in_order, is_news, week_of
from shared.bulletin.rows import FreshItem, Issue, IssueState, Item
from shared.mail.deliveries import announce
from shared.mail.rows import MailKind
from shared.messages import BulletinApproved
from shared.services import Services

LOOK_BACK = timedelta(weeks=5)
"""Issues of this age may still have items marked as fresh, if the process died after drafting."""


MOST = 50
"""Most items in one issue. The others wait for the next one."""


def draft_issue(services: Services, now: datetime) -> Issue | None:
    """Draft this week's issue and tell the facilitators. Returns None if there is no news. It is safe to repeat."""
    week = week_of(now, services.programme.zone)
    fresh = list(services.tables.partition(FreshItem, FreshItem.PARTITION))
    issue = services.tables.get(Issue, (Issue.PARTITION, week)) or _drafted(services, week, fresh, now)
    if issue is None:
        return None
    _no_longer_fresh(services, fresh, issue.items)
    if issue.state is IssueState.DRAFT:
        people = [services.keys.person(one.email) for one in services.programme.facilitators]
        announce(services, MailKind.BULLETIN_DRAFT, issue.id, people, now, occasion=f"bulletin-{issue.id}")
    return issue


def send_approved_issues(services: Services, now: datetime) -> None:
    """Send approved issues that are not on their way, because the process died right after the approval."""
    for issue in _last_issues(services, now):
        if issue.state is IssueState.APPROVED:
            services.queues.send(BulletinApproved(issue=issue.id))


def _drafted(services: Services, week: str, fresh: Sequence[FreshItem], now: datetime) -> Issue | None:
    carried = {key for issue in _last_issues(services, now) for key in issue.items + issue.left_out}
    waiting = [mark for mark in fresh if (mark.source, mark.id) not in carried]
    items = [item for mark in waiting if (item := services.tables.get(Item, (mark.source, mark.id)))]
    stale = {item.key for item in items if not is_news(item, now)}
    news = in_order((item for item in items if item.key not in stale), services.programme.audiences)[:MOST]
    issue = Issue(id=week, state=IssueState.DRAFT, items=tuple(item.key for item in news), drafted_at=now)
    is_mine = not news or services.tables.insert(issue)
    _no_longer_fresh(services, fresh, carried | stale)
    if not news:
        return None
    return issue if is_mine else services.tables.get(Issue, issue.key)


def _last_issues(services: Services, now: datetime) -> Iterator[Issue]:
    """The issues since `LOOK_BACK`, oldest first."""
    start = week_of(now - LOOK_BACK, services.programme.zone)
    return services.tables.partition(Issue, Issue.PARTITION, start=start)


def _no_longer_fresh(services: Services, fresh: Iterable[FreshItem], keys: Iterable[tuple[str, str]]) -> None:
    done = set(keys)
    for mark in fresh:
        if (mark.source, mark.id) in done:
            services.tables.delete(mark)
