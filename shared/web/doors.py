"""Doors: one declaration gives an address, who may use it, what it takes and what it answers.

The door enforces its declaration, and `openapi` describes the same objects. A trigger is the declaration and a
function that runs when somebody is let in:

    @door(blueprint, "api/bulletin/{issue}/call-off", acts({200: IssueShown}, 404, 409, role=Role.FACILITATOR))
    def bulletin_call_off_requested(asked: Asked) -> func.HttpResponse:

docs/decisions/0017-one-door.md says why.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from urllib.parse import quote, urlsplit

import azure.functions as func
from pydantic import BaseModel

from shared import clock
from shared.colleagues.knowing import LONGEST
from shared.colleagues.rows import Colleague
from shared.pressure.counting import Pressure
from shared.services import Services, the_services
from shared.telemetry.tracing import traced
from shared.web.description import ANY, Operation
from shared.web.notices import signed_out_page
from shared.web.principal import FromElsewhere, NotSignedIn, Principal, Role, from_elsewhere, require
from shared.web.reach import Reach
from shared.web.refusals import REFUSALS, as_page, as_problem
from shared.web.requests import METHODS, Fields, as_model, json_body, posted, small_body
from shared.web.responses import page, see_other, wrong_method
from shared.web.source import source_of

SIGN_IN = "/.auth/login/aad?post_login_redirect_uri="
"""Where App Service Authentication signs people in."""

READING = ("GET", "HEAD")


@dataclass(frozen=True)
class Asked:
    """A request from somebody who was let in."""

    services: Services
    now: datetime
    method: str
    path: Mapping[str, str]
    """The parts of the address that have a name in the route."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    who: str = ""
    """The object id of the person who is signed in; empty if nobody needs to sign in."""
    somebody: Principal | None = None
    """The person who is signed in; None if nobody needs to sign in."""
    reach: Reach = field(default_factory=Reach)
    """The series whose things they may see and change; none if nobody needs to sign in."""
    fields: Fields = field(default_factory=dict)
    """The fields that a page's form posted."""
    pressure: Pressure = Pressure.FREE
    """What the form asks of this post, if it is counted."""
    content: object = None
    """The body's JSON value, or the model made from it."""

    def body[M: BaseModel](self, kind: type[M]) -> M:
        """The body as the model that the door declares."""
        if not isinstance(self.content, kind):
            raise TypeError(f"the door declares no body {kind.__name__}")
        return self.content


@dataclass(frozen=True)
class Address:
    """A function of the app that answers over HTTP: its route, what it is for, and what its methods do."""

    name: str
    route: str
    what: str
    operations: tuple[Operation, ...]

    def operation(self, method: str) -> Operation | None:
        """The operation for this method. HEAD does the same as GET."""
        wanted = "get" if method == "HEAD" else method.lower()
        return next((one for one in self.operations if one.method in (wanted, ANY)), None)

    @property
    def methods(self) -> list[str]:
        """The methods that are answered, in order."""
        named = {one.method.upper() for one in self.operations} - {ANY}
        return sorted(named | ({"HEAD"} if "GET" in named else set()))


@dataclass(frozen=True)
class Door(Address):
    """An address whose operations say who may come in. `handle` does what these people ask for."""

    handle: Callable[[Asked], func.HttpResponse]

    def answer(self, services: Services, req: func.HttpRequest, now: datetime) -> func.HttpResponse:
        """Let the request in, or say why not. `refusals` gives the answer when an act refuses."""
        operation = self.operation(req.method)
        if operation is None:
            return wrong_method(self.methods)
        with traced():
            try:
                return self.handle(let_in(self.name, operation, services, req, now))
            except REFUSALS as refused:
                return _refused(operation, services, req, refused)


def let_in(name: str, operation: Operation, services: Services, req: func.HttpRequest, now: datetime) -> Asked:
    """The request, if the operation allows it. Raises only errors for which `refusals` has an answer."""
    is_change = req.method not in READING
    somebody = require(req.headers, services.settings, operation.role) if operation.role else None
    reach = somebody.reach(services.programme) if somebody else Reach()
    if is_change and not operation.open_because and _is_from_elsewhere(services, req):
        raise FromElsewhere("Only the café's own pages can ask for this.")
    if operation.series_of and not reach.is_every:
        reach.require(operation.series_of(services, req.route_params))
    content: object = None
    fields: Fields = {}
    if operation.body:
        content = json_body(req, operation.largest)
        content = as_model(content, operation.body) if operation.is_checked else content
    elif is_change:
        fields = posted(small_body(req, operation.largest), req.headers.get("content-type", ""))
    pressure = Pressure.FREE
    if operation.counted:
        source = source_of(req.headers, services.keys, now)
        pressure = services.posts.count(services.tables, name, source, now)
    if somebody and operation.role is not Role.FORMS:
        services.colleagues.meet(services.tables, colleague_of(somebody, now))
    return Asked(
        services,
        now,
        req.method,
        req.route_params,
        req.params,
        req.headers,
        who=somebody.id if somebody else "",
        somebody=somebody,
        reach=reach,
        fields=fields,
        pressure=pressure,
        content=content,
    )


def colleague_of(somebody: Principal, now: datetime) -> Colleague:
    """What we keep about somebody of the team who was let in."""
    email = next(iter(sorted(somebody.addresses)), "")
    return Colleague(id=somebody.id, name=somebody.name[:LONGEST], email=email[:LONGEST], seen_on=now.date())


def _is_from_elsewhere(services: Services, req: func.HttpRequest) -> bool:
    return from_elsewhere(req.headers, services.settings.site_url)


def _refused(operation: Operation, services: Services, req: func.HttpRequest, error: Exception) -> func.HttpResponse:
    if not operation.is_page:
        return as_problem(error)
    if isinstance(error, NotSignedIn) and services.settings.signed_in_by_platform:
        if req.method in READING:
            return see_other(SIGN_IN + quote(_address(req), safe=""))
        if not _is_from_elsewhere(services, req):
            return _signed_out(operation, services, req)
    return as_page(error, services.programme)


def _signed_out(operation: Operation, services: Services, req: func.HttpRequest) -> func.HttpResponse:
    """The page for somebody whose sign-in ended while they filled in a form. It holds what they typed."""
    try:
        fields = posted(small_body(req, operation.largest), req.headers.get("content-type", ""))
    except REFUSALS as refused:
        return as_page(refused, services.programme)
    sign_in = SIGN_IN + quote("/console", safe="")
    return page(signed_out_page(services.programme, fields, _address(req), sign_in), HTTPStatus.UNAUTHORIZED)


def _address(req: func.HttpRequest) -> str:
    """The path with its query, as a path of this site."""
    url = urlsplit(req.url)
    return f"{url.path}?{url.query}" if url.query else url.path


# --- putting doors up ---------------------------------------------------------------------------------------

_addresses: dict[str, Address] = {}


def addresses() -> tuple[Address, ...]:
    """Every address of the app, in order of its function's name."""
    return tuple(_addresses[name] for name in sorted(_addresses))


def door(
    blueprint: func.Blueprint, route: str, *operations: Operation
) -> Callable[[Callable[[Asked], func.HttpResponse]], Door]:
    """Put the function below at this address, behind a door with these operations."""

    def build(handle: Callable[[Asked], func.HttpResponse]) -> Door:
        this = Door(handle.__name__, route, _first_words(handle), operations, handle)

        def trigger(req: func.HttpRequest) -> func.HttpResponse:
            return this.answer(the_services(), req, clock.now())

        _put_up(blueprint, this, trigger, handle)
        return this

    return build


def open_door(
    blueprint: func.Blueprint, route: str, operation: Operation
) -> Callable[[Callable[[datetime], Awaitable[func.HttpResponse]]], Address]:
    """Put the coroutine function below at this address. Anybody may ask, even while the café's services are broken."""

    def build(handle: Callable[[datetime], Awaitable[func.HttpResponse]]) -> Address:
        this = Address(handle.__name__, route, _first_words(handle), (operation,))

        async def trigger(req: func.HttpRequest) -> func.HttpResponse:
            if this.operation(req.method) is None:
                return wrong_method(this.methods)
            with traced():
                return await handle(clock.now())

        _put_up(blueprint, this, trigger, handle)
        return this

    return build


def _first_words(handle: Callable[..., object]) -> str:
    return " ".join((handle.__doc__ or "").split())


def _put_up(
    blueprint: func.Blueprint, address: Address, trigger: Callable[..., object], handle: Callable[..., object]
) -> None:
    """Register the trigger under the name of the function below the declaration."""
    trigger.__name__ = trigger.__qualname__ = address.name
    trigger.__doc__, trigger.__module__ = handle.__doc__, handle.__module__
    blueprint.route(route=address.route, methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)(trigger)
    _addresses[address.name] = address
