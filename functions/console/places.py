"""A person's place in a session: its page, and what the team does about it. Each act shows first what it will do.

GET       /console/sessions/{session}/register/{person}        -> the place, and every email about it
GET, POST /console/sessions/{session}/register/{person}/{act}  -> corrected, moved, cancelled, noted as came, sent again
GET, POST /console/sessions/{session}/register/add             -> somebody is added -> registration-made
"""

from http import HTTPStatus

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.attendance.marking import mark_came, mark_of, unmark
from shared.errors import NotThere
from shared.language.catalogue import say
from shared.pages.console.adding import FIELDS as ADDING
from shared.pages.console.adding import add_page, added_of, what_adding_does
from shared.pages.console.check import check_page, is_sure
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.place import ShownPlace, place_address, place_page
from shared.pages.console.place_acts import (
    BUTTONS,
    FIELDS,
    TITLES,
    PlaceAct,
    PlaceForm,
    Wish,
    blank_wish,
    place_act_page,
    wish_of,
)
from shared.pages.console.place_effects import what_it_does
from shared.pages.console.session_tabs import SessionTab, session_address
from shared.registrations.by_hand import (
    ByHand,
    add_place,
    cancel_place,
    correct_place,
    has_free_seat,
    move_place,
    other_dates,
    place_if_any,
    the_place,
)
from shared.registrations.looking import look_at_place
from shared.reminders.mails_of_place import mails_of_place
from shared.reminders.sending_again import send_again
from shared.sessions.reach import series_of_session
from shared.sessions.rescheduling import the_session
from shared.storage.changing import repeat_if_changed
from shared.web.description import shows, takes_form, within
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import page, see_other


@door(
    blueprint,
    "console/sessions/{session}/register/{person}",
    within(series_of_session, shows(404, query=("done",), role=Role.FACILITATOR)),
)
def register_place_requested(asked: Asked) -> func.HttpResponse:
    """A person's place in a session, with every email about it."""
    services, now = asked.services, asked.now
    place = the_place(services, asked.path["session"], asked.path["person"])
    look_at_place(services, place, asked.who, now)
    attendance = mark_of(services, place) if now >= place.session.start else None
    shown = ShownPlace(place, mails_of_place(services, place, now), attendance, now)
    return page(place_page(frame_of(asked, ConsolePlace.SESSIONS), shown, asked.query.get("done", "")))


@door(
    blueprint,
    "console/sessions/{session}/register/{person}/{act}",
    within(series_of_session, shows(404, role=Role.FACILITATOR)),
    within(series_of_session, takes_form(200, 303, 404, 409, 422, fields=FIELDS, role=Role.FACILITATOR)),
)
def register_place_act_requested(asked: Asked) -> func.HttpResponse:
    """What the team does about a person's place: the form, what it will do, and the act."""
    services = asked.services
    act = next((one for one in PlaceAct if one == asked.path["act"]), None)
    if act is None:
        raise NotThere(say("There is no such act."))
    place = the_place(services, asked.path["session"], asked.path["person"])
    look_at_place(services, place, asked.who, asked.now)
    others = other_dates(services, place, asked.now) if act is PlaceAct.MOVE else []
    form = PlaceForm(act, place, others)
    if asked.method != "POST":
        return _form(asked, form, blank_wish(services, form))
    wish = wish_of(services, form, asked.fields)
    if wish.errors:
        return _form(asked, form, wish, HTTPStatus.UNPROCESSABLE_ENTITY)
    if wish.theirs:
        return _form(asked, form, wish, HTTPStatus.CONFLICT)
    if not is_sure(asked.fields):
        return _check(asked, form, wish)
    by = ByHand(asked.who, wish.reason, asked.now)
    repeat_if_changed(lambda: _act(asked, PlaceForm(act, place, others), wish, by))
    return see_other(f"{_address(form)}?done={act}")


def _act(asked: Asked, form: PlaceForm, wish: Wish, by: ByHand) -> None:
    services = asked.services
    place = the_place(services, form.place.session.id, form.place.registration.person)
    match form.act:
        case PlaceAct.CORRECT if wish.details:
            correct_place(services, place, wish.details, by, for_all=wish.for_all)
        case PlaceAct.MOVE if wish.to:
            move_place(services, place, wish.to, by)
        case PlaceAct.CANCEL:
            cancel_place(services, place, by)
        case PlaceAct.RESEND if wish.mail:
            send_again(services, place, wish.mail, wish.number, by)
        case PlaceAct.CAME:
            mark_came(services, place, by)
        case PlaceAct.NOT_CAME:
            unmark(services, place, by)


def _form(asked: Asked, form: PlaceForm, wish: Wish, status: int = HTTPStatus.OK) -> func.HttpResponse:
    frame = frame_of(asked, ConsolePlace.SESSIONS)
    return page(place_act_page(frame, asked.services, form, wish, _address(form)), status)


def _check(asked: Asked, form: PlaceForm, wish: Wish) -> func.HttpResponse:
    is_free = wish.to is None or has_free_seat(asked.services, wish.to)
    return page(
        check_page(
            frame_of(asked, ConsolePlace.SESSIONS),
            title=say(TITLES[form.act]),
            will=what_it_does(asked.services.programme, form, wish, is_free=is_free),
            action=f"{_address(form)}/{form.act}",
            fields=asked.fields,
            button=say(BUTTONS[form.act]),
            back=f"{_address(form)}/{form.act}",
            is_serious=form.act is PlaceAct.CANCEL,
        )
    )


def _address(form: PlaceForm) -> str:
    return place_address(form.place.session.id, form.place.registration.person)


@door(
    blueprint,
    "console/sessions/{session}/register/add",
    within(series_of_session, shows(404, role=Role.FACILITATOR)),
    within(series_of_session, takes_form(200, 303, 404, 409, 422, fields=ADDING, role=Role.FACILITATOR)),
)
def register_adding_requested(asked: Asked) -> func.HttpResponse:
    """Adding somebody to a session: the form, what it will do, and the act."""
    services, session = asked.services, the_session(asked.services, asked.path["session"])
    frame, here = frame_of(asked, ConsolePlace.SESSIONS), session_address(session.id, SessionTab.REGISTER)
    added = added_of(services.programme, session, asked.fields if asked.method == "POST" else None)
    if asked.method != "POST":
        return page(add_page(frame, session, added))
    if added.errors or added.details is None:
        return page(add_page(frame, session, added), HTTPStatus.UNPROCESSABLE_ENTITY)
    details = added.details
    if not is_sure(asked.fields):
        there = place_if_any(services, session.id, services.keys.person(details.email))
        will = what_adding_does(services.programme, session, details, there, is_free=has_free_seat(services, session))
        return page(
            check_page(
                frame,
                title=say("Add somebody"),
                will=will,
                action=f"{here}/add",
                fields=asked.fields,
                button=say("Add them"),
                back=f"{here}/add",
            )
        )
    by = ByHand(asked.who, added.reason, asked.now)
    repeat_if_changed(lambda: add_place(services, session, details, by))
    return see_other(f"{here}?done=added")
