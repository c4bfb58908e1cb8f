"""Slots: a long fan-out does not queue all of its mails. This step queues the rest in time.

timer, hourly -> deliveries whose slot comes within a day -> delivery-due

Ten thousand mails take a mailbox's whole day, and a queue hides no message for more than seven days.
"""

import logging

import azure.functions as func

from functions.delivery.blueprint import blueprint
from shared import clock
from shared.mail.deliveries import release
from shared.services import the_services
from shared.triggers import timed

log = logging.getLogger(__name__)


@blueprint.timer_trigger(arg_name="timer", schedule="0 40 * * * *", run_on_startup=False)
def on_slots_due(timer: func.TimerRequest) -> None:
    """Hourly, at 20 to."""
    with timed("on_slots_due"):
        released = release(the_services(), clock.now())
        log.info("later slots released", extra={"count": released})
