"""Confirming: we tell people that they are signed up, that a seat became free, or that they have cancelled."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from shared.mail.deliveries import announce
from shared.mail.rows import MailKind
from shared.messages import RegistrationCancelled, RegistrationMade
from shared.registrations.rows import Registration
from shared.registrations.seats import give_back_seat
from shared.services import Services
from shared.sessions.rows import Session, SessionState, session_key
from shared.storage.changing import change

UNTIL_OPEN = timedelta(minutes=5)
"""A mail about a place waits this long for the session's meeting, then looks again."""

AT_MOST = timedelta(hours=1)
"""A sign-up's confirmation waits this long for all of its meetings. A later mail tells of dates that have none yet."""


def confirm(services: Services, made: RegistrationMade, now: datetime) -> None:
    """Have the confirmation sent, with the invitation. If a session has no meeting yet, wait for it.

    If a session was cancelled while the person signed up, tell them so, like everyone else.
    """
    sessions = _sessions(services, (made.session, *made.also))
    if _waits(services, made, sessions, now):
        services.queues.send(made, delay=UNTIL_OPEN)
        return
    for session in sessions:
        if session.state is SessionState.CANCELLED:
            _announce(services, MailKind.SESSION_CANCELLED, session, made.person, session.sequence, now)
    there = [session for session in sessions if session.state is not SessionState.CANCELLED]
    if there and made.sign_up:
        announce(
            services, MailKind.CONFIRMATION, made.session, [made.person], now, occasion=made.sign_up, also=made.also
        )
    elif there:
        _announce(services, MailKind.SEAT, there[0], made.person, made.sequence, now)


def confirm_cancellation(services: Services, cancelled: RegistrationCancelled, now: datetime) -> None:
    """Pass the seat on and confirm the cancellation. If the person has not really cancelled, do nothing."""
    place = services.tables.get(Registration, (cancelled.session, cancelled.person))
    if place is None or place.sequence < cancelled.sequence:
        return
    give_back_seat(services, cancelled.session, cancelled.person)
    session = services.tables.get(Session, session_key(cancelled.session))
    if session:
        _announce(services, MailKind.CANCELLATION, session, cancelled.person, cancelled.sequence, now)


def _sessions(services: Services, ids: Sequence[str]) -> list[Session]:
    """These sessions, if they are kept. A series costs one operation, however many of its sessions are asked for."""
    by_series: dict[str, list[str]] = {}
    for one in ids:
        by_series.setdefault(session_key(one)[0], []).append(one)
    return [session for series, some in by_series.items() for session in _of_series(services, series, some)]


def _of_series(services: Services, series: str, ids: Sequence[str]) -> Iterable[Session]:
    if len(ids) == 1:
        only = services.tables.get(Session, (series, ids[0]))
        return [only] if only else []
    between = services.tables.partition(Session, series, start=min(ids), end=f"{max(ids)}.")
    return [session for session in between if session.id in ids]


def _waits(services: Services, made: RegistrationMade, sessions: Sequence[Session], now: datetime) -> bool:
    """Whether the mail waits for a meeting. After `AT_MOST` the dates that have one are enough."""
    planned = [session for session in sessions if session.state is SessionState.PLANNED]
    if not planned:
        return False
    if not any(session.state is SessionState.OPEN for session in sessions):
        return True
    first = services.tables.get(Registration, (made.session, made.person))
    if first and first.changed_at + AT_MOST > now:
        return True
    for session in planned:
        change(services.tables, Registration, (session.id, made.person), _owed)
    return False


def _owed(place: Registration) -> Registration:
    return place if place.told_in is not None else place.model_copy(update={"told_in": ""})


def _announce(services: Services, kind: MailKind, session: Session, person: str, sequence: int, now: datetime) -> None:
    announce(services, kind, session.id, [person], now, occasion=session.occasion, detail=str(sequence))
