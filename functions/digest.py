"""Digest: a session in figures and words, for the people who run the café.

digest-due -> figures kept for comparison -> session closed -> digest for the facilitators -> delivery-due
"""

import azure.functions as func

from shared import clock
from shared.figures.digest import write_digest
from shared.messages import DigestDue
from shared.services import the_services
from shared.triggers import CONNECTION, received

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="msg", queue_name=DigestDue.QUEUE, connection=CONNECTION)
def on_digest_due(msg: func.QueueMessage) -> None:
    """A session's digest can be written."""
    with received(DigestDue, msg) as due:
        write_digest(the_services(), due.session, clock.now())
