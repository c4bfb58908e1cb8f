"""The watch: it reads the health once at a time, however many people ask."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta

from shared.operations.health import Health
from shared.storage.unavailable import StorageUnavailable

PATIENCE_SECONDS = 0.6
"""A request for the health waits this long for storage, so that the answer comes within a second."""


FRESH = timedelta(seconds=5)
"""We read the health again only after this time, so that frequent requests cost us nothing more."""


GOOD_FOR = timedelta(seconds=30)
"""So long the last reading answers at once, while a new one is under way. So nobody waits for a busy storage."""


class Watch:
    """Reads the health, one reading at a time. Many may ask, and storage may be slow or never answer."""

    def __init__(self, look: Callable[[], Health]) -> None:
        self._look = look
        self._lock = threading.Lock()
        self._begun: datetime | None = None
        self._looking: Future[Health] = Future()
        self._last: tuple[datetime, Health] | None = None

    async def health(self, now: datetime) -> Health:
        """The health, read a moment ago or now. If that takes over `PATIENCE_SECONDS`, "storage does not answer".

        It waits on the worker's event loop, so that a full thread pool cannot hold it up.
        """
        looking = self._current(now)
        if self._last and not looking.done() and abs(now - self._last[0]) < GOOD_FOR:
            return self._last[1]
        await asyncio.wait({asyncio.wrap_future(looking)}, timeout=PATIENCE_SECONDS)
        return looking.result() if looking.done() else Health(("storage does not answer in time",))

    def _current(self, now: datetime) -> Future[Health]:
        with self._lock:
            fresh = self._begun is not None and abs(now - self._begun) < FRESH
            if self._begun is None or (self._looking.done() and not fresh):
                if self._begun and self._looking.done():
                    self._last = self._begun, self._looking.result()
                self._begun, self._looking = now, Future()
                threading.Thread(target=self._see, args=(self._looking,), name="health", daemon=True).start()
            return self._looking

    def _see(self, looking: Future[Health]) -> None:
        try:
            looking.set_result(self._look())
        except StorageUnavailable:
            looking.set_result(Health(("storage does not answer",)))
        except Exception as broken:  # whatever went wrong, somebody waits for an answer
            looking.set_result(Health((f"the app cannot tell: {type(broken).__name__}",)))
