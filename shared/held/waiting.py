"""The held texts that wait for somebody to decide about them."""

from datetime import datetime

from shared.held.rows import Held, HeldState
from shared.services import Services


def waiting_texts(services: Services, now: datetime) -> list[Held]:
    """Every held text that waits, oldest first. They are few, because each waits for a month at most."""
    rows = services.tables.partition(Held, Held.PARTITION)
    waiting = [row for row in rows if row.state is HeldState.WAITING and row.until >= now.date()]
    return sorted(waiting, key=lambda row: (row.day, row.id))


def count_held(services: Services, session: str, now: datetime) -> int:
    """How many texts about this session wait."""
    return sum(row.session == session for row in waiting_texts(services, now))


def is_something_held(services: Services, session: str, now: datetime) -> bool:
    """Whether a text about this session waits."""
    return any(row.session == session for row in waiting_texts(services, now))
