"""Which reminder is due, from the offsets before a session and the time now."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import TypeAdapter

_DURATION = TypeAdapter(timedelta)

QUIET = timedelta(days=1)
"""Somebody who heard of a session less than this ago needs no reminder of it."""


def due_reminder(start: datetime, reminders: Sequence[timedelta], now: datetime) -> timedelta | None:
    """The offset of the one reminder that is due. None before the first one, and after the session has started.

    A reminder is due until the next one is due. After that it is stale and never sent.
    """
    return min((before for before in reminders if start - before <= now < start), default=None)


def quiet_before(offset: timedelta) -> timedelta:
    """How long before this reminder another mail about the session makes it needless: a day, or its own time ahead."""
    return min(QUIET, offset)


def offset_text(before: timedelta) -> str:
    """A reminder's offset as an ISO 8601 duration, such as "P7D" or "PT1H"."""
    return str(_DURATION.dump_python(before, mode="json"))


def offset_of(text: str) -> timedelta:
    """The offset that `offset_text` wrote. Raises `ValueError` for anything else."""
    return _DURATION.validate_python(text)
