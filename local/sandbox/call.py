"""One Graph request on its way through the sandbox: its rights, the faults on its way, and its answer."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from local.sandbox.faults import INTERRUPTIONS, Fault, Kind
from local.sandbox.graph import bodies
from local.sandbox.graph.directory import Person, Service
from local.sandbox.graph.documents import Document, Json
from local.sandbox.graph.grants import must_be_granted
from local.sandbox.graph.odata import GraphError, Query, error_response
from local.sandbox.state import Sandbox


@dataclass(frozen=True)
class Call:
    """The parts of an admitted request that an endpoint sees."""

    sandbox: Sandbox
    person: Person
    method: str
    path: str
    params: Mapping[str, str]
    query: Query
    headers: Mapping[str, str]
    body: bytes
    now: datetime

    def json(self) -> Document:
        return bodies.read(self.body, self.headers.get("content-type", ""))

    def fault(self, kind: Kind, among: list[str] | None = None) -> Fault | None:
        return self.sandbox.faults.take((kind,), self.method, self.path, among)

    def prefers_immutable_ids(self) -> bool:
        return re.search(r'IdType\s*=\s*"?ImmutableId', self.headers.get("prefer", ""), re.IGNORECASE) is not None

    def preferred_zone(self) -> str:
        found = re.search(r'outlook\.timezone\s*=\s*"([^"]*)"', self.headers.get("prefer", ""), re.IGNORECASE)
        return found[1] if found else "UTC"


type Answer = Callable[[Call], Response]
type Endpoint = Callable[[Request], Awaitable[Response]]


def answered(document: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(document, status, headers)


def direct(act: Callable[[Request], Response]) -> Endpoint:
    """An endpoint that runs on the event loop. Only one thread touches the state, so nothing needs a lock."""

    async def respond(request: Request) -> Response:
        return act(request)

    return respond


@dataclass(frozen=True)
class Door:
    """A Graph request's service, its path as documented, and the permissions of which one is needed."""

    service: Service
    template: str
    needs: frozenset[str]


def endpoint(sandbox: Sandbox, door: Door, answer: Answer) -> Endpoint:
    """The ASGI endpoint around an answer: counting, faults, token, grants, limits, rights, in Graph's order."""

    async def respond(request: Request) -> Response:
        counted = f"{request.method} {door.template}"
        sandbox.calls[counted] += 1
        try:
            await request.body()  # whole before any answer: a refusal leaves the connection fit for the next call
            return await _let_in(sandbox, door, answer, request)
        except ClientDisconnect:
            return Response(status_code=400)
        except GraphError as error:
            if error.status == 429:
                sandbox.throttled[counted] += 1
            return error_response(error, sandbox.now(), request.headers.get("client-request-id", ""))

    return respond


async def _let_in(sandbox: Sandbox, door: Door, answer: Answer, request: Request) -> Response:
    sandbox.tokens.check(request.headers.get("authorization", ""), sandbox.now())
    must_be_granted(door.needs, sandbox.settings.granted)
    person = sandbox.directory.open(request.path_params["user"], door.service)
    throttle = sandbox.throttle
    throttle.enter(person.address, sandbox.now())
    try:
        await asyncio.sleep(sandbox.settings.latency)
        return await _faulty(sandbox, person, answer, request)
    finally:
        throttle.leave(person.address)


async def _faulty(sandbox: Sandbox, person: Person, answer: Answer, request: Request) -> Response:
    """The answer, unless a fault comes before or after it. If a caller gives up early, the work still ends."""
    body = await request.body()
    fault = sandbox.faults.take(INTERRUPTIONS, request.method, request.url.path)
    if fault is not None and not fault.after and (ended := await _interrupt(fault, request)):
        return ended
    sandbox.throttle.upload(person.address, sandbox.now(), len(body))
    response = answer(_call(sandbox, person, request, body))
    if fault is not None and fault.kind is Kind.TRUNCATED:
        return Response(
            bytes(response.body)[: len(response.body) // 2], response.status_code, media_type="application/json"
        )
    if fault is not None and fault.after and (ended := await _interrupt(fault, request)):
        return ended
    return response


async def _interrupt(fault: Fault, request: Request) -> Response | None:
    """What the caller gets instead of an answer. None if the fault only made them wait."""
    if fault.kind is Kind.TRUNCATED:
        return None
    if fault.kind is Kind.HANG:
        await asyncio.sleep(fault.seconds)
        return None
    if fault.kind is Kind.RESET:
        request.state.cut()
        return Response(status_code=500)
    if fault.kind is Kind.ANSWER:
        return Response(fault.body, fault.status, {"Content-Type": "text/html", **fault.headers})
    headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
    raise GraphError(fault.status, fault.code, "A fault that was asked for.", headers)


def _call(sandbox: Sandbox, person: Person, request: Request, body: bytes) -> Call:
    url = str(request.url).partition("?")[0]
    query = Query(url, dict(request.query_params))
    path = request.url.path
    return Call(
        sandbox,
        person,
        request.method,
        path,
        request.path_params,
        query,
        request.headers,
        body,
        sandbox.now(),
    )
