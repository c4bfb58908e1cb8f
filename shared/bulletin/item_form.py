"""The form of an item: what somebody typed, checked in words of its own, and what it shows when it is opened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shared.bulletin.items import NewItem
from shared.bulletin.rows import Item
from shared.errors import NotUsable
from shared.feeds.markup import web_link
from shared.language.catalogue import say
from shared.programme.model import Programme
from shared.text.plain import in_one_line
from shared.text.typed_dates import NOTHING, NotADay, TypedDay, as_typed, day_typed

TITLE, TEXT, CORRECTION = 200, 600, 300
"""The most characters of a title, of a text and of a correction."""


@dataclass(frozen=True)
class TypedItem:
    """An item as somebody typed it."""

    title: str = ""
    summary: str = ""
    what_to_do: str = ""
    link: str = ""
    audiences: tuple[str, ...] = ()
    changes_on: TypedDay = NOTHING
    review_by: TypedDay = NOTHING
    correction: str = ""


@dataclass(frozen=True)
class Rewrite:
    """How an item is to be: its words, and what an earlier issue said wrongly."""

    words: NewItem
    correction: str = ""


def as_typed_item(item: Item) -> TypedItem:
    """The item as its form shows it."""
    return TypedItem(
        title=item.title,
        summary=item.summary,
        what_to_do=item.what_to_do,
        link=item.link,
        audiences=item.audiences,
        changes_on=as_typed(_day_of(item.changes_on)),
        review_by=as_typed(_day_of(item.review_by)),
        correction=item.correction,
    )


def checked(programme: Programme, typed: TypedItem, today: date, was: Item | None = None) -> Rewrite:
    """What was typed, if it can be used. A day that the item has already may be past. Raises `NotUsable`."""
    errors = [{"field": field, "message": message} for field, message in _wrong(programme, typed, today, was)]
    if errors:
        raise NotUsable(say("There is a problem with this item."), errors)
    words = NewItem(
        title=in_one_line(typed.title),
        summary=in_one_line(typed.summary),
        what_to_do=in_one_line(typed.what_to_do),
        link=typed.link.strip(),
        audiences=typed.audiences,
        changes_on=day_typed(typed.changes_on),
        review_by=day_typed(typed.review_by),
    )
    return Rewrite(words, in_one_line(typed.correction))


def _wrong(programme: Programme, typed: TypedItem, today: date, was: Item | None) -> Iterator[tuple[str, str]]:
    """Each field that is wrong and what to do about it, in the order of the form."""
    title, summary, to_do, correction = (
        in_one_line(text) for text in (typed.title, typed.summary, typed.what_to_do, typed.correction)
    )
    known = {*programme.audiences, *(was.audiences if was else ())}
    checks = (
        ("title", not title, say("Enter what changes, in a few words")),
        ("title", len(title) > TITLE, say("Use {limit} characters or fewer", limit=TITLE)),
        ("summary", not summary, say("Enter what readers need to know")),
        ("summary", len(summary) > TEXT, say("Use {limit} characters or fewer", limit=TEXT)),
        ("what_to_do", len(to_do) > TEXT, say("Use {limit} characters or fewer", limit=TEXT)),
    )
    yield from ((field, words) for field, is_wrong, words in checks if is_wrong)
    yield from _wrong_day("changes_on", typed.changes_on, today, was.changes_on if was else "")
    yield from _wrong_day("review_by", typed.review_by, today, "")
    if not typed.audiences or not known.issuperset(typed.audiences):
        yield "audiences", say("Select who it is for")
    if typed.link.strip() and not web_link(typed.link.strip()):
        yield "link", say("Enter a web address that begins with https://, or leave it empty")
    if len(correction) > CORRECTION:
        yield "correction", say("Use {limit} characters or fewer", limit=CORRECTION)


def _wrong_day(field: str, typed: TypedDay, today: date, had: str) -> Iterator[tuple[str, str]]:
    try:
        day = day_typed(typed)
    except NotADay as wrong:
        if wrong.missing:
            yield field, say("Enter the day, the month and the year, or leave all three empty")
        else:
            yield field, say("Enter a real date, such as 3 12 2026")
        return
    if day and day < today and day.isoformat() != had:
        yield field, say("Enter a day to come. This one is past")


def _day_of(stored: str) -> date | None:
    return date.fromisoformat(stored) if stored else None
