"""Pages: those that are the same for everybody, and the files they load.

GET /               -> what the café is, and its next sessions
GET /privacy        -> what is kept about people, and how long
GET /accessibility  -> who can use the pages, and what to do if one cannot
GET /assets/{path}  -> styles, scripts and images
GET /robots.txt     -> what search engines may read
anything else       -> page not found
"""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

import azure.functions as func

from shared import clock
from shared.pages.accessibility import accessibility_page
from shared.pages.home import home_page
from shared.pages.notice import unknown_page
from shared.pages.privacy import privacy_page
from shared.programme.model import Programme
from shared.services import Services, the_services
from shared.sessions.upcoming import upcoming
from shared.sessions.words import session_words
from shared.templates.static import asset, version
from shared.web.description import described, shows
from shared.web.requests import METHODS, answer
from shared.web.responses import file, page, problem

blueprint = func.Blueprint()

EVERY_SERIES = ""

ROBOTS = "User-agent: *\nDisallow: /my/\nDisallow: /feedback/\nDisallow: /api/\n"


@described(shows())
@blueprint.route(route="privacy", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def privacy_page_requested(req: func.HttpRequest) -> func.HttpResponse:
    """What is kept about people."""
    return _reading(req, lambda: page(privacy_page(the_services().programme)))


@described(shows())
@blueprint.route(route="accessibility", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def accessibility_page_requested(req: func.HttpRequest) -> func.HttpResponse:
    """Who can use the pages."""
    return _reading(req, lambda: page(accessibility_page(the_services().programme)))


@described(shows(404, kind="*/*", query=("v",)))
@blueprint.route(route="assets/{*path}", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def asset_requested(req: func.HttpRequest) -> func.HttpResponse:
    """A file that pages load, kept by browsers for a year if asked for by its version."""
    path, asked = req.route_params.get("path", ""), req.params.get("v")
    return _reading(req, lambda: give_asset(the_services().programme, path, asked))


@described(shows(kind="text/plain"))
@blueprint.route(route="robots.txt", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def robots_requested(req: func.HttpRequest) -> func.HttpResponse:
    """What search engines may read."""
    return _reading(req, lambda: file(ROBOTS.encode(), "text/plain", lasting=False))


# The home page has no route of its own: an empty route counts as none (Azure-Functions issue 2473). The host
# tries routes by the functions' names, so this one has to be the last; `function_app.py` registers it last, too.
@described(shows(404))
@blueprint.route(route="{*path}", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def zz_home_or_unknown_page_requested(req: func.HttpRequest) -> func.HttpResponse:
    """The home page at `/`; at any other address, that nothing is there."""
    path = req.route_params.get("path") or ""
    if not path:
        return _reading(req, lambda: show_home(the_services(), clock.now()))
    if path.startswith("api/"):
        return problem(404, "Not found")
    return page(unknown_page(the_services().programme), 404)


def show_home(services: Services, now: datetime) -> func.HttpResponse:
    """The home page with every session that one can still sign up to, soonest first."""
    programme = services.programme
    coming = [session_words(programme, session) for session in upcoming(services, EVERY_SERIES, now)]
    return page(home_page(programme, coming))


def give_asset(programme: Programme, path: str, asked: str | None) -> func.HttpResponse:
    """The file, or the page that says there is none. `asked` is the version in the address."""
    found = asset(path)
    if found is None:
        return page(unknown_page(programme), HTTPStatus.NOT_FOUND)
    return file(found.content, found.kind, lasting=asked == version())


def _reading(req: func.HttpRequest, script: Callable[[], func.HttpResponse]) -> func.HttpResponse:
    return answer(req, {"GET": lambda _: script(), "HEAD": lambda _: script()})
