"""The one way to change a row that others may change too: read it, decide, replace it. If it changed, start again."""

import time
from collections.abc import Callable
from random import SystemRandom

from shared.storage.row import Row
from shared.storage.tables import RowChanged, Tables

ATTEMPTS = 20
"""How often we try a change while others change the same row. After that the caller, such as a queue, tries again."""

LONGEST_PAUSE = 0.2
"""Most seconds between two tries. The wait is random, so that many callers do not come back together."""


def change[R: Row](tables: Tables, kind: type[R], key: tuple[str, str], how: Callable[[R], R]) -> R | None:
    """Change the row with this key as `how` says. Returns the row as it is now, or None if there is none.

    Nothing is written if `how` changes nothing. Raises `RowChanged` if others keep changing the row.
    """

    def once() -> R | None:
        there = tables.get(kind, key)
        if there is None:
            return None
        changed = how(there)
        return there if changed == there else tables.replace(changed)

    return repeat_if_changed(once)


def repeat_if_changed[T](act: Callable[[], T], attempts: int = ATTEMPTS) -> T:
    """Do it, and do it again whenever it raises `RowChanged`. So `act` must read what it changes.

    Raises `RowChanged` if the last attempt does.
    """
    for attempt in range(attempts - 1):
        try:
            return act()
        except RowChanged:
            pause(attempt)
    return act()


def pause(attempt: int) -> None:
    """Wait after this attempt (the first is 0). The wait grows from 10 ms to 100 ms on average."""
    time.sleep(SystemRandom().uniform(0, min(0.02 * 2**attempt, LONGEST_PAUSE)))
