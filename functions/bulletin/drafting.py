"""Drafting: each week the fresh items become an issue that waits for a facilitator.

timer, Mondays -> issue, inserted if absent -> its items no longer fresh -> facilitators told
               -> an approved issue that never went out -> bulletin-approved, again
               -> requests to subscribe that nobody confirmed -> forgotten
"""

import azure.functions as func

from functions.bulletin.blueprint import blueprint
from shared import clock
from shared.bulletin.drafting import draft_issue, send_approved_issues
from shared.bulletin.subscriptions import forget_old_wishes
from shared.services import the_services
from shared.triggers import timed


@blueprint.timer_trigger(arg_name="timer", schedule="0 0 6-11 * * 1", run_on_startup=False)
def on_bulletin_draft_due(timer: func.TimerRequest) -> None:
    """Mondays at 06:00 UTC, and again in each of the next five hours in case one run fails."""
    with timed("on_bulletin_draft_due"):
        draft_issue(the_services(), clock.now())
        send_approved_issues(the_services(), clock.now())
        forget_old_wishes(the_services(), clock.now())
