"""Corrections: a source changed its words. The item changes with them, and is told again if its day was wrong.

If the team wrote the item anew, its words stay. The source's later words are kept beside them for the team to see.
"""

from datetime import datetime

from shared.bulletin.rows import FreshItem, Item, SourceWords
from shared.bulletin.telling import copy_of, freshen
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
    if there.source_says is None and there.told not in (None, now_said.changes_on):
        services.tables.insert(FreshItem(source=there.source, id=there.id, item=copy_of(_corrected(there, now_said))))
    item = change(services.tables, Item, there.key, lambda row: _corrected(row, now_said))
    if item:
        freshen(services, item)


def told_anew(row: Item, changes_on: str) -> dict[str, object]:
    """The changes of an item whose day is now this one, so that the next issue says what an earlier one said."""
    if row.told is None:
        return {}
    return {"corrects": row.told if row.told != changes_on else None}


def source_words(item: Item) -> SourceWords:
    """The item's own words, which its source wrote."""
    return SourceWords(
        title=item.title,
        summary=item.summary,
        link=item.link,
        changes_on=item.changes_on,
        written_at=_written(item),
    )


def _is_other(there: Item, now_said: Item) -> bool:
    known = there.source_says or source_words(there)
    if known.written_at and _written(now_said) < known.written_at:  # an older version, from a cache or a mirror
        return False
    return any(getattr(known, name) != getattr(now_said, name) for name in ("title", "summary"))


def _corrected(row: Item, now_said: Item) -> Item:
    if not _is_other(row, now_said):
        return row
    if row.source_says is not None:
        return row.model_copy(update={"source_says": source_words(now_said), "source_is_newer": True})
    names = ("title", "summary", "link", "changes_on", "written_at")
    update: dict[str, object] = {name: getattr(now_said, name) for name in names}
    return row.model_copy(update=update | told_anew(row, now_said.changes_on))


def _written(item: Item) -> datetime:
    return item.written_at or item.published_at
