"""Corrections: a source changed its words. The item changes with them, and is told again if its day was wrong."""

from datetime import datetime

from shared.bulletin.rows import FreshItem, Item
from shared.services import Services
from shared.storage.changing import change


def correct(services: Services, now_said: Item) -> None:
    """Give the item that we keep the later words. If an issue told another day, the next issue tells it again.

    The mark comes first. After a crash between the two, the item still has the old words, so the next scan corrects
    it. A draft leaves out a marked item that was told as it is.
    """
    there = services.tables.get(Item, now_said.key)
    if there is None or not _is_other(there, now_said):
        return
    if there.told not in (None, now_said.changes_on):
        services.tables.insert(FreshItem(source=there.source, id=there.id))
    change(services.tables, Item, there.key, lambda row: _corrected(row, now_said))


def is_told(item: Item) -> bool:
    """True if an issue that went out told the item with the day that it has now."""
    return item.told is not None and item.told == item.changes_on


def told(item: Item) -> Item:
    """The item after an issue with it went out."""
    return item.model_copy(update={"told": item.changes_on})


def _is_other(there: Item, now_said: Item) -> bool:
    if _written(now_said) < _written(there):  # an older version comes again, from a cache or a mirror
        return False
    return any(getattr(there, name) != getattr(now_said, name) for name in ("title", "summary"))


def _corrected(row: Item, now_said: Item) -> Item:
    if not _is_other(row, now_said):
        return row
    names = ("title", "summary", "link", "changes_on", "written_at")
    update: dict[str, object] = {name: getattr(now_said, name) for name in names}
    if row.told is not None:
        update["corrects"] = row.told if row.told != now_said.changes_on else None
    return row.model_copy(update=update)


def _written(item: Item) -> datetime:
    return item.written_at or item.published_at
