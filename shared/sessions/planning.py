"""Planning: insert the sessions of the next months that are not there yet."""

from datetime import datetime

from shared.holding.holding import is_held
from shared.messages import SessionPlanned
from shared.programme.model import Series
from shared.services import Services
from shared.sessions.rows import OpenSession, Session, SessionState, session_key
from shared.sessions.schedule import PlannedSession, planned


def plan_sessions(services: Services, now: datetime) -> None:
    """Plan each series' sessions for the next `plan_days` days.

    A session that is planned already stays the same. If it has no meeting yet, we ask for one again. One that a person
    holds is not planned.
    """
    zone, days = services.programme.zone, services.programme.about.plan_days
    for series in services.programme.series:
        for session in planned(series, zone, now.astimezone(zone).date(), days):
            if session.start > now:
                plan_session(services, series, session)


def planning_of(session_id: str) -> str:
    """The id of the act that plans this session."""
    return f"{session_id}.planning"


def plan_session(services: Services, series: Series, session: PlannedSession) -> None:
    """Plan this session, unless it is there or a person holds it."""
    row = services.tables.get(Session, session_key(session.id))
    if row is None and is_held(services, planning_of(session.id)):
        return
    if row is None:
        row = Session(series=series.id, id=session.id, title=series.title, start=session.start, end=session.end)
        services.tables.insert(row)
    if row.state is SessionState.PLANNED:
        services.tables.insert(OpenSession(id=row.id))
        services.queues.send(SessionPlanned(session=row.id))
