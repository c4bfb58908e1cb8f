"""The register of a session, for the people who run it. Each look is in the audit trail.

GET  /console/sessions/{session}/register      -> everyone with a place, a page at a time
POST /console/sessions/{session}/register      -> those whom a filter leaves; a name stands in no address
GET  /console/sessions/{session}/register.csv  -> the register as a file
"""

from urllib.parse import urlencode

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.attention.matters import matters
from shared.language.catalogue import Marked, say
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.register import Filters, Register, filters_of, register_page
from shared.pages.console.register_csv import register_csv
from shared.pages.console.session_tabs import SessionTab, session_address
from shared.registrations.looking import download_register, look_at_register
from shared.sessions.reach import series_of_session
from shared.web.description import shows, takes_form, within
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.requests import whole_number
from shared.web.responses import download, page, see_other

NOTICES = {
    "added": Marked("They have a place now, and get an email."),
    "cancelled": Marked("The place is cancelled. They get an email."),
}
"""What the page says after each act."""


@door(
    blueprint,
    "console/sessions/{session}/register",
    within(series_of_session, shows(404, query=("state", "hub", "needs", "page", "done"), role=Role.FACILITATOR)),
    within(
        series_of_session,
        takes_form(200, 303, 404, fields=("name", "state", "hub", "needs"), role=Role.FACILITATOR),
    ),
)
def register_requested(asked: Asked) -> func.HttpResponse:
    """The register of a session, for the people who run it."""
    if asked.method != "POST":
        return _shown(asked, filters_of(asked.services.programme, asked.query))
    filters = filters_of(asked.services.programme, asked.fields)
    if filters.name:
        return _shown(asked, filters)
    return see_other(f"{session_address(asked.path['session'], SessionTab.REGISTER)}?{urlencode(filters.query)}")


def _shown(asked: Asked, filters: Filters) -> func.HttpResponse:
    session, entries = look_at_register(asked.services, asked.path["session"], asked.who, asked.now)
    register = Register(
        session,
        entries,
        filters,
        whole_number(asked.query.get("page", "")),
        list(matters(asked.services)),
    )
    done = NOTICES.get(asked.query.get("done", ""))
    return page(register_page(frame_of(asked, ConsolePlace.SESSIONS), register, say(done) if done else ""))


@door(
    blueprint,
    "console/sessions/{session}/register.csv",
    within(series_of_session, shows(404, kind="text/csv", role=Role.FACILITATOR)),
)
def register_file_requested(asked: Asked) -> func.HttpResponse:
    """The register of a session as a file for a spreadsheet."""
    session_id = asked.path["session"]
    places = download_register(asked.services, session_id, asked.who, asked.now)
    return download(register_csv(asked.services.programme, places), "text/csv", f"register-{session_id}.csv")
