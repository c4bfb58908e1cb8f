"""Each session's meeting in the organiser's calendar: we make, move and cancel it, and tell everyone.

While Graph is away or asks us to wait, we send the message again for later. This uses up no attempt."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from shared.graph.protocol import GraphUnavailable, Meeting, NothingDone, Refused
from shared.mail.deliveries import announce, until
from shared.mail.rows import MailKind
from shared.meetings import words
from shared.meetings.hosting import tell_hosts
from shared.messages import SessionCancelled, SessionChanged, SessionPlanned
from shared.registrations.registering import join
from shared.registrations.rows import Registration, Standing
from shared.registrations.telling import hears_of_move
from shared.services import Services
from shared.sessions.cancelling import cancelled_for_good
from shared.sessions.rows import OpenSession, Session, SessionState, session_key

log = logging.getLogger(__name__)


TRY_AGAIN = timedelta(minutes=1)
"""How long we wait for Graph if it was away and did not say how long."""


@contextmanager
def waiting_for_graph(
    services: Services, message: SessionPlanned | SessionChanged | SessionCancelled, now: datetime
) -> Iterator[None]:
    """If Graph cannot be asked now, send the message again for later. Once the session is over, let it fail."""
    try:
        yield
    except NothingDone as away:
        session = services.tables.get(Session, session_key(message.session))
        if session is None or session.end < now:
            raise
        log.warning("waiting for Graph", extra={"session": session.id, "reason": str(away)})
        services.queues.send(message, delay=max(TRY_AGAIN, away.after or TRY_AGAIN))


def open_session(services: Services, session_id: str, now: datetime) -> None:
    """Give the session its meeting, open it, invite its facilitators, and let standing registrations join."""
    session = services.tables.get(Session, session_key(session_id))
    if session and session.state is SessionState.CANCELLED:  # its meeting may have been made meanwhile: cancel it
        services.queues.send(SessionCancelled(session=session.id))
    if session is None or session.state not in (SessionState.PLANNED, SessionState.OPEN):
        return
    if session.state is SessionState.PLANNED:
        services.tables.insert(OpenSession(id=session.id))  # it may be missing if whoever planned it died
        session = _with_meeting(services, session)
    tell_hosts(services, session, now)
    for standing in _in_turn(services, session):
        join(services, session, standing, now)


def _in_turn(services: Services, session: Session) -> list[Standing]:
    """The standing registrations of the series. Whoever asked first comes first, so they get a seat first.

    Two who asked at the same moment take turns: another one of them comes first in each session.
    """
    rows = services.tables.partition(Standing, session.series)
    standing = (one for one in rows if not (one.ended or one.provisional))
    return sorted(standing, key=lambda one: (one.since, services.keys.of("turn", session.id, one.person)))


def move_meeting(services: Services, session_id: str, now: datetime) -> None:
    """Move the meeting to the session's time. At `tell_at`, tell everyone who comes or waits and expects another time.

    Several changes before then make several messages but one mail. It is about the session's last sequence.
    """
    session = services.tables.get(Session, session_key(session_id))
    if session is None or session.state is not SessionState.OPEN:
        return
    try:
        services.graph.update_meeting(session.event_id, words.invitation(services.programme, session))
    except Refused:  # somebody deleted it from the calendar
        session = _with_meeting(services, session)
    if session.tell_at and now < session.tell_at:
        services.queues.send(SessionChanged(session=session.id), delay=until(session.tell_at, now))
        return
    tell_hosts(services, session, now)
    _tell(services, session, MailKind.CHANGED, lambda place: hears_of_move(session, place), now)


def cancel_meeting(services: Services, session_id: str, now: datetime) -> None:
    """Cancel the session's meeting, and tell everyone who would have come. Then the session is done.

    As long as it can be restored, wait. From then on it stays cancelled.
    """
    session = services.tables.get(Session, session_key(session_id))
    if session and session.state is SessionState.CANCELLING:
        if session.cancel_at and now < session.cancel_at:
            services.queues.send(SessionCancelled(session=session.id), delay=until(session.cancel_at, now))
            return
        session = cancelled_for_good(services, session)
    if session is None or session.state is not SessionState.CANCELLED:
        return
    event_id = session.event_id or _unrecorded(services, session)
    if event_id:
        services.graph.cancel_meeting(event_id, session.reason)
    tell_hosts(services, session, now)
    _tell(services, session, MailKind.SESSION_CANCELLED, lambda _: True, now)
    services.tables.delete(OpenSession(id=session.id))


def _with_meeting(services: Services, session: Session) -> Session:
    """The session after it was opened with its meeting."""
    meeting = _find_or_make(services, session)
    opened = {"state": SessionState.OPEN, "event_id": meeting.event_id, "join_url": meeting.join_url}
    return services.tables.replace(session.model_copy(update=opened))


def _find_or_make(services: Services, session: Session) -> Meeting:
    """The session's meeting. We look it up first: it is not documented how long Graph remembers a transactionId.

    A meeting that is there gets the session's present time, because the session may have moved since.
    """
    invitation = words.invitation(services.programme, session)
    meeting = services.graph.find_meeting(invitation.key)
    if meeting:
        services.graph.update_meeting(meeting.event_id, invitation)
    else:
        meeting = services.graph.create_meeting(invitation)
    if not meeting.join_url:  # Graph makes the Teams part a moment after the event
        meeting = services.graph.meeting(meeting.event_id) or meeting
    if not meeting.join_url:
        raise GraphUnavailable("the meeting has no join link yet")
    return meeting


def _unrecorded(services: Services, session: Session) -> str:
    """The event of a session that was cancelled after its meeting was made and before it was opened."""
    meeting = services.graph.find_meeting(words.invitation(services.programme, session).key)
    return meeting.event_id if meeting else ""


def _tell(
    services: Services, session: Session, kind: MailKind, whom: Callable[[Registration], bool], now: datetime
) -> None:
    """Tell the people who come or wait, if they are among those meant."""
    people = [
        place.person for place in services.tables.partition(Registration, session.id) if place.is_told and whom(place)
    ]
    announce(services, kind, session.id, people, now, occasion=session.occasion, detail=str(session.sequence))
