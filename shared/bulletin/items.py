"""Items: news of a change, from a feed or from a facilitator. We keep them for the next issue."""

import logging
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.bulletin.horizon import changes_on
from shared.bulletin.rows import FreshItem, Item
from shared.errors import NotUsable
from shared.feeds import FeedEntry, FeedUnavailable, key_of, parse_feed, web_link
from shared.programme.model import Feed
from shared.services import Services
from shared.text.plain import in_one_line

SOURCE = "facilitators"
"""The source of items that do not come from a feed."""


log = logging.getLogger(__name__)


def _a_link(value: str) -> str:
    if value and not web_link(value):
        raise ValueError("write a web address, such as https://www.example.org/news, or nothing")
    return value


def _said(value: str) -> str:
    if not value:
        raise ValueError("write at least a word")
    return value


Line = Annotated[str, AfterValidator(in_one_line), AfterValidator(_said)]


class NewItem(BaseModel):
    """An item that a facilitator writes. `changes_on` is the day of the change, if the text does not name it."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    title: Annotated[Line, Field(max_length=200)]
    summary: Annotated[Line, Field(max_length=600)]
    link: Annotated[str, AfterValidator(_a_link)] = ""
    audiences: tuple[str, ...] = Field(min_length=1)
    changes_on: date | None = None


def scan_horizon(services: Services, now: datetime) -> None:
    """Keep the new items of every feed. If one feed fails, we log it and read the others."""
    for feed in services.programme.feeds:
        try:
            entries = parse_feed(services.feeds.read(feed.url), feed, now)
        except FeedUnavailable as why:
            log.warning("a feed could not be read", extra={"feed": feed.id, "reason": str(why)})
            continue
        for entry in entries:
            _keep(services, _item(feed, entry))


def add_item(services: Services, new: NewItem, now: datetime) -> tuple[Item, bool]:
    """Keep a facilitator's item. Returns it and whether it is new: the same item twice is one. Raises `NotUsable`."""
    unknown = sorted(set(new.audiences) - set(services.programme.audiences))
    if unknown:
        choice = ", ".join(services.programme.audiences)
        raise NotUsable(
            "The body cannot be used.",
            [{"field": "audiences", "title": "Audiences", "message": f"Choose from {choice}"}],
        )
    day = new.changes_on or changes_on(f"{new.title}. {new.summary}", now.date())
    item = Item(
        source=SOURCE,
        id=key_of(new.model_dump_json()),
        title=new.title,
        summary=new.summary,
        link=new.link,
        audiences=new.audiences,
        published_at=now,
        changes_on=day.isoformat() if day else "",
    )
    is_new = _keep(services, item)
    return (item if is_new else services.tables.get(Item, item.key) or item), is_new


def _item(feed: Feed, entry: FeedEntry) -> Item:
    day = changes_on(f"{entry.title}. {entry.summary}", entry.published_at.date())
    return Item(
        source=feed.id,
        id=entry.id,
        title=entry.title,
        summary=entry.summary,
        link=entry.link,
        audiences=feed.audiences,
        published_at=entry.published_at,
        changes_on=day.isoformat() if day else "",
    )


def _keep(services: Services, item: Item) -> bool:
    """Keep the item and mark it as fresh. Returns True if it was not there.

    The mark comes first. After a crash between the two, the item is still missing, so the next scan adds it. (In
    the other order nobody would know that the mark is missing.) The bulletin ignores a mark without an item. If
    somebody else kept the item and an issue carried it meanwhile, we remove the mark that we have just made.
    """
    if services.tables.get(Item, item.key):
        return False
    mark = FreshItem(source=item.source, id=item.id)
    was_marked = not services.tables.insert(mark)
    is_new = services.tables.insert(item)
    if not is_new and not was_marked:
        services.tables.delete(mark)
    return is_new
