"""Running functions: the time limit, how many succeeded and failed, and whether anything runs now."""

import asyncio
import logging
import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from local.host.triggers.news import News
from local.host.worker import worker
from local.host.worker.functions import Function, HttpTrigger
from local.host.worker.protos import (
    InvocationRequest,
    InvocationResponse,
    ParameterBinding,
    RpcException,
    RpcTraceContext,
    StatusResult,
    TypedData,
)

_log = logging.getLogger(__name__)
_SPACING_SECONDS = 0.25


@dataclass
class Tally:
    succeeded: int = 0
    failed: int = 0


class Invocations:
    """Every run of every function goes through here. `limit` is host.json's `functionTimeout`."""

    def __init__(self, limit: timedelta | None, news: News) -> None:
        self._limit = None if limit is None else limit.total_seconds()
        self._news = news
        self._running: dict[str, Function] = {}  # by invocation id
        self._tasks: set[asyncio.Task[InvocationResponse]] = set()
        self.tallies: dict[str, Tally] = {}
        self.abandoned = 0  # runs broken off; the thread of a synchronous run still goes on

    @property
    def running(self) -> int:
        return len(self._running)

    def function_of(self, invocation: str) -> str | None:
        """The name of the function that runs under an invocation id."""
        function = self._running.get(invocation)
        return function.name if function else None

    async def run(
        self,
        function: Function,
        data: TypedData,
        metadata: Mapping[str, TypedData] | None = None,
        trace_parent: str | None = None,
    ) -> InvocationResponse:
        """Runs a function to its end, or to the time limit, which is a failure. An error of the app is not raised.

        The run counts from this moment, and goes on if its caller is cancelled: see `finish`.
        """
        request = InvocationRequest(
            invocation_id=str(uuid.uuid4()),
            function_id=function.id,
            input_data=[ParameterBinding(function.parameter, data)],
            trigger_metadata=metadata or {},
            trace_context=RpcTraceContext(trace_parent or _new_trace_parent()),
        )
        self._running[request.invocation_id] = function
        task = asyncio.create_task(self._run(function, request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def finish(self, seconds: float) -> None:
        """Gives the running functions so many seconds to end."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def _run(self, function: Function, request: InvocationRequest) -> InvocationResponse:
        start = time.monotonic()
        try:
            response = await self._within_limit(request)
            self._count(function, response, time.monotonic() - start)
        finally:
            del self._running[request.invocation_id]
            self._tell(function)
        return response

    async def _within_limit(self, request: InvocationRequest) -> InvocationResponse:
        task = asyncio.create_task(worker.invoke(request))
        try:
            await asyncio.wait({task}, timeout=self._limit)
        finally:
            late = not task.done()
            self.abandoned += late
            task.cancel()
        if late:
            return _failure(request, f"it ran for longer than functionTimeout, {self._limit:g} seconds")
        if task.cancelled():
            return _failure(request, "it was cancelled")
        return task.result()

    def _tell(self, function: Function) -> None:
        """A run may have filled a queue. When many requests come, the host does not look after each one."""
        often = time.monotonic() < self._news.at + _SPACING_SECONDS
        if not (often and isinstance(function.trigger, HttpTrigger)):
            self._news.tell()

    def _count(self, function: Function, response: InvocationResponse, seconds: float) -> None:
        tally = self.tallies.setdefault(function.name, Tally())
        told = {"function": function.name, "invocation": response.invocation_id, "ms": round(seconds * 1000)}
        if response.result.status == StatusResult.Success:
            tally.succeeded += 1
            _log.info("succeeded", extra=told)
            return
        tally.failed += 1
        error = response.result.exception or RpcException("the runtime gave no reason")
        _log.error("failed: %s", error.message, extra=told)
        _log.debug("traceback: %s", error.stack_trace, extra=told)


def _failure(request: InvocationRequest, reason: str) -> InvocationResponse:
    return InvocationResponse(request.invocation_id, StatusResult(StatusResult.Failure, RpcException(reason)))


def _new_trace_parent() -> str:
    """A new W3C trace: `00-<trace id>-<span id>-01`."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
