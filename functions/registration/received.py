"""Received: a response becomes registrations.

response-received -> registrations -> registration-made; the question for the panel; the bulletin"""

import azure.functions as func

from functions.registration.blueprint import blueprint
from shared import clock
from shared.forms.working import work
from shared.messages import ResponseReceived
from shared.services import the_services
from shared.storage.changing import repeat_if_changed
from shared.triggers import CONNECTION, received


@blueprint.queue_trigger(arg_name="msg", queue_name=ResponseReceived.QUEUE, connection=CONNECTION)
def on_response_received(msg: func.QueueMessage) -> None:
    """A usable response is kept and can be worked."""
    with received(ResponseReceived, msg) as response:
        # the same person may be worked twice at this moment: the page posts twice, a flow hands over twice
        repeat_if_changed(lambda: work(the_services(), response, clock.now()))
