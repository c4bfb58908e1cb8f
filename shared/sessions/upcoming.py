"""The sessions that are not over and done with."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from shared.services import Services
from shared.sessions.rows import OpenSession, Session, SessionState, session_key

MOVED_AT_MOST = timedelta(weeks=26)
"""A session's id has the day for which it was planned. It may have been moved by as much as this."""


def open_sessions(services: Services, series_id: str = "") -> Iterator[Session]:
    """The sessions whose attendance is not settled, of one series or all. Each series' sessions are in order."""
    for entry in services.tables.partition(OpenSession, OpenSession.PARTITION):
        key = session_key(entry.id)
        if entry.look_again_at is None and series_id in ("", key[0]) and (session := services.tables.get(Session, key)):
            yield session


def upcoming(services: Services, series_id: str, now: datetime) -> list[Session]:
    """The sessions of a series that people can still sign up to, soonest first."""
    return [one for one in to_come(services, series_id, now) if one.state is not SessionState.CANCELLING]


def to_come(services: Services, series_id: str, now: datetime) -> list[Session]:
    """The sessions of a series that may take place, soonest first: also one that is being cancelled.

    People keep their places there, because it may be restored.
    """
    found = [one for one in open_sessions(services, series_id) if one.is_to_come and one.start > now]
    return sorted(found, key=lambda one: one.start)


def called_off(services: Services, now: datetime) -> list[Session]:
    """The sessions that were cancelled and whose hour is not past, soonest first."""
    since = (now - MOVED_AT_MOST).date().isoformat()
    found = [
        session
        for series in services.programme.series
        for session in services.tables.partition(Session, series.id, start=f"{series.id}-{since}")
        if session.state is SessionState.CANCELLED and session.end > now
    ]
    return sorted(found, key=lambda one: one.start)
