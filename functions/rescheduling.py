"""Rescheduling: a facilitator moves or cancels a session.

POST /api/sessions/{session}/move   -> session at another time -> session-changed
POST /api/sessions/{session}/cancel -> session cancelled       -> session-cancelled
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import TypedDict

import azure.functions as func

from shared.services import Services
from shared.sessions.rescheduling import Cancellation, Move, cancel_session, move_session
from shared.sessions.rows import Session, SessionState, session_key
from shared.web.description import takes, within
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import as_json

blueprint = func.Blueprint()


class SessionShown(TypedDict):
    """The session as it is now."""

    id: str
    start: datetime
    end: datetime
    state: SessionState
    sequence: int


def _series(_: Services, path: Mapping[str, str]) -> Collection[str]:
    return (session_key(path["session"])[0],)


@door(
    blueprint,
    "api/sessions/{session}/move",
    within(_series, takes(Move, {202: SessionShown}, 404, 409, role=Role.FACILITATOR)),
)
def move_session_requested(asked: Asked) -> func.HttpResponse:
    """A facilitator sends `{"start": "2026-12-16T12:30:00+00:00", "minutes": 60}` to move a session."""
    return _shown(move_session(asked.services, asked.path["session"], asked.body(Move), asked.now))


@door(
    blueprint,
    "api/sessions/{session}/cancel",
    within(_series, takes(Cancellation, {202: SessionShown}, 404, 409, role=Role.FACILITATOR)),
)
def cancel_session_requested(asked: Asked) -> func.HttpResponse:
    """A facilitator sends `{"reason": "…"}` to cancel a session."""
    reason = asked.body(Cancellation).reason
    return _shown(cancel_session(asked.services, asked.path["session"], reason, asked.now))


def _shown(session: Session) -> func.HttpResponse:
    return as_json(session.model_dump(mode="json", include=set(SessionShown.__annotations__)), HTTPStatus.ACCEPTED)
