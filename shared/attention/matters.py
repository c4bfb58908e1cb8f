"""Matters: what waits for a person of the team. Each is noted once, and stays until somebody has dealt with it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from shared.attention.rows import Matter, MatterKind
from shared.services import Services


def raise_matter(
    services: Services, kind: MatterKind, about: str, person: str, now: datetime, reason: str = ""
) -> None:
    """Note that this waits for somebody. A second time changes nothing."""
    matter_id = services.keys.of("matter", kind, about, person, reason)
    services.tables.insert(Matter(id=matter_id, kind=kind, about=about, person=person, reason=reason, at=now))


def matters(services: Services) -> Iterator[Matter]:
    """Everything that waits."""
    return services.tables.partition(Matter, Matter.PARTITION)


def matters_of(services: Services, person: str) -> Iterator[Matter]:
    """What waits about this person."""
    return (one for one in matters(services) if one.person == person)


def settle(services: Services, kind: MatterKind, person: str) -> None:
    """Nothing of this kind waits about this person any more."""
    for one in matters_of(services, person):
        if one.kind is kind:
            services.tables.delete(one)


def old_matters(services: Services, now: datetime) -> Iterator[Matter]:
    """What waited as long as refused responses are kept."""
    before = now - timedelta(days=services.programme.retention.refused_responses)
    return (one for one in matters(services) if one.at < before)
