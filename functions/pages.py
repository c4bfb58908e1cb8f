"""Pages that are the same for everybody, and the files that they load.

GET /               -> what the café is, and its next sessions
GET /privacy        -> what we keep about people, and for how long
GET /accessibility  -> who can use the pages, and what to do if you cannot
GET /assets/{path}  -> styles, scripts and images
GET /robots.txt     -> what search engines may read
anything else       -> page not found
"""

from datetime import datetime
from http import HTTPStatus

import azure.functions as func

from shared.pages.accessibility import accessibility_page
from shared.pages.home import home_page
from shared.pages.privacy import privacy_page
from shared.programme.model import Programme
from shared.services import Services
from shared.sessions.upcoming import called_off, upcoming
from shared.templates.static import asset, version
from shared.web.description import nothing_there, shows
from shared.web.doors import READING, Asked, door
from shared.web.notices import unknown_page
from shared.web.responses import file, page, problem, wrong_method

blueprint = func.Blueprint()

EVERY_SERIES = ""

ROBOTS = "User-agent: *\nDisallow: /my/\nDisallow: /feedback/\nDisallow: /api/\n"


@door(blueprint, "privacy", shows())
def privacy_page_requested(asked: Asked) -> func.HttpResponse:
    """What we keep about people."""
    return page(privacy_page(asked.services.programme))


@door(blueprint, "accessibility", shows())
def accessibility_page_requested(asked: Asked) -> func.HttpResponse:
    """How people can use the pages."""
    return page(accessibility_page(asked.services.programme))


@door(blueprint, "assets/{*path}", shows(404, kind="*/*", query=("v",)))
def asset_requested(asked: Asked) -> func.HttpResponse:
    """A file that pages load; browsers keep it for a year if the address has its version."""
    return give_asset(asked.services.programme, asked.path.get("path", ""), asked.query.get("v"))


@door(blueprint, "robots.txt", shows(kind="text/plain"))
def robots_requested(_: Asked) -> func.HttpResponse:
    """What search engines may read."""
    return file(ROBOTS.encode(), "text/plain", lasting=False)


# The home page has no route of its own, because an empty route counts as none (Azure-Functions issue 2473). The host
# tries routes in order of the functions' names, so this name must be the last. `function_app.py` registers it last too.
@door(blueprint, "{*path}", shows(404), nothing_there())
def zz_home_or_unknown_page_requested(asked: Asked) -> func.HttpResponse:
    """The home page at `/`; at any other address, a page that says that there is nothing."""
    path = asked.path.get("path") or ""
    if not path:
        return show_home(asked.services, asked.now) if asked.method in READING else wrong_method(READING)
    if path.startswith("api/"):
        return problem(404, "Not found")
    return page(unknown_page(asked.services.programme), 404)


def show_home(services: Services, now: datetime) -> func.HttpResponse:
    """The home page with every session that people can still sign up to, and those to come that were cancelled."""
    coming = upcoming(services, EVERY_SERIES, now) + called_off(services, now)
    return page(home_page(services.programme, coming))


def give_asset(programme: Programme, path: str, asked: str | None) -> func.HttpResponse:
    """The file, or the page that says that there is none. `asked` is the version in the address."""
    found = asset(path)
    if found is None:
        return page(unknown_page(programme), HTTPStatus.NOT_FOUND)
    return file(found.content, found.kind, lasting=asked == version())
