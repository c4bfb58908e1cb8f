"""Failed work: an admin reads it, and tries it again, sends it or gives it up. `functions.failed_work` has it as JSON.

GET        /console/failed-work               -> what could not be done, by its cause
GET, POST  /console/failed-work/{cause}       -> one cause; all of it is tried again
GET, POST  /console/failed-work/{step}/{work} -> one piece; tried again, sent, or given up
"""

from http import HTTPStatus
from itertools import islice

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.audit_trail.entering import enter
from shared.failures import failed_work
from shared.failures.by_cause import causes, pieces_of
from shared.failures.rows import FailedWork
from shared.gate.naming_nobody import wrong_words
from shared.language.catalogue import Marked, say
from shared.operations.acting import act
from shared.operations.replaying import replay_all
from shared.pages.console.check import is_sure
from shared.pages.console.failed_work import (
    HOME,
    Form,
    cause_page,
    causes_page,
    check_cause,
    check_piece,
    piece_page,
)
from shared.pages.console.frame import ConsolePlace, Frame, frame_of
from shared.pages.console.pieces import choices
from shared.text.plain import in_one_line
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.requests import first_of
from shared.web.responses import page, see_other

NOTICES = {
    "replayed": Marked("It is tried again."),
    "refused": Marked("It was tried again and refused again. It is still here."),
    "dropped": Marked("It is given up."),
    "sent": Marked("The email is on its way."),
    "all": Marked("All of this cause is tried again. What fails once more comes back here."),
    "some": Marked("A part of this cause is tried again. Press again for the rest."),
    "some-refused": Marked("Some of it was refused again. It is still here."),
    "gone": Marked("Somebody has dealt with it already."),
}
"""What the page says after each act."""

DONE = {"replayed": "replayed", "refused again": "refused", "dropped": "dropped", "to be sent": "sent"}
"""The notice for each outcome of an act."""

AT_ONCE = 200
"""So many pieces are tried again with one press. More would keep the browser waiting."""

LONGEST_REASON = 500


@door(blueprint, "console/failed-work", shows(303, query=("step", "cause", "done"), role=Role.ADMIN))
def failed_work_page_requested(asked: Asked) -> func.HttpResponse:
    """All failed work by its cause, for an admin. A `?cause=` of an older email leads to that cause."""
    if cause := asked.query.get("cause", ""):
        return see_other(f"{HOME}/{cause}" if cause.isascii() and cause.isalnum() else HOME)
    done = NOTICES.get(asked.query.get("done", ""))
    return page(causes_page(_frame(asked), causes(asked.services), say(done) if done else ""))


@door(
    blueprint,
    "console/failed-work/{cause}",
    shows(404, query=("from",), role=Role.ADMIN),
    takes_form(200, 303, 404, 422, fields=("reason", "sure"), role=Role.ADMIN),
)
def failed_cause_page_requested(asked: Asked) -> func.HttpResponse:
    """One cause of failed work with its pieces; all of it is tried again, for an admin."""
    if asked.method == "POST":
        return _replay_cause(asked, asked.path["cause"])
    return _cause(asked, Form())


@door(
    blueprint,
    "console/failed-work/{step}/{work}",
    shows(404, role=Role.ADMIN),
    takes_form(200, 303, 422, fields=("act", "reason", "sure"), role=Role.ADMIN),
)
def failed_piece_page_requested(asked: Asked) -> func.HttpResponse:
    """One piece of failed work with its message or response; it is tried again, sent or given up, for an admin."""
    if asked.method == "POST":
        row = failed_work.find(asked.services, asked.path["step"], asked.path["work"])
        return _act(asked, row) if row else see_other(f"{HOME}?done=gone")
    row = failed_work.the_piece(asked.services, asked.path["step"], asked.path["work"])
    if row.step == failed_work.SIGN_UP:
        about = f"{row.step}.{row.id}"
        enter(asked.services, asked.who, "look at a response", about, "", asked.now, hourly=True)
    return page(piece_page(_frame(asked), row, Form()))


def _frame(asked: Asked) -> Frame:
    return frame_of(asked, ConsolePlace.SETTINGS)


def _cause(asked: Asked, form: Form) -> func.HttpResponse:
    cause, begin = asked.path["cause"], asked.query.get("from", "")
    pieces = pieces_of(asked.services, cause, begin)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return page(cause_page(_frame(asked), cause, pieces, form, is_first=not begin), status)


def _replay_cause(asked: Asked, cause: str) -> func.HttpResponse:
    reason = _reason(asked)
    if error := _wrong_reason(asked, reason):
        return _cause(asked, Form(reason, errors={"reason": error}))
    rows = list(islice(failed_work.kept(asked.services, cause_id=cause), AT_ONCE + 1))
    if not rows:
        return see_other(f"{HOME}?done=gone")
    if not is_sure(asked.fields):
        return page(check_cause(_frame(asked), cause, rows, AT_ONCE, asked.fields))
    _, refused = replay_all(asked.services, rows[:AT_ONCE], asked.who, reason, asked.now)
    if refused:
        return see_other(f"{HOME}?done=some-refused")
    return see_other(f"{HOME}?done={'some' if len(rows) > AT_ONCE else 'all'}")


def _act(asked: Asked, row: FailedWork) -> func.HttpResponse:
    wanted, reason = first_of(asked.fields, "act"), _reason(asked)
    choice = next((one for one in choices(row) if one.act == wanted), None)
    errors = {} if choice else {"act": say("Select what you want to do")}
    if error := _wrong_reason(asked, reason):
        errors["reason"] = error
    if choice is None or errors:
        form = Form(reason, wanted, errors)
        return page(piece_page(_frame(asked), row, form), HTTPStatus.UNPROCESSABLE_ENTITY)
    if not is_sure(asked.fields):
        return page(check_piece(_frame(asked), row, choice, asked.fields))
    outcome = act(asked.services, choice.act, row, asked.who, reason, asked.now)
    return see_other(f"{HOME}?done={DONE[outcome]}")


def _reason(asked: Asked) -> str:
    return in_one_line(first_of(asked.fields, "reason"))


def _wrong_reason(asked: Asked, reason: str) -> str:
    """What is wrong with the reason; empty if nothing is."""
    if not reason:
        return say("Enter a reason. It goes into the audit trail.")
    if len(reason) > LONGEST_REASON:
        return say("The reason must be {most} characters or less", most=LONGEST_REASON)
    return wrong_words(asked.services.programme, reason)
