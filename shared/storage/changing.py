"""The one way to change a row that others change too: read it, decide, replace it; and if it changed, all anew."""

import time
from collections.abc import Callable
from random import SystemRandom

from shared.storage.row import Row
from shared.storage.tables import RowChanged, Tables

ATTEMPTS = 20
"""How often a change is tried when others change the same row; then whoever called it tries again, such as a queue."""

LONGEST_PAUSE = 0.2
"""Seconds at most between two tries. Each waits for a random time, so that many do not come back together."""


def change[R: Row](tables: Tables, kind: type[R], key: tuple[str, str], how: Callable[[R], R]) -> R | None:
    """Change the row with this key as `how` says; the row as it is now, or None if there is none.

    A row that stays as it is costs no write. Raises `RowChanged` if others keep changing it.
    """

    def once() -> R | None:
        there = tables.get(kind, key)
        if there is None:
            return None
        changed = how(there)
        return there if changed == there else tables.replace(changed)

    return insist(once)


def insist[T](act: Callable[[], T], attempts: int = ATTEMPTS) -> T:
    """Do it, and anew each time it raises `RowChanged`: so it reads what it changes. Raises that in the end."""
    for attempt in range(attempts - 1):
        try:
            return act()
        except RowChanged:
            pause(attempt)
    return act()


def pause(attempt: int) -> None:
    """Wait before the next try, after this one (the first is 0): 10 ms on average at first, 100 ms in the end."""
    time.sleep(SystemRandom().uniform(0, min(0.02 * 2**attempt, LONGEST_PAUSE)))
