"""The admin route: it runs a function by hand, lists the functions, and says what the host is doing.

`/admin/functions` and `POST /admin/functions/{name}` are Azure's own. In the status, `invocations` and `idle`
are ours, and so is `?wait=2`: up to so many seconds, the answer waits until the host is idle.
"""

import asyncio
import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import assert_never

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.host.clock import HostClock
from local.host.triggers.messages import Delivery, metadata
from local.host.triggers.news import News
from local.host.triggers.triggers import Triggers
from local.host.worker.functions import Function, HttpTrigger, QueueTrigger, TimerTrigger
from local.host.worker.invocations import Invocations, Tally
from local.host.worker.protos import InvocationResponse, TypedData

_LONGEST_LOOK_SECONDS = 2.0
_MESSAGE_LIFE = timedelta(days=7)


class Admin:
    """What `/admin` answers."""

    def __init__(
        self,
        functions: Sequence[Function],
        triggers: Triggers,
        invocations: Invocations,
        clock: HostClock,
        news: News,
    ) -> None:
        self._functions = {function.name.lower(): function for function in functions}
        self._triggers = triggers
        self._invocations = invocations
        self._clock = clock
        self._news = news
        self._started: set[asyncio.Task[InvocationResponse]] = set()

    @property
    def routes(self) -> Sequence[Route]:
        return [
            Route("/admin/host/status", self._status),
            Route("/admin/functions", self._list),
            Route("/admin/functions/{name}", self._show),
            Route("/admin/functions/{name}", self._run, methods=["POST"]),
        ]

    async def _status(self, request: Request) -> Response:
        idle = await self._idle_within(float(request.query_params.get("wait", 0)))
        return JSONResponse(
            {
                "state": "Running",
                "now": self._clock.now().isoformat(),
                "running": self._invocations.running,
                "idle": idle,
                "invocations": {each.name: self._tally(each) for each in self._functions.values()},
            }
        )

    def _tally(self, function: Function) -> dict[str, int]:
        return asdict(self._invocations.tallies.get(function.name, Tally()))

    async def _idle_within(self, seconds: float) -> bool:
        """Whether there is nothing to do, or will be within so many seconds. Who asks need not ask again and again."""
        deadline = time.monotonic() + seconds
        while not (idle := await self._idle()) and time.monotonic() < deadline:  # noqa: ASYNC110 - many events end work
            await asyncio.sleep(0.005)
        return idle

    async def _idle(self) -> bool:
        """Whether there is nothing to do at this moment of the clock; each queue is looked at first."""
        self._clock.look()
        if self._busy():
            return False
        self._news.tell()
        deadline = time.monotonic() + _LONGEST_LOOK_SECONDS
        while not self._busy() and time.monotonic() < deadline:
            if self._triggers.found_nothing_since(self._news.at):
                return True
            await asyncio.sleep(0.005)
        return False

    def _busy(self) -> bool:
        return self._invocations.running > 0 or self._triggers.busy

    async def _list(self, _request: Request) -> Response:
        return JSONResponse([_description(function) for function in self._functions.values()])

    async def _show(self, request: Request) -> Response:
        function = self._functions.get(request.path_params["name"].lower())
        return JSONResponse(_description(function)) if function else Response(status_code=404)

    async def _run(self, request: Request) -> Response:
        """Answers 202 and lets the function run, as Azure does. The status and the log say how it ends."""
        function = self._functions.get(request.path_params["name"].lower())
        if function is None:
            return Response(status_code=404)
        try:
            given = json.loads(await request.body() or b"{}")
        except ValueError:
            return Response("The body should be JSON.", 400)
        if isinstance(function.trigger, HttpTrigger) or not isinstance(given, dict):
            return Response('This takes {"input": ...}, for a function that is not set off by HTTP.', 400)
        self._start(function, given.get("input"))
        return Response(status_code=202)

    def _start(self, function: Function, given: object) -> None:
        match function.trigger:
            case QueueTrigger():
                text = given if isinstance(given, str) else json.dumps(given)
                run = self._invocations.run(function, TypedData(string=text), metadata(_by_hand(text), text))
            case _:
                timer = self._triggers.timers.get(function.name)
                info = timer.info(past_due=False) if timer else TypedData(json="{}")
                run = self._invocations.run(function, info)
        task = asyncio.create_task(run)
        self._started.add(task)
        task.add_done_callback(self._started.discard)


def _by_hand(text: str) -> Delivery:
    now = datetime.now(UTC)
    return Delivery(str(uuid.uuid4()), "", 1, now, now + _MESSAGE_LIFE, now, text)


def _description(function: Function) -> dict[str, object]:
    shown: dict[str, object] = {
        "name": function.name,
        "language": "python",
        "isDisabled": function.disabled,
        "config": {"bindings": function.bindings},
    }
    ours: dict[str, object]
    match function.trigger:
        case HttpTrigger(route=route, methods=methods):
            ours = {
                "trigger": "http",
                "route": f"/{route.template}",
                "methods": sorted(methods) if methods else None,
            }
        case QueueTrigger(queue=queue):
            ours = {"trigger": "queue", "queue": queue}
        case TimerTrigger(schedule=schedule):
            ours = {"trigger": "timer", "schedule": schedule.expression}
        case other:
            assert_never(other)
    return shown | ours
