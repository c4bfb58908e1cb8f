"""A flash issue: somebody chooses items and readers on any day. The draft is approved on its own page.

GET, POST /console/bulletin/flash/new -> a draft
"""

from dataclasses import replace
from http import HTTPStatus

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.bulletin.editing import ItemKey
from shared.bulletin.flash import NewFlash, draft_flash
from shared.bulletin.horizon import may_be_told
from shared.bulletin.reading import fresh_items
from shared.errors import Refusal
from shared.pages.console.bulletin_flash import FlashForm, flash_page
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.text.plain import in_lines
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.refusals import answer_of
from shared.web.requests import all_of, first_of
from shared.web.responses import page, see_other


@door(
    blueprint,
    "console/bulletin/flash/new",
    shows(query=("item",), role=Role.LEAD),
    takes_form(303, 409, 422, fields=("items", "audiences", "introduction"), role=Role.LEAD),
)
def bulletin_flash_requested(asked: Asked) -> func.HttpResponse:
    """The form of a flash issue, for the team."""
    if asked.method != "POST":
        return _shown(asked, FlashForm((), items=[asked.query.get("item", "")]))
    form = FlashForm(
        fresh=(),
        items=all_of(asked.fields, "items"),
        audiences=all_of(asked.fields, "audiences"),
        introduction=first_of(asked.fields, "introduction"),
    )
    try:
        issue = draft_flash(asked.services, _wanted(form), asked.who, asked.now)
    except Refusal as refused:
        errors = [(one["field"], one["message"]) for one in refused.errors] or [("items", refused.words)]
        return _shown(asked, replace(form, errors=errors), answer_of(refused).status)
    return see_other(f"/console/bulletin/{issue.id}?done=drafted")


def _wanted(form: FlashForm) -> NewFlash:
    keys = [name.partition(".") for name in form.items]
    return NewFlash(
        items=tuple(ItemKey(source=source, id=item) for source, _, item in keys),
        audiences=tuple(form.audiences),
        introduction=in_lines(form.introduction),
    )


def _shown(asked: Asked, form: FlashForm, status: int = HTTPStatus.OK) -> func.HttpResponse:
    """The form with the items that can be chosen: those that no issue carried."""
    today = asked.now.astimezone(asked.services.programme.zone).date()
    fresh = [item for item in fresh_items(asked.services).values() if may_be_told(item, today)]
    form = replace(form, fresh=fresh)
    return page(flash_page(frame_of(asked, ConsolePlace.BULLETIN), form), status)
