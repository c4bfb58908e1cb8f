"""Queues in memory."""

from collections.abc import Callable
from datetime import timedelta

from local.memory.eventful import Eventful
from shared.messages import Message
from shared.storage.queues import LONGEST, MOST, UnknownVersion, decode, encode
from shared.storage.unavailable import StorageRefused


class MemoryQueues(Eventful):
    """`Queues` in memory: `sent` holds each message with its delay, in order of sending, until a test drains it.

    `raw` holds texts by queue that are not the café's messages: poison messages, and text put there by hand.
    `traffic` holds the body of every message that was ever sent, with its version and its trace.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[Message, timedelta]] = []
        self.raw: dict[str, list[str]] = {}
        self.traffic: list[bytes] = []

    def send(self, message: Message, delay: timedelta = timedelta(0)) -> None:
        with self._call("send"):
            body = encode(message).encode()
            if len(body) > 48 * 1024:  # 64 KiB as base64
                raise StorageRefused("The request body is too large and exceeds the maximum permissible limit.")
            kept = decode(type(message), body)
            self.traffic.append(body)
            self.sent.append((kept, min(max(delay, timedelta(0)), LONGEST)))

    def send_again(self, queue: str, text: str, delay: timedelta = timedelta(0)) -> None:
        with self._call("send_again"):
            kind = next((kind for kind in Message.__subclasses__() if queue == kind.QUEUE), None)
            try:
                known = decode(kind, text.encode()) if kind else None
            except (UnknownVersion, ValueError):
                known = None
            if known is None:
                self.raw.setdefault(queue, []).append(text)
            else:
                self.sent.append((known, delay))

    def take_all(self, queue: str, keep: Callable[[str], None]) -> int:
        with self._call("take_all"):
            texts = self.raw.get(queue, [])
            taken = 0
            while texts:
                keep(texts[0])
                texts.pop(0)
                taken += 1
            return taken

    def peek[M: Message](self, kind: type[M]) -> list[M]:
        with self._call("peek"):
            seen = [one for one, delay in self.sent if isinstance(one, kind) and delay == timedelta(0)]
            return seen[:MOST]

    def waiting[M: Message](self, kind: type[M]) -> list[M]:
        """The messages of this queue, in the order of sending."""
        return [message for message, _ in self.sent if isinstance(message, kind)]

    def delays(self, kind: type[Message]) -> list[timedelta]:
        """How long each message of this queue is hidden, in the order of sending."""
        return [delay for message, delay in self.sent if isinstance(message, kind)]

    def drain[M: Message](self, kind: type[M]) -> list[M]:
        """Take all messages of this queue off it."""
        taken = self.waiting(kind)
        self.sent = [(message, delay) for message, delay in self.sent if not isinstance(message, kind)]
        return taken
