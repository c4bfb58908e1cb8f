"""Azure Queues: the only file that knows the SDK.

All messages have one encoding (base64, as host.json says), a version and a trace id. None expires: a message
waits until a step works it or the host moves it to the poison queue.
"""

import base64
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import cache
from typing import Any, Protocol

from azure.core.credentials import TokenCredential
from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.queue import QueueServiceClient, TextBase64EncodePolicy

from shared.messages import VERSION, Message
from shared.storage.transport import QUEUES, StorageTransport
from shared.storage.unavailable import sdk_errors_as_ours, understood
from shared.telemetry.tracing import trace

NEVER = -1
"""Time to live of a message that never expires (Put Message, since API version 2017-07-29)."""

LONGEST = timedelta(days=7) - timedelta(minutes=1)
"""How long a queue can hide a message: seven days, less a minute because clocks disagree."""

MOST = 32
"""Most messages in one answer from a queue (Get Messages, Peek Messages)."""

HELD_SECONDS = 60
"""How long a message stays hidden from others after we take it."""

RETRIES: dict[str, Any] = {"retry_total": 3, "initial_backoff": 1, "increment_base": 2}
"""The SDK tries again for about ten seconds (by default it sleeps for 90). After that the queue tries again."""


class UnknownVersion(Exception):
    """Another version of the café wrote this message, and this version does not understand it."""


class Queues(Protocol):
    """What the café does with its queues."""

    def send(self, message: Message, delay: timedelta = timedelta(0)) -> None:
        """Put the message on its queue. Nobody can see it until after `delay` (at most `LONGEST`)."""

    def send_again(self, queue: str, text: str, delay: timedelta = timedelta(0)) -> None:
        """Put a message back on its queue, unchanged. It keeps its trace. Nobody can see it until after `delay`."""

    def take_all(self, queue: str, keep: Callable[[str], None]) -> int:
        """Give each message that is not hidden to `keep`, then remove it. Returns how many there were."""

    def peek[M: Message](self, kind: type[M]) -> list[M]:
        """Up to 32 messages from the front of the queue that are not hidden. They stay on the queue."""


class AzureQueues:
    """`Queues` on Azure Queue storage or its emulator. The first use of a queue creates it."""

    def __init__(self, service: QueueServiceClient) -> None:
        self._service = service
        self._queue = cache(lambda name: service.get_queue_client(name, message_encode_policy=TextBase64EncodePolicy()))

    @classmethod
    def from_connection_string(cls, connection: str) -> "AzureQueues":
        """The queues of the emulator."""
        return cls(QueueServiceClient.from_connection_string(connection, transport=StorageTransport(QUEUES), **RETRIES))

    @classmethod
    def from_identity(cls, uri: str, credential: TokenCredential) -> "AzureQueues":
        """The queues at this endpoint, with a managed identity."""
        return cls(QueueServiceClient(uri, credential=credential, transport=StorageTransport(QUEUES), **RETRIES))

    @sdk_errors_as_ours()
    def send(self, message: Message, delay: timedelta = timedelta(0)) -> None:
        self._send(message.QUEUE, encode(message), delay)

    @sdk_errors_as_ours()
    def send_again(self, queue: str, text: str, delay: timedelta = timedelta(0)) -> None:
        self._send(queue, text, delay)

    @sdk_errors_as_ours()
    def take_all(self, queue: str, keep: Callable[[str], None]) -> int:
        client, taken = self._queue(queue), 0
        with suppress(ResourceNotFoundError):  # there is no queue, because nothing was ever sent to it
            found = iter(client.receive_messages(messages_per_page=MOST, visibility_timeout=HELD_SECONDS))
            while message := understood(lambda: next(found, None)):
                keep(_text(message.content))
                client.delete_message(message)
                taken += 1
        return taken

    @sdk_errors_as_ours()
    def peek[M: Message](self, kind: type[M]) -> list[M]:
        try:
            found = understood(lambda: self._queue(kind.QUEUE).peek_messages(max_messages=MOST))
        except ResourceNotFoundError:
            return []
        return [message for one in found if (message := _readable(kind, _text(one.content)))]

    def _send(self, name: str, text: str, delay: timedelta) -> None:
        queue, hidden = self._queue(name), round(min(max(delay, timedelta(0)), LONGEST).total_seconds())

        def send() -> object:
            return queue.send_message(text, visibility_timeout=hidden, time_to_live=NEVER)

        try:
            understood(send)
        except ResourceNotFoundError:
            with suppress(ResourceExistsError):  # somebody else created it at the same moment
                self._service.create_queue(name)
            understood(send)


def poison_of(queue: str) -> str:
    """The name of the queue for messages that failed too often (queue trigger, "poison messages")."""
    return f"{queue}-poison"


def _text(content: str) -> str:
    """The text of a message. If it is not in base64, somebody else put it there: it is taken as it stands."""
    try:
        return base64.b64decode(content, validate=True).decode()
    except ValueError:
        return content


def _readable[M: Message](kind: type[M], text: str) -> M | None:
    try:
        return decode(kind, text.encode())
    except (UnknownVersion, ValueError):
        return None


def encode(message: Message) -> str:
    """The message as JSON, with its version and the current trace id."""
    return json.dumps({"version": VERSION, "trace": trace(), **message.model_dump(mode="json")})


def decode[M: Message](kind: type[M], body: bytes) -> M:
    """The message in this body. Raises `UnknownVersion`, or `ValueError` if it is not such a message."""
    content = json.loads(body)
    if not isinstance(content, dict):
        raise ValueError(f"{kind.QUEUE}: not a message")  # noqa: TRY004 - any other wrong body is a ValueError too
    if content.get("version") != VERSION:
        raise UnknownVersion(f"{kind.QUEUE}: version {content.get('version')!r}, this app understands {VERSION}")
    return kind.model_validate(content)
