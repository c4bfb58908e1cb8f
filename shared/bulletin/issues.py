"""Issues of the bulletin: finding them by id, their items, and their words ready to print."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from shared.bulletin.horizon import may_be_told
from shared.bulletin.rows import Issue, IssueState, Item
from shared.clock import from_wall
from shared.language.catalogue import say
from shared.language.dates import long_date, short_date
from shared.programme.model import STAKEHOLDERS, Programme
from shared.services import Services

_ID = re.compile(r"(20\d\d)-W(\d\d)(?:-([1-7])([b-z])?)?", re.ASCII)
NOON = time(12)
LETTERS = "bcdefghijklmnopqrstuvwxyz"
"""The second and each later flash issue of a day has one of these in its id."""


@dataclass(frozen=True)
class ItemWords:
    """The words of an item for a page or a mail. All but the title and whom it concerns may be empty."""

    title: str
    summary: str
    when: str
    whom: str
    link: str
    correction: str = ""
    day: str = ""
    """The day of the change as an ISO date, or empty."""
    what_to_do: str = ""


@dataclass(frozen=True)
class ItemGroup:
    """The items for the same people."""

    whom: str
    items: Sequence[ItemWords]


def find_issue(services: Services, issue_id: str) -> Issue | None:
    """The issue with this id. None if there is none, or if this is not an issue's id."""
    return services.tables.get(Issue, (Issue.PARTITION, issue_id)) if _ID.fullmatch(issue_id) else None


def items_of(services: Services, issue: Issue) -> list[Item]:
    """The issue's items, in its order. An item that is gone is left out."""
    return _items(services, issue.items)


def items_to_come(services: Services, issue: Issue, now: datetime) -> list[Item]:
    """The issue's items that may still be told: no day of theirs is past, and nobody took them out."""
    today = now.astimezone(services.programme.zone).date()
    return [item for item in items_of(services, issue) if may_be_told(item, today)]


def left_out_of(services: Services, issue: Issue) -> list[Item]:
    """The items that somebody took out of the draft."""
    return _items(services, issue.left_out)


def _items(services: Services, keys: Iterable[tuple[str, str]]) -> list[Item]:
    found = (services.tables.get(Item, key) for key in keys)
    return [item for item in found if item is not None]


def issue_title(issue_id: str) -> str:
    """The issue's title, with the Monday of its week: "Bulletin of 7 December 2026". A flash issue has its own day."""
    match = _ID.fullmatch(issue_id)
    if match is None:
        raise ValueError("this is no issue's id")
    year, week, day, letter = match.groups()
    when = short_date(date.fromisocalendar(int(year), int(week), int(day or 1)))
    if not day:
        return say("Bulletin of {date}", date=when)
    if not letter:
        return say("Flash bulletin of {date}", date=when)
    return say("Flash bulletin {number} of {date}", number=LETTERS.index(letter) + 2, date=when)


def introduction_of(issue: Issue) -> tuple[str, ...]:
    """The paragraphs of the introduction."""
    return tuple(issue.introduction.split("\n\n")) if issue.introduction else ()


def is_flash(issue_id: str) -> bool:
    """True if this is the id of a flash issue, and not of a week's."""
    return issue_id.count("-") > 1


def for_these(programme: Programme, issue: Issue) -> list[str]:
    """The audiences that the issue may go to, in the programme's order."""
    return [one for one in programme.audiences if not issue.audiences or one in issue.audiences]


def audience_name(programme: Programme, audience: str) -> str:
    """The audience's name, or its id if the programme no longer has it."""
    if audience == STAKEHOLDERS:
        return say("Stakeholders of education and training")
    return next((one.audience for one in programme.series if one.id == audience), audience)


def item_words(programme: Programme, items: Iterable[Item]) -> Sequence[ItemWords]:
    """The words of the items."""
    return [
        ItemWords(
            title=item.title,
            summary=item.summary if item.summary != item.title else "",
            when=_day(programme, item.changes_on),
            whom=_whom(programme, item.audiences),
            link=item.link,
            correction=_correction(programme, item),
            day=item.changes_on,
            what_to_do=item.what_to_do,
        )
        for item in items
    ]


def item_groups(programme: Programme, items: Iterable[Item]) -> Sequence[ItemGroup]:
    """The words of the items by the people whom they are for. Groups and items keep the order of the items."""
    groups: dict[str, list[ItemWords]] = {}
    for words in item_words(programme, items):
        groups.setdefault(words.whom, []).append(words)
    return [ItemGroup(whom, words) for whom, words in groups.items()]


def _whom(programme: Programme, audiences: Sequence[str]) -> str:
    if set(programme.audiences) <= set(audiences):
        return say("everybody")
    known = [one for one in programme.audiences if one in audiences]
    gone = [one for one in audiences if one not in known]
    return "; ".join(audience_name(programme, audience) for audience in known + gone)


def _correction(programme: Programme, item: Item) -> str:
    """What an earlier issue said, if it was something else: in the team's words, or about the day."""
    if item.correction:
        return say("Correction: {words}", words=item.correction)
    if item.corrects is None or item.corrects == item.changes_on:
        return ""
    if not item.corrects:
        return say("Correction: an earlier bulletin gave no date for this.")
    return say("Correction: an earlier bulletin said {date}.", date=_day(programme, item.corrects))


def _day(programme: Programme, changes_on: str) -> str:
    if not changes_on:
        return ""
    return long_date(from_wall(date.fromisoformat(changes_on), NOON, programme.zone), programme.zone)


def sent_issues(services: Services) -> list[Issue]:
    """Every issue that was sent, the newest first."""
    issues = services.tables.partition(Issue, Issue.PARTITION)
    return sorted((one for one in issues if one.state is IssueState.SENT), key=lambda one: one.id, reverse=True)


def issues_between(services: Services, start: str, end: str = "") -> list[Issue]:
    """The issues from this id (inclusive) to that one (exclusive), the newest first."""
    return sorted(services.tables.partition(Issue, Issue.PARTITION, start=start, end=end), key=lambda one: one.id)[::-1]
