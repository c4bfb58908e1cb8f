"""Emails by how far they have come. A lead sees numbers; names are for the facilitators of the series and coordinators.

GET /console/deliveries                   -> what went wrong lately; with ?session=, how far its emails have come
GET /console/deliveries/{session}/{email} -> whom one email of a session is for
"""

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.mail.rows import DeliveryState
from shared.mail.troubles import troubles
from shared.operations.mail_lists import enter_look_at_recipients, recipients_of, sessions_to_choose
from shared.operations.session_mails import sent_so_far
from shared.pages.console.deliveries import recipients_page, session_mails_page, troubles_page
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.sessions.reach import series_of_session
from shared.sessions.rescheduling import the_session
from shared.web.description import shows, within
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.requests import whole_number
from shared.web.responses import page


@door(blueprint, "console/deliveries", shows(404, query=("session", "state", "from"), role=Role.LEAD))
def deliveries_page_requested(asked: Asked) -> func.HttpResponse:
    """What went wrong with emails lately; with a `?session=`, how far its emails have come. It names nobody."""
    frame = frame_of(asked, ConsolePlace.SETTINGS)
    if session_id := asked.query.get("session", ""):
        session = the_session(asked.services, session_id)
        return page(session_mails_page(frame, session, sent_so_far(asked.services, session, asked.now), asked.reach))
    state = _state(asked)
    found = troubles(asked.services, state, asked.now, asked.query.get("from", ""))
    return page(troubles_page(frame, sessions_to_choose(asked.services, asked.now), found, state, asked.reach))


@door(
    blueprint,
    "console/deliveries/{session}/{email}",
    within(series_of_session, shows(404, query=("state", "page"), role=Role.FACILITATOR)),
)
def recipients_page_requested(asked: Asked) -> func.HttpResponse:
    """Whom one email of a session is for, by name, with how far it has come, for the facilitators of its series."""
    session, state = the_session(asked.services, asked.path["session"]), _state(asked)
    wanted = whole_number(asked.query.get("page", ""), 5)
    found = recipients_of(asked.services, session, asked.path["email"], state, wanted, asked.now)
    enter_look_at_recipients(asked.services, asked.who, session, asked.now)
    return page(recipients_page(frame_of(asked, ConsolePlace.SETTINGS), session, found, state))


def _state(asked: Asked) -> DeliveryState | None:
    wanted = asked.query.get("state", "")
    return DeliveryState(wanted) if wanted in set(DeliveryState) else None
