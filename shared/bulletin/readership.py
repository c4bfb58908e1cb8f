"""Readership: how many people read the bulletin. A timer counts them each night, so pages need not."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from shared.bulletin.rows import Readership
from shared.bulletin.subscriptions import readers
from shared.services import Services


def count_readers(services: Services, now: datetime) -> None:
    """Count everybody who gets the bulletin. Each count is made anew, so none stays wrong."""
    audiences_of: dict[str, list[str]] = {}
    for audience in services.programme.audiences:
        for person in set(readers(services, [audience])):
            audiences_of.setdefault(person, []).append(audience)
    counts = Counter(" ".join(audiences) for audiences in audiences_of.values())
    services.tables.put_latest(Readership(by_audiences=dict(sorted(counts.items())), counted_at=now))


def readership(services: Services) -> Readership | None:
    """The last count. None if nobody has been counted yet."""
    return services.tables.get(Readership, (Readership.PARTITION, "all"))


def readers_to_come(services: Services, audiences: Sequence[str]) -> int:
    """How many people an issue for these audiences goes to, by the last count. Without one they are counted now."""
    counted = readership(services)
    return len(set(readers(services, audiences))) if counted is None else count_of(counted, audiences)


def count_of(counted: Readership, audiences: Collection[str]) -> int:
    """How many people read for at least one of these audiences."""
    wanted = set(audiences)
    return sum(count for names, count in counted.by_audiences.items() if wanted.intersection(names.split()))
