"""Today: the console's first page.

GET /console -> the next sessions, what waits for you, and what will happen
"""

from collections.abc import Mapping

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.ahead.acts import Act
from shared.ahead.listing import Ahead, look_ahead
from shared.ahead.waits import what_waits
from shared.language.catalogue import Marked, say
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.today import Sees, next_sessions, today_page
from shared.registrations.roll import Counts, counts_of
from shared.web.description import shows
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import page

NOTICES = {
    "held": Marked("It is held. It does not happen until somebody lets it go."),
    "let-go": Marked("It is held no longer. If its time has come, it happens within ten minutes."),
    "started": Marked("It has started. It does not happen again at its time."),
}
"""What the page says after each act."""

OPERATIONS = 12
"""Most storage operations of a page."""

OF_A_COUNT = 2
"""Storage operations for the people of one session."""


@door(blueprint, "console", shows(query=("done",), role=Role.LEAD))
def today_page_requested(asked: Asked) -> func.HttpResponse:
    """The next sessions, what waits for the person who asks, and what the café will do in the next fourteen days."""
    services, now, somebody = asked.services, asked.now, asked.somebody
    assert somebody is not None  # noqa: S101 - the door lets in nobody else
    sees_all = Role.LEAD in somebody.roles
    ahead = look_ahead(services, now, lambda series: sees_all or asked.reach.has(series))
    waits = what_waits(services, ahead, somebody, asked.reach, now)
    sees = Sees(
        session=lambda session: asked.reach.has((session.series,)),
        act=lambda act: may_open(asked, act),
        counts=counts_for(asked, ahead),
    )
    done = NOTICES.get(asked.query.get("done", ""))
    frame = frame_of(asked, ConsolePlace.TODAY)
    return page(today_page(frame, ahead, waits, sees, now=now, notice=say(done) if done else ""))


def may_open(asked: Asked, act: Act) -> bool:
    """Whether the person may open an act and decide about it: those of their own series, and the bulletin's."""
    return not act.series or asked.reach.has((act.series,))


def counts_for(asked: Asked, ahead: Ahead) -> Mapping[str, Counts]:
    """The people of the next sessions, the soonest first, for as many as the page's budget allows."""
    services = asked.services
    used = len(services.programme.series) + 6
    most = max(0, (OPERATIONS - used) // OF_A_COUNT)
    return {one.id: counts_of(services, one.id, settle=False) for one in next_sessions(ahead, asked.now)[:most]}
