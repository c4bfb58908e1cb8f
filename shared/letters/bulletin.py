"""The bulletin: what is about to change for this reader's audiences, and for no others."""

from dataclasses import replace
from datetime import datetime

from shared.bulletin.horizon import items_for, may_be_told
from shared.bulletin.issues import find_issue, for_these, issue_title, item_groups, items_of, items_to_come
from shared.bulletin.rows import Issue, IssueState, Item
from shared.bulletin.sending import GOES_OUT
from shared.bulletin.subscriptions import reader
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
    audiences = set(somebody.audiences).intersection(for_these(services.programme, issue))
    items = items_for(items_of(services, issue), audiences)
    if not items:
        raise Missed("nothing in this issue concerns this reader")
    today = now.astimezone(services.programme.zone).date()
    items = [item for item in items if may_be_told(item, today)]
    if not items:
        raise Missed("everything in this issue for this reader is past")
    token = services.keys.sign(Link.UNSUBSCRIBE, *somebody.audiences, delivery.person)
    return _letter(services, issue, items, somebody.email, token)


def preview(services: Services, issue: Issue, audience: str, now: datetime) -> Letter | None:
    """The issue as a reader of this audience alone would get it now. None if it has nothing for them.

    Nobody can be unsubscribed with the link in it.
    """
    wanted = {audience}.intersection(for_these(services.programme, issue))
    items = items_for(items_to_come(services, issue, now), wanted)
    return _letter(services, issue, items, services.programme.about.contact, "example") if items else None


def _letter(services: Services, issue: Issue, items: list[Item], to: str, token: str) -> Letter:
    site = services.settings.site_url
    unsubscribe = f"{site}/bulletin/unsubscribe/{token}"
    title = issue_title(issue.id)
    letter = write(
        services,
        "bulletin",
        to,
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
    if issue is None or issue.state in (IssueState.DRAFT, IssueState.HELD) or issue.approved_at is None:
        raise Missed("this issue is not approved")
    if issue.state is IssueState.CALLED_OFF:
        raise Missed("this issue was called off")
    if now > issue.approved_at + WINDOW:
        raise Missed("this issue is too old")
    return issue
