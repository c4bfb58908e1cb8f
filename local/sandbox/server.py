"""The sandbox's routes: Graph under /v1.0, its own control under /sandbox, the mailbox for people at /."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.sandbox import control
from local.sandbox.call import Answer, Door, endpoint
from local.sandbox.graph import bodies, grants, outlook, teams
from local.sandbox.graph.directory import Service
from local.sandbox.graph.odata import GraphError, error_response
from local.sandbox.mailbox import people
from local.sandbox.state import Sandbox

EVENT = "/events/{event}"
MESSAGE = "/messages/{message}"
MEETING = "/onlineMeetings/{meeting}"
REPORT = f"{MEETING}/attendanceReports/{{report}}"
GRAPH: list[tuple[Service, str, str, Answer, frozenset[str]]] = [
    (Service.DIRECTORY, "GET", "", teams.get_user, grants.READ_PEOPLE),
    (Service.EXCHANGE, "POST", "/events", outlook.create_event, grants.WRITE_CALENDAR),
    (Service.EXCHANGE, "GET", "/events", outlook.list_events, grants.READ_CALENDAR),
    (Service.EXCHANGE, "GET", EVENT, outlook.get_event, grants.READ_CALENDAR),
    (Service.EXCHANGE, "PATCH", EVENT, outlook.change_event, grants.WRITE_CALENDAR),
    (Service.EXCHANGE, "DELETE", EVENT, outlook.delete_event, grants.WRITE_CALENDAR),
    (Service.EXCHANGE, "POST", f"{EVENT}/cancel", outlook.cancel_event, grants.WRITE_CALENDAR),
    (Service.EXCHANGE, "POST", "/sendMail", outlook.send_mail, grants.SEND_MAIL),
    (Service.EXCHANGE, "GET", "/messages", outlook.list_messages, grants.READ_MAIL),
    (Service.EXCHANGE, "POST", "/messages", outlook.create_draft, grants.WRITE_MAIL),
    (Service.EXCHANGE, "GET", MESSAGE, outlook.get_message, grants.READ_MAIL),
    (Service.EXCHANGE, "PATCH", MESSAGE, outlook.change_message, grants.WRITE_MAIL),
    (Service.EXCHANGE, "DELETE", MESSAGE, outlook.delete_message, grants.WRITE_MAIL),
    (Service.EXCHANGE, "POST", f"{MESSAGE}/send", outlook.send_draft, grants.SEND_MAIL),
    (Service.EXCHANGE, "GET", "/mailFolders/{folder}/messages", outlook.list_messages, grants.READ_MAIL),
    (Service.TEAMS, "GET", "/onlineMeetings", teams.find_meeting, grants.READ_ATTENDANCE),
    (Service.TEAMS, "GET", MEETING, teams.get_meeting, grants.READ_ATTENDANCE),
    (Service.TEAMS, "GET", f"{MEETING}/attendanceReports", teams.list_reports, grants.READ_ATTENDANCE),
    (Service.TEAMS, "GET", REPORT, teams.get_report, grants.READ_ATTENDANCE),
    (Service.TEAMS, "GET", f"{REPORT}/attendanceRecords", teams.list_records, grants.READ_ATTENDANCE),
]


def application(sandbox: Sandbox) -> Starlette:
    """The whole sandbox as one ASGI application."""
    graph = [
        Route(
            f"/v1.0/users/{{user}}{path}",
            endpoint(sandbox, Door(service, f"/users/{{user}}{path}", needs), answer),
            methods=[method],
        )
        for service, method, path, answer, needs in GRAPH
    ]

    async def not_here(request: Request, problem: Exception) -> Response:
        status = problem.status_code if isinstance(problem, HTTPException) else 404
        code = {404: "ResourceNotFound", 405: "MethodNotAllowed"}.get(status, "BadRequest")
        error = GraphError(status, code, f"The sandbox has no {request.method} {request.url.path}.")
        return error_response(error, sandbox.now(), request.headers.get("client-request-id", ""))

    return Starlette(
        routes=[*graph, *control.routes(sandbox), *people.routes(sandbox)],
        exception_handlers={HTTPException: not_here},
        lifespan=_warm,
    )


@asynccontextmanager
async def _warm(_: Starlette) -> AsyncIterator[None]:
    """Loads msgraph's models while the first requests run, so that none has to wait for them."""
    loading = asyncio.create_task(asyncio.to_thread(_load_models))
    yield
    await loading


def _load_models() -> None:
    for model in ("message", "event"):
        bodies.checked({}, model)
