"""Rescheduling: a facilitator moves or cancels a session.

POST /api/sessions/{session}/move   -> session at another time -> session-changed
POST /api/sessions/{session}/cancel -> session cancelled       -> session-cancelled
"""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import azure.functions as func
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.clock import now
from shared.messages import SessionCancelled, SessionChanged
from shared.principal import Role, require
from shared.requests import METHODS, Unacceptable, answer, model_body
from shared.responses import as_json
from shared.rows import Session, SessionState, session_key
from shared.services import Services, services

blueprint = func.Blueprint()


class Move(BaseModel):
    """When the session takes place instead; it stays as long as it was, unless `minutes` says otherwise."""

    model_config = ConfigDict(extra="forbid")
    start: AwareDatetime
    minutes: int | None = Field(None, ge=5, le=480)


class Cancellation(BaseModel):
    """Why the session does not take place, as registrants will read it."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=500)


@blueprint.route(route="api/sessions/{session}/move", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def move_session_requested(req: func.HttpRequest) -> func.HttpResponse:
    """`{"start": "2026-12-16T12:30:00+00:00", "minutes": 60}` by a facilitator."""

    def move(req: func.HttpRequest) -> func.HttpResponse:
        require(req.headers, services().settings, Role.FACILITATOR)
        return _shown(move_session(services(), req.route_params["session"], model_body(req, Move), now()))

    return answer(req, {"POST": move})


@blueprint.route(route="api/sessions/{session}/cancel", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def cancel_session_requested(req: func.HttpRequest) -> func.HttpResponse:
    """`{"reason": "…"}` by a facilitator."""

    def cancel(req: func.HttpRequest) -> func.HttpResponse:
        require(req.headers, services().settings, Role.FACILITATOR)
        reason = model_body(req, Cancellation).reason
        return _shown(cancel_session(services(), req.route_params["session"], reason, now()))

    return answer(req, {"POST": cancel})


def move_session(services: Services, session_id: str, wanted: Move, now: datetime) -> Session:
    """Give the session another time; the same time again changes nothing but is announced again."""
    session = _still_to_come(services, session_id, now)
    length = timedelta(minutes=wanted.minutes) if wanted.minutes else session.end - session.start
    if wanted.start <= now:
        raise Unacceptable(HTTPStatus.UNPROCESSABLE_ENTITY, "The new start lies in the past.")
    start = wanted.start.astimezone(UTC)
    times = {"start": start, "end": start + length}
    if (session.start, session.end) != tuple(times.values()):
        session = services.tables.replace(session.model_copy(update=times | {"sequence": session.sequence + 1}))
    if session.sequence:
        services.queues.send(SessionChanged(session=session.id))
    return session


def cancel_session(services: Services, session_id: str, reason: str, now: datetime) -> Session:
    """Cancel the session; cancelled again it is announced again."""
    session = services.tables.get(Session, session_key(session_id))
    if session is None or session.state is not SessionState.CANCELLED:
        session = _still_to_come(services, session_id, now)
        change = {"state": SessionState.CANCELLED, "reason": reason, "sequence": session.sequence + 1}
        session = services.tables.replace(session.model_copy(update=change))
    services.queues.send(SessionCancelled(session=session.id))
    return session


def _still_to_come(services: Services, session_id: str, now: datetime) -> Session:
    session = services.tables.get(Session, session_key(session_id))
    if session is None:
        raise Unacceptable(HTTPStatus.NOT_FOUND, "There is no such session.")
    if session.state not in (SessionState.PLANNED, SessionState.OPEN) or session.start <= now:
        raise Unacceptable(HTTPStatus.CONFLICT, f"The session is {session.state} and cannot be changed any more.")
    return session


def _shown(session: Session) -> func.HttpResponse:
    shown = session.model_dump(mode="json", include={"id", "start", "end", "state", "sequence"})
    return as_json(shown, HTTPStatus.ACCEPTED)
