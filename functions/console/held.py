"""Held texts as a page: a facilitator with a browser reads them, and decides about each.

GET, POST /console/held -> read, let pass, refused
"""

from http import HTTPStatus

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.errors import NotPossible, NotThere, NotUsable
from shared.held.reach import require_text, texts_for
from shared.language.catalogue import Marked, say
from shared.operations.deciding import let_pass, refuse
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.held import Wrong, held_page
from shared.text.plain import in_one_line
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.requests import first_of
from shared.web.responses import page, see_other

NOTICES = {
    "release": Marked("The text has gone on."),
    "refuse": Marked("The text is deleted."),
    "other": Marked("Somebody else has decided about this text already."),
}
"""What the page says after each act."""


@door(
    blueprint,
    "console/held",
    shows(query=("done",), role=Role.FACILITATOR),
    takes_form(303, 422, fields=("action", "id", "words"), role=Role.FACILITATOR),
)
def held_page_requested(asked: Asked) -> func.HttpResponse:
    """The texts that wait for a person to read them, each with two buttons, for a facilitator."""
    if asked.method != "POST":
        done = NOTICES.get(asked.query.get("done", ""))
        return _shown(asked, say(done) if done else "")
    try:
        return see_other(f"/console/held?done={_decide(asked)}")
    except NotUsable as refused:
        return _shown(asked, wrong=Wrong(first_of(asked.fields, "id"), first_of(asked.fields, "words"), refused.words))


def _shown(asked: Asked, done: str = "", wrong: Wrong | None = None) -> func.HttpResponse:
    waiting = texts_for(asked.services, asked.reach, asked.now)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return page(held_page(frame_of(asked, ConsolePlace.TODAY), waiting, done, wrong), status)


def _decide(asked: Asked) -> str:
    """Do what the button says. The result is the name of a notice."""
    action, held_id = first_of(asked.fields, "action"), first_of(asked.fields, "id")
    require_text(asked.services, asked.reach, held_id)
    try:
        if action == "release":
            let_pass(asked.services, held_id, asked.who, asked.now)
            return "release"
        if action == "refuse":
            words = in_one_line(first_of(asked.fields, "words"))[:500]
            refuse(asked.services, held_id, words, asked.who, asked.now)
            return "refuse"
    except (NotThere, NotPossible):
        return "other"
    return ""
