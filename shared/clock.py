"""Time: the one place that reads the clock.

Everything stored and compared is aware UTC. Only triggers call `now`; rules take it as a value.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)


def from_wall(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC time at which the wall clock of `zone` shows this.

    A clock change skips some times. They are read as if the clock had not changed yet.
    """
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)
