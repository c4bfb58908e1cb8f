"""A whole month in a storm: the host is killed again and again, at calls drawn by lot, and the books are compared.

People and flows stand behind a front that asks again when it gets no answer, as they do themselves.
"""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from local.month import books
from local.month.play import END, START, Month
from local.stack.asking import asker
from local.stack.clock import SimulatedClock
from local.stack.processes import free_port
from shared.messages import DigestDue, Message
from tests.faults.calls import Kill, Moment, Plan
from tests.faults.world import World, all_timers

CALLS = (200, 1_200)
"""Between two kills lie so many calls at least, and at most; the month has some twenty thousand.

Closer together they would hit one message five times, which the host then gives up: kept and shown, not lost.
"""

GIVE_UP_SECONDS = 60
HOP_BY_HOP = {"connection", "content-length", "date", "host", "keep-alive", "server", "transfer-encoding"}


@dataclass(frozen=True)
class Aftermath:
    """How often the host was killed in the month, and what the books have to say."""

    kills: int
    amiss: list[str]


@dataclass
class Storm(World):
    """A world in which every host is killed in its turn, `most` times in all."""

    seed: int = 1
    most: int = 30
    _lock: threading.RLock = field(default_factory=threading.RLock, init=False, repr=False)

    def __post_init__(self) -> None:
        self._draw = random.Random(self.seed)
        self._front_port = free_port()
        self.timers = all_timers()
        self.limits = "on"
        self.plan_days = 90
        self.values = {
            "CAFE_MAILS_PER_MINUTE": "28",
            "CAFE_SITE_URL": f"http://127.0.0.1:{self._front_port}",
            "CAFE_ALLOWED_RECIPIENTS": "@example.nhs.uk,@example.org",
            "PYTHON_THREADPOOL_THREAD_COUNT": "8",
        }

    def next_plan(self) -> Plan:
        """The next kill, or peace at last."""
        if self.kills >= self.most:
            return Plan(self.plan.notes)
        return Plan(self.plan.notes, kill=Kill(self._draw.randint(*CALLS), self._draw.choice(list(Moment))))

    def ensure_alive(self) -> None:
        with self._lock:
            super().ensure_alive()

    def settle(self, longest: timedelta = timedelta(hours=1), but_for: type[Message] | None = DigestDue) -> None:
        """Let time pass until nothing waits but digests, or for an hour."""
        super().settle(longest, but_for)

    @contextmanager
    def front(self) -> Iterator[None]:
        """The site's address, behind which hosts come and go."""
        behind = self.site

        class Front(BaseHTTPRequestHandler):
            def answer(front) -> None:  # noqa: N805 - `self` is the storm
                body = front.rfile.read(int(front.headers.get("Content-Length", 0)))
                headers = {name: value for name, value in front.headers.items() if name.lower() not in HOP_BY_HOP}
                given = self.insistently(front.command, behind + front.path, body, headers)
                front.send_response(given.status_code)
                for name, value in given.headers.multi_items():
                    if name.lower() not in HOP_BY_HOP:
                        front.send_header(name, value)
                front.send_header("Content-Length", str(len(given.content)))
                front.end_headers()
                front.wfile.write(given.content)

            def do_GET(front) -> None:  # noqa: N805 - the same
                front.answer()

            def do_POST(front) -> None:  # noqa: N805 - the same
                front.answer()

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        with ThreadingHTTPServer(("127.0.0.1", self._front_port), Front) as server:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            self.site = self.settings["CAFE_SITE_URL"]
            yield
            server.shutdown()

    def insistently(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
        """Ask until there is an answer. Raises the last error when there is none for a minute."""
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while True:
            try:
                return asker().request(method, url, content=body, headers=headers, timeout=GIVE_UP_SECONDS)
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    raise
                self.ensure_alive()
                time.sleep(0.02)


def play_month(folder: Path, seed: int, most: int) -> Aftermath:
    """The month of `make run` in a storm. What is amiss is empty if it ends as it does in fair weather."""
    folder.mkdir(parents=True)
    with Storm(folder, SimulatedClock(folder / "clock"), seed=seed, most=most) as storm:
        storm.reset(START)
        storm.plan = storm.next_plan()
        storm.start_host()
        with storm.front():
            for scene in Month(storm, storm.services.programme).scenes():
                storm.advance_to(scene.at)
                scene.act()
                storm.settle()
            kept = books.read(storm)
            amiss = list(books.discrepancies(storm, kept, START, END))
            left = storm.snapshot().left.items()
        return Aftermath(storm.kills, amiss + [f"{count} messages are left in {name}" for name, count in left])
