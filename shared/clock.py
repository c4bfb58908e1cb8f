"""Time: the one place that reads the clock.

Everything stored and compared is aware UTC. Only triggers call `now`; rules take it as a value.

All instances of the app share storage, so storage's clock is the one that counts. An instance whose own clock is far
from it would plan mail for another hour, and hold back the mail of all others. So it corrects its own clock.
"""

import logging
import threading
import time as machine
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FAR = timedelta(seconds=5)
"""Clocks may differ by this much. Storage tells whole seconds, and pacing bears a few."""

LASTING = 2.0
"""Seconds for which a new difference must last. The first answer in a process is believed at once."""

log = logging.getLogger(__name__)


class Correction:
    """How far this machine's clock is from storage's, by the answers so far."""

    def __init__(self) -> None:
        self.offset = timedelta(0)
        self._heard = False
        self._suspected: tuple[float, timedelta] | None = None
        self._lock = threading.Lock()

    def hear(self, at: datetime, asked: datetime, answered: datetime) -> None:
        """At storage it was `at`, at some moment between these two by this machine's clock."""
        early, late = at + timedelta(seconds=1) - asked, at - answered
        off = timedelta(0) if late <= FAR and early >= -FAR else late if late > FAR else early
        with self._lock:
            self._weigh(off, running())

    def _weigh(self, off: timedelta, moment: float) -> None:
        since, suspected = self._suspected or (moment, off)
        if abs(off - self.offset) <= FAR:
            self._suspected = None
        elif not self._heard or (abs(off - suspected) <= FAR and moment - since >= LASTING):
            log.warning("this machine's clock is %g s behind storage's, and is corrected", off.total_seconds())
            self.offset, self._suspected = off, None
        elif self._suspected is None or abs(off - suspected) > FAR:
            self._suspected = (moment, off)
        self._heard = True


correction = Correction()
"""This process's own. `shared.services` lets it hear each answer of storage."""


def now() -> datetime:
    """The current time, aware, in UTC: this machine's, or storage's if they are far apart."""
    return by_this_machine() + correction.offset


def by_this_machine() -> datetime:
    """The time that this machine's clock shows, right or wrong."""
    return datetime.now(UTC)


def running() -> float:
    """Seconds by a clock of this machine that nobody sets. Only the difference of two readings says anything."""
    return machine.monotonic()


def from_wall(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC time at which the wall clock of `zone` shows this.

    A clock change skips some times. They are read as if the clock had not changed yet.
    """
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)


def in_utc(moment: datetime) -> datetime:
    """The moment in UTC. Raises `ValueError` if it is beyond the years that there are."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError("write a time within the years 1 to 9999 in UTC") from beyond
