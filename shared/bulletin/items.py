"""Items: news of a change, from a feed or from a facilitator. We keep them for the next issue."""

import logging
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.audit_trail.entering import enter
from shared.bulletin.corrections import correct
from shared.bulletin.days import changes_on
from shared.bulletin.rows import Item
from shared.bulletin.telling import mark_of
from shared.errors import NotUsable
from shared.feeds.fetching import FeedUnavailable
from shared.feeds.identity import key_of
from shared.feeds.markup import web_link
from shared.feeds.reading import FeedEntry, parse_feed
from shared.programme.model import Feed
from shared.services import Services
from shared.text.plain import in_one_line

SOURCE = "facilitators"
"""The source of items that do not come from a feed."""


log = logging.getLogger(__name__)


def _a_link(value: str) -> str:
    if value and not web_link(value):
        raise ValueError("enter a web address, such as https://www.example.org/news, or nothing")
    return value


def _said(value: str) -> str:
    if not value:
        raise ValueError("enter at least a word")
    return value


Line = Annotated[str, AfterValidator(in_one_line), AfterValidator(_said)]


class NewItem(BaseModel):
    """An item that somebody of the team writes. `changes_on` is the day of the change, if the text does not name it.

    It is not told after `review_by`, until somebody looks at it again.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    title: Annotated[Line, Field(max_length=200)]
    summary: Annotated[Line, Field(max_length=600)]
    link: Annotated[str, AfterValidator(_a_link)] = ""
    audiences: tuple[str, ...] = Field(min_length=1)
    changes_on: date | None = None
    what_to_do: Annotated[str, AfterValidator(in_one_line), Field(max_length=600)] = ""
    review_by: date | None = None


def scan_horizon(services: Services, now: datetime) -> None:
    """Keep the new and the corrected items of every feed. If one feed fails, we log it and read the others."""
    for feed in services.programme.feeds:
        try:
            entries = parse_feed(services.feeds.read(feed.url), feed, now)
        except FeedUnavailable as why:
            log.warning("a feed could not be read", extra={"feed": feed.id, "reason": str(why)})
            continue
        for entry in entries:
            item = _item(feed, entry, _id_of(services, feed, entry))
            if not _keep(services, item):
                correct(services, item)


def add_item(services: Services, new: NewItem, who: str, now: datetime) -> tuple[Item, bool]:
    """Keep an item of the team. Returns it and whether it is new: the same item twice is one. Raises `NotUsable`."""
    unknown = sorted(set(new.audiences) - set(services.programme.audiences))
    if unknown:
        choice = ", ".join(services.programme.audiences)
        raise _not_usable("audiences", "Audiences", f"Select from {choice}")
    today = now.astimezone(services.programme.zone).date()
    for field, title, day in (("changes_on", "Changes on", new.changes_on), ("review_by", "Review by", new.review_by)):
        if day and day < today:
            raise _not_usable(field, title, "This day is past. Enter a day to come, or none.")
    day = new.changes_on or changes_on(f"{new.title}. {new.summary}", now.date())
    item = Item(
        source=SOURCE,
        id=key_of(_identity(new)),
        title=new.title,
        summary=new.summary,
        link=new.link,
        audiences=new.audiences,
        published_at=now,
        changes_on=day.isoformat() if day else "",
        what_to_do=new.what_to_do,
        review_by=new.review_by.isoformat() if new.review_by else "",
    )
    enter(services, who, "add item", about_item(item.key), "", now)
    is_new = _keep(services, item)
    return (item if is_new else services.tables.get(Item, item.key) or item), is_new


def about_item(key: tuple[str, str]) -> str:
    """The item as the audit trail calls it."""
    return "item." + ".".join(key)


def _identity(new: NewItem) -> str:
    """What makes it the same item twice. What an item may have only since later counts if it has it."""
    later = ("what_to_do", "review_by")
    return new.model_dump_json(exclude={name for name in later if not getattr(new, name)})


def _not_usable(field: str, title: str, message: str) -> NotUsable:
    return NotUsable("The body cannot be used.", [{"field": field, "title": title, "message": message}])


def _id_of(services: Services, feed: Feed, entry: FeedEntry) -> str:
    """The id under which we keep the entry. If other news has the same one, it is the id apart, now and later."""
    there = services.tables.get(Item, (feed.id, entry.id))
    is_it = there is not None and (there.title == entry.title or there.link == entry.link != "")
    if is_it:
        return entry.id
    is_known_apart = services.tables.get(Item, (feed.id, entry.id_apart)) is not None
    return entry.id_apart if entry.is_shared or is_known_apart else entry.id


def _item(feed: Feed, entry: FeedEntry, item_id: str) -> Item:
    words = f"{entry.title}. {entry.summary}"
    day = changes_on(words, entry.published_at.date(), is_dated=entry.is_dated)
    return Item(
        source=feed.id,
        id=item_id,
        title=entry.title,
        summary=entry.summary,
        link=entry.link,
        audiences=feed.audiences,
        published_at=entry.published_at,
        changes_on=day.isoformat() if day else "",
        written_at=entry.changed_at if entry.changed_at > entry.published_at else None,
    )


def _keep(services: Services, item: Item) -> bool:
    """Keep the item and mark it as fresh. Returns True if it was not there.

    The mark comes first. After a crash between the two, the item is still missing, so the next scan adds it. (In
    the other order nobody would know that the mark is missing.) The bulletin ignores a mark without an item. If
    somebody else kept the item and an issue carried it meanwhile, we remove the mark that we have just made.
    """
    if services.tables.get(Item, item.key):
        return False
    mark = mark_of(item)
    was_marked = not services.tables.insert(mark)
    is_new = services.tables.insert(item)
    if not is_new and not was_marked:
        services.tables.delete(mark)
    return is_new
