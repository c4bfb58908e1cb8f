"""What waits about people: emails that did not arrive, mistyped addresses, sign-ups to decide about or to correct.

GET /console/waiting?kind=&page=      -> a list
GET, POST /console/waiting/{matter}   -> one of them; dealt with, corrected, accepted or refused
"""

from collections.abc import Collection, Mapping, Sequence
from http import HTTPStatus

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.attention.rows import MatterKind
from shared.errors import NotPossible, NotUsable
from shared.forms.mending import name_of, wrong_answers
from shared.language.catalogue import Marked, say
from shared.operations.dealing import Dealing, Wish, deal, will_do
from shared.operations.waiting import series_of_matter, sign_ups_of, the_matter, with_names
from shared.operations.waiting_lists import A_PAGE, WaitingLists, names_of, waiting_lists
from shared.pages.console.check import is_sure
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.waiting import (
    KINDS,
    Line,
    Listed,
    Tab,
    line_of,
    matter_check_page,
    matter_page,
    sign_up_line,
    tab_of,
    waiting_page,
)
from shared.services import Services
from shared.text.plain import in_one_line
from shared.web.description import shows, takes_form, within
from shared.web.doors import Asked, door
from shared.web.paging import paged
from shared.web.principal import Role
from shared.web.requests import first_of, whole_number
from shared.web.responses import page, see_other

FIELDS = ("reason", "right", "series", "words")
"""What a person types."""

NOTICES: Mapping[str, Marked] = {
    "mended": Marked("The sign-up is corrected. The person gets an email as after any sign-up."),
    Dealing.DONE: Marked("It waits no longer."),
    Dealing.CORRECT: Marked("The address is corrected. Both addresses are told."),
    Dealing.ACCEPT: Marked("The sign-up is accepted. The person gets a confirmation."),
    Dealing.REFUSE: Marked("The sign-up is refused. The person gets your words in an email."),
}
"""What the page says after each act."""


@door(blueprint, "console/waiting", shows(query=("kind", "page", "done"), role=Role.FACILITATOR))
def waiting_page_requested(asked: Asked) -> func.HttpResponse:
    """What waits about people, a list for each kind, for those who may see the people of its series."""
    found = waiting_lists(asked.services, asked.reach)
    counts = {tab: found.count(KINDS[tab]) or (len(found.sign_ups) if tab is Tab.SIGN_UP else 0) for tab in Tab}
    wanted = next((tab for tab in Tab if tab == asked.query.get("kind", "")), None)
    tab = wanted or next((tab for tab in Tab if counts[tab]), Tab.AUDIENCE)
    done = NOTICES.get(asked.query.get("done", ""))
    listed = _listed(asked, found, tab, counts)
    return page(waiting_page(frame_of(asked, ConsolePlace.TODAY), listed, say(done) if done else ""))


def _listed(asked: Asked, found: WaitingLists, tab: Tab, counts: Mapping[Tab, int]) -> Listed:
    services, programme = asked.services, asked.services.programme
    wanted = whole_number(asked.query.get("page", ""), 5)
    lines: Sequence[Line]
    if tab is Tab.SIGN_UP:
        rows = paged(found.sign_ups, wanted, A_PAGE)
        number, pages = rows.number, rows.last
        lines = [
            sign_up_line(programme, row, name_of(services, row), wrong_answers(services, row)) for row in rows.items
        ]
    else:
        some = paged([one for one in found.matters if one.kind in KINDS[tab]], wanted, A_PAGE)
        number, pages = some.number, some.last
        names = names_of(services, some.items)
        lines = [line_of(programme, one, names[one.id]) for one in some.items]
    return Listed(tab, lines, counts, _page_link(tab, number - 1, pages), _page_link(tab, number + 1, pages))


def _page_link(tab: Tab, number: int, pages: int) -> tuple[str, str] | None:
    if not 1 <= number <= pages:
        return None
    return say("Page {number} of {pages}", number=number, pages=pages), f"/console/waiting?kind={tab}&page={number}"


# --- one thing that waits -----------------------------------------------------------------------------------


def _series(services: Services, path: Mapping[str, str]) -> Collection[str]:
    return series_of_matter(services, the_matter(services, path["matter"]))


@door(
    blueprint,
    "console/waiting/{matter}",
    within(_series, shows(404, role=Role.FACILITATOR)),
    within(
        _series,
        takes_form(
            200,
            303,
            404,
            409,
            422,
            fields=("action", *FIELDS),
            role=Role.FACILITATOR,
        ),
    ),
)
def matter_page_requested(asked: Asked) -> func.HttpResponse:
    """One thing that waits, and the acts that deal with it."""
    services, now = asked.services, asked.now
    matter = the_matter(services, asked.path["matter"])
    if asked.method != "POST":
        return page(_shown(asked, Wish(matter, asked.who, right=with_names(services, matter)["meant"])))
    dealing = next((one for one in Dealing if one == first_of(asked.fields, "action")), None)
    if dealing is None:
        return see_other(f"/console/waiting/{matter.id}")
    wish = Wish(matter, asked.who, **{name: in_one_line(first_of(asked.fields, name)) for name in FIELDS})
    if dealing is Dealing.ACCEPT and wish.series:
        asked.reach.require((wish.series,))
    try:
        if is_sure(asked.fields):
            deal(services, dealing, wish, now)
            return see_other(f"/console/waiting?kind={tab_of(matter)}&done={dealing}")
        will = will_do(services, dealing, wish, now)
    except NotUsable as wrong:
        errors = {error["field"]: error["message"] for error in wrong.errors}
        return page(_shown(asked, wish, errors), HTTPStatus.UNPROCESSABLE_ENTITY)
    except NotPossible as refused:
        return page(_shown(asked, wish, refused=refused.words), HTTPStatus.CONFLICT)
    return page(matter_check_page(frame_of(asked, ConsolePlace.TODAY), matter, dealing, will, asked.fields))


def _shown(asked: Asked, wish: Wish, errors: Mapping[str, str] | None = None, refused: str = "") -> str:
    shown, frame = with_names(asked.services, wish.matter), frame_of(asked, ConsolePlace.TODAY)
    is_sign_up = wish.matter.kind is MatterKind.AUDIENCE
    sign_ups = sign_ups_of(asked.services, wish.matter) if is_sign_up else ()
    return matter_page(frame, wish, shown, sign_ups=sign_ups, errors=errors or {}, refused=refused)
