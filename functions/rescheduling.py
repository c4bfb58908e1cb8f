"""Rescheduling: the team makes, moves, cancels and restores sessions, and says what they are about.

POST /api/series/{series}/sessions    -> one-off session          -> session-planned
POST /api/sessions/{session}/move     -> session at another time  -> session-changed
POST /api/sessions/{session}/cancel   -> session being cancelled  -> session-cancelled
POST /api/sessions/{session}/restore  -> session as it was        -> session-planned, session-changed
POST /api/sessions/{session}/theme    -> session with a theme
POST /api/sessions/{session}/capacity -> session with more or fewer seats -> registration-made
"""

from datetime import datetime
from http import HTTPStatus
from typing import TypedDict

import azure.functions as func

from shared.registrations.capacity import NewCapacity, change_capacity
from shared.sessions.cancelling import Cancellation, cancel_session, restore_session
from shared.sessions.one_off import OneOff, make_session
from shared.sessions.reach import series_of_session
from shared.sessions.rescheduling import Move, move_session
from shared.sessions.rows import Session, SessionState
from shared.sessions.themes import NewTheme, set_theme
from shared.web.description import Operation, acts, takes, within
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.reach import series_in_path
from shared.web.responses import as_json

blueprint = func.Blueprint()


class SessionShown(TypedDict):
    """The session as it is now. `cancel_at` is when everyone is told that it was cancelled."""

    id: str
    start: datetime
    end: datetime
    state: SessionState
    sequence: int
    cancel_at: datetime | None
    theme: str
    capacity: int | None


def _changes(operation: Operation) -> Operation:
    return within(series_of_session, operation)


@door(
    blueprint,
    "api/series/{series}/sessions",
    within(series_in_path, takes(OneOff, {202: SessionShown}, 404, 409, role=Role.FACILITATOR)),
)
def session_made(asked: Asked) -> func.HttpResponse:
    """A facilitator sends `{"start": "…", "minutes": 60, "theme": "…"}` to make a one-off session."""
    return _shown(make_session(asked.services, asked.path["series"], asked.body(OneOff), asked.who, asked.now))


@door(
    blueprint,
    "api/sessions/{session}/move",
    _changes(takes(Move, {202: SessionShown}, 404, 409, 412, role=Role.FACILITATOR)),
)
def move_session_requested(asked: Asked) -> func.HttpResponse:
    """A facilitator sends `{"start": "2026-12-16T12:30:00+00:00", "minutes": 60}` to move a session."""
    return _shown(move_session(asked.services, asked.path["session"], asked.body(Move), asked.who, asked.now))


@door(
    blueprint,
    "api/sessions/{session}/cancel",
    _changes(takes(Cancellation, {202: SessionShown}, 404, 409, role=Role.FACILITATOR)),
)
def cancel_session_requested(asked: Asked) -> func.HttpResponse:
    """A facilitator sends `{"reason": "…"}` to cancel a session. For half an hour it can be restored."""
    reason = asked.body(Cancellation).reason
    return _shown(cancel_session(asked.services, asked.path["session"], reason, asked.who, asked.now))


@door(
    blueprint,
    "api/sessions/{session}/restore",
    _changes(acts({202: SessionShown}, 404, 409, role=Role.FACILITATOR)),
)
def restore_session_requested(asked: Asked) -> func.HttpResponse:
    """A facilitator restores a session before everyone is told that it was cancelled."""
    return _shown(restore_session(asked.services, asked.path["session"], asked.who, asked.now))


@door(
    blueprint,
    "api/sessions/{session}/theme",
    _changes(takes(NewTheme, {202: SessionShown}, 404, 409, 412, role=Role.FACILITATOR)),
)
def session_theme_set(asked: Asked) -> func.HttpResponse:
    """A facilitator sends `{"theme": "…"}` to say what a session is about."""
    return _shown(set_theme(asked.services, asked.path["session"], asked.body(NewTheme), asked.who, asked.now))


@door(
    blueprint,
    "api/sessions/{session}/capacity",
    _changes(takes(NewCapacity, {202: SessionShown}, 404, 409, 412, role=Role.FACILITATOR)),
)
def session_capacity_changed(asked: Asked) -> func.HttpResponse:
    """A facilitator sends `{"capacity": 80}` to give a session so many seats, or null for as many as its series."""
    wanted = asked.body(NewCapacity)
    return _shown(change_capacity(asked.services, asked.path["session"], wanted, asked.who, asked.now))


def _shown(session: Session) -> func.HttpResponse:
    return as_json(session.model_dump(mode="json", include=set(SessionShown.__annotations__)), HTTPStatus.ACCEPTED)
