"""Rescheduling: a facilitator moves or cancels a session."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from shared.errors import NotPossible, NotThere, NotUsable
from shared.gate.judging import Outcome, judge
from shared.language.catalogue import say
from shared.messages import SessionCancelled, SessionChanged
from shared.services import Services
from shared.sessions.rows import Session, SessionState, session_key
from shared.sessions.schedule import FARTHEST
from shared.text.plain import in_one_line

SETTLING = timedelta(minutes=30)
"""For this long a facilitator may go on changing the time. Then one mail tells everyone."""


SOON = timedelta(hours=2)
"""If the old or the new start is closer than this, everyone is told without waiting."""


class NoSuchSession(NotThere):
    """The café has no such session."""


class SessionOver(NotPossible):
    """The session began, ended or was cancelled. It cannot be changed."""


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError("write a time within the years 1 to 9999 in UTC") from beyond


def _said(words: str) -> str:
    if not words:
        raise ValueError("write at least a word")
    return words


class Move(BaseModel):
    """The session's new time. It keeps its length, unless `minutes` says otherwise."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    start: Annotated[AwareDatetime, AfterValidator(_in_utc)]
    minutes: int | None = Field(None, ge=5, le=480)


class Cancellation(BaseModel):
    """Why the session will not take place. Registrants read these words."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    reason: Annotated[str, AfterValidator(in_one_line), AfterValidator(_said), Field(max_length=500)]


def move_session(services: Services, session_id: str, wanted: Move, now: datetime) -> Session:
    """Give the session another time. The same time again changes nothing, but is announced again."""
    session = _still_to_come(services, session_id, now)
    length = timedelta(minutes=wanted.minutes) if wanted.minutes else session.end - session.start
    if wanted.start <= now:
        raise NotUsable("The new start is in the past.")
    if abs(wanted.start.date() - session.planned_for) > FARTHEST:
        detail = f"The new start is more than {FARTHEST.days // 7} weeks away from {session.planned_for}."
        raise NotUsable(detail)
    times = {"start": wanted.start, "end": wanted.start + length}
    if (session.start, session.end) != tuple(times.values()):
        told = {"tell_at": _when_to_tell(session, wanted.start, now), "moved_at": now, **_known(session, now)}
        change = {**times, **told, "sequence": session.sequence + 1}
        session = services.tables.replace(session.model_copy(update=change))
    if session.sequence:
        services.queues.send(SessionChanged(session=session.id))
    return session


def cancel_session(services: Services, session_id: str, reason: str, now: datetime) -> Session:
    """Cancel the session. A second cancellation changes nothing, but is announced again."""
    _must_name_nobody(services, reason)
    session = services.tables.get(Session, session_key(session_id))
    if session is None or session.state is not SessionState.CANCELLED:
        session = _still_to_come(services, session_id, now)
        change = {"state": SessionState.CANCELLED, "reason": reason, "sequence": session.sequence + 1}
        session = services.tables.replace(session.model_copy(update=change))
    services.queues.send(SessionCancelled(session=session.id))
    return session


def _must_name_nobody(services: Services, reason: str) -> None:
    """Everyone who registered reads the reason. Raises `NotUsable` if it identifies somebody."""
    if judge(reason, services.programme).outcome is Outcome.IDENTIFIES:
        message = say("Leave out names, numbers and anything else that shows who somebody is")
        raise NotUsable(message, [{"field": "reason", "message": message}])


def _when_to_tell(session: Session, start: datetime, now: datetime) -> datetime:
    """When to tell everyone: with an earlier change that they do not know yet, and before they come at a wrong time."""
    if min(session.start, start) < now + SOON:
        return now
    return session.tell_at if session.tell_at and session.tell_at > now else now + SETTLING


def _known(session: Session, now: datetime) -> dict[str, datetime]:
    """The time that people expect. They do not know of a change that was not announced yet."""
    is_unannounced = session.tell_at is not None and session.tell_at > now
    return {
        "moved_from": (is_unannounced and session.moved_from) or session.start,
        "moved_until": (is_unannounced and session.moved_until) or session.end,
        "moving_since": (is_unannounced and session.moving_since) or now,
    }


def _still_to_come(services: Services, session_id: str, now: datetime) -> Session:
    session = services.tables.get(Session, session_key(session_id))
    if session is None:
        raise NoSuchSession("There is no such session.")
    if session.state not in (SessionState.PLANNED, SessionState.OPEN) or session.start <= now:
        raise SessionOver(f"The session is {session.state} and cannot be changed now.")
    return session
