"""Releasing: what people wrote without their names comes out of its pots, together with that of others.

timer, daily -> pots -> questions for the panel, answers after a session; what the gate is not sure of -> held texts
                     -> who reads held texts -> delivery-due
"""

import azure.functions as func

from shared import clock
from shared.feedback.releasing import release_feedback_due
from shared.forms.pots import release_questions_due
from shared.operations.deciding import finish_released, tell_of_held
from shared.services import the_services
from shared.triggers import timed

blueprint = func.Blueprint()


@blueprint.timer_trigger(arg_name="timer", schedule="0 30 3 * * *", run_on_startup=False)
def on_release_due(timer: func.TimerRequest) -> None:
    """Daily at 03:30 UTC."""
    with timed("on_release_due"):
        release_questions_due(the_services(), clock.now())
        release_feedback_due(the_services(), clock.now())
        finish_released(the_services(), clock.now())
        tell_of_held(the_services(), clock.now())
