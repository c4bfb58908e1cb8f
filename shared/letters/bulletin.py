"""The bulletin: what is about to change for this reader's audiences, and for no others."""

from dataclasses import replace
from datetime import datetime

from shared.bulletin.horizon import is_past, items_for
from shared.bulletin.issues import find_issue, issue_title, item_groups, items_of
from shared.bulletin.rows import Issue, IssueState, Item
from shared.bulletin.sending import GOES_OUT
from shared.bulletin.subscriptions import Reader, reader
from shared.keys import Link
from shared.letters.parts import write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.services import Services

WINDOW = GOES_OUT


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """The issue for one reader. Raises `Missed` when it is too old, or no longer for them."""
    issue = _issue(services, delivery, now)
    somebody = reader(services, delivery.person)
    if somebody is None:
        raise Missed("no longer subscribed")
    items = items_for(items_of(services, issue), somebody.audiences)
    if not items:
        raise Missed("nothing in this issue concerns this reader")
    today = now.astimezone(services.programme.zone).date()
    items = [item for item in items if not is_past(item, today)]
    if not items:
        raise Missed("everything in this issue for this reader is past")
    return _letter(services, issue, items, somebody, delivery.person)


def _letter(services: Services, issue: Issue, items: list[Item], somebody: Reader, person: str) -> Letter:
    site = services.settings.site_url
    token = services.keys.sign(Link.UNSUBSCRIBE, *somebody.audiences, person)
    unsubscribe = f"{site}/bulletin/unsubscribe/{token}"
    title = issue_title(issue.id)
    letter = write(
        services,
        "bulletin",
        somebody.email,
        f"{services.programme.about.name}: {title}",
        heading=title,
        introduction=issue.introduction.split("\n\n") if issue.introduction else [],
        groups=item_groups(services.programme, items),
        archive=f"{site}/bulletin/{issue.id}",
        unsubscribe=unsubscribe,
    )
    return replace(letter, list_unsubscribe=f"<{unsubscribe}>")


def _issue(services: Services, delivery: Delivery, now: datetime) -> Issue:
    issue = find_issue(services, delivery.about)
    if issue is None or issue.state is IssueState.DRAFT or issue.approved_at is None:
        raise Missed("this issue is not approved")
    if issue.state is IssueState.CALLED_OFF:
        raise Missed("this issue was called off")
    if now > issue.approved_at + WINDOW:
        raise Missed("this issue is too old")
    return issue
