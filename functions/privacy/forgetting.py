"""Retention: we remove rows about people when the programme file says so.

timer, daily -> old sessions -> their rows about people removed
             -> old failed work, and standing registrations that ended long ago, removed
             -> rows about old mails removed
"""

import azure.functions as func

from functions.privacy.blueprint import blueprint
from shared import clock
from shared.privacy.forgetting import forget
from shared.services import the_services
from shared.triggers import timed


@blueprint.timer_trigger(arg_name="timer", schedule="0 0 3 * * *", run_on_startup=False)
def on_retention_due(timer: func.TimerRequest) -> None:
    """Daily at 03:00 UTC."""
    with timed("on_retention_due"):
        forget(the_services(), clock.now())
