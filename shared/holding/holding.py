"""Holding an act and letting it go again. A step that starts an act asks here first, at one point read for each act.

A timer's step asks again by itself: the act starts in its next run after somebody let it go. The message of a queue's
step comes back every `ASK_AGAIN`, until the act is let go or its time is over. So nothing has to be set off.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from shared.holding.rows import Hold
from shared.messages import Message
from shared.services import Services

ASK_AGAIN = timedelta(minutes=10)
"""How often the message of a held act comes back."""

SHOWN = timedelta(days=14)
"""For so long we show that an act never happened because it was held."""

KEPT = timedelta(days=30)
"""For so long after its time we keep the row of a held act."""


def is_held(services: Services, act: str) -> bool:
    """Whether a person holds this act."""
    return services.tables.get(Hold, (Hold.PARTITION, act)) is not None


def comes_back(services: Services, act: str, message: Message, now: datetime) -> bool:
    """Whether a person holds this act. If so, its message comes back later, as long as the act has time."""
    held = services.tables.get(Hold, (Hold.PARTITION, act))
    if held is not None and now < held.until:
        services.queues.send(message, delay=ASK_AGAIN)
    return held is not None


def hold(services: Services, row: Hold) -> None:
    """Hold the act. If somebody holds it already, nothing changes."""
    services.tables.insert(row)


def let_go(services: Services, act: str) -> None:
    """Hold the act no longer. It is safe to repeat."""
    row = services.tables.get(Hold, (Hold.PARTITION, act))
    if row is not None:
        services.tables.delete(row)


def held_acts(services: Services) -> Iterator[Hold]:
    """Every act that is held, and those whose time was over lately."""
    return services.tables.partition(Hold, Hold.PARTITION)


def old_holds(services: Services, now: datetime) -> Iterator[Hold]:
    """The held acts whose time was over long ago."""
    return (row for row in held_acts(services) if row.until < now - KEPT)
