"""Delivery: the only step that sends mail.

    delivery-due -> row asked again -> letter composed -> pending -> sending -> sent | refused | missed | unknown

A send is not idempotent and a queue delivers at least once, so the row says where it stands. A process
that dies between the send and the save leaves `sending`; whoever finds that asks the mailbox for the
delivery's id before anything is sent again. See docs/decisions/0003-deliveries.md.

A mail that was planned, or is late, asks for its turn first: so the mailbox is never asked for more than it
takes, whatever the queue does. See docs/decisions/0010-pacing.md.
"""

import azure.functions as func

from functions.delivery.blueprint import blueprint
from shared import clock
from shared.delivery.sending import deliver
from shared.messages import DeliveryDue
from shared.services import the_services
from shared.triggers import CONNECTION, received


@blueprint.queue_trigger(arg_name="msg", queue_name=DeliveryDue.QUEUE, connection=CONNECTION)
def on_delivery_due(msg: func.QueueMessage) -> None:
    """One mail to one person."""
    with received(DeliveryDue, msg) as due:
        deliver(the_services(), due, clock.now())
