"""Which reminder is due, from the offsets before a session and the time now.

Days count on the wall clock: "seven days before" half past twelve is at half past twelve, also across a clock
change. Hours and minutes are the time that passes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from shared.clock import from_wall

_DURATION = TypeAdapter(timedelta)

QUIET = timedelta(days=1)
"""Somebody who heard of a session less than this ago needs no reminder of it."""


def falls_due(start: datetime, before: timedelta, zone: ZoneInfo) -> datetime:
    """When a reminder so long before this start falls due, by the wall clock of `zone`."""
    wall = start.astimezone(zone)
    days = timedelta(days=before.days)
    return from_wall(wall.date() - days, wall.time(), zone) - (before - days) if days else start - before


def due_reminder(start: datetime, reminders: Sequence[timedelta], now: datetime, zone: ZoneInfo) -> timedelta | None:
    """The offset of the one reminder that is due. None before the first one, and after the session has started.

    A reminder is due until the next one is due. After that it is stale and never sent.
    """
    due = {before: falls_due(start, before, zone) for before in reminders}
    return max((before for before in reminders if due[before] <= now < start), key=lambda one: due[one], default=None)


def is_stale(start: datetime, before: timedelta, reminders: Sequence[timedelta], now: datetime, zone: ZoneInfo) -> bool:
    """Whether a later reminder is due."""
    fell_due = falls_due(start, before, zone)
    return any(fell_due < falls_due(start, other, zone) <= now for other in reminders)


def quiet_before(offset: timedelta) -> timedelta:
    """How long before this reminder another mail about the session makes it needless: a day, or its own time ahead."""
    return min(QUIET, offset)


def offset_text(before: timedelta) -> str:
    """A reminder's offset as an ISO 8601 duration, such as "P7D" or "PT1H"."""
    return str(_DURATION.dump_python(before, mode="json"))


def offset_of(text: str) -> timedelta:
    """The offset that `offset_text` wrote. Raises `ValueError` for anything else."""
    return _DURATION.validate_python(text)
