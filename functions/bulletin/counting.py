"""Counting: how many people read the bulletin, so that pages need not count them.

timer, daily -> every subscription -> the readership
"""

import azure.functions as func

from functions.bulletin.blueprint import blueprint
from shared import clock
from shared.bulletin.readership import count_readers
from shared.services import the_services
from shared.triggers import timed


@blueprint.timer_trigger(arg_name="timer", schedule="0 50 3 * * *", run_on_startup=False)
def on_readers_due(timer: func.TimerRequest) -> None:
    """Daily at 03:50 UTC."""
    with timed("on_readers_due"):
        count_readers(the_services(), clock.now())
