"""What triggers share: they decode a message under its trace id, and a timer notes that it has run."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import azure.functions as func

from shared import clock
from shared.errors import MayPassLater
from shared.failures import failed_work
from shared.messages import Message
from shared.operations import heartbeats
from shared.services import the_services
from shared.storage.queues import decode
from shared.storage.unavailable import StorageRefused, StorageUnavailable
from shared.telemetry.tracing import traced

CONNECTION = "AzureWebJobsStorage"
"""The connection of every queue trigger: the emulator's string, or `…__queueServiceUri` and the identity."""

STORAGE_AWAY = timedelta(minutes=1)
"""How long a message waits if storage was away while a function worked on it."""

log = logging.getLogger(__name__)


@contextmanager
def received[M: Message](kind: type[M], msg: func.QueueMessage) -> Iterator[M]:
    """The message of this kind in `msg`. Messages sent meanwhile carry its trace id too.

    If the work fails, the cause is noted for the team, because a poison message does not say. While storage is away,
    or others answer for it, the message goes back on its queue. This uses up no attempt.
    """
    body = msg.get_body()
    with traced(body):
        try:
            message = decode(kind, body)
            log.info("message received", extra={"queue": kind.QUEUE, **message.model_dump(mode="json")})
            yield message
            if (msg.dequeue_count or 1) > 1:
                failed_work.remove_note(the_services(), kind.QUEUE, body)
        except StorageUnavailable as away:
            if isinstance(away, StorageRefused) or not _put_back(kind, body, away):
                raise
            return
        except Exception as error:
            with suppress(MayPassLater):  # the attempt has failed, even if we cannot note it
                failed_work.note(the_services(), kind.QUEUE, body, error, clock.now())
            raise


def _put_back(kind: type[Message], body: bytes, away: StorageUnavailable) -> bool:
    """Whether the message is back on its queue, for later. If not, the host tries it again."""
    try:
        the_services().queues.send_again(kind.QUEUE, body.decode(), STORAGE_AWAY)
    except MayPassLater:
        return False
    log.warning("waiting for storage", extra={"queue": kind.QUEUE, "reason": str(away)})
    return True


@contextmanager
def timed(timer: str) -> Iterator[None]:
    """Do the timer's work under its own trace id. Note when it is done."""
    with traced():
        yield
        heartbeats.beat(the_services(), timer, clock.now())
