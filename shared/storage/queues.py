"""Azure Queues: the only file that knows the SDK.

One encoding for all (base64, as host.json says), a version and a trace id on every message, and no
expiry: a message waits until it is worked or ends among the poison messages.
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
from shared.storage.unavailable import as_ours
from shared.telemetry.tracing import trace

NEVER = -1
"""Time to live of a message that never expires (Put Message, since API version 2017-07-29)."""

LONGEST = timedelta(days=7) - timedelta(minutes=1)
"""How long a queue can hide a message: seven days; a minute is left for clocks that disagree."""

MOST = 32
"""Messages in one answer of a queue at most (Get Messages, Peek Messages)."""

HELD_SECONDS = 60
"""How long a message that is taken stays hidden from others."""

RETRIES: dict[str, Any] = {"retry_total": 3, "initial_backoff": 1, "increment_base": 2}
"""The SDK's own tries, within some ten seconds (left alone it sleeps for a minute and a half); then the queue's."""


class UnknownVersion(Exception):
    """The message was written by a version of the café that this one does not understand."""


class Queues(Protocol):
    """What the café does with its queues."""

    def send(self, message: Message, delay: timedelta = timedelta(0)) -> None:
        """Put the message on its queue, to be seen after `delay` (cut to `LONGEST`)."""

    def send_again(self, queue: str, text: str) -> None:
        """Put a message that failed on its queue again, as it was: it keeps its trace."""

    def take_all(self, queue: str, keep: Callable[[str], None]) -> int:
        """Give each message that can be seen to `keep` and remove it then; how many there were."""

    def look[M: Message](self, kind: type[M]) -> list[M]:
        """Up to 32 messages that can be seen, from the front of the queue, left where they are."""


class AzureQueues:
    """`Queues` on Azure Queue storage or its emulator. A queue that is missing is made on first use."""

    def __init__(self, service: QueueServiceClient) -> None:
        self._service = service
        self._queue = cache(lambda name: service.get_queue_client(name, message_encode_policy=TextBase64EncodePolicy()))

    @classmethod
    def from_connection_string(cls, connection: str) -> "AzureQueues":
        """The queues of the emulator."""
        return cls(QueueServiceClient.from_connection_string(connection, **RETRIES))

    @classmethod
    def from_identity(cls, uri: str, credential: TokenCredential) -> "AzureQueues":
        """The queues at this endpoint, with a managed identity."""
        return cls(QueueServiceClient(uri, credential=credential, **RETRIES))

    @as_ours()
    def send(self, message: Message, delay: timedelta = timedelta(0)) -> None:
        self._send(message.QUEUE, encode(message), round(min(max(delay, timedelta(0)), LONGEST).total_seconds()))

    @as_ours()
    def send_again(self, queue: str, text: str) -> None:
        self._send(queue, text, 0)

    @as_ours()
    def take_all(self, queue: str, keep: Callable[[str], None]) -> int:
        client, taken = self._queue(queue), 0
        with suppress(ResourceNotFoundError):  # the queue itself: nothing was ever on it
            for message in client.receive_messages(messages_per_page=MOST, visibility_timeout=HELD_SECONDS):
                keep(_text(message.content))
                client.delete_message(message)
                taken += 1
        return taken

    @as_ours()
    def look[M: Message](self, kind: type[M]) -> list[M]:
        try:
            found = self._queue(kind.QUEUE).peek_messages(max_messages=MOST)
        except ResourceNotFoundError:
            return []
        return [message for one in found if (message := _readable(kind, _text(one.content)))]

    def _send(self, name: str, text: str, hidden_seconds: int) -> None:
        queue = self._queue(name)
        try:
            queue.send_message(text, visibility_timeout=hidden_seconds, time_to_live=NEVER)
        except ResourceNotFoundError:
            with suppress(ResourceExistsError):  # somebody else missed it at the same moment
                self._service.create_queue(name)
            queue.send_message(text, visibility_timeout=hidden_seconds, time_to_live=NEVER)


def poison_of(queue: str) -> str:
    """The queue to which the host moves what failed too often (queue trigger, "poison messages")."""
    return f"{queue}-poison"


def _text(content: str) -> str:
    """What a message says; one that somebody put there without base64 says what it is."""
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
    """The message in this body. Raises `UnknownVersion`; `ValueError` for what is no such message."""
    content = json.loads(body)
    if not isinstance(content, dict):
        raise ValueError(f"{kind.QUEUE}: not a message")  # noqa: TRY004 - as for any other body that is none
    if content.get("version") != VERSION:
        raise UnknownVersion(f"{kind.QUEUE}: version {content.get('version')!r}, this app speaks {VERSION}")
    return kind.model_validate(content)
