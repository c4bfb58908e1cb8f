"""Writing: the team edits an item, takes it out, puts it back, or goes back to the words of its feed."""

from datetime import datetime

from shared.audit_trail.entering import enter
from shared.bulletin.corrections import source_words, told_anew
from shared.bulletin.item_form import Rewrite
from shared.bulletin.items import SOURCE, about_item
from shared.bulletin.rows import Item
from shared.bulletin.telling import freshen, is_told, mark_of, no_longer_fresh
from shared.errors import AnotherVersion, NotPossible, NotThere
from shared.feeds.identity import key_of
from shared.language.catalogue import say
from shared.services import Services
from shared.storage.changing import change
from shared.storage.tables import RowChanged


class NoSuchItem(NotThere):
    """The bulletin has no such item."""


class ToldAlready(NotPossible):
    """An issue that went out has told the item."""


class ItemChanged(AnotherVersion):
    """Somebody changed the item after it was read."""


def the_item(services: Services, key: tuple[str, str]) -> Item:
    """The item with this key. Raises `NoSuchItem`."""
    item = services.tables.get(Item, key)
    if item is None:
        raise NoSuchItem(say("The bulletin has no such item."))
    return item


def item_version(item: Item) -> str:
    """The version of the item, for its form."""
    return key_of(item.etag)


def edit_item(
    services: Services, key: tuple[str, str], rewrite: Rewrite, *, version: str, who: str, now: datetime
) -> Item:
    """Give the item these words. An item that an issue has told is told again if its day changed or was corrected.

    The same words again change nothing. Raises `NoSuchItem`, `ItemChanged`.
    """
    there = the_item(services, key)
    changed = _rewritten(there, rewrite)
    _require_version(there, changed, version)
    if changed != there:
        enter(services, who, "edit item", about_item(key), "", now, at=now.isoformat())
    return _replaced(services, there, changed)


def use_source(services: Services, key: tuple[str, str], *, version: str, who: str, now: datetime) -> Item:
    """Give the item the words of its feed again. Raises `NoSuchItem`, `ItemChanged`."""
    there = the_item(services, key)
    said = there.source_says
    if said is None:
        return there
    words = said.model_dump(include={"title", "summary", "link", "changes_on", "written_at"})
    back = {**words, **told_anew(there, said.changes_on), "source_says": None, "source_is_newer": False}
    changed = there.model_copy(update=back)
    _require_version(there, changed, version)
    enter(services, who, "use the feed's words", about_item(key), "", now, at=now.isoformat())
    return _replaced(services, there, changed)


def take_out(services: Services, key: tuple[str, str], who: str, now: datetime) -> Item:
    """Take the item out of the bulletin: no issue carries it. A second time changes nothing.

    Raises `NoSuchItem`, `ToldAlready`.
    """
    item = the_item(services, key)
    require_not_told(item)
    enter(services, who, "take out item", about_item(key), "", now, at=now.isoformat())
    change(services.tables, Item, key, lambda row: row.model_copy(update={"taken_out": True}))
    no_longer_fresh(services, [key])
    return the_item(services, key)


def require_not_told(item: Item) -> None:
    """Raise `ToldAlready` if an issue has told the item as it is."""
    if is_told(item):
        raise ToldAlready(say("An issue has told this item. Correct it instead."))


def put_back(services: Services, key: tuple[str, str], who: str, now: datetime) -> Item:
    """Put an item back that was taken out. A second time changes nothing. Raises `NoSuchItem`."""
    item = the_item(services, key)
    enter(services, who, "put back item", about_item(key), "", now, at=now.isoformat())
    back = item.model_copy(update={"taken_out": False})
    if not is_told(item):
        services.tables.insert(mark_of(back))
    change(services.tables, Item, key, lambda row: row.model_copy(update={"taken_out": False}))
    return the_item(services, key)


def _require_version(there: Item, changed: Item, version: str) -> None:
    if changed != there and version != item_version(there):
        raise _too_late()


def _replaced(services: Services, there: Item, changed: Item) -> Item:
    """Replace the item. Its mark comes first: a draft leaves out a marked item that was told as it is."""
    if not (is_told(changed) or changed.taken_out):
        services.tables.insert(mark_of(changed))
    if changed != there:
        try:
            changed = services.tables.replace(changed)
        except RowChanged:
            raise _too_late() from None
    freshen(services, changed)
    return changed


def _too_late() -> ItemChanged:
    return ItemChanged(say("Somebody changed this item after you opened it. Nothing of yours is saved yet."))


def _rewritten(there: Item, rewrite: Rewrite) -> Item:
    words = rewrite.words
    day = words.changes_on.isoformat() if words.changes_on else ""
    update: dict[str, object] = {
        "title": words.title,
        "summary": words.summary,
        "link": words.link,
        "audiences": words.audiences,
        "what_to_do": words.what_to_do,
        "changes_on": day,
        "review_by": words.review_by.isoformat() if words.review_by else "",
        "correction": rewrite.correction,
    }
    is_corrected = there.told is not None and rewrite.correction not in ("", there.correction)
    changed = there.model_copy(update=update | told_anew(there, day) | {"again": there.again or is_corrected})
    return changed.model_copy(update=_beside(there, changed))


def _beside(there: Item, changed: Item) -> dict[str, object]:
    """What the feed says is kept beside the team's words."""
    names = ("title", "summary", "link", "changes_on")
    is_ours = any(getattr(there, name) != getattr(changed, name) for name in names)
    if there.source == SOURCE or not (is_ours or there.source_says):
        return {}
    return {"source_says": there.source_says or source_words(there), "source_is_newer": False}
