"""What a team changes about a session: each act has a form, a page that says what it will do, and then it is done.

GET, POST /console/sessions/{session}/change/{change} -> moved, cancelled, restored, another capacity, another theme,
                                                       a message to everyone -> session-changed, session-cancelled, …
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.errors import AnotherVersion, NotThere, NotUsable, Refusal
from shared.language.catalogue import say
from shared.letters.notice import sample
from shared.notices.writing import is_doubtful, last_at, must_be_sendable, writable, write_notice
from shared.pages.console.check import SURE, check_page, is_sure
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.session_act import (
    Form,
    act_address,
    act_page,
    as_saved,
    as_typed_in,
    message_check_page,
)
from shared.pages.console.session_effects import (
    Before,
    count_meant,
    effect_of_cancelling,
    effect_of_capacity,
    effect_of_moving,
    effect_of_restoring,
    effect_of_theme,
    effect_of_writing,
)
from shared.pages.console.session_forms import (
    FIELDS,
    MESSAGE_FIELDS,
    TITLES,
    SessionAct,
    capacity_of_form,
    filled_from,
    move_of,
    notice_of,
    reason_of,
    theme_of,
    typed_in,
)
from shared.pages.console.session_tabs import session_address
from shared.registrations.capacity import change_capacity, resizable
from shared.registrations.roll import Counts, counts_of
from shared.services import Services
from shared.sessions.cancelling import cancel_session, cancellable, restorable, restore_session
from shared.sessions.reach import series_of_session
from shared.sessions.rescheduling import movable, move_session, the_session
from shared.sessions.rows import Session
from shared.sessions.themes import set_theme, themable
from shared.web.description import shows, takes_form, within
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.refusals import answer_of
from shared.web.requests import first_of
from shared.web.responses import mail_preview, page, see_other


@door(
    blueprint,
    "console/sessions/{session}/change/{change}",
    within(series_of_session, shows(404, role=Role.FACILITATOR)),
    within(
        series_of_session,
        takes_form(200, 303, 404, 409, 412, 422, fields=(*FIELDS, *MESSAGE_FIELDS, SURE), role=Role.FACILITATOR),
    ),
)
def session_change_requested(asked: Asked) -> func.HttpResponse:
    """A form that changes something about a session, for its facilitators."""
    act = next((act for act in SessionAct if act == asked.path["change"]), None)
    session = the_session(asked.services, asked.path["session"])
    if act is None:
        raise NotThere(say("There is no such page."))
    if asked.method != "POST":
        return _shown(asked, session, act, Form(filled_from(asked.services.programme, session, act)))
    if first_of(asked.fields, SURE) == "change":
        return _shown(asked, session, act, Form(typed_in(asked.fields)))
    try:
        if first_of(asked.fields, SURE) == "preview" and act is SessionAct.MESSAGE:
            letter = sample(asked.services, session, notice_of(asked.fields), asked.now)
            return mail_preview(letter.html)
        return _done(asked, session, act) if is_sure(asked.fields) else _checked(asked, session, act)
    except Refusal as refused:
        return _refused(asked, act, refused)


def _checked(asked: Asked, session: Session, act: SessionAct) -> func.HttpResponse:
    """The page that says what the act will do. Raises a `Refusal` if it cannot be done."""
    services, fields, now = asked.services, asked.fields, asked.now
    before = Before(services.programme, session, _counts(services, session, act), now)
    match act:
        case SessionAct.MOVE:
            _, start, end = movable(services, session.id, move_of(services.programme, fields), now)
            return _asking(asked, act, effect_of_moving(before, start, end), say("Move the session"))
        case SessionAct.CANCEL:
            cancellable(services, session.id, reason := reason_of(fields), now)
            return _asking(asked, act, effect_of_cancelling(before, reason), say("Cancel the session"))
        case SessionAct.RESTORE:
            restorable(services, session.id, now)
            return _asking(asked, act, effect_of_restoring(), say("Restore the session"))
        case SessionAct.CAPACITY:
            resizable(services, session.id, wanted := capacity_of_form(fields), now)
            return _asking(asked, act, effect_of_capacity(before, wanted.capacity), say("Change the places"))
        case SessionAct.THEME:
            themable(services, session.id, theme := theme_of(fields), now)
            return _asking(asked, act, effect_of_theme(theme.theme), say("Set the theme"))
        case SessionAct.MESSAGE:
            return _message_checked(asked, before)


def _asking(asked: Asked, act: SessionAct, will: Sequence[str], button: str) -> func.HttpResponse:
    session_id = asked.path["session"]
    return page(
        check_page(
            frame_of(asked, ConsolePlace.SESSIONS),
            title=say(TITLES[act]),
            will=will,
            action=act_address(session_id, act),
            fields=asked.fields,
            button=button,
            back=session_address(session_id),
            is_serious=act is SessionAct.CANCEL,
        )
    )


def _message_checked(asked: Asked, before: Before) -> func.HttpResponse:
    services, session = asked.services, before.session
    writable(services, session.id, asked.now)
    must_be_sendable(services, wanted := notice_of(asked.fields))
    count = count_meant(before.counts, wanted.whom)
    if not count:
        message = say("Nobody is meant by this choice")
        raise NotUsable(message, [{"field": "whom", "message": message}])
    last = last_at(services, count, asked.now)
    will = effect_of_writing(before, wanted, last, is_doubtful=is_doubtful(services, wanted))
    frame = frame_of(asked, ConsolePlace.SESSIONS)
    return page(message_check_page(frame, session=session, wanted=wanted, will=will, fields=asked.fields))


def _done(asked: Asked, session: Session, act: SessionAct) -> func.HttpResponse:
    """Do it, and go back to the session, whose page says so. Raises a `Refusal` if it cannot be done."""
    services, fields, who, now = asked.services, asked.fields, asked.who, asked.now
    match act:
        case SessionAct.MOVE:
            move_session(services, session.id, move_of(services.programme, fields), who, now)
        case SessionAct.CANCEL:
            cancel_session(services, session.id, reason_of(fields), who, now)
        case SessionAct.RESTORE:
            restore_session(services, session.id, who, now)
        case SessionAct.CAPACITY:
            change_capacity(services, session.id, capacity_of_form(fields), who, now)
        case SessionAct.THEME:
            set_theme(services, session.id, theme_of(fields), who, now)
        case SessionAct.MESSAGE:
            write_notice(services, session.id, notice_of(fields), who, now)
    return see_other(f"{session_address(session.id)}?done={act.value}")


def _refused(asked: Asked, act: SessionAct, refused: Refusal) -> func.HttpResponse:
    """The form again, with what was typed and what is wrong. If somebody else was first, with both versions."""
    services = asked.services
    session = the_session(services, asked.path["session"])
    typed = typed_in(asked.fields)
    form = Form(typed, refused.errors or _at_first_field(act, refused))
    if isinstance(refused, AnotherVersion):
        saved = as_saved(services.programme, session, act)
        fresh = filled_from(services.programme, session, act)
        form = Form({**typed, "was": fresh["was"]}, theirs=saved, yours=as_typed_in(typed, act))
    return _shown(asked, session, act, form, answer_of(refused).status)


def _at_first_field(act: SessionAct, refused: Refusal) -> Sequence[Mapping[str, str]]:
    """A refusal that is about no field in particular stands at the first one."""
    first = {SessionAct.MOVE: "on", SessionAct.CANCEL: "reason", SessionAct.MESSAGE: "text"}
    return [{"field": first.get(act, act.value), "message": refused.words}]


def _shown(
    asked: Asked, session: Session, act: SessionAct, form: Form, status: int = HTTPStatus.OK
) -> func.HttpResponse:
    counts = _counts(asked.services, session, act) if act is SessionAct.MESSAGE else Counts()
    form = Form(form.typed, form.errors, form.theirs, form.yours, counts)
    return page(act_page(frame_of(asked, ConsolePlace.SESSIONS), session, act, form), status)


def _counts(services: Services, session: Session, act: SessionAct) -> Counts:
    return Counts() if act in (SessionAct.RESTORE, SessionAct.THEME) else counts_of(services, session.id)
