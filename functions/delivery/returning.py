"""Bounces: some mail comes back after Exchange has taken it.

timer, half-hourly -> reports in the mailboxes -> delivery refused, and it waits for a person of the team
"""

import logging

import azure.functions as func

from functions.delivery.blueprint import blueprint
from shared import clock
from shared.delivery.bounces import read_bounces
from shared.services import the_services
from shared.triggers import timed

log = logging.getLogger(__name__)


@blueprint.timer_trigger(arg_name="timer", schedule="0 7,37 * * * *", run_on_startup=False)
def on_bounces_due(timer: func.TimerRequest) -> None:
    """Half-hourly, at 7 and 37 past."""
    with timed("on_bounces_due"):
        came_back = read_bounces(the_services(), clock.now())
        log.info("mails that came back", extra={"count": came_back})
