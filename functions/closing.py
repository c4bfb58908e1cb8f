"""Closing: ending the sessions that are over, and fetching who came.

timer, every 10 minutes -> sessions that ended -> session-ended
session-ended -> attendance reports -> feedback-due; a day after the end digest-due
"""

import azure.functions as func

from shared import clock
from shared.attendance.closing import close_sessions, take_attendance
from shared.messages import SessionEnded
from shared.services import the_services
from shared.triggers import CONNECTION, received, timed

blueprint = func.Blueprint()


@blueprint.timer_trigger(arg_name="timer", schedule="0 */10 * * * *", run_on_startup=False)
def on_closing_due(timer: func.TimerRequest) -> None:
    """Every ten minutes."""
    with timed("on_closing_due"):
        close_sessions(the_services(), clock.now())


@blueprint.queue_trigger(arg_name="msg", queue_name=SessionEnded.QUEUE, connection=CONNECTION)
def on_session_ended(msg: func.QueueMessage) -> None:
    """A session is over."""
    with received(SessionEnded, msg) as ended:
        take_attendance(the_services(), ended.session, clock.now())
