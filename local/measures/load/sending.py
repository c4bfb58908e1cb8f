"""Sending: many connections at once, each repeating a post until it is answered, as a flow does; it watches health."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import aiohttp
import httpx

from local.host.http.sign_in import PRINCIPAL, principal
from local.measures.load.posts import Post

PATIENCE_SECONDS = 60
"""The longest wait for one answer, in seconds. Then the post is repeated."""

PAUSE_SECONDS = 0.25
LONGEST_SECONDS = 3_600
"""The longest time for all posts together, with the host's restarts. If it takes longer, something is broken."""


@dataclass
class Sending:
    """The posts on their way, in a thread of their own. `answers` counts (status wanted, status given)."""

    site: str
    posts: Sequence[Post]
    connections: int
    answers: Counter[tuple[int, int]] = field(default_factory=Counter)
    again: Counter[str] = field(default_factory=Counter)
    """Why posts were repeated: no answer, or a server's error."""
    seconds: float = 0.0
    _thread: threading.Thread | None = None

    @property
    def answered(self) -> int:
        return sum(self.answers.values())

    @property
    def under_way(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._send_all()), name="load", daemon=True)
        self._thread.start()

    async def _send_all(self) -> None:
        begin, waiting = time.monotonic(), iter(self.posts)
        limits = aiohttp.TCPConnector(limit=self.connections)
        patience = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
        async with (
            aiohttp.ClientSession(connector=limits, timeout=patience) as session,
            asyncio.timeout(LONGEST_SECONDS),
            asyncio.TaskGroup() as group,
        ):
            for _ in range(self.connections):
                group.create_task(self._send_each(session, waiting))
        self.seconds = time.monotonic() - begin

    async def _send_each(self, session: aiohttp.ClientSession, waiting: Iterator[Post]) -> None:
        for post in waiting:
            status = await self._status(session, post)
            self.answers[post.status, status] += 1

    async def _status(self, session: aiohttp.ClientSession, post: Post) -> int:
        headers = {"Content-Type": "application/json", PRINCIPAL: principal("Forms")}
        while True:
            try:
                async with session.post(f"{self.site}/api/forms/sign-up", data=post.body, headers=headers) as answer:
                    if answer.status < 500:
                        return answer.status
                    self.again[f"status {answer.status}"] += 1
            except (aiohttp.ClientError, TimeoutError, OSError) as lost:
                self.again[type(lost).__name__] += 1
            await asyncio.sleep(PAUSE_SECONDS)


@dataclass
class HealthWatch:
    """Asks for the health all the time. `pause` it while the host is away on purpose."""

    site: str
    seconds: list[float] = field(default_factory=list)
    """How long each answer took."""
    failed: list[str] = field(default_factory=list)
    _away: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)
    _generation: int = 0
    _thread: threading.Thread | None = None

    @property
    def slowest(self) -> float:
        return max(self.seconds, default=0.0)

    @property
    def usual(self) -> float:
        """The time within which 99 of 100 answers came."""
        return sorted(self.seconds)[len(self.seconds) * 99 // 100] if self.seconds else 0.0

    def start(self) -> None:
        self._thread = threading.Thread(target=self._watch, name="health", daemon=True)
        self._thread.start()

    def pause(self) -> None:
        self._generation += 1
        self._away.set()

    def go_on(self) -> None:
        self._away.clear()

    def stop(self) -> None:
        self._ended.set()
        if self._thread:
            self._thread.join()

    def _watch(self) -> None:
        with httpx.Client(timeout=10) as client:
            while not self._ended.wait(PAUSE_SECONDS):
                if not self._away.is_set():
                    self._ask(client, self._generation)

    def _ask(self, client: httpx.Client, generation: int) -> None:
        begin = time.monotonic()
        try:
            status, trouble = client.get(f"{self.site}/api/health").status_code, ""
        except httpx.TransportError as lost:
            status, trouble = 0, type(lost).__name__
        if generation != self._generation:  # the host was killed meanwhile
            return
        self.seconds.append(time.monotonic() - begin)
        if status != 200:
            self.failed.append(trouble or f"status {status}")
