"""Trace ids: one for each piece of work, carried by its messages and named on its log lines."""

import json
import logging
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_trace: ContextVar[str] = ContextVar("trace", default="")


@contextmanager
def traced(body: bytes | None = None) -> Iterator[str]:
    """Work under the trace id of the message in `body`, or under a new one. Messages sent meanwhile carry it too."""
    token = _trace.set(trace_in(body) or uuid.uuid4().hex)
    try:
        yield _trace.get()
    finally:
        _trace.reset(token)


def trace() -> str:
    """The trace id of the current work; a new one if there is no such work."""
    return _trace.get() or uuid.uuid4().hex


def trace_at_hand() -> str:
    """The trace id of the current work; empty if there is no such work."""
    return _trace.get()


def trace_in(body: bytes | None) -> str:
    """The trace id that a message carries; empty if it carries none or is not a message."""
    try:
        content = json.loads(body) if body else {}
    except ValueError:
        return ""
    known = content.get("trace") if isinstance(content, dict) else None
    return known if isinstance(known, str) and re.fullmatch(r"[\w-]{1,64}", known) else ""


PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
"""The fields that every log record has."""


class TracedRecord(logging.LogRecord):
    """A log record with the trace id of the current work, if there is any, as `trace`.

    Its message ends with the trace id and with whatever else was given as `extra`: `… trace=4f2a delivery=…`.
    Azure's worker passes on a record's message and nothing else (azure_functions_runtime, on_logging).
    """

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        if at_hand := trace_at_hand():
            self.trace = at_hand

    def getMessage(self) -> str:  # noqa: N802 - logging's own name
        """The message, then whatever was given as `extra`."""
        beside = [f"{name}={value}" for name, value in vars(self).items() if name not in PLAIN]
        return " ".join([super().getMessage(), *beside])


def name_traces_in_logs() -> None:
    """From now on every log record of this process is a `TracedRecord`."""
    logging.setLogRecordFactory(TracedRecord)
