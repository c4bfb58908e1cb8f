"""Sending one mail.

Sending twice makes two mails, and a queue may deliver a message twice. So the row holds the state. If a process
dies between the send and the save, the row stays in `sending`. The next process then asks the mailbox for the
delivery's id before it sends again. See docs/decisions/0003-deliveries.md.

A mail that was planned, or is late, asks for its turn first. So we never ask the mailbox for more than it takes,
whatever the queue does. See docs/decisions/0010-pacing.md."""

import logging
from datetime import datetime, timedelta

from shared.attention.matters import raise_matter
from shared.attention.rows import MatterKind
from shared.errors import MayPassLater
from shared.failures import failed_work
from shared.graph.protocol import GraphUnavailable, Mail, NotPermitted, OutcomeUnknown, Refused, Throttled
from shared.letters.kinds import COMPOSE
from shared.mail.deliveries import EARLY, seen_at, until
from shared.mail.letter import Letter, Missed, NotYet
from shared.mail.mailboxes import pause, take_turn
from shared.mail.rows import Delivery, DeliveryState
from shared.mail.troubles import note_trouble
from shared.messages import DeliveryDue
from shared.registrations.telling import claim
from shared.services import Services
from shared.storage.tables import RowChanged
from shared.telemetry import metrics

log = logging.getLogger(__name__)


FRESH = timedelta(seconds=0.4)
"""A mail may still go this much after its turn. If it is later, it asks for another turn."""


IN_FLIGHT = timedelta(minutes=2)
"""Another process may still be sending for this long. After that we ask the mailbox."""


NOT_IN_SENT_ITEMS = timedelta(minutes=10)
"""If a mail is not in the mailbox this long after a send, it was not sent (Sent Items may be late)."""


LOOK_AGAIN = timedelta(minutes=1)
"""The time between two questions to the mailbox."""


LOOKUPS = 60
"""After so many failed questions to the mailbox the outcome is unknown, and the team is told."""


UNKNOWN = "the mailbox did not say whether it was sent"


TRY_AGAIN = timedelta(minutes=1)
"""How long we wait before another try if Graph was away."""


def deliver(services: Services, due: DeliveryDue, now: datetime) -> None:
    """Send the delivery's mail, if it is still wanted and was not sent yet."""
    row = services.tables.get(Delivery, (due.purpose, due.person))
    if row is None or row.state not in (DeliveryState.PENDING, DeliveryState.SENDING):
        return
    if now < row.due - EARLY:
        services.queues.send(due, delay=seen_at(row.due, now))
        return
    try:
        if row.state is DeliveryState.PENDING or _was_not_sent(services, row, due, now):
            _send(services, row, due, now)
    except RowChanged:  # another process works it, or our own change was made but its answer was lost
        log.info("delivery will be tried again", extra={"delivery": row.id})
        services.queues.send(due, delay=IN_FLIGHT)


def _send(services: Services, row: Delivery, due: DeliveryDue, now: datetime) -> None:
    try:
        letter = COMPOSE[row.kind](services, row, now)
    except NotYet as waits:
        _put_back(services, row, due, now, max(waits.until, now + TRY_AGAIN))
        return
    except Missed as missed:
        _settle(services, row, DeliveryState.MISSED, now, str(missed))
        return
    if not services.settings.may_be_mailed(letter.to):
        _settle(services, row, DeliveryState.REFUSED, now, "not allowed here")
        return
    if not _has_turn(services, row, due, now):
        return
    claim(services, row.person, letter.tells_of, row.id)
    sending = {"state": DeliveryState.SENDING, "sending_since": now}
    row = services.tables.replace(row.model_copy(update=sending))
    metrics.delivery_became(row.state, row.kind)
    try:
        services.graph.send_mail(_mail(row, letter))
    except Refused as refused:
        raise_matter(services, MatterKind.REFUSED, row.about, row.person, now, f"{row.kind}: {refused}")
        _settle(services, row, DeliveryState.REFUSED, now, str(refused))
    except Throttled as throttled:
        turn = pause(services, row, now + throttled.after + EARLY, now)  # without a turn, all would come back together
        _put_back(services, row, due, now, turn.slot(0), booked=turn.booked)
    except GraphUnavailable as away:
        _put_back(services, row, due, now, now + max(TRY_AGAIN, away.after or TRY_AGAIN) + EARLY)
    except NotPermitted:
        services.tables.replace(row.model_copy(update={"state": DeliveryState.PENDING}))
        raise
    except OutcomeUnknown as lost:
        services.queues.send(due, delay=max(IN_FLIGHT, lost.after or IN_FLIGHT))
    else:
        _settle(services, row, DeliveryState.SENT, now)


def _was_not_sent(services: Services, row: Delivery, due: DeliveryDue, now: datetime) -> bool:
    """True once it is certain that an unfinished send sent nothing. Otherwise settle the row, or ask again later."""
    since = row.sending_since or now
    if now < since + IN_FLIGHT:
        services.queues.send(due, delay=until(since + IN_FLIGHT, now))
        return False
    try:
        was_sent = services.graph.was_sent(row.id, row.sender)
    except MayPassLater as away:
        _ask_later(services, row, due, now, away.after or LOOK_AGAIN)
        return False
    except (NotPermitted, Refused):
        _ask_later(services, row, due, now, LOOK_AGAIN)
        return False
    if was_sent:
        _settle(services, row, DeliveryState.SENT, now)
        return False
    if now < since + NOT_IN_SENT_ITEMS:
        services.queues.send(due, delay=LOOK_AGAIN)
        return False
    return True


def _ask_later(services: Services, row: Delivery, due: DeliveryDue, now: datetime, after: timedelta) -> None:
    if row.lookups + 1 >= LOOKUPS:
        failed_work.keep(services, failed_work.UNKNOWN_DELIVERY, due.model_dump_json(), UNKNOWN, now)
        _settle(services, row, DeliveryState.UNKNOWN, now, UNKNOWN)
        return
    services.tables.replace(row.model_copy(update={"lookups": row.lookups + 1}))
    services.queues.send(due, delay=max(after, LOOK_AGAIN * min(row.lookups + 1, 10)))


def _has_turn(services: Services, row: Delivery, due: DeliveryDue, now: datetime) -> bool:
    """True if the mail may go now. Otherwise it goes back to wait for its turn or its slot."""
    if row.booked and now <= row.due + FRESH:
        return True
    turn = take_turn(services, row, now)
    if turn.slot(0) <= now + EARLY:
        return True
    _put_back(services, row, due, now, turn.slot(0), booked=turn.booked)
    return False


def _put_back(
    services: Services, row: Delivery, due: DeliveryDue, now: datetime, when: datetime, *, booked: bool = False
) -> None:
    later = {"state": DeliveryState.PENDING, "due": when, "booked": booked}
    services.tables.replace(row.model_copy(update=later))
    services.queues.send(due, delay=seen_at(when, now))


def _settle(services: Services, row: Delivery, state: DeliveryState, now: datetime, reason: str = "") -> None:
    if state is not DeliveryState.SENT:
        note_trouble(services, row, state, reason, now)
    settled = {"state": state, "settled_at": now, "reason": reason}
    services.tables.replace(row.model_copy(update=settled))
    metrics.delivery_became(state, row.kind)
    log.info("delivery settled: %s", state, extra={"delivery": row.id, "reason": reason})


def _mail(row: Delivery, letter: Letter) -> Mail:
    return Mail(
        delivery_id=row.id,
        to=letter.to,
        subject=letter.subject,
        html=letter.html,
        attachments=letter.attachments,
        headers=letter.headers,
        list_unsubscribe=letter.list_unsubscribe,
        sender=row.sender,
    )
