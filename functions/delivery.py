"""Delivery: the only step that sends mail.

    delivery-due -> row asked again -> letter composed -> pending -> sending -> sent | refused | missed | unknown

A send is not idempotent and a queue delivers at least once, so the row says where it stands. A process
that dies between the send and the save leaves `sending`; whoever finds that asks the mailbox for the
delivery's id before anything is sent again. See docs/decisions/0003-deliveries.md.
"""

import logging
from datetime import datetime, timedelta

import azure.functions as func

from shared.clock import now
from shared.deliveries import pause, reserve, until
from shared.graph import GraphUnavailable, Mail, NotPermitted, OutcomeUnknown, Refused, Throttled
from shared.letters import Letter, Missed
from shared.letters.kinds import COMPOSE
from shared.messages import DeliveryDue
from shared.rows import Delivery, DeliveryState
from shared.services import Services, services
from shared.tables import RowChanged
from shared.triggers import CONNECTION, received

blueprint = func.Blueprint()
log = logging.getLogger(__name__)

EARLY = timedelta(seconds=2)
"""How much before its slot a mail may go: clocks differ."""

IN_FLIGHT = timedelta(minutes=2)
"""How long a send may still be under way elsewhere; after that, the mailbox is asked."""

NOT_IN_SENT_ITEMS = timedelta(minutes=10)
"""How long after a send its absence from the mailbox proves that it was not sent (Sent Items may lag)."""

LOOK_AGAIN = timedelta(minutes=1)
"""Between two questions to the mailbox."""

LOOKUPS = 60
"""Failed questions to the mailbox after which the outcome is called unknown, and shown."""

TRY_AGAIN = timedelta(minutes=1)
"""Before another try when Graph was not there."""


@blueprint.queue_trigger(arg_name="msg", queue_name=DeliveryDue.QUEUE, connection=CONNECTION)
def on_delivery_due(msg: func.QueueMessage) -> None:
    """One mail to one person."""
    with received(DeliveryDue, msg) as due:
        deliver(services(), due, now())


def deliver(services: Services, due: DeliveryDue, now: datetime) -> None:
    """Send the delivery's mail if that is still wanted and has not been done."""
    row = services.tables.get(Delivery, (due.purpose, due.person))
    if row is None or row.state not in (DeliveryState.PENDING, DeliveryState.SENDING):
        return
    if now < row.due - EARLY:
        services.queues.send(due, delay=until(row.due, now))
        return
    try:
        if row.state is DeliveryState.PENDING or _never_left(services, row, due, now):
            _send(services, row, due, now)
    except RowChanged:
        log.info("delivery is worked elsewhere", extra={"delivery": row.id})


def _send(services: Services, row: Delivery, due: DeliveryDue, now: datetime) -> None:
    try:
        letter = COMPOSE[row.kind](services, row, now)
    except Missed as missed:
        _settle(services, row, DeliveryState.MISSED, now, str(missed))
        return
    if not services.settings.may_be_mailed(letter.to):
        _settle(services, row, DeliveryState.REFUSED, now, "not allowed here")
        return
    claim = {"state": DeliveryState.SENDING, "sending_since": now}
    row = services.tables.replace(row.model_copy(update=claim))
    try:
        services.graph.send_mail(_mail(row, letter))
    except Refused as refused:
        _settle(services, row, DeliveryState.REFUSED, now, str(refused))
    except Throttled as throttled:
        pause(services, now + throttled.after)
        slot = reserve(services, row.lane, 1, now + throttled.after).slot(0)  # or all come back at once
        _put_back(services, row, due, now, slot)
    except GraphUnavailable as away:
        _put_back(services, row, due, now, now + max(TRY_AGAIN, away.after or TRY_AGAIN))
    except NotPermitted:
        services.tables.replace(row.model_copy(update={"state": DeliveryState.PENDING}))
        raise
    except OutcomeUnknown as lost:
        services.queues.send(due, delay=max(IN_FLIGHT, lost.after or IN_FLIGHT))
    else:
        _settle(services, row, DeliveryState.SENT, now)


def _never_left(services: Services, row: Delivery, due: DeliveryDue, now: datetime) -> bool:
    """True once it is certain that a send that was begun did not happen; else it is settled, or asked for later."""
    since = row.sending_since or now
    if now < since + IN_FLIGHT:
        services.queues.send(due, delay=until(since + IN_FLIGHT, now))
        return False
    try:
        if services.graph.was_sent(row.id):
            _settle(services, row, DeliveryState.SENT, now)
            return False
    except (Throttled, GraphUnavailable, OutcomeUnknown) as away:
        _ask_later(services, row, due, now, away.after or LOOK_AGAIN)
        return False
    except (NotPermitted, Refused):
        _ask_later(services, row, due, now, LOOK_AGAIN)
        return False
    if now < since + NOT_IN_SENT_ITEMS:
        services.queues.send(due, delay=LOOK_AGAIN)
        return False
    return True


def _ask_later(services: Services, row: Delivery, due: DeliveryDue, now: datetime, after: timedelta) -> None:
    if row.lookups + 1 >= LOOKUPS:
        _settle(services, row, DeliveryState.UNKNOWN, now, "the mailbox could not be asked whether it was sent")
        return
    services.tables.replace(row.model_copy(update={"lookups": row.lookups + 1}))
    services.queues.send(due, delay=max(after, LOOK_AGAIN * min(row.lookups + 1, 10)))


def _put_back(services: Services, row: Delivery, due: DeliveryDue, now: datetime, when: datetime) -> None:
    later = {"state": DeliveryState.PENDING, "due": when}
    services.tables.replace(row.model_copy(update=later))
    services.queues.send(due, delay=until(when, now))


def _settle(services: Services, row: Delivery, state: DeliveryState, now: datetime, reason: str = "") -> None:
    settled = {"state": state, "settled_at": now, "reason": reason}
    services.tables.replace(row.model_copy(update=settled))
    log.info("delivery settled", extra={"delivery": row.id, "state": state, "reason": reason})


def _mail(row: Delivery, letter: Letter) -> Mail:
    return Mail(
        delivery_id=row.id,
        to=letter.to,
        subject=letter.subject,
        html=letter.html,
        attachments=letter.attachments,
        headers=letter.headers,
        list_unsubscribe=letter.list_unsubscribe,
    )
