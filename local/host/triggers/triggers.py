"""Queues and timers together: opened, started and stopped as one."""

import asyncio
import logging
from collections.abc import Sequence

from local.host.clock import HostClock
from local.host.host_json import Queues
from local.host.triggers.news import News
from local.host.triggers.queues import QueueListener
from local.host.triggers.storage import Queue, Storage
from local.host.triggers.timer_status import TimerStatus
from local.host.triggers.timers import Timer
from local.host.worker.functions import Function, QueueTrigger, TimerTrigger
from local.host.worker.invocations import Invocations

_log = logging.getLogger(__name__)
_SIMULATED_PAUSE_SECONDS = 0.5  # news wakes the pollers at once; this pause is for messages of other processes
_RENEW_EVERY_SECONDS = 1.0


class Triggers:
    """What starts the functions that are not disabled, except HTTP."""

    def __init__(
        self,
        functions: Sequence[Function],
        rules: Queues,
        clock: HostClock,
        invocations: Invocations,
        news: News,
        status: TimerStatus,
    ) -> None:
        self._clock = clock
        self._news = news
        self._storages: dict[str, Storage] = {}
        self._queues: list[Queue] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.listeners: list[QueueListener] = []
        self.timers: dict[str, Timer] = {}
        pause = _SIMULATED_PAUSE_SECONDS if clock.simulated else rules.max_polling_interval.total_seconds()
        for function in functions:
            match function.trigger:
                case QueueTrigger() as trigger if not function.disabled:
                    queue = self._queue(trigger)
                    self.listeners.append(QueueListener(function, queue, rules, invocations, news, pause))
                case TimerTrigger() as trigger if not function.disabled:
                    self.timers[function.name] = Timer(function, trigger, clock, invocations, status)

    @property
    def busy(self) -> bool:
        """Whether a function works on a message, or a timer is due."""
        return any(listener.working for listener in self.listeners) or any(t.due for t in self.timers.values())

    def found_nothing_since(self, moment: float) -> bool:
        """Whether each queue was found empty after this moment of the event loop's clock."""
        return all(listener.emptied_at >= moment for listener in self.listeners)

    async def open(self) -> None:
        """Creates the queues that are absent. Raises HostError if the storage cannot be reached."""
        for queue in self._queues:
            await queue.open()

    def start(self) -> None:
        """Takes on work from now."""
        loops = [listener.listen() for listener in self.listeners]
        loops += [timer.tick() for timer in self.timers.values()]
        for loop in (*loops, self._clock.follow(), self._keep_hidden()):
            task = asyncio.create_task(loop)
            self._tasks.add(task)
            task.add_done_callback(_ended)

    async def stop(self, seconds: float) -> None:
        """Takes on no more work, and gives the messages at hand so many seconds to finish."""
        for task in self._tasks:
            task.cancel()
        if self.listeners:
            finishing = [asyncio.create_task(listener.finish()) for listener in self.listeners]
            await asyncio.wait(finishing, timeout=seconds)

    async def close(self) -> None:
        for storage in self._storages.values():
            await storage.close()

    def _queue(self, trigger: QueueTrigger) -> Queue:
        storage = self._storages.setdefault(trigger.connection, Storage(trigger.connection))
        self._queues.append(storage.queue(trigger.queue))
        return self._queues[-1]

    async def _keep_hidden(self) -> None:
        while True:
            await self._news.wait(_RENEW_EVERY_SECONDS)
            for listener in self.listeners:
                await listener.keep_hidden(self._clock.now())


def _ended(task: asyncio.Task[None]) -> None:
    """If a loop ends by itself, the host has a mistake of its own. Somebody must see that."""
    if not task.cancelled() and (error := task.exception()):
        _log.critical("the host's own loop ended", exc_info=error)
