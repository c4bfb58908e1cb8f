"""Which reminder is due: the offsets before a session, on the clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import TypeAdapter

_DURATION = TypeAdapter(timedelta)


def due_reminder(start: datetime, reminders: Sequence[timedelta], now: datetime) -> timedelta | None:
    """The offset of the one reminder that is due, or None before the first one and from the start on.

    It stays due until the next one is: a reminder whose successor is due too is stale and never sent.
    """
    return min((before for before in reminders if start - before <= now < start), default=None)


def offset_text(before: timedelta) -> str:
    """A reminder's offset as an ISO 8601 duration: "P7D", "PT1H"."""
    return str(_DURATION.dump_python(before, mode="json"))


def offset_of(text: str) -> timedelta:
    """The offset that `offset_text` wrote. Raises `ValueError` for anything else."""
    return _DURATION.validate_python(text)
