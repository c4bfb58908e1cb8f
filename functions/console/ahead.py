"""What will happen: one act with its email, and holding it, letting it go again or starting it before its time.

GET, POST /console/ahead/{act}  -> read; held, let go or started
GET /console/ahead/{act}/mail   -> its email, as it will be sent
GET /console/retention          -> what goes because it was kept long enough
"""

from http import HTTPStatus

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.ahead import deciding
from shared.ahead.acts import TO, Whom
from shared.ahead.going import what_goes
from shared.ahead.listing import expected_in, look_ahead
from shared.audit_trail.reasons import must_say_why
from shared.errors import NotPossible, NotUsable
from shared.mail.in_words import reason_words
from shared.mail.letter import Missed
from shared.pages.console.ahead import Mail, Press, Shown, act_check_page, act_page, presses, retention_page
from shared.pages.console.check import is_sure
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.previews.composing import has_preview, preview
from shared.registrations.roll import counts_of
from shared.text.plain import in_one_line
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.requests import first_of
from shared.web.responses import mail_preview, page, see_other

DONE = {Press.HOLD: "held", Press.LET_GO: "let-go", Press.START: "started"}
"""The notice on Today after each act."""


@door(
    blueprint,
    "console/ahead/{act}",
    shows(404, role=Role.LEAD),
    takes_form(200, 303, 404, 409, 422, fields=("action", "reason"), role=Role.LEAD),
)
def coming_act_page_requested(asked: Asked) -> func.HttpResponse:
    """One thing that will happen, for those who may decide about it."""
    shown = _shown(asked)
    if asked.method != "POST":
        return page(act_page(frame_of(asked, ConsolePlace.TODAY), shown, _mail(asked, shown)))
    return _pressed(asked, shown)


@door(blueprint, "console/ahead/{act}/mail", shows(404, role=Role.LEAD))
def coming_mail_requested(asked: Asked) -> func.HttpResponse:
    """The email of something that will happen, at an address of its own."""
    shown = _shown(asked)
    if not has_preview(shown.act):
        return see_other(f"/console/ahead/{asked.path['act']}")
    try:
        return mail_preview(preview(asked.services, shown.act, asked.now).html)
    except Missed:
        return see_other(f"/console/ahead/{asked.path['act']}")


@door(blueprint, "console/retention", shows(role=Role.LEAD))
def retention_page_requested(asked: Asked) -> func.HttpResponse:
    """What goes in the next fourteen days, because it was kept long enough."""
    going = what_goes(asked.services, asked.now)
    return page(retention_page(frame_of(asked, ConsolePlace.TODAY), going))


def _shown(asked: Asked) -> Shown:
    """The act. Raises `NoSuchAct`, or `OtherSeries` if it belongs to a series that is not theirs."""
    services, now = asked.services, asked.now
    ahead = look_ahead(services, now)
    expected = expected_in(ahead, asked.path["act"])
    if expected.act.series:
        asked.reach.require((expected.act.series,))
    session = expected.act.about
    counted = TO[expected.act.kind] in (Whom.SEATED, Whom.TOLD) and session in ahead.sessions
    return Shown(ahead, expected, {session: counts_of(services, session)} if counted else {}, now)


def _mail(asked: Asked, shown: Shown) -> Mail | None:
    if not has_preview(shown.act):
        return None
    try:
        return Mail(subject=preview(asked.services, shown.act, asked.now).subject)
    except Missed as missed:
        return Mail(why_not=reason_words(str(missed)))


def _pressed(asked: Asked, shown: Shown) -> func.HttpResponse:
    """The page that asks, or the act. Without a reason, or if it cannot be done, the page again."""
    frame, pressed = frame_of(asked, ConsolePlace.TODAY), first_of(asked.fields, "action")
    press = next((one for one in presses(frame, shown) if one == pressed), None)
    reason = in_one_line(first_of(asked.fields, "reason"))
    if press is None:
        return see_other(f"/console/ahead/{asked.path['act']}")
    try:
        if not is_sure(asked.fields):
            must_say_why(asked.services.programme, reason)
            if press is Press.START:
                deciding.may_start(asked.services, shown.act, asked.now)
            return page(act_check_page(frame, shown, press, asked.fields))
        act = {Press.HOLD: deciding.hold, Press.LET_GO: deciding.let_go, Press.START: deciding.start_now}[press]
        act(asked.services, shown.expected, asked.who, reason, asked.now)
    except NotUsable as wrong:
        again = act_page(frame, shown, _mail(asked, shown), reason=reason, error=wrong.words)
        return page(again, HTTPStatus.UNPROCESSABLE_ENTITY)
    except NotPossible as refused:
        again = act_page(frame, shown, _mail(asked, shown), reason=reason, refused=refused.words)
        return page(again, HTTPStatus.CONFLICT)
    return see_other(f"/console?done={DONE[press]}")
