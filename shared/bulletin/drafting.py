"""Drafting: each week the fresh items become an issue that waits for a facilitator."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from shared.bulletin.horizon import in_order, is_news, week_of
from shared.bulletin.issues import is_flash
from shared.bulletin.rows import FreshItem, Issue, IssueState, Item
from shared.bulletin.telling import copy_of, freshen, is_told, no_longer_fresh
from shared.holding.holding import is_held
from shared.mail.deliveries import announce, purpose_of
from shared.mail.rows import MailKind
from shared.messages import BulletinApproved
from shared.services import Services

LOOK_BACK = timedelta(weeks=5)
"""Issues of this age may still be going out."""

FLASH_WAITS = timedelta(days=7)
"""The items of a flash issue that nobody approved for so long come into the next draft."""


MOST = 50
"""Most items in one issue. The others wait for the next one."""


def draft_issue(services: Services, now: datetime) -> Issue | None:
    """Draft this week's issue and tell the facilitators. Returns None if there is no news. It is safe to repeat.

    Nothing happens while a person holds it.
    An item stays fresh until an issue with it goes out. So the items of a draft that nobody approved come back.
    """
    week = week_of(now, services.programme.zone)
    if is_held(services, purpose_of(f"bulletin-{week}", MailKind.BULLETIN_DRAFT)):
        return None
    issue = services.tables.get(Issue, (Issue.PARTITION, week)) or _drafted(services, week, now)
    if issue is None:
        return None
    if issue.state is IssueState.DRAFT:
        people = [services.keys.person(one.email) for one in services.programme.facilitators]
        announce(services, MailKind.BULLETIN_DRAFT, issue.id, people, now, occasion=f"bulletin-{issue.id}")
    return issue


def send_approved_issues(services: Services, now: datetime) -> None:
    """Send approved issues that are not on their way, because the process died right after the approval."""
    for issue in last_issues(services, now):
        if issue.state is IssueState.APPROVED:
            services.queues.send(BulletinApproved(issue=issue.id))


def _drafted(services: Services, week: str, now: datetime) -> Issue | None:
    programme = services.programme
    under_way = {key for issue in last_issues(services, now) if _has_them(issue, now) for key in issue.items}
    items = _fresh(services)
    over = {item.key for item in items if is_told(item) or not is_news(item, now, programme.zone)}
    news = [item for item in items if item.key not in over | under_way]
    chosen = in_order(news, programme.audiences)[:MOST]
    issue = Issue(id=week, state=IssueState.DRAFT, items=tuple(item.key for item in chosen), drafted_at=now)
    is_mine = not chosen or services.tables.insert(issue)
    no_longer_fresh(services, over)
    if not chosen:
        return None
    return issue if is_mine else services.tables.get(Issue, issue.key)


def _fresh(services: Services) -> list[Item]:
    """The items that have a mark, as they are now. A mark that is behind its item catches up."""
    found = []
    for mark in list(services.tables.partition(FreshItem, FreshItem.PARTITION)):
        item = services.tables.get(Item, (mark.source, mark.id))
        if item:
            found.append(item)
            if mark.item != copy_of(item):
                freshen(services, item)
    return found


def _has_them(issue: Issue, now: datetime) -> bool:
    """True while its items are spoken for: it goes out, it is held, or it is a flash issue of the last days.

    From `SENT` on its items say themselves that they were told.
    """
    if issue.state is IssueState.DRAFT:
        return is_flash(issue.id) and issue.drafted_at > now - FLASH_WAITS
    return issue.state in (IssueState.APPROVED, IssueState.HELD)


def last_issues(services: Services, now: datetime) -> Iterator[Issue]:
    """The issues since `LOOK_BACK`, oldest first."""
    start = week_of(now - LOOK_BACK, services.programme.zone)
    return services.tables.partition(Issue, Issue.PARTITION, start=start)
