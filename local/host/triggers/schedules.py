"""NCRONTAB, the schedules of timer triggers: six fields, seconds first, always UTC.

Source: Azure docs, functions-bindings-timer (NCRONTAB expressions). Two things differ from other crons: the day
of month and the day of week must *both* fit, and only 0 is Sunday. croniter allows more than NCRONTAB, so this
module checks the form first.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from croniter import croniter

_STEP = r"(?:/\d+)?"
_DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
_MONTHS = ["january", "february", "march", "april", "may", "june", "july"]
_MONTHS += ["august", "september", "october", "november", "december"]


def _field(lowest: int, highest: int, names: list[str] | None = None) -> re.Pattern[str]:
    values = [str(number) for number in range(highest, lowest - 1, -1)]
    values += [f"0{number}" for number in range(10) if lowest <= number]
    values += [form for name in names or [] for form in (name, name[:3])]
    value = f"(?:{'|'.join(values)})"
    part = rf"(?:\*|{value}(?:-{value})?){_STEP}"
    return re.compile(rf"{part}(?:,{part})*")


_FIELDS = {
    "second": _field(0, 59),
    "minute": _field(0, 59),
    "hour": _field(0, 23),
    "day": _field(1, 31),
    "month": _field(1, 12, _MONTHS),
    "day of the week": _field(0, 6, _DAYS),
}


@dataclass(frozen=True)
class Schedule:
    """Raises ValueError (or croniter's own error) if the text is no NCRONTAB expression."""

    expression: str

    def __post_init__(self) -> None:
        fields = self.expression.lower().split()
        if len(fields) != len(_FIELDS):
            raise ValueError(f"it has {len(fields)} fields and should have six, the seconds first")
        for text, (name, form) in zip(fields, _FIELDS.items(), strict=True):
            if not form.fullmatch(text):
                raise ValueError(f"{text!r} is no {name}")
        croniter(self._crontab(), second_at_beginning=True, day_or=False)

    def next_after(self, moment: datetime) -> datetime:
        """The first occurrence strictly after an aware UTC moment."""
        times = croniter(self._crontab(), moment, second_at_beginning=True, day_or=False)
        following: datetime = times.get_next(datetime)
        return following

    def _crontab(self) -> str:
        """The schedule with names cut to three letters, the only form that croniter knows."""
        return re.sub(r"[a-z]{4,}", lambda name: name[0][:3], self.expression.lower())
