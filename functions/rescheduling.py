"""Rescheduling: a facilitator moves or cancels a session.

POST /api/sessions/{session}/move   -> session at another time -> session-changed
POST /api/sessions/{session}/cancel -> session cancelled       -> session-cancelled
"""

from datetime import datetime
from http import HTTPStatus
from typing import TypedDict

import azure.functions as func

from shared import clock
from shared.services import the_services
from shared.sessions.rescheduling import Cancellation, Move, cancel_session, move_session
from shared.sessions.rows import Session, SessionState
from shared.web.description import described, takes
from shared.web.principal import Role
from shared.web.requests import METHODS, allowed, answer, model_body
from shared.web.responses import as_json

blueprint = func.Blueprint()


class SessionShown(TypedDict):
    """The session as it is now."""

    id: str
    start: datetime
    end: datetime
    state: SessionState
    sequence: int


@described(takes(Move, {202: SessionShown}, 404, 409, role=Role.FACILITATOR))
@blueprint.route(route="api/sessions/{session}/move", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def move_session_requested(req: func.HttpRequest) -> func.HttpResponse:
    """`{"start": "2026-12-16T12:30:00+00:00", "minutes": 60}` by a facilitator."""

    def move(req: func.HttpRequest) -> func.HttpResponse:
        allowed(req, the_services().settings, Role.FACILITATOR)
        return _shown(move_session(the_services(), req.route_params["session"], model_body(req, Move), clock.now()))

    return answer(req, {"POST": move})


@described(takes(Cancellation, {202: SessionShown}, 404, 409, role=Role.FACILITATOR))
@blueprint.route(route="api/sessions/{session}/cancel", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def cancel_session_requested(req: func.HttpRequest) -> func.HttpResponse:
    """`{"reason": "…"}` by a facilitator."""

    def cancel(req: func.HttpRequest) -> func.HttpResponse:
        allowed(req, the_services().settings, Role.FACILITATOR)
        reason = model_body(req, Cancellation).reason
        return _shown(cancel_session(the_services(), req.route_params["session"], reason, clock.now()))

    return answer(req, {"POST": cancel})


def _shown(session: Session) -> func.HttpResponse:
    return as_json(session.model_dump(mode="json", include=set(SessionShown.__annotations__)), HTTPStatus.ACCEPTED)
