"""Confirming: we tell people that they are signed up, or that they have cancelled."""

from datetime import datetime, timedelta

from shared.mail.deliveries import announce
from shared.mail.rows import MailKind
from shared.messages import RegistrationCancelled, RegistrationMade
from shared.registrations.rows import Registration
from shared.registrations.seats import give_back_seat
from shared.services import Services
from shared.sessions.rows import Session, SessionState, session_key

UNTIL_OPEN = timedelta(minutes=5)
"""A confirmation waits this long for the session's meeting, then looks again."""


def confirm(services: Services, made: RegistrationMade, now: datetime) -> None:
    """Have the confirmation sent, with the invitation. If the session has no meeting yet, wait for it.

    If the session was cancelled while the person signed up, tell them so, like everyone else.
    """
    session = services.tables.get(Session, session_key(made.session))
    if session and session.state is SessionState.PLANNED:
        services.queues.send(made, delay=UNTIL_OPEN)
    elif session and session.state is SessionState.CANCELLED:
        _announce(services, MailKind.SESSION_CANCELLED, session, made.person, session.sequence, now)
    elif session:
        _announce(services, MailKind.CONFIRMATION, session, made.person, made.sequence, now)


def confirm_cancellation(services: Services, cancelled: RegistrationCancelled, now: datetime) -> None:
    """Pass the seat on and confirm the cancellation. If the person has not really cancelled, do nothing."""
    place = services.tables.get(Registration, (cancelled.session, cancelled.person))
    if place is None or place.sequence < cancelled.sequence:
        return
    give_back_seat(services, cancelled.session, cancelled.person)
    session = services.tables.get(Session, session_key(cancelled.session))
    if session:
        _announce(services, MailKind.CANCELLATION, session, cancelled.person, cancelled.sequence, now)


def _announce(services: Services, kind: MailKind, session: Session, person: str, sequence: int, now: datetime) -> None:
    announce(services, kind, session.id, [person], now, occasion=session.occasion, detail=str(sequence))
