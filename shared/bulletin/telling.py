"""Telling: an issue goes out, so its items are told and no longer fresh."""

from collections.abc import Iterable

from shared.bulletin.rows import FreshItem, Issue, Item
from shared.services import Services
from shared.storage.changing import change


def is_told(item: Item) -> bool:
    """True if an issue that went out told the item with the day that it has now, and nothing is to be told again."""
    return item.told is not None and item.told == item.changes_on and not item.again


def items_told(services: Services, issue: Issue) -> None:
    """Note on each item of the issue that it went out. Those that somebody took out wait for no other issue."""
    for key in issue.items:
        change(services.tables, Item, key, _told)
    no_longer_fresh(services, issue.items + issue.left_out)


def no_longer_fresh(services: Services, keys: Iterable[tuple[str, str]]) -> None:
    """Take the marks off these items. It is safe to repeat."""
    for source, item_id in keys:
        mark = services.tables.get(FreshItem, FreshItem(source=source, id=item_id).key)
        if mark:
            services.tables.delete(mark)


def copy_of(item: Item) -> Item:
    """The item as its mark keeps it. A copy has no version."""
    return item.model_copy(update={"etag": ""})


def mark_of(item: Item) -> FreshItem:
    """The mark that says that the item is still to be told."""
    return FreshItem(source=item.source, id=item.id, item=copy_of(item))


def freshen(services: Services, item: Item) -> None:
    """Give the item's mark the words that the item has now. An item without a mark gets none."""
    change(
        services.tables,
        FreshItem,
        mark_of(item).key,
        lambda mark: mark.model_copy(update={"item": copy_of(item)}),
    )


def _told(item: Item) -> Item:
    return item.model_copy(update={"told": item.changes_on, "again": False})
