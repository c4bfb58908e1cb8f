"""Azure Queues: the only file that knows the SDK.

One encoding for all (base64, as host.json says), a version and a trace id on every message, and no
expiry: a message waits until it is worked or ends among the poison messages.
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import cache
from typing import Protocol

from azure.core.credentials import TokenCredential
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueServiceClient, TextBase64EncodePolicy

from shared.messages import VERSION, Message

NEVER = -1
"""Time to live of a message that never expires (Put Message, since API version 2017-07-29)."""

LONGEST = timedelta(days=7) - timedelta(minutes=1)
"""How long a queue can hide a message: seven days; a minute is left for clocks that disagree."""

_trace: ContextVar[str] = ContextVar("trace", default="")


class UnknownVersion(Exception):
    """The message was written by a version of the café that this one does not understand."""


class Queues(Protocol):
    """What the café does with its queues."""

    def send(self, message: Message, delay: timedelta = timedelta(0)) -> None:
        """Put the message on its queue, to be seen after `delay` (cut to `LONGEST`)."""


class AzureQueues:
    """`Queues` on Azure Queue storage or its emulator. A queue that is missing is made on first use."""

    def __init__(self, service: QueueServiceClient) -> None:
        self._service = service
        self._queue = cache(lambda name: service.get_queue_client(name, message_encode_policy=TextBase64EncodePolicy()))

    @classmethod
    def from_connection_string(cls, connection: str) -> "AzureQueues":
        """The queues of the emulator."""
        return cls(QueueServiceClient.from_connection_string(connection))

    @classmethod
    def from_identity(cls, uri: str, credential: TokenCredential) -> "AzureQueues":
        """The queues at this endpoint, with a managed identity."""
        return cls(QueueServiceClient(uri, credential=credential))

    def send(self, message: Message, delay: timedelta = timedelta(0)) -> None:
        queue, text = self._queue(message.QUEUE), encode(message)
        seconds = round(min(max(delay, timedelta(0)), LONGEST).total_seconds())
        try:
            queue.send_message(text, visibility_timeout=seconds, time_to_live=NEVER)
        except ResourceNotFoundError:
            self._service.create_queue(message.QUEUE)
            queue.send_message(text, visibility_timeout=seconds, time_to_live=NEVER)


def encode(message: Message) -> str:
    """The message as JSON, with its version and the current trace id."""
    return json.dumps({"version": VERSION, "trace": trace(), **message.model_dump(mode="json")})


def decode[M: Message](kind: type[M], body: bytes) -> M:
    """The message in this body. Raises `UnknownVersion`; `ValueError` for what is no such message."""
    content = json.loads(body)
    if not isinstance(content, dict):
        raise ValueError(f"{kind.QUEUE}: not a message")  # noqa: TRY004 - as for any other body that is none
    if content.get("version") != VERSION:
        raise UnknownVersion(f"{kind.QUEUE}: version {content.get('version')!r}, this app speaks {VERSION}")
    return kind.model_validate(content)


@contextmanager
def traced(body: bytes | None = None) -> Iterator[str]:
    """Work under the trace id of the message in `body`, or under a new one: what is sent within carries it on."""
    content = json.loads(body) if body else {}
    known = content.get("trace") if isinstance(content, dict) else None
    token = _trace.set(str(known or uuid.uuid4().hex))
    try:
        yield _trace.get()
    finally:
        _trace.reset(token)


def trace() -> str:
    """The trace id of the work at hand; a new one outside any."""
    return _trace.get() or uuid.uuid4().hex
