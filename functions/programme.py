"""The programme: what follows when the team publishes a version of it.

programme-published -> sessions of its rules, seats and hosts, as the nightly planning does it
"""

import azure.functions as func

from shared import clock
from shared.messages import ProgrammePublished
from shared.services import the_services
from shared.triggers import CONNECTION, received
from shared.versions.following import follow_version

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="msg", queue_name=ProgrammePublished.QUEUE, connection=CONNECTION)
def on_programme_published(msg: func.QueueMessage) -> None:
    """A version of the programme is in force."""
    with received(ProgrammePublished, msg):
        follow_version(the_services(), clock.now())
