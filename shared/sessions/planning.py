"""Planning: insert the sessions of the next months that are not there yet."""

from datetime import datetime

from shared.messages import SessionPlanned
from shared.programme.model import Series
from shared.services import Services
from shared.sessions.rows import OpenSession, Session, SessionState, session_key
from shared.sessions.schedule import PlannedSession, planned


def plan_sessions(services: Services, now: datetime) -> None:
    """Plan each series' sessions for the next `plan_days` days.

    A session that is planned already stays the same. If it has no meeting yet, we ask for one again.
    """
    zone, days = services.programme.zone, services.programme.about.plan_days
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
