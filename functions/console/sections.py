"""The sections of the settings: what a team changes in the programme's draft. One file serves them all.

GET, POST /console/settings/{section}         -> a list of entries, or a form -> the draft
GET, POST /console/settings/{section}/{entry} -> the form of one entry        -> the draft
"""

from dataclasses import replace
from http import HTTPStatus

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.entries.changing import entry_of, moved
from shared.entries.consequences import Going, consequences_of
from shared.entries.fields import Table
from shared.entries.filling import posted_texts
from shared.entries.handles import entry_with, handle_of
from shared.entries.saving import Posted, remove, save
from shared.entries.sections import SECTIONS
from shared.errors import AnotherVersion, NotThere, NotUsable
from shared.language.catalogue import say
from shared.pages.console.check import is_sure
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.section_form import added_form, form_of, form_page, instead_form, removal_page
from shared.pages.console.section_list import section_page
from shared.pages.console.section_meeting import both_forms, form_again, not_removed
from shared.pages.console.section_words import Sight
from shared.versions.drafting import draft_or_in_force, edit_draft
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.requests import first_of
from shared.web.responses import page, see_other

FIELDS = ("action", "entry", "mark", "move", "sure")
"""The fields of these pages' forms, beside those of the section."""


@door(
    blueprint,
    "console/settings/{section}",
    shows(404, query=("add", "done"), role=Role.COORDINATOR),
    takes_form(303, 404, 409, 422, fields=FIELDS, role=Role.ADMIN),
)
def section_page_requested(asked: Asked) -> func.HttpResponse:
    """A section of the settings: the list of its entries, or its one form."""
    sight = _sight(asked)
    if asked.method == "POST":
        return _act(asked, sight)
    frame, done = frame_of(asked, ConsolePlace.SETTINGS), asked.query.get("done", "")
    if sight.section.entries is None:
        return page(form_page(frame, sight, form_of(sight.section, _the_table(sight)), done))
    if sight.may_change and asked.query.get("add"):
        return page(form_page(frame, sight, added_form(sight.section)))
    return page(section_page(frame, sight, done))


@door(
    blueprint,
    "console/settings/{section}/{entry}",
    shows(404, query=("instead",), role=Role.COORDINATOR),
    takes_form(200, 303, 404, 409, 422, fields=FIELDS, role=Role.ADMIN),
)
def section_entry_page_requested(asked: Asked) -> func.HttpResponse:
    """One entry of a section of the settings: its form, and what would follow if it went."""
    sight = _sight(asked)
    if asked.method == "POST":
        return _act(asked, sight)
    entry = entry_with(sight.keys, sight.section, sight.data, asked.path["entry"])
    if entry is None:
        raise NotThere(say("There is no such entry."))
    form = instead_form(sight.section, entry) if asked.query.get("instead") else form_of(sight.section, entry)
    return page(form_page(frame_of(asked, ConsolePlace.SETTINGS), sight, form))


def _sight(asked: Asked) -> Sight:
    """The section of the address, as the person who asks may see it."""
    section = SECTIONS.get(asked.path["section"])
    if section is None or (section.entries is None and "entry" in asked.path):
        raise NotThere(say("There is no such page."))
    content = draft_or_in_force(asked.services)
    may_change = bool(asked.somebody and asked.somebody.may(Role.ADMIN))
    return Sight(section, content.data, content.is_draft, may_change, asked.services.keys, asked.now)


def _the_table(sight: Sight) -> Table:
    return entry_of(sight.section, sight.data, "") or {}


def _act(asked: Asked, sight: Sight) -> func.HttpResponse:
    """Do what the button says."""
    if move := first_of(asked.fields, "move"):
        entry_id, _, before = move.partition(" ")
        edit_draft(asked.services, moved(sight.section, entry_id, before), asked.who, asked.now)
        return see_other(f"{sight.address}?done=saved")
    posted = _posted(asked, sight)
    is_removal = posted.entry_id and first_of(asked.fields, "action") == "remove"
    return _remove(asked, sight, posted) if is_removal else _save(asked, sight, posted)


def _posted(asked: Asked, sight: Sight) -> Posted:
    """The form as it was posted. The address stands for the entry that it is about."""
    entry_id = first_of(asked.fields, "entry") if "entry" in asked.path else ""
    if entry_id and handle_of(sight.keys, sight.section, entry_id) != asked.path["entry"]:
        raise NotThere(say("There is no such entry."))
    texts = posted_texts(sight.section, asked.fields)
    return Posted(
        sight.section, texts, entry_id, first_of(asked.fields, "mark"), first_of(asked.fields, "action") == "replace"
    )


def _save(asked: Asked, sight: Sight, posted: Posted) -> func.HttpResponse:
    frame = frame_of(asked, ConsolePlace.SETTINGS)
    try:
        save(asked.services, posted, sight.data, asked.who, asked.now)
    except NotUsable as wrong:
        form = replace(form_again(sight, posted), errors=wrong.errors)
        return page(form_page(frame, sight, form), HTTPStatus.UNPROCESSABLE_ENTITY)
    except AnotherVersion as other:
        newest = _sight(asked)
        return page(form_page(frame, newest, both_forms(newest, posted, other.words)), HTTPStatus.CONFLICT)
    return see_other(f"{sight.address}?done=saved")


def _remove(asked: Asked, sight: Sight, posted: Posted) -> func.HttpResponse:
    """Say what would follow; when the person is sure, take the entry out of the draft."""
    frame, entry = frame_of(asked, ConsolePlace.SETTINGS), entry_of(sight.section, sight.data, posted.entry_id)
    if entry is not None and not is_sure(asked.fields):
        follows = consequences_of(asked.services, sight.section, Going(entry, sight.data, asked.now))
        return page(removal_page(frame, sight, entry, follows, asked.fields))
    try:
        remove(asked.services, posted, asked.who, asked.now)
    except NotUsable as wrong:
        form = replace(form_of(sight.section, entry or {}), errors=wrong.errors)
        return page(form_page(frame, sight, form), HTTPStatus.UNPROCESSABLE_ENTITY)
    except AnotherVersion as other:
        newest = _sight(asked)
        return page(form_page(frame, newest, not_removed(newest, posted, other.words)), HTTPStatus.CONFLICT)
    return see_other(f"{sight.address}?done=removed")
