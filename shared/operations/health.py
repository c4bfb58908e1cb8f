"""Health: whether the café can do its work. A timer measures it (`measure`). Requests read this (`read_health`).

So each request costs two reads of storage and never waits for Graph.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from shared.attention.matters import matters
from shared.errors import MayPassLater
from shared.failures import failed_work
from shared.graph.protocol import NotPermitted, Refused
from shared.mail.rows import Delivery, DeliveryState
from shared.messages import DeliveryDue, Message
from shared.operations import heartbeats
from shared.operations.rows import Pulse
from shared.services import Services
from shared.storage.queues import poison_of
from shared.telemetry import metrics

log = logging.getLogger(__name__)

LATE = timedelta(minutes=15)
"""If a mail has been due for longer, the café is not ready. Mails before their slot do not count: they are hidden."""

NOBODY = "health"
"""An id that no mail carries. We ask the mailbox for it, to see that we can ask."""


@dataclass(frozen=True)
class Health:
    """What is wrong, if anything, and the last measurement. `measured_at` is None if there is none yet."""

    amiss: tuple[str, ...]
    measured_at: datetime | None = None
    oldest_due_seconds: int = 0
    failed: int = 0
    timers: Mapping[str, datetime] = field(default_factory=dict)
    waiting: int = 0


def read_health(services: Services, now: datetime) -> Health:
    """The café's health, according to the last measurement."""
    pulse = services.tables.get(Pulse, (Pulse.PARTITION, Pulse.ID))
    beats = heartbeats.last_beats(services)
    if pulse is None:
        return Health(("nothing was measured yet",), timers=beats)
    amiss = [f"{timer} has not run since {beats[timer]:%Y-%m-%dT%H:%MZ}" for timer in heartbeats.silent(beats, now)]
    if pulse.graph:
        amiss.append(f"Graph cannot be used: {pulse.graph}")
    if pulse.oldest_due_seconds > LATE.total_seconds():
        amiss.append(f"a mail has been due for {pulse.oldest_due_seconds // 60} minutes")
    return Health(tuple(amiss), pulse.at, pulse.oldest_due_seconds, pulse.failed, beats, pulse.waiting)


def measure(services: Services, now: datetime) -> Pulse:
    """Keep the messages that the queues gave up, and measure the café's health."""
    collect_poison(services, now)
    heartbeats.expect_all(services, heartbeats.last_beats(services), now)
    oldest = round(oldest_due(services, now).total_seconds())
    failed = sum(1 for _ in failed_work.kept(services))
    waiting = sum(1 for _ in matters(services))
    pulse = Pulse(at=now, graph=graph_trouble(services), oldest_due_seconds=oldest, failed=failed, waiting=waiting)
    services.tables.put_latest(pulse)
    metrics.measured(failed, oldest)
    log.info("measured: %d pieces of failed work, oldest due mail %d s", failed, oldest)
    return pulse


def collect_poison(services: Services, now: datetime) -> int:
    """Keep every message on the poison queues. Returns how many there were.

    A trigger on each poison queue is not enough. The host tries a message that cannot be kept or decoded five
    times, then leaves it hidden most of the time. It expires after a week (QueueProcessor of the host's extension).
    """
    taken = 0
    for kind in Message.__subclasses__():
        keep = partial(failed_work.keep_message, services, kind.QUEUE, now=now)
        taken += services.queues.take_all(poison_of(kind.QUEUE), keep)
    return taken


def oldest_due(services: Services, now: datetime) -> timedelta:
    """How long the most overdue mail at the front of the queue has waited. Mails before their slot are hidden."""
    oldest = timedelta(0)
    for due in services.queues.peek(DeliveryDue):
        row = services.tables.get(Delivery, (due.purpose, due.person))
        if row and row.state in (DeliveryState.PENDING, DeliveryState.SENDING):
            oldest = max(oldest, now - row.due)
    return oldest


def graph_trouble(services: Services) -> str:
    """Why Graph cannot be used; empty if it can. Asking costs one request."""
    try:
        services.graph.was_sent(NOBODY)
    except (MayPassLater, NotPermitted, Refused) as trouble:
        return str(trouble) or type(trouble).__name__
    return ""
