"""Items of the bulletin: the team adds, edits and corrects them, takes them out and puts them back.

GET, POST /console/bulletin/items/new             -> a new item
GET, POST /console/bulletin/items/{source}/{item} -> edited, corrected, taken out, put back, the feed's words again
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from http import HTTPStatus

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.bulletin.item_form import TypedItem, as_typed_item, checked
from shared.bulletin.items import add_item
from shared.bulletin.rows import Item
from shared.bulletin.writing import edit_item, put_back, require_not_told, take_out, the_item, use_source
from shared.errors import AnotherVersion, NotUsable, Refusal
from shared.language.catalogue import Marked, say
from shared.pages.console.bulletin import item_address
from shared.pages.console.bulletin_item import ItemForm, item_page, typed_item
from shared.pages.console.check import check_page, is_sure
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.issue_checks import Check, before_correcting, before_taking_out
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.reach import OtherSeries
from shared.web.refusals import answer_of
from shared.web.requests import first_of
from shared.web.responses import page, see_other

NOTICES = {
    "added": Marked("The item is added. It comes into the next issue."),
    "saved": Marked("Your changes are saved."),
    "taken-out": Marked("The item is taken out of the bulletin."),
    "put-back": Marked("The item is back. It comes into the next issue."),
    "feed": Marked("The item has the feed’s text again."),
}
"""What the page says after each act."""

FLASH = "flash"
"""A new item leads back to the flash issue that it is for."""

FIELDS = ("title", "summary", "what_to_do", "link", "audiences", "correction", "version", "then", "action", "sure")
"""The fields of the form. Each date has three more."""


@door(
    blueprint,
    "console/bulletin/items/new",
    shows(query=("then",), role=Role.LEAD),
    takes_form(303, 422, fields=FIELDS, role=Role.LEAD),
)
def bulletin_new_item_requested(asked: Asked) -> func.HttpResponse:
    """The form of a new item, for the team."""
    if asked.method != "POST":
        return _shown(asked, ItemForm(TypedItem(), then=_known(asked.query.get("then", ""))))
    typed, then = typed_item(asked.fields), _known(first_of(asked.fields, "then"))
    try:
        words = checked(asked.services.programme, typed, _today(asked)).words
        _require_readers(asked, (), words.audiences)
        item, _ = add_item(asked.services, words, asked.who, asked.now)
    except Refusal as refused:
        return _refused(asked, ItemForm(typed, then=then), refused)
    if then == FLASH:
        return see_other(f"/console/bulletin/flash/new?item={item.source}.{item.id}")
    return _done(item, "added")


@door(
    blueprint,
    "console/bulletin/items/{source}/{item}",
    shows(404, query=("done",), role=Role.LEAD),
    takes_form(200, 303, 404, 409, 412, 422, fields=FIELDS, role=Role.LEAD),
)
def bulletin_item_requested(asked: Asked) -> func.HttpResponse:
    """An item and its form, for the team."""
    item = the_item(asked.services, (asked.path["source"], asked.path["item"]))
    if asked.method == "POST":
        _require_own(asked, item)
        return ACTS.get(first_of(asked.fields, "action"), _save)(asked, item)
    done = NOTICES.get(asked.query.get("done", ""))
    return _shown(asked, ItemForm(as_typed_item(item), item, notice=say(done) if done else ""))


def _save(asked: Asked, item: Item) -> func.HttpResponse:
    """Save the form. If an issue has told the item, readers see the change, so the page asks first."""
    typed, version = typed_item(asked.fields), first_of(asked.fields, "version")
    try:
        rewrite = checked(asked.services.programme, typed, _today(asked), item)
        _require_readers(asked, item.audiences, rewrite.words.audiences)
        if item.told is not None and not is_sure(asked.fields):
            return _ask(asked, item, before_correcting(item, rewrite, asked.fields))
        edit_item(asked.services, item.key, rewrite, version=version, who=asked.who, now=asked.now)
    except Refusal as refused:
        return _refused(asked, ItemForm(typed, the_item(asked.services, item.key)), refused)
    return _done(item, "saved")


def _known(then: str) -> str:
    return then if then == FLASH else ""


def _take_out(asked: Asked, item: Item) -> func.HttpResponse:
    require_not_told(item)
    if not is_sure(asked.fields):
        return _ask(asked, item, before_taking_out(item))
    take_out(asked.services, item.key, asked.who, asked.now)
    return _done(item, "taken-out")


def _put_back(asked: Asked, item: Item) -> func.HttpResponse:
    put_back(asked.services, item.key, asked.who, asked.now)
    return _done(item, "put-back")


def _use_feed(asked: Asked, item: Item) -> func.HttpResponse:
    version = first_of(asked.fields, "version")
    try:
        use_source(asked.services, item.key, version=version, who=asked.who, now=asked.now)
    except AnotherVersion as refused:
        now = the_item(asked.services, item.key)
        return _refused(asked, ItemForm(as_typed_item(now), now), refused)
    return _done(item, "feed")


ACTS: Mapping[str, Callable[[Asked, Item], func.HttpResponse]] = {
    "take-out": _take_out,
    "put-back": _put_back,
    "use-feed": _use_feed,
}
"""What each button does. Any other saves."""


def _require_own(asked: Asked, item: Item) -> None:
    """A facilitator edits what readers of their series get, or nobody's series. Raises `OtherSeries`."""
    its = _series_of(asked, item.audiences)
    if its and not _may_all(asked) and not any(asked.reach.has([one]) for one in its):
        raise OtherSeries("This item is for the readers of series that you do not host.")


def _require_readers(asked: Asked, before: Collection[str], after: Collection[str]) -> None:
    """A facilitator adds and removes readers of their own series. Raises `NotUsable`."""
    changed = _series_of(asked, before) ^ _series_of(asked, after)
    if changed and not _may_all(asked) and not asked.reach.has(changed):
        words = say("Select only readers of the series that you host. Ask a coordinator about the others")
        raise NotUsable(words, [{"field": "audiences", "message": words}])


def _may_all(asked: Asked) -> bool:
    """A lead sees the whole programme."""
    return asked.reach.is_every or (asked.somebody is not None and Role.LEAD in asked.somebody.roles)


def _series_of(asked: Asked, audiences: Collection[str]) -> set[str]:
    return {one.id for one in asked.services.programme.series}.intersection(audiences)


def _ask(asked: Asked, item: Item, check: Check) -> func.HttpResponse:
    shown = check_page(
        frame_of(asked, ConsolePlace.BULLETIN),
        title=check.title,
        will=check.will,
        action=item_address(item),
        fields=check.fields,
        button=say("Go on"),
        back=item_address(item),
    )
    return page(shown)


def _refused(asked: Asked, form: ItemForm, refused: Refusal) -> func.HttpResponse:
    """The form again with what was typed, and what to do. If somebody else was faster, both versions are shown."""
    errors = [(one["field"], one["message"]) for one in refused.errors] or [("title", refused.words)]
    is_stale = isinstance(refused, AnotherVersion)
    return _shown(asked, replace(form, errors=errors, is_stale=is_stale), answer_of(refused).status)


def _shown(asked: Asked, form: ItemForm, status: int = HTTPStatus.OK) -> func.HttpResponse:
    return page(item_page(frame_of(asked, ConsolePlace.BULLETIN), form), status)


def _done(item: Item, what: str) -> func.HttpResponse:
    return see_other(f"{item_address(item)}?done={what}")


def _today(asked: Asked) -> date:
    return asked.now.astimezone(asked.services.programme.zone).date()
