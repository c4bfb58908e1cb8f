"""Counting posts of the public forms, in windows of ten minutes.

Three counters go up with each post: the whole site, the form, and the source. Above a first ceiling the form asks
people to check their answers and press once more. Above a second one it asks them to wait. Their answers stay on
the page each time, so nothing is lost.

An instance counts in memory. With every `TOGETHER`th post it writes its counts and reads those of the others. So a
post costs half a storage operation on average, and never waits for another post.
"""

import logging
import secrets
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum

from shared.errors import MayPassLater
from shared.pressure.rows import PostCount
from shared.storage.tables import Tables

WINDOW = timedelta(minutes=10)

TOGETHER = 4
"""Posts that an instance counts before it tells the others."""

MOST_SOURCES = 1_000
"""Sources that one row names: those that posted most. (1 MiB an entity: Azure Table storage.)"""

KEPT = timedelta(hours=1)
"""How long a window's counts are kept. Nothing needs them any more after the window."""

log = logging.getLogger(__name__)


class Pressure(IntEnum):
    """What is asked of a post. FREE: nothing. STEP_UP: check the answers and press again. FULL: come back later."""

    FREE = 0
    STEP_UP = 1
    FULL = 2


@dataclass(frozen=True)
class Ceiling:
    """Posts in one window: above `step_up` each needs a second press, above `full` none is taken."""

    step_up: int
    full: int

    def of(self, count: int) -> Pressure:
        """What is asked of a post when this many came, itself included."""
        if count > self.full:
            return Pressure.FULL
        return Pressure.STEP_UP if count > self.step_up else Pressure.FREE


SITE = Ceiling(step_up=400, full=4_000)
FORM = Ceiling(step_up=200, full=2_000)
SOURCE = Ceiling(step_up=12, full=300)
"""A hospital's whole staff may come from one network. So a source is asked to press again long before it is full."""


class PostCounts:
    """What this instance knows of the present window. Threads may use it together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._instance = secrets.token_hex(8)
        self._window = ""
        self._own: Counter[str] = Counter()
        self._others: Counter[str] = Counter()
        self._untold = 0

    def count(self, tables: Tables, form: str, source: str, now: datetime) -> Pressure:
        """Count one post of a form. Returns what is asked of it. An empty `source` is not known, and not counted."""
        with self._lock:
            self._begin(window_of(now))
            self._own.update(("site", f"form {form}", *([f"source {source}"] if source else [])))
            self._untold += 1
            tell = self._untold >= TOGETHER
            self._untold = 0 if tell else self._untold
            mine = PostCount(window=self._window, instance=self._instance, counts=_row_of(self._own))
        if tell:
            self._exchange(tables, mine)
        with self._lock:
            return max(
                SITE.of(self._total("site")),
                FORM.of(self._total(f"form {form}")),
                SOURCE.of(self._total(f"source {source}")),
            )

    def _begin(self, window: str) -> None:
        if window != self._window:
            self._window, self._own, self._others, self._untold = window, Counter(), Counter(), 0

    def _total(self, name: str) -> int:
        return self._own[name] + self._others[name]

    def _exchange(self, tables: Tables, mine: PostCount) -> None:
        """Tell the other instances, and hear from them. If storage is away, this instance goes on by itself."""
        try:
            tables.put_latest(mine)
            rows = tables.partition(PostCount, mine.window)
            others = sum((Counter(row.counts) for row in rows if row.instance != mine.instance), Counter[str]())
        except MayPassLater:
            log.warning("posts are counted without the other instances")
            return
        with self._lock:
            if self._window == mine.window:
                self._others = others


def window_of(moment: datetime) -> str:
    """The ten minutes that this moment is in, such as `20261201T0930`."""
    utc = moment.astimezone(UTC)
    return f"{utc - timedelta(minutes=utc.minute % 10):%Y%m%dT%H%M}"


def old_counts(tables: Tables, now: datetime) -> Iterator[PostCount]:
    """The counts of windows that are over, of the last two weeks."""
    start, end = (window_of(now - ago) for ago in (timedelta(days=14), KEPT))
    return tables.partitions(PostCount, start, end)


def _row_of(counts: Counter[str]) -> Mapping[str, int]:
    """The counts that go into a row: site, forms, and the sources that posted most."""
    sources = Counter({name: count for name, count in counts.items() if name.startswith("source ")})
    named = {name: count for name, count in counts.items() if name not in sources}
    return named | dict(sources.most_common(MOST_SOURCES))
