"""What triggers have in common: decoding a queue message under its trace id."""

from collections.abc import Iterator
from contextlib import contextmanager

import azure.functions as func

from shared.messages import Message
from shared.queues import decode, traced

CONNECTION = "AzureWebJobsStorage"
"""The connection of every queue trigger: the emulator's string, or `…__queueServiceUri` with the identity."""


@contextmanager
def received[M: Message](kind: type[M], msg: func.QueueMessage) -> Iterator[M]:
    """The message of this kind in `msg`; what is sent within carries its trace id on."""
    body = msg.get_body()
    with traced(body):
        yield decode(kind, body)
