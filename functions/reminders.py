"""Reminders for everyone who still comes, at the series' offsets, and the briefing on the evening before.

timer, every 5 minutes -> open sessions -> reminder-due
                                        -> briefing for the facilitators -> delivery-due
reminder-due -> everyone registered -> delivery-due
"""

import azure.functions as func

from shared import clock
from shared.messages import ReminderDue
from shared.reminders.reminding import remind, start_reminders
from shared.services import the_services
from shared.triggers import CONNECTION, received, timed

blueprint = func.Blueprint()


@blueprint.timer_trigger(arg_name="timer", schedule="0 */5 * * * *", run_on_startup=False)
def on_reminders_due(timer: func.TimerRequest) -> None:
    """Every five minutes."""
    with timed("on_reminders_due"):
        start_reminders(the_services(), clock.now())


@blueprint.queue_trigger(arg_name="msg", queue_name=ReminderDue.QUEUE, connection=CONNECTION)
def on_reminder_due(msg: func.QueueMessage) -> None:
    """One reminder of one session is due."""
    with received(ReminderDue, msg) as due:
        remind(the_services(), due, clock.now())
