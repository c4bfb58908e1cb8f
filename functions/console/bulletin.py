"""The bulletin's page: what waits, what is new, what went out, and who reads it.

GET /console/bulletin?year=&page= -> drafts, fresh items, issues, readers
"""

from datetime import timedelta

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.bulletin.horizon import week_of
from shared.bulletin.issues import issues_between
from shared.bulletin.readership import readership
from shared.bulletin.reading import fresh_items
from shared.pages.console.bulletin import Shown, bulletin_page
from shared.pages.console.frame import ConsolePlace, frame_of
from shared.pages.console.readers import readers_in_words
from shared.web.description import shows
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.requests import whole_number
from shared.web.responses import page

LATELY = timedelta(weeks=13)
"""Without a year the page shows the issues of so long."""

FIRST, LAST = 2000, 2099
"""The years that an issue's id can have."""


@door(blueprint, "console/bulletin", shows(query=("year", "page"), role=Role.LEAD))
def bulletin_home_requested(asked: Asked) -> func.HttpResponse:
    """The bulletin: drafts, items for the next issue, issues by year and readers, for the team."""
    services, programme = asked.services, asked.services.programme
    year = whole_number(asked.query.get("year", ""))
    lately = week_of(asked.now - LATELY, programme.zone)
    shown = Shown(
        issues=issues_between(services, *(_year(year) if FIRST <= year <= LAST else (lately,))),
        fresh=list(fresh_items(services).values()),
        readers=readers_in_words(programme, readership(services), programme.audiences),
        year=year if FIRST <= year <= LAST else None,
        number=whole_number(asked.query.get("page", "")),
    )
    return page(bulletin_page(frame_of(asked, ConsolePlace.BULLETIN), shown, asked.now))


def _year(year: int) -> tuple[str, str]:
    return f"{year}-W", f"{year + 1}-W"
