"""What triggers have in common: a message decoded under its trace id, a timer that leaves a sign of life."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import azure.functions as func

from shared import clock
from shared.errors import MayPassLater
from shared.failures import failed_work
from shared.messages import Message
from shared.operations import heartbeats
from shared.services import the_services
from shared.storage.queues import decode
from shared.telemetry.tracing import traced

CONNECTION = "AzureWebJobsStorage"
"""The connection of every queue trigger: the emulator's string, or `…__queueServiceUri` with the identity."""

log = logging.getLogger(__name__)


@contextmanager
def received[M: Message](kind: type[M], msg: func.QueueMessage) -> Iterator[M]:
    """The message of this kind in `msg`; what is sent within carries its trace id on.

    Why it fails is noted for the team: a poison message does not say.
    """
    body = msg.get_body()
    with traced(body):
        try:
            message = decode(kind, body)
            log.info("message received", extra={"queue": kind.QUEUE, **message.model_dump(mode="json")})
            yield message
        except Exception as error:
            with suppress(MayPassLater):  # the attempt failed, noted or not
                failed_work.note(the_services(), kind.QUEUE, body, error, clock.now())
            raise
        if (msg.dequeue_count or 1) > 1:
            failed_work.worked_after_all(the_services(), kind.QUEUE, body)


@contextmanager
def timed(timer: str) -> Iterator[None]:
    """The work of this timer under a trace id of its own; when it is done that is noted."""
    with traced():
        yield
        heartbeats.beat(the_services(), timer, clock.now())
