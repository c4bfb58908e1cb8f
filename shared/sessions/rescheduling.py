"""Rescheduling: a facilitator moves a session."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from shared.audit_trail.entering import enter
from shared.clock import in_utc
from shared.errors import AnotherVersion, NotPossible, NotThere, NotUsable
from shared.language.catalogue import Marked, say
from shared.language.dates import short_date
from shared.messages import SessionChanged
from shared.services import Services
from shared.sessions.rows import Session, SessionState, session_key
from shared.sessions.schedule import FARTHEST

SETTLING = timedelta(minutes=30)
"""For this long a facilitator may go on changing the time. Then one mail tells everyone."""


SOON = timedelta(hours=2)
"""If the old or the new start is closer than this, everyone is told without waiting."""


BEGUN = Marked("This session has begun or is over. It cannot be changed now.")
OVER = {SessionState.CANCELLED: Marked("This session is cancelled. It cannot be changed now.")}
"""Why a session cannot be changed."""


class NoSuchSession(NotThere):
    """The café has no such session."""


class SessionOver(NotPossible):
    """The session began, ended or was cancelled. It cannot be changed."""


class Move(BaseModel):
    """The session's new time. It keeps its length, unless `minutes` says otherwise.

    `was` is the time that the person read, as `span_of` gives it.
    """

    model_config = ConfigDict(extra="forbid", defer_build=True)
    start: Annotated[AwareDatetime, AfterValidator(in_utc)]
    minutes: int | None = Field(None, ge=5, le=480)
    was: str | None = None


def move_session(services: Services, session_id: str, wanted: Move, who: str, now: datetime) -> Session:
    """Give the session another time. The same time again changes nothing, but is announced again."""
    session, start, end = movable(services, session_id, wanted, now)
    enter(services, who, "move session", f"session.{session.id}", "", now, at=now.isoformat())
    if (session.start, session.end) != (start, end):
        told = {"tell_at": when_to_tell_of_move(session, start, now), "moved_at": now, **_known(session, now)}
        change = {"start": start, "end": end, **told, "sequence": session.sequence + 1}
        session = services.tables.replace(session.model_copy(update=change))
    if session.sequence:
        services.queues.send(SessionChanged(session=session.id))
    return session


def movable(services: Services, session_id: str, wanted: Move, now: datetime) -> tuple[Session, datetime, datetime]:
    """The session, with its new start and end. Raises a `Refusal` if it cannot be moved there."""
    session = the_coming(services, session_id, now)
    length = timedelta(minutes=wanted.minutes) if wanted.minutes else session.end - session.start
    if abs(wanted.start.date() - session.planned_for) > FARTHEST:
        weeks, day = FARTHEST.days // 7, short_date(session.planned_for)
        raise _not_then(say("The new start is more than {weeks} weeks away from {day}", weeks=weeks, day=day))
    times = wanted.start, wanted.start + length
    if wanted.was not in (None, span_of(session)) and times != (session.start, session.end):
        raise AnotherVersion(say("Somebody else moved this session meanwhile."))
    if wanted.start <= now:
        raise _not_then(say("The new start is in the past"))
    return session, *times


def _not_then(words: str) -> NotUsable:
    return NotUsable(words, [{"field": "start", "message": words}])


def span_of(session: Session) -> str:
    """The session's time as a form carries it, to tell whether somebody else moved it meanwhile."""
    return f"{session.start.isoformat()}/{session.end.isoformat()}"


def when_to_tell_of_move(session: Session, start: datetime, now: datetime) -> datetime:
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


def the_session(services: Services, session_id: str) -> Session:
    """The session with this id. Raises `NoSuchSession`."""
    session = services.tables.get(Session, session_key(session_id))
    if session is None:
        raise NoSuchSession("There is no such session.")
    return session


def the_coming(services: Services, session_id: str, now: datetime) -> Session:
    """The session with this id, which is still to come. Raises `NoSuchSession`, `SessionOver`."""
    session = the_session(services, session_id)
    if session.state is SessionState.CANCELLING:
        raise SessionOver(say("This session is being cancelled. Restore it first."))
    if not session.is_to_come or session.start <= now:
        raise SessionOver(say(OVER.get(session.state, BEGUN)))
    return session
