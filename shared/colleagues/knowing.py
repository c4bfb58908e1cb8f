"""Knowing colleagues: the directory says who signs in, and we keep their names as long as what they did is kept.

Each process writes a colleague down once a day, so being known costs nobody a thing.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from shared.colleagues.rows import Colleague
from shared.errors import MayPassLater
from shared.storage.tables import Tables, is_key

log = logging.getLogger(__name__)

LONGEST = 200
"""Most characters of a name or an address."""


class Colleagues:
    """Who signed in today, as far as this process has seen."""

    def __init__(self) -> None:
        self._seen: dict[str, Colleague] = {}
        self._lock = threading.Lock()

    def meet(self, tables: Tables, colleague: Colleague) -> None:
        """Write the colleague down, unless that was done today. If storage is away, the next meeting does it."""
        if not (colleague.name or colleague.email) or not is_key(colleague.id):
            return
        with self._lock:
            if self._seen.get(colleague.id) == colleague:
                return
            self._seen[colleague.id] = colleague
        try:
            tables.put_latest(colleague)
        except MayPassLater:
            log.warning("a colleague was not written down")
            with self._lock:
                self._seen.pop(colleague.id, None)


def names_of_team(tables: Tables) -> Mapping[str, str]:
    """The name of everybody who signed in, by object id: what the directory calls them, or their address."""
    return {one.id: one.name or one.email for one in tables.partition(Colleague, Colleague.PARTITION)}


def with_address(tables: Tables, is_theirs: Callable[[str], bool]) -> Iterator[Colleague]:
    """Who signs in with an address of which this is true."""
    return (one for one in tables.partition(Colleague, Colleague.PARTITION) if one.email and is_theirs(one.email))


def not_seen_since(tables: Tables, now: datetime, days: int) -> Iterator[Colleague]:
    """Who has not signed in for so many days."""
    before = (now - timedelta(days=days)).date()
    return (one for one in tables.partition(Colleague, Colleague.PARTITION) if one.seen_on < before)
