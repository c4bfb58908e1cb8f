"""Queue triggers: polling, retries and poison, by the rules of Azure's storage queue extension.

Each function polls its own queue. While it works on a message the message stays hidden, ten minutes at a
time. Success deletes it. A failure shows it again after `visibilityTimeout`, and after `maxDequeueCount`
attempts its text moves to `<queue>-poison`. If the host dies in between, the queue delivers the message again:
at least once, never less. Source: Azure docs, functions-bindings-storage-queue-trigger (polling
algorithm, poison messages, concurrency).
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from azure.core.exceptions import AzureError, ResourceNotFoundError

from local.host.host_json import Queues
from local.host.triggers.messages import Delivery, decoded, metadata
from local.host.triggers.news import News
from local.host.triggers.storage import Queue
from local.host.worker.functions import Function
from local.host.worker.invocations import Invocations
from local.host.worker.protos import StatusResult, TypedData

_log = logging.getLogger(__name__)

STRANGE = (AzureError, AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What the SDK raises when storage is away, or when somebody else answers for it."""

_HIDDEN = timedelta(minutes=10)
_RENEW_WITHIN = timedelta(minutes=5)
_FIRST_PAUSE_SECONDS = 0.1
_LEAST_SPACING_SECONDS = 0.05  # between two looks at an empty queue, however much news there is


@dataclass
class _Held:
    """A message that a function works on. Each new hiding changes its receipt; the last one is valid."""

    delivery: Delivery
    receipt: str
    hidden_until: datetime
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class QueueListener:
    """One function's queue. `longest_pause` is in seconds, between polls of a queue that stays empty."""

    def __init__(
        self,
        function: Function,
        queue: Queue,
        rules: Queues,
        invocations: Invocations,
        news: News,
        longest_pause: float,
    ) -> None:
        self._function = function
        self._queue = queue
        self._rules = rules
        self._invocations = invocations
        self._news = news
        self._longest_pause = longest_pause
        self._pause = min(_FIRST_PAUSE_SECONDS, longest_pause)
        self._held: dict[str, _Held] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._polled_at = float("-inf")
        self.emptied_at = float("-inf")  # when the last poll began, if it found nothing
        self._reachable = True

    @property
    def working(self) -> int:
        """How many messages are taken and not yet deleted, shown again or moved."""
        return len(self._held)

    async def listen(self) -> None:
        """Polls for as long as the host takes on work."""
        while True:
            while self.working > self._rules.new_batch_threshold:
                await self._news.wait(1.0)
            if await self._poll():
                self._pause = min(_FIRST_PAUSE_SECONDS, self._longest_pause)
            else:
                await self._wait()
                self._pause = min(self._pause * 2, self._longest_pause)

    async def keep_hidden(self, now: datetime) -> None:
        """Hides a message again when its ten minutes run out and its function still works on it."""
        for held in [each for each in self._held.values() if each.hidden_until - now < _RENEW_WITHIN]:
            async with held.lock:
                if held.delivery.id in self._held:
                    with self._reported("could not stay hidden", held.delivery):
                        shown = await self._queue.hide(held.delivery.id, held.receipt, _HIDDEN)
                        held.receipt, held.hidden_until = shown.pop_receipt, shown.next_visible

    async def finish(self) -> None:
        """Returns when all messages taken so far are done."""
        await asyncio.gather(*self._tasks)

    async def _poll(self) -> bool:
        """Whether it found work."""
        began = self._polled_at = time.monotonic()
        self.emptied_at = float("-inf")
        deliveries = await self._fetch()
        if deliveries is None:
            return False
        fresh = [delivery for delivery in deliveries if not self._known(delivery)]
        for delivery in fresh:
            held = _Held(delivery, delivery.pop_receipt, delivery.next_visible)
            self._held[delivery.id] = held
            task = asyncio.create_task(self._work(held))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if not deliveries:
            self.emptied_at = began
        return bool(fresh)

    async def _fetch(self) -> Sequence[Delivery] | None:
        try:
            found = await self._queue.take(self._rules.batch_size, _HIDDEN)
        except ResourceNotFoundError:
            with contextlib.suppress(*STRANGE):
                await self._queue.create()
            return None
        except STRANGE as error:
            if self._reachable:
                _log.warning("The queue %s cannot be polled: %s", self._queue.name, _first_line(error))
            self._reachable = False
            return None
        self._reachable = True
        return found

    def _known(self, delivery: Delivery) -> bool:
        """Whether a function works on the message already: a jump of the clock showed it early."""
        held = self._held.get(delivery.id)
        if held is None:
            return False
        held.receipt, held.hidden_until = delivery.pop_receipt, delivery.next_visible
        return True

    async def _wait(self) -> None:
        """Waits until the pause is over, or until there is news since the last poll."""
        if self._polled_at >= self._news.at:
            await self._news.wait(self._pause)
        earliest = self._polled_at + _LEAST_SPACING_SECONDS
        if self._news.at > self._polled_at:
            earliest = max(earliest, self._news.at)
        await asyncio.sleep(max(0.0, earliest - time.monotonic()))

    async def _work(self, held: _Held) -> None:
        try:
            succeeded = await self._run(held.delivery)
            async with held.lock:
                with self._reported("could not be settled and will come again", held.delivery):
                    await self._settle(held, succeeded=succeeded)
        finally:
            del self._held[held.delivery.id]
            self._news.tell()

    async def _run(self, delivery: Delivery) -> bool:
        if delivery.dequeue_count > self._rules.max_dequeue_count:
            return False
        text = decoded(delivery.content, self._rules.encoding)
        if text is None:
            _log.error("failed: the message is no base64", extra=self._told(delivery))
            return False
        response = await self._invocations.run(self._function, TypedData(string=text), metadata(delivery, text))
        return response.result.status == StatusResult.Success

    async def _settle(self, held: _Held, *, succeeded: bool) -> None:
        if succeeded:
            await self._queue.delete(held.delivery.id, held.receipt)
        elif held.delivery.dequeue_count < self._rules.max_dequeue_count:
            await self._queue.hide(held.delivery.id, held.receipt, self._rules.visibility_timeout)
        else:
            _log.error("gave the message up: it is in %s now", self._queue.poison, extra=self._told(held.delivery))
            await self._queue.add_poison(held.delivery.content)
            await self._queue.delete(held.delivery.id, held.receipt)

    @contextlib.contextmanager
    def _reported(self, what: str, delivery: Delivery) -> Iterator[None]:
        try:
            yield
        except STRANGE as error:
            _log.warning("the message %s: %s", what, _first_line(error), extra=self._told(delivery))

    def _told(self, delivery: Delivery) -> dict[str, object]:
        return {"function": self._function.name, "message_id": delivery.id, "attempt": delivery.dequeue_count}


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
