"""Planning: the sessions of the next months.

timer, daily -> sessions of each series' rule, inserted if absent -> session-planned
             -> open sessions get as many seats as the programme file says now, and its facilitators as hosts
             -> the rolls of coming sessions are brought up to date
"""

import azure.functions as func

from shared import clock
from shared.meetings.hosting import invite_hosts
from shared.registrations.roll import keep_ready
from shared.registrations.seats import set_capacities
from shared.services import the_services
from shared.sessions.planning import plan_sessions
from shared.triggers import timed

blueprint = func.Blueprint()


@blueprint.timer_trigger(arg_name="timer", schedule="0 0 4 * * *", run_on_startup=False)
def on_planning_due(timer: func.TimerRequest) -> None:
    """Daily at 04:00 UTC."""
    with timed("on_planning_due"):
        plan_sessions(the_services(), clock.now())
        set_capacities(the_services(), clock.now())
        invite_hosts(the_services(), clock.now())
        keep_ready(the_services(), clock.now())
