"""The page of one issue: it is read, changed, approved, held and called off here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.bulletin.editing import CLOSED, OPEN, version_of
from shared.bulletin.horizon import may_be_told
from shared.bulletin.issues import ItemWords, audience_name, is_flash, issue_title, item_words
from shared.bulletin.readership import readership
from shared.bulletin.reading import fresh_items, items_with
from shared.bulletin.rows import Issue, IssueState, Item
from shared.bulletin.sending import audiences_of
from shared.bulletin.telling import is_told
from shared.language.catalogue import say
from shared.language.dates import long_date, wall_time
from shared.pages.console.bulletin import STATES, Link, item_address
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.issue_form import Typed, name_of
from shared.pages.console.readers import Readers, readers_in_words
from shared.programme.model import Programme
from shared.services import Services
from shared.web.paging import paged

ITEMS_A_PAGE = 8
"""How many items of an issue that went out are shown at once. They are read one by one."""


@dataclass(frozen=True)
class IssueItem:
    """An item of the issue, and the name of its fields. An item that is not kept can be put back."""

    name: str
    words: ItemWords
    is_kept: bool
    place: str
    address: str
    why_not: str = ""
    """Why it cannot be sent. Empty if it can."""


@dataclass(frozen=True)
class Opened:
    """An issue with all that its page shows. `errors` are fields and what to do about each."""

    issue: Issue
    items: Sequence[Item]
    left_out: Sequence[Item]
    readers: Readers
    audiences: Sequence[str]
    """The audiences that it goes to."""
    number: int = 1
    pages: int = 1
    typed: Typed | None = None
    errors: Sequence[tuple[str, str]] = ()
    is_stale: bool = False
    notice: str = ""
    reason: str = ""


def opened(services: Services, issue: Issue, now: datetime, number: int = 1) -> Opened:
    """The issue with its items: all of a draft, and a page of them if it went out."""
    programme, is_open = services.programme, issue.state in OPEN
    keys = paged(issue.items, number, max(1, len(issue.items)) if is_open else ITEMS_A_PAGE)
    fresh = fresh_items(services) if is_open else {}
    items, today = items_with(services, keys.items, fresh), now.astimezone(programme.zone).date()
    audiences = audiences_of(services, issue, [item for item in items if may_be_told(item, today)]) if is_open else []
    return Opened(
        issue=issue,
        items=items,
        left_out=items_with(services, issue.left_out, fresh) if is_open else (),
        readers=readers_in_words(programme, readership(services) if is_open else None, audiences),
        audiences=audiences,
        number=keys.number,
        pages=keys.last,
    )


def issue_console_page(frame: Frame, it: Opened, now: datetime) -> str:
    """The issue with its form, or what became of it."""
    programme, issue = frame.programme, it.issue
    items = _items(programme, it, now)
    saved = replace(it, typed=None)
    return render_in(
        frame,
        "pages/console/bulletin_issue.html",
        issue=issue,
        title=issue_title(issue.id),
        state=say(STATES[issue.state]),
        version=version_of(issue),
        is_open=issue.state in OPEN,
        is_held=issue.state is IssueState.HELD,
        can_be_held=issue.state is IssueState.DRAFT or _has_not_begun(issue),
        can_be_called_off=_can_be_called_off(issue, now),
        facts=_facts(programme, issue),
        introduction=it.typed.introduction if it.typed else issue.introduction,
        items=items,
        kept=[item for item in items if item.is_kept],
        readers=it.readers,
        audiences=[_preview(programme, issue, one) for one in it.audiences],
        previous=_page(issue, it.number - 1, it.pages) if it.number > 1 else None,
        next=_page(issue, it.number + 1, it.pages) if it.number < it.pages else None,
        errors=it.errors,
        error_of=dict(it.errors),
        yours=_in_lines(it.typed.introduction, items) if it.is_stale and it.typed else "",
        theirs=_in_lines(issue.introduction, _items(programme, saved, now)) if it.is_stale else "",
        is_stale=it.is_stale,
        done=it.notice,
        reason_typed=it.reason,
    )


def about_when(programme: Programme, moment: datetime) -> str:
    """As in "9:10am on Tuesday 1 December 2026"."""
    zone = programme.zone
    return say("{time} on {date}", time=wall_time(moment, zone), date=long_date(moment, zone))


def _has_not_begun(issue: Issue) -> bool:
    return issue.state is IssueState.APPROVED and issue.begun_at is None


def _can_be_called_off(issue: Issue, now: datetime) -> bool:
    if issue.state in OPEN:
        return is_flash(issue.id)
    if issue.state is IssueState.SENT:
        return issue.last_at is not None and issue.last_at >= now
    return issue.state is IssueState.APPROVED


def _facts(programme: Programme, issue: Issue) -> list[str]:
    """What the page says about the issue's state, in sentences."""
    found = [say(CLOSED[issue.state])] if issue.state in CLOSED else []
    if issue.state is IssueState.HELD:
        found.append(say("This issue is held: {reason}", reason=issue.held_because))
    if _has_not_begun(issue) and issue.begins_at:
        found.append(say("The first email goes at about {when}.", when=about_when(programme, issue.begins_at)))
    if issue.state in (IssueState.APPROVED, IssueState.SENT) and issue.last_at:
        when = about_when(programme, issue.last_at)
        found.append(say("The last reader gets this issue at about {when}.", when=when))
    return found


def _items(programme: Programme, it: Opened, now: datetime) -> list[IssueItem]:
    """The issue's own items, then those that were taken out, each as it was typed or else as it is."""
    today, typed = now.astimezone(programme.zone).date(), it.typed
    rows = [*((item, True) for item in it.items), *((item, False) for item in it.left_out)]
    words = item_words(programme, [item for item, _ in rows])
    return [
        IssueItem(
            name=name_of(item.key),
            words=said,
            is_kept=name_of(item.key) in typed.keep if typed else is_in,
            place=typed.places.get(name_of(item.key), "") if typed else str(place),
            address=item_address(item),
            why_not=_why_not(item, today),
        )
        for place, ((item, is_in), said) in enumerate(zip(rows, words, strict=True), 1)
    ]


def _why_not(item: Item, today: date) -> str:
    if item.taken_out:
        return say("Somebody took this item out of the bulletin. It cannot be sent.")
    if not may_be_told(item, today):
        return say("This day is past. Take the item out: it cannot be sent.")
    return say("Another issue has told this item. Take it out.") if is_told(item) else ""


def _in_lines(introduction: str, items: Sequence[IssueItem]) -> str:
    """The issue as text, to compare two versions."""
    kept = [f"{number}. {item.words.title}" for number, item in enumerate(filter(lambda item: item.is_kept, items), 1)]
    out = [say("Left out: {title}", title=item.words.title) for item in items if not item.is_kept]
    return "\n".join([introduction or say("No introduction"), *kept, *out])


def _preview(programme: Programme, issue: Issue, audience: str) -> Link:
    return audience_name(programme, audience), f"/console/bulletin/{issue.id}/mail?for={audience}"


def _page(issue: Issue, number: int, pages: int) -> Link:
    return say("{number} of {pages}", number=number, pages=pages), f"/console/bulletin/{issue.id}?page={number}"
