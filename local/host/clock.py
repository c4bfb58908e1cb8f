"""The time that the host and its app live in: the real time, or that of a simulated clock's file.

With a file, `time_machine` moves this process's now by the file's offset, in C, for every module:
`datetime.now`, `time.time`, log records. It leaves `time.monotonic` alone, so the event loop, its sleeps and
its time limits go on in real time, whatever the jump.
"""

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

from local.host.errors import HostError
from local.host.triggers.news import News
from local.stack.clock import SimulatedClock

_log = logging.getLogger(__name__)
_LOOK_EVERY_SECONDS = 0.02
_OTHERS_FOLLOW_SECONDS = 0.03  # by then the emulator, which reads the same file, has seen the jump too
_LONGEST_SLEEP_SECONDS = 60.0  # then it reads the clock again: somebody may have set the machine's, or it slept


class HostClock:
    """Tells the time, and that it has jumped. With no file it is the real clock and never jumps."""

    def __init__(self, file: Path | None, news: News) -> None:
        self._source = None if file is None else SimulatedClock(file)
        self._news = news
        self._offset = self._offset_at_start()
        self._travel = time_machine.travel(datetime.now(UTC) + self._offset, tick=True)
        self._traveller = self._travel.start() if self._source else None
        time.time()  # the traveller starts counting at its first reading

    @property
    def simulated(self) -> bool:
        return self._source is not None

    def now(self) -> datetime:
        return datetime.now(UTC)

    def look(self) -> None:
        """Reads the file and follows it, but never back: time here does not run backwards."""
        if self._source is None or self._traveller is None:
            return
        try:
            offset = self._source.offset
        except (OSError, ValueError) as error:
            _log.warning("The simulated clock cannot be read: %s", error)
            return
        if offset > self._offset:
            self._traveller.shift(offset - self._offset)
            self._offset = offset
            self._news.tell(settles_in=_OTHERS_FOLLOW_SECONDS)

    async def follow(self) -> None:
        """Looks at the file for as long as the host runs."""
        while self.simulated:
            self.look()
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    async def sleep_until(self, moment: datetime) -> None:
        """Returns once the clock has reached the moment, by ticking or by a jump."""
        while (left := moment - self.now()) > timedelta(0):
            await self._news.wait(min(left.total_seconds(), _LONGEST_SLEEP_SECONDS))

    def stop(self) -> None:
        """Gives the process its real time back."""
        if self._traveller is not None:
            self._travel.stop()
            self._traveller = None

    def _offset_at_start(self) -> timedelta:
        try:
            return self._source.offset if self._source else timedelta(0)
        except (OSError, ValueError) as error:
            raise HostError(f"The simulated clock cannot be read: {error}") from error
