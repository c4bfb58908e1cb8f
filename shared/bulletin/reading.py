"""Reading for pages: many items with few operations."""

from collections.abc import Iterable

from shared.bulletin.rows import FreshItem, Item
from shared.services import Services


def fresh_items(services: Services) -> dict[tuple[str, str], Item]:
    """The items that are still to be told, by key. Their words may be a little behind the items' own."""
    marks = list(services.tables.partition(FreshItem, FreshItem.PARTITION))
    found = {(mark.source, mark.id): mark.item or services.tables.get(Item, (mark.source, mark.id)) for mark in marks}
    return {key: item for key, item in found.items() if item and not item.taken_out}


def items_with(services: Services, keys: Iterable[tuple[str, str]], fresh: dict[tuple[str, str], Item]) -> list[Item]:
    """The items with these keys, in this order. Those that are not fresh are read one by one."""
    found = (fresh.get(key) or services.tables.get(Item, key) for key in keys)
    return [item for item in found if item]
