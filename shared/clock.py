"""Time: the one place that reads the clock, and the one that knows the programme's wall clock.

Everything stored and compared is aware UTC. Only triggers call `now`; rules take it as a value.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)


def from_wall(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC time at which the wall clock of `zone` shows this; one that a clock change skips is read as before it."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def long_date(moment: datetime, zone: ZoneInfo) -> str:
    """As a letter writes it: "Wednesday 9 December 2026"."""
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y}"


def wall_time(moment: datetime, zone: ZoneInfo) -> str:
    """As NHS.UK writes it: "12:30pm", "1pm", "midday"."""
    local = moment.astimezone(zone)
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"
