"""Cancelling: a facilitator cancels a session, and can restore it until everyone is told.

For half an hour the session is being cancelled: nobody can sign up, no reminder goes, and mail about it waits. Its
places, its seats and its meeting stay as they are. docs/decisions/0026-cancelling-and-restoring.md says why.
"""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.audit_trail.entering import enter
from shared.errors import NotPossible
from shared.gate.naming_nobody import must_name_nobody
from shared.language.catalogue import say
from shared.messages import SessionCancelled, SessionChanged, SessionPlanned
from shared.services import Services
from shared.sessions.rescheduling import SETTLING, SOON, the_coming, the_session
from shared.sessions.rows import Session, SessionState
from shared.text.plain import in_one_line

IF_THE_PROCESS_DIES = timedelta(minutes=1)
"""What an act changes is also announced this much later, in case the process dies right after it."""


LONGEST_REASON = 500
"""Most characters of a reason."""


class TooLate(NotPossible):
    """Everyone is told already that the session is cancelled."""


def _said(words: str) -> str:
    if not words:
        raise ValueError("write at least a word")
    return words


class Cancellation(BaseModel):
    """Why the session will not take place. Registrants read these words."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    reason: Annotated[str, AfterValidator(in_one_line), AfterValidator(_said), Field(max_length=LONGEST_REASON)]


def when_to_tell(session: Session, now: datetime) -> datetime:
    """When everyone is told, if the session is cancelled now: after half an hour, or at once if it begins soon."""
    return now if session.start < now + SOON else now + SETTLING


def cancel_session(services: Services, session_id: str, reason: str, who: str, now: datetime) -> Session:
    """Cancel the session. A second cancellation changes nothing, but is announced again."""
    session = cancellable(services, session_id, reason, now)
    if not is_on(session):
        services.queues.send(SessionCancelled(session=session.id))
        return session
    enter(services, who, "cancel session", f"session.{session.id}", reason, now, at=now.isoformat())
    tell_at = when_to_tell(session, now)
    services.queues.send(SessionCancelled(session=session.id), delay=max(tell_at - now, IF_THE_PROCESS_DIES))
    session = session.model_copy(update={"state": SessionState.CANCELLING, "reason": reason, "cancel_at": tell_at})
    if tell_at > now:
        return services.tables.replace(session)
    session = cancelled_for_good(services, session)
    services.queues.send(SessionCancelled(session=session.id))
    return session


def cancellable(services: Services, session_id: str, reason: str, now: datetime) -> Session:
    """The session, if it can be cancelled, or is cancelled already. Raises a `Refusal`."""
    must_name_nobody(services.programme, reason)
    session = the_session(services, session_id)
    if session.state in (SessionState.CANCELLING, SessionState.CANCELLED):
        return session
    return the_coming(services, session_id, now)


def is_on(session: Session) -> bool:
    """Whether nobody cancelled the session."""
    return session.state in (SessionState.PLANNED, SessionState.OPEN)


def cancelled_for_good(services: Services, session: Session) -> Session:
    """The session from the moment on at which everyone is told. Raises `RowChanged` if somebody restores it now."""
    change = {"state": SessionState.CANCELLED, "sequence": session.sequence + 1}
    return services.tables.replace(session.model_copy(update=change))


def restore_session(services: Services, session_id: str, who: str, now: datetime) -> Session:
    """Let the session take place after all. Nobody hears that it was cancelled. A second time changes nothing.

    Whoever began to come to every session meanwhile joins it, and a move that was to be told meanwhile is told.
    """
    session = restorable(services, session_id, now)
    if is_on(session):
        return session
    enter(services, who, "restore session", f"session.{session.id}", "", now, at=now.isoformat())
    services.queues.send(SessionPlanned(session=session.id), delay=IF_THE_PROCESS_DIES)
    if session.sequence:
        services.queues.send(SessionChanged(session=session.id), delay=IF_THE_PROCESS_DIES)
    state = SessionState.OPEN if session.event_id else SessionState.PLANNED
    return services.tables.replace(session.model_copy(update={"state": state, "reason": "", "cancel_at": None}))


def restorable(services: Services, session_id: str, now: datetime) -> Session:
    """The session, if it can be restored, or was not cancelled at all. Raises a `Refusal`."""
    session = the_session(services, session_id)
    if is_on(session) or can_be_restored(session, now):
        return session
    raise TooLate(say("It is too late to restore this session. Make a new one instead."))


def can_be_restored(session: Session, now: datetime) -> bool:
    """Whether nobody is told yet that it was cancelled."""
    return session.state is SessionState.CANCELLING and session.cancel_at is not None and now < session.cancel_at
