"""Delivery: the only step that sends mail.

    delivery-due -> row read again -> letter composed -> pending -> sending -> sent | refused | missed | unknown

Sending twice makes two mails, and a queue may deliver a message twice. So the row holds the state. If a process
dies between the send and the save, the row stays in `sending`. The next process then asks the mailbox for the
delivery's id before it sends again. See docs/decisions/0003-deliveries.md.

A mail that was planned, or is late, asks for its turn first. So we never ask the mailbox for more than it takes,
whatever the queue does. See docs/decisions/0010-pacing.md.
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
