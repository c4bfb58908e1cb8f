"""The host as a whole: it loads the app, starts its functions, and lets running ones finish before it ends."""

import asyncio
import contextlib
import os
import re
import signal
import socket
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from local.host.clock import HostClock
from local.host.errors import HostError
from local.host.host_json import HostJson, read_host_json
from local.host.http.admin import Admin
from local.host.http.sign_in import STAFF, Person, SignIn
from local.host.http.web import HttpFunctions
from local.host.logs import start_logging
from local.host.settings import load_settings
from local.host.triggers.news import News
from local.host.triggers.timer_status import TimerStatus
from local.host.triggers.triggers import Triggers
from local.host.worker import worker
from local.host.worker.functions import Function, read_function
from local.host.worker.invocations import Invocations

_LET_FINISH_SECONDS = 5
_TURN_SECONDS = 0.0005
"""How long a function's thread may keep Python to itself while the host waits (by default 5 ms, and each of many has
its turn first). In Azure the host is a process of its own and waits for nobody."""


@dataclass(frozen=True)
class Options:
    """The command line. Port 0 takes any free one."""

    app: Path
    port: int
    settings: Path | None
    clock: Path | None
    timers: Path | None
    verbose: bool


def _people() -> tuple[Person, ...]:
    """Those among whom one chooses at the sign-in: the facilitators of the programme file, and other staff."""
    file = Path(os.environ.get("CAFE_PROGRAMME", "cafe.toml"))
    hosts = tomllib.loads(file.read_text("utf-8")).get("facilitators", []) if file.is_file() else []
    return (*(Person(one["name"], one["email"], "Facilitator") for one in hosts), *STAFF)


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling: the host decides when it ends."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(frozen=True)
class _Serving:
    """The web server at work."""

    server: uvicorn.Server
    task: asyncio.Task[None]

    async def stop(self) -> None:
        """Takes no new requests, and gives the running ones a few seconds."""
        self.server.should_exit = True
        await self.task


async def serve(options: Options) -> None:
    """Serves until SIGTERM or SIGINT. Raises HostError if it cannot start."""
    sys.setswitchinterval(_TURN_SECONDS)
    app, news = options.app.resolve(), News()
    rules = _read_settings(options, app)
    clock = HostClock(options.clock and options.clock.resolve(), news)
    invocations = Invocations(rules.function_timeout, news)
    start_logging(invocations.function_of, verbose=options.verbose)
    with _listening(options.port) as listening:
        functions = await _load(app, rules, os.environ)
        triggers = Triggers(functions, rules.extensions.queues, clock, invocations, news, TimerStatus(options.timers))
        try:
            await triggers.open()
            admin = Admin(functions, triggers, invocations, clock, news)
            serving = await _start(_server(admin, HttpFunctions(functions, invocations)), listening)
            triggers.start()
            print(f"ready: {_url(listening)} ({len(functions)} functions)", flush=True)
            await _told_to_end()
            await asyncio.gather(
                serving.stop(), triggers.stop(_LET_FINISH_SECONDS), invocations.finish(_LET_FINISH_SECONDS)
            )
        finally:
            await triggers.close()
            clock.stop()
    _leave(invocations)


def _leave(invocations: Invocations) -> None:
    """Nobody can stop a thread that still works, and Python would wait for it. So the process just ends."""
    if invocations.abandoned or invocations.running:
        os._exit(0)
    worker.end_threads()


def _read_settings(options: Options, app: Path) -> HostJson:
    if not app.is_dir():
        raise HostError(f"There is no directory {app}.")
    default = app / "local.settings.json"
    if options.settings or default.is_file():
        load_settings(options.settings or default)
    return read_host_json(app)


async def _load(app: Path, rules: HostJson, environment: Mapping[str, str]) -> Sequence[Function]:
    prefix = rules.extensions.http.route_prefix
    return [read_function(each, prefix, environment) for each in await worker.load(app)]


def _listening(port: int) -> socket.socket:
    # asyncio sets TCP_NODELAY only where the socket names its protocol; without it every answer takes 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise HostError(f"The port {port} cannot be used: {error.strerror}.") from error
    return listening


def _server(admin: Admin, web: HttpFunctions) -> _Server:
    async def functions(scope: Scope, receive: Receive, send: Send) -> None:
        response = await web.respond(Request(scope, receive))
        await response(scope, receive, send)

    signs_in = os.environ.get("WEBSITE_AUTH_ENABLED", "").casefold() == "true"
    everything = Mount("/", SignIn(functions, _people()) if signs_in else functions)
    everything.path_regex = re.compile(r"^/(?P<path>.*)$", re.DOTALL)  # a path can hold a line's end, as %0A
    app = Starlette(routes=[*admin.routes, everything])
    return _Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=_LET_FINISH_SECONDS,
        )
    )


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()
    return f"http://{host}:{port}"


async def _start(server: uvicorn.Server, listening: socket.socket) -> _Serving:
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not (server.started or task.done()):  # noqa: ASYNC110 - uvicorn has no event to wait for
        await asyncio.sleep(0.005)
    return _Serving(server, task)


async def _told_to_end() -> None:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await ended.wait()
