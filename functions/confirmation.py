"""Confirmation: who signed up is told, and who cancelled.

registration-made      -> confirmation due (once the session has its meeting) -> delivery-due
registration-cancelled -> seat given back, next on the waiting list; cancellation due -> delivery-due
"""

from datetime import datetime, timedelta

import azure.functions as func

from shared import clock
from shared.mail.deliveries import announce
from shared.mail.rows import MailKind
from shared.messages import RegistrationCancelled, RegistrationMade
from shared.registrations.rows import Registration
from shared.registrations.seats import give_back_seat
from shared.services import Services, the_services
from shared.sessions.rows import Session, SessionState, session_key
from shared.triggers import CONNECTION, received

blueprint = func.Blueprint()

UNTIL_OPEN = timedelta(minutes=5)
"""How long a confirmation waits for the session's meeting before it looks again."""


@blueprint.queue_trigger(arg_name="msg", queue_name=RegistrationMade.QUEUE, connection=CONNECTION)
def on_registration_made(msg: func.QueueMessage) -> None:
    """Somebody has a seat or a place on the waiting list."""
    with received(RegistrationMade, msg) as made:
        confirm(the_services(), made, clock.now())


@blueprint.queue_trigger(arg_name="msg", queue_name=RegistrationCancelled.QUEUE, connection=CONNECTION)
def on_registration_cancelled(msg: func.QueueMessage) -> None:
    """Somebody no longer comes."""
    with received(RegistrationCancelled, msg) as cancelled:
        confirm_cancellation(the_services(), cancelled, clock.now())


def confirm(services: Services, made: RegistrationMade, now: datetime) -> None:
    """Have the confirmation sent, with the invitation; a session without its meeting yet is waited for.

    Who signed up at the moment at which it was cancelled is told that, as everyone else is.
    """
    session = services.tables.get(Session, session_key(made.session))
    if session and session.state is SessionState.PLANNED:
        services.queues.send(made, delay=UNTIL_OPEN)
    elif session and session.state is SessionState.CANCELLED:
        _announce(services, MailKind.SESSION_CANCELLED, session, made.person, session.sequence, now)
    elif session:
        _announce(services, MailKind.CONFIRMATION, session, made.person, made.sequence, now)


def confirm_cancellation(services: Services, cancelled: RegistrationCancelled, now: datetime) -> None:
    """Pass the seat on and have the cancellation confirmed; unless it was announced and has not happened."""
    place = services.tables.get(Registration, (cancelled.session, cancelled.person))
    if place is None or place.sequence < cancelled.sequence:
        return
    give_back_seat(services, cancelled.session, cancelled.person)
    session = services.tables.get(Session, session_key(cancelled.session))
    if session:
        _announce(services, MailKind.CANCELLATION, session, cancelled.person, cancelled.sequence, now)


def _announce(services: Services, kind: MailKind, session: Session, person: str, sequence: int, now: datetime) -> None:
    announce(services, kind, session.id, [person], now, occasion=session.occasion, detail=str(sequence))
