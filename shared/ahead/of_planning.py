"""Which sessions will be planned: those that come within the days for which we plan, one day after the other."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from shared.ahead.acts import HORIZON, Act, ActKind
from shared.ahead.of_sessions import hosting_of
from shared.ahead.timers import PLANS_AT, each_day
from shared.programme.model import Programme, Series
from shared.sessions.planning import planning_of
from shared.sessions.rows import Session
from shared.sessions.schedule import PlannedSession, planned


def acts_of_planning(programme: Programme, known: Collection[str], now: datetime) -> Iterator[Act]:
    """The sessions that will be planned, apart from those that are there already. Then their facilitators hear."""
    for series in programme.series:
        for at, session in _new(programme, series, now):
            if session.id not in known:
                row = row_of(series, session)
                yield Act(ActKind.PLANNING, planning_of(session.id), session.id, at, session.start, series.id)
                yield hosting_of(row, at)


def row_of(series: Series, session: PlannedSession) -> Session:
    """The session's row, as it will be."""
    return Session(series=series.id, id=session.id, title=series.title, start=session.start, end=session.end)


def the_planned(programme: Programme, session_id: str, now: datetime) -> tuple[Series, PlannedSession] | None:
    """The session that will be planned under this id; None if no rule gives it."""
    for series in programme.series:
        for _, session in _new(programme, series, now):
            if session.id == session_id:
                return series, session
    return None


def _new(programme: Programme, series: Series, now: datetime) -> Iterator[tuple[datetime, PlannedSession]]:
    """Each session of the days that come into view, with the run that finds it first."""
    zone, days = programme.zone, timedelta(days=programme.about.plan_days)
    runs = list(each_day(PLANS_AT, now, now + HORIZON))
    first, last = runs[0].astimezone(zone).date(), runs[-1].astimezone(zone).date() + days
    for session in planned(series, zone, first, (last - first).days):
        day = session.start.astimezone(zone).date()
        at = next((run for run in runs if day < run.astimezone(zone).date() + days and session.start > run), None)
        if at is not None:
            yield at, session
