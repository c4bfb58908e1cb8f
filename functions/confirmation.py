"""Confirmation: we tell people that they are signed up, or that they have cancelled.

registration-made      -> one confirmation for all dates of a sign-up, or the mail about a free seat, due (once the
                          sessions have their meetings) -> delivery-due
registration-cancelled -> seat given back, next on the waiting list; cancellation due -> delivery-due
"""

import azure.functions as func

from shared import clock
from shared.messages import RegistrationCancelled, RegistrationMade
from shared.registrations.confirming import confirm, confirm_cancellation
from shared.services import the_services
from shared.triggers import CONNECTION, received

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="msg", queue_name=RegistrationMade.QUEUE, connection=CONNECTION)
def on_registration_made(msg: func.QueueMessage) -> None:
    """Somebody signed up, or has a seat that became free."""
    with received(RegistrationMade, msg) as made:
        confirm(the_services(), made, clock.now())


@blueprint.queue_trigger(arg_name="msg", queue_name=RegistrationCancelled.QUEUE, connection=CONNECTION)
def on_registration_cancelled(msg: func.QueueMessage) -> None:
    """Somebody is no longer coming."""
    with received(RegistrationCancelled, msg) as cancelled:
        confirm_cancellation(the_services(), cancelled, clock.now())
