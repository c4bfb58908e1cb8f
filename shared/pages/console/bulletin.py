"""The console's page of the bulletin: drafts, fresh items, issues by year, and readers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.bulletin.horizon import in_order
from shared.bulletin.issues import issue_title, item_words
from shared.bulletin.items import SOURCE
from shared.bulletin.rows import Issue, IssueState, Item
from shared.language.catalogue import Marked, say, say_many
from shared.language.dates import short_date
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.readers import Readers
from shared.programme.model import Programme
from shared.web.paging import paged

STATES: Mapping[IssueState, Marked] = {
    IssueState.DRAFT: Marked("Draft"),
    IssueState.HELD: Marked("Held"),
    IssueState.APPROVED: Marked("Approved"),
    IssueState.SENT: Marked("Sent"),
    IssueState.CALLED_OFF: Marked("Called off"),
    IssueState.TOO_LATE: Marked("Too late to send"),
}
WAITS = (IssueState.DRAFT, IssueState.HELD)

ITEMS_A_PAGE = 15
"""How many fresh items the page shows at once."""

type Link = tuple[str, str]
"""Words and an address."""


@dataclass(frozen=True)
class Shown:
    """What the page is about: the issues of a time, the fresh items, and the readers."""

    issues: Sequence[Issue]
    fresh: Sequence[Item]
    readers: Readers
    year: int | None
    """The year whose issues are shown. None: the last months."""
    number: int = 1
    """Which page of the fresh items."""


def bulletin_page(frame: Frame, shown: Shown, now: datetime, notice: str = "") -> str:
    """The page. `notice` says what was done."""
    programme = frame.programme
    waiting = [issue for issue in shown.issues if issue.state in WAITS]
    others = [issue for issue in shown.issues if issue.state not in WAITS]
    items = paged(in_order(shown.fresh, programme.audiences), shown.number, ITEMS_A_PAGE)
    return render_in(
        frame,
        "pages/console/bulletin.html",
        done=notice,
        year=shown.year,
        waiting=[_waiting_row(programme, issue) for issue in waiting],
        issues=[_issue_row(programme, issue) for issue in others],
        years=_years(programme, shown.year, now),
        items=[_item_row(programme, item) for item in items.items],
        item_count=say_many(
            "Items for the next issue ({count})", "Items for the next issue ({count})", count=len(shown.fresh)
        ),
        previous=_page(items.number - 1, items.last) if items.number > 1 else None,
        next=_page(items.number + 1, items.last) if items.number < items.last else None,
        readers=shown.readers,
    )


def item_address(item: Item) -> str:
    """The path of an item's page."""
    return f"/console/bulletin/items/{item.source}/{item.id}"


def source_name(programme: Programme, source: str) -> str:
    """Where items come from: the feed's title, or the team."""
    if source == SOURCE:
        return say("The team")
    return next((feed.title for feed in programme.feeds if feed.id == source), source)


def _waiting_row(programme: Programme, issue: Issue) -> list[object]:
    count = say_many("{count} item", "{count} items", count=len(issue.items))
    return [_issue_link(issue), say(STATES[issue.state]), count, _day(programme, issue.drafted_at)]


def _issue_row(programme: Programme, issue: Issue) -> list[object]:
    return [_issue_link(issue), say(STATES[issue.state]), _day(programme, issue.approved_at)]


def _item_row(programme: Programme, item: Item) -> list[object]:
    (words,) = item_words(programme, [item])
    changed = say("The feed changed its text") if item.source_is_newer else ""
    source = "; ".join(filter(None, (source_name(programme, item.source), changed)))
    return [{"text": item.title, "href": item_address(item)}, _when(item), words.whom, source]


def _when(item: Item) -> str:
    return short_date(date.fromisoformat(item.changes_on)) if item.changes_on else say("No date")


def _issue_link(issue: Issue) -> object:
    return {"text": issue_title(issue.id), "href": f"/console/bulletin/{issue.id}"}


def _day(programme: Programme, moment: datetime | None) -> str:
    return short_date(moment.astimezone(programme.zone).date()) if moment else "–"


def _page(number: int, pages: int) -> Link:
    return say("{number} of {pages}", number=number, pages=pages), f"/console/bulletin?page={number}#fresh"


def _years(programme: Programme, year: int | None, now: datetime) -> tuple[Link | None, Link | None]:
    """The links to the issues before these, and to those after them."""
    this_year = now.astimezone(programme.zone).year
    before = (year or this_year + 1) - 1
    earlier = (say("Issues of {year}", year=before), f"/console/bulletin?year={before}#issues")
    if year is None:
        return earlier, None
    if year >= this_year:
        return earlier, (say("The last three months"), "/console/bulletin#issues")
    return earlier, (say("Issues of {year}", year=year + 1), f"/console/bulletin?year={year + 1}#issues")
