"""Planning: the sessions of the next months.

timer, daily -> sessions of each series' rule, inserted if absent -> session-planned
             -> seats of open sessions as many as the programme file says by now
"""

from datetime import datetime

import azure.functions as func

from shared import clock
from shared.messages import SessionPlanned
from shared.programme.model import Series
from shared.programme.values import MOST_SEATS
from shared.registrations.seats import fit_seats
from shared.services import Services, the_services
from shared.sessions.rows import OpenSession, Session, SessionState, session_key
from shared.sessions.schedule import PlannedSession, planned
from shared.triggers import timed

blueprint = func.Blueprint()


@blueprint.timer_trigger(arg_name="timer", schedule="0 0 4 * * *", run_on_startup=False)
def on_planning_due(timer: func.TimerRequest) -> None:
    """Daily at 04:00 UTC."""
    with timed("on_planning_due"):
        plan_sessions(the_services(), clock.now())


def plan_sessions(services: Services, now: datetime) -> None:
    """Plan each series' sessions up to the horizon.

    What is planned stays as it is, but for its seats; for what has no meeting yet, one is asked for again.
    """
    zone, days = services.programme.zone, services.programme.programme.plan_days
    for series in services.programme.series:
        for session in planned(series, zone, now.astimezone(zone).date(), days):
            if session.start > now:
                _plan(services, series, session)


def _plan(services: Services, series: Series, session: PlannedSession) -> None:
    row = services.tables.get(Session, session_key(session.id))
    if row is None:
        row = Session(series=series.id, id=session.id, title=series.title, start=session.start, end=session.end)
        services.tables.insert(row)
    if row.state is SessionState.PLANNED:
        services.tables.insert(OpenSession(id=row.id))
        services.queues.send(SessionPlanned(session=row.id))
    if row.state is SessionState.OPEN:
        fit_seats(services, row.id, series.capacity or MOST_SEATS)
