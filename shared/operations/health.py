"""Health: whether the café can do its work. A timer measures (`measure`); whoever asks reads that (`look`).

So asking costs two reads of storage, however often it is asked, and never waits for Graph.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

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
"""How long a mail may be due before the café is not ready: the pace gives each its slot, so they wait hidden."""

NOBODY = "health"
"""An id that no mail carries: the mailbox is asked for it to see that it can be asked."""


@dataclass(frozen=True)
class Health:
    """What is amiss, if anything, and what was measured. `measured_at` is None if nothing was yet."""

    amiss: tuple[str, ...]
    measured_at: datetime | None = None
    oldest_due_seconds: int = 0
    failed: int = 0
    timers: Mapping[str, datetime] = field(default_factory=dict)


def look(services: Services, now: datetime) -> Health:
    """How the café is, from what was measured last."""
    pulse = services.tables.get(Pulse, (Pulse.PARTITION, Pulse.ID))
    beats = heartbeats.last_beats(services)
    if pulse is None:
        return Health(("nothing was measured yet",), timers=beats)
    amiss = [f"{timer} has not run since {beats[timer]:%Y-%m-%dT%H:%MZ}" for timer in heartbeats.silent(beats, now)]
    if pulse.graph:
        amiss.append(f"Graph cannot be used: {pulse.graph}")
    if pulse.oldest_due_seconds > LATE.total_seconds():
        amiss.append(f"a mail has been due for {pulse.oldest_due_seconds // 60} minutes")
    return Health(tuple(amiss), pulse.at, pulse.oldest_due_seconds, pulse.failed, beats)


def measure(services: Services, now: datetime) -> Pulse:
    """Keep what the queues gave up, and measure how the café is."""
    collect_poison(services, now)
    heartbeats.expect_all(services, heartbeats.last_beats(services), now)
    oldest = round(oldest_due(services, now).total_seconds())
    failed = sum(1 for _ in failed_work.kept(services))
    pulse = Pulse(at=now, graph=graph_trouble(services), oldest_due_seconds=oldest, failed=failed)
    services.tables.put_latest(pulse)
    metrics.measured(failed, oldest)
    log.info("measured: %d pieces of failed work, oldest due mail %d s", failed, oldest)
    return pulse


def collect_poison(services: Services, now: datetime) -> int:
    """Keep what lies on the queues' poison queues, whatever it is; how many messages that were.

    A trigger on each would not do: a message that it cannot keep, or that the host cannot decode, is tried five
    times, is then left hidden most of the time, and expires after a week (QueueProcessor of the host's extension).
    """
    taken = 0
    for kind in Message.__subclasses__():
        keep = partial(failed_work.keep_message, services, kind.QUEUE, now=now)
        taken += services.queues.take_all(poison_of(kind.QUEUE), keep)
    return taken


def oldest_due(services: Services, now: datetime) -> timedelta:
    """How long the mail due longest has waited, of those at the front of the queue; before its slot none is there."""
    oldest = timedelta(0)
    for due in services.queues.peek(DeliveryDue):
        row = services.tables.get(Delivery, (due.purpose, due.person))
        if row and row.state in (DeliveryState.PENDING, DeliveryState.SENDING):
            oldest = max(oldest, now - row.due)
    return oldest


def graph_trouble(services: Services) -> str:
    """Why Graph cannot be used; empty if it can. It costs one request."""
    try:
        services.graph.was_sent(NOBODY)
    except (MayPassLater, NotPermitted, Refused) as trouble:
        return str(trouble) or type(trouble).__name__
    return ""
