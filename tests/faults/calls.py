"""Inside the app's process: every call to storage and to Graph is counted, and one of them goes wrong.

The storage SDK's transport and httpx's, which the Graph SDK uses, are wrapped from outside; the app knows
nothing of it. Killed "before" means that the request never left; "after", that it was answered and the
answer never read.

Or a liar answers in place of storage or Graph, as a proxy does: before the call was made, or after it was done.
"""

import json
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from azure.core.pipeline.transport import RequestsTransport

from local.host import serving
from local.host.worker.invocations import Invocations
from local.host.worker.worker import current_invocation


class Moment(StrEnum):
    """On which side of a call something happens."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Kill:
    """The process dies at the call with this number, from 1."""

    call: int
    moment: Moment


@dataclass(frozen=True)
class Lie:
    """In place of the answer to the call with this number comes `what` the liar says, before or after it is done."""

    call: int
    moment: Moment
    what: str
    liar: str = ""


@dataclass(frozen=True)
class Call:
    """A call as it was made: by which function, in its how manieth run, and what it asked for: `PUT deliveries`."""

    function: str
    run: int
    what: str


@dataclass(frozen=True)
class Plan:
    """Which calls count (those of these functions; of all, if none is named), where they are noted, and the kill."""

    notes: Path
    functions: tuple[str, ...] = ()
    kill: Kill | Lie | None = None


@dataclass
class _Watch:
    plan: Plan
    count: int = 0
    hosts: list[Invocations] = field(default_factory=list)
    runs: dict[str, list[str]] = field(default_factory=dict)
    """The invocations of each function, in order of their first call."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def call(self, method: str, url: str) -> Iterator[Lie | None]:
        """Count the call, and die at it if that is the plan. Gives the lie that is to be its answer."""
        number = self._counted(method, url)
        self._die(number, Moment.BEFORE)
        plan = self.plan.kill
        yield plan if number and isinstance(plan, Lie) and plan.call == number else None
        self._die(number, Moment.AFTER)

    def _counted(self, method: str, url: str) -> int:
        invocation = current_invocation() or ""
        function = next((name for host in self.hosts if (name := host.function_of(invocation))), "")
        if not function or (self.plan.functions and function not in self.plan.functions):
            return 0
        with self.lock:
            runs = self.runs.setdefault(function, [])
            if invocation not in runs:
                runs.append(invocation)
            self.count += 1
            _note(self.plan.notes, Call(function, len(runs), f"{method} {_subject(url)}"))
            return self.count

    def _die(self, number: int, moment: Moment) -> None:
        if number and self.plan.kill == Kill(number, moment):
            os.kill(os.getpid(), signal.SIGKILL)


def watch(plan: Plan) -> None:
    """From now on count this process's calls, and die where the plan says. Once in a process, before it serves."""
    watching = _Watch(plan)

    class Watched(Invocations):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            watching.hosts.append(self)

    _replace(serving, "Invocations", Watched)
    to_storage, to_graph = RequestsTransport.send, httpx.AsyncHTTPTransport.handle_async_request

    def send(self: RequestsTransport, request: Any, **options: Any) -> Any:
        with watching.call(request.method, request.url) as lie:
            if lie is None:
                return to_storage(self, request, **options)
            if lie.moment is Moment.AFTER:
                to_storage(self, request, **options)
            url, request.url = request.url, f"{lie.liar}/{lie.what}"
            try:
                return to_storage(self, request, **options)
            finally:
                request.url = url

    async def handle(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        with watching.call(request.method, str(request.url)) as lie:
            if lie is None:
                return await to_graph(self, request)
            if lie.moment is Moment.AFTER:
                await (await to_graph(self, request)).aclose()
            return await to_graph(self, httpx.Request("GET", f"{lie.liar}/{lie.what}"))

    _replace(RequestsTransport, "send", send)
    _replace(httpx.AsyncHTTPTransport, "handle_async_request", handle)


def calls_in(notes: Path) -> Sequence[Call]:
    """The calls noted so far."""
    lines = notes.read_text("utf-8").splitlines() if notes.exists() else []
    return [Call(**json.loads(line)) for line in lines]


def _replace(owner: object, name: str, value: object) -> None:
    setattr(owner, name, value)


def _note(notes: Path, call: Call) -> None:
    with notes.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(call)) + "\n")


def _subject(url: str) -> str:
    """The table, the queue, or Graph's kind of thing: the part of the path that holds no key."""
    parts = [part for part in urlsplit(url).path.split("/") if part]
    if parts[0] == "v1.0":
        return "/".join(parts[3:4] + parts[5:6])
    return parts[1].partition("(")[0] if len(parts) > 1 else parts[0]
