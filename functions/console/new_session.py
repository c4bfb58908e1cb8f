"""A one-off session as a form, for facilitators of its series.

GET, POST /console/new-session -> what it will do -> session made -> session-planned
"""

from collections.abc import Sequence
from http import HTTPStatus

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.errors import NotUsable, Refusal
from shared.language.catalogue import say
from shared.pages.console.check import SURE, check_page, is_sure
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.session_act import Form, new_session_page
from shared.pages.console.session_effects import effect_of_making
from shared.pages.console.session_forms import FIELDS, one_off_of, typed_in
from shared.pages.console.session_tabs import session_address
from shared.sessions.one_off import make_session, makeable
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.refusals import answer_of
from shared.web.requests import first_of
from shared.web.responses import page, see_other


@door(
    blueprint,
    "console/new-session",
    shows(role=Role.FACILITATOR),
    takes_form(200, 303, 409, 422, fields=("series", *FIELDS, SURE), role=Role.FACILITATOR),
)
def new_session_requested(asked: Asked) -> func.HttpResponse:
    """The form for a one-off session, for facilitators of its series."""
    if asked.method != "POST":
        return _new_shown(asked, Form({"minutes": "60"}))
    try:
        return _made(asked)
    except Refusal as refused:
        errors = refused.errors or [{"field": "on", "message": refused.words}]
        return _new_shown(asked, Form(typed_in(asked.fields), errors), answer_of(refused).status)


def _made(asked: Asked) -> func.HttpResponse:
    services, series = asked.services, first_of(asked.fields, "series")
    if series not in [known for known, _ in _own_series(asked)]:
        message = say("Select a café")
        raise NotUsable(message, [{"field": "series", "message": message}])
    wanted = one_off_of(services.programme, asked.fields)
    session, _ = makeable(services, series, wanted, asked.now)
    if not is_sure(asked.fields):
        will = effect_of_making(services.programme, session)
        return page(
            check_page(
                frame_of(asked, ConsolePlace.SESSIONS),
                title=say("Make a one-off session"),
                will=will,
                action="/console/new-session",
                fields=asked.fields,
                button=say("Make the session"),
                back="/console/new-session",
            )
        )
    made = make_session(services, series, wanted, asked.who, asked.now)
    return see_other(f"{session_address(made.id)}?done=made")


def _own_series(asked: Asked) -> Sequence[tuple[str, str]]:
    """The series of the person who asks, as (id, title)."""
    return [(series.id, series.title) for series in asked.services.programme.series if asked.reach.has([series.id])]


def _new_shown(asked: Asked, form: Form, status: int = HTTPStatus.OK) -> func.HttpResponse:
    return page(new_session_page(frame_of(asked, ConsolePlace.SESSIONS), _own_series(asked), form), status)
