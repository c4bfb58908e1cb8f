"""Recurrence rules (RFC 5545, section 3.3.10): the days on which a series has its sessions.

A rule of a café says on which days, and nothing else: the time of day is the series' own. So we read the part of
RFC 5545 that is about days. A rule that leaves the day open, or that no day can match, is a mistake in the programme
file, and the message says what would be right. Whether a day matches depends on that day alone, so looking at some
days takes no longer than there are days, whatever the rule says.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

ANCHOR = date(2000, 1, 3)
"""A Monday before every session. All rules count from it, so that INTERVAL always means the same weeks and months."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OFTEN = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
LOOKED_AT = date(2026, 1, 1), date(2076, 1, 1)
"""A rule must match a day in these fifty years."""

ADVICE = "such as FREQ=MONTHLY;BYDAY=2WE"

type Until = date | datetime


@dataclass(frozen=True)
class RecurrenceRule:
    """A rule, read. Empty tuples leave the day open."""

    often: str
    interval: int
    months: tuple[int, ...]
    month_days: tuple[int, ...]
    weekdays: tuple[tuple[int, int], ...]
    """Which one (0: each; 2: the second; -1: the last) of which weekday (0 is Monday)."""
    positions: tuple[int, ...]
    week_start: int
    until: Until | None

    def days(self, first: date, beyond: date) -> Iterator[date]:
        """The rule's days from `first` (inclusive) to `beyond` (exclusive). UNTIL is not asked here."""
        for number in range((beyond - first).days):
            day = first + timedelta(days=number)
            if self._is_in_turn(day) and self._is_meant(day):
                yield day

    def goes_on(self, day: date, starts: Callable[[date], datetime]) -> bool:
        """Whether UNTIL has not passed. `starts` gives a day's session on the wall clock, with its zone."""
        if not isinstance(self.until, datetime):
            return self.until is None or day <= self.until
        start = starts(day)
        return start <= self.until if self.until.tzinfo else start.replace(tzinfo=None) <= self.until

    def _is_in_turn(self, day: date) -> bool:
        """Whether INTERVAL counts this day's week, month or year."""
        match self.often:
            case "DAILY":
                count = (day - ANCHOR).days
            case "WEEKLY":
                count = (self._week_of(day) - self._week_of(ANCHOR)).days // 7
            case "MONTHLY":
                count = (day.year - ANCHOR.year) * 12 + day.month - ANCHOR.month
            case _:
                count = day.year - ANCHOR.year
        return count % self.interval == 0

    def _is_meant(self, day: date) -> bool:
        if not self.positions:
            return self._matches(day)
        chosen = _candidates(self, self._period_of(day))
        return day in {chosen[at - 1 if at > 0 else at] for at in self.positions if abs(at) <= len(chosen)}

    def _matches(self, day: date) -> bool:
        if self.months and day.month not in self.months:
            return False
        if self.month_days and not {day.day, day.day - 1 - _month_length(day)} & set(self.month_days):
            return False
        return not self.weekdays or any(self._is_weekday(day, nth, weekday) for nth, weekday in self.weekdays)

    def _is_weekday(self, day: date, nth: int, weekday: int) -> bool:
        if day.weekday() != weekday or not nth:
            return day.weekday() == weekday
        in_year = self.often == "YEARLY" and not self.months
        first, last = _year_of(day) if in_year else (day.replace(day=1), day.replace(day=_month_length(day)))
        return nth == ((day - first).days // 7 + 1 if nth > 0 else -((last - day).days // 7 + 1))

    def _week_of(self, day: date) -> date:
        return day - timedelta(days=(day.weekday() - self.week_start) % 7)

    def _period_of(self, day: date) -> tuple[date, date]:
        """The first and the last day of the day's own period, out of which BYSETPOS chooses."""
        match self.often:
            case "DAILY":
                return day, day
            case "WEEKLY":
                return self._week_of(day), self._week_of(day) + timedelta(days=6)
            case "MONTHLY":
                return day.replace(day=1), day.replace(day=_month_length(day))
            case _:
                return _year_of(day)


@cache
def read_rule(text: str) -> RecurrenceRule:
    """The rule in this text. Raises `ValueError` with words that say what would be right."""
    parts = _parts(text.strip().upper().removeprefix("RRULE:"))
    often = parts["FREQ"]
    rule = RecurrenceRule(
        often=often,
        interval=_interval(parts.get("INTERVAL", "1")),
        months=_numbers(parts, "BYMONTH", 1, 12),
        month_days=_numbers(parts, "BYMONTHDAY", -31, 31),
        weekdays=_weekdays(parts.get("BYDAY", ""), often),
        positions=_numbers(parts, "BYSETPOS", -366, 366),
        week_start=_week_start(parts.get("WKST", "MO")),
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
    )
    if often != "DAILY" and not (rule.weekdays or rule.month_days):
        raise ValueError(f"say on which day, with BYDAY or BYMONTHDAY, {ADVICE}")
    if often == "WEEKLY" and rule.month_days:
        raise ValueError("BYMONTHDAY goes with FREQ=MONTHLY or FREQ=YEARLY, such as FREQ=MONTHLY;BYMONTHDAY=15")
    if next(rule.days(*LOOKED_AT), None) is None:
        raise ValueError(f"no day in fifty years is one of this rule: write another, {ADVICE}")
    return rule


def _parts(text: str) -> Mapping[str, str]:
    given = [part.partition("=") for part in text.rstrip(";").split(";")]
    parts = {name.strip(): value.strip() for name, _, value in given}
    if {"DTSTART", "COUNT"} & set(re.findall(r"\w+", text)) or "\n" in text:
        raise ValueError(f"write the RFC 5545 rule alone, without DTSTART or COUNT, {ADVICE}")
    if parts.get("FREQ") not in OFTEN:
        raise ValueError(f"write a rule that is daily, weekly, monthly or yearly, {ADVICE}")
    if len(parts) < len(given):
        raise ValueError(f"name each part of the rule once, {ADVICE}")
    known = ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST", "UNTIL")
    for name in parts:
        if name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            raise ValueError(f"leave out {name}: the series' own start gives the time of day")
        if name not in known:
            raise ValueError(f"leave out {name or 'what has no name'}: a rule may have {', '.join(known)}")
    return parts


def _interval(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", value) or int(value) < 1:
        raise ValueError("INTERVAL has to be a whole number from 1 to 999, such as INTERVAL=2 for every second one")
    return int(value)


def _numbers(parts: Mapping[str, str], name: str, least: int, most: int) -> tuple[int, ...]:
    if name not in parts:
        return ()
    found = parts[name].split(",")
    numbers = tuple(int(one) for one in found if re.fullmatch(r"[+-]?[0-9]{1,3}", one))
    if len(numbers) < len(found) or any(not one or not least <= one <= most for one in numbers):
        below = f" or from {least} to -1" if least < 0 else ""
        raise ValueError(f"{name} has to be numbers from 1 to {most}{below}, with commas between them")
    return numbers


def _weekdays(value: str, often: str) -> tuple[tuple[int, int], ...]:
    if not value:
        return ()
    found = [re.fullmatch(r"([+-]?[0-9]{1,2})?([A-Z]{2})", one) for one in value.split(",")]
    days = [(int(one[1] or 0), WEEKDAYS.index(one[2])) for one in found if one and one[2] in WEEKDAYS]
    most = {"MONTHLY": 5, "YEARLY": 53}.get(often, 0)
    if len(days) < len(found) or any(
        abs(nth) > most or (one and one[1] and not nth) for (nth, _), one in zip(days, found, strict=True)
    ):
        raise ValueError(f"write an RFC 5545 rule, {ADVICE}")
    return tuple(days)


def _week_start(value: str) -> int:
    if value not in WEEKDAYS:
        raise ValueError(f"WKST has to be one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(value)


def _until(value: str) -> Until:
    written = re.fullmatch(r"(\d{8})(?:(T\d{6})(Z?))?", value, re.ASCII)
    try:
        moment = datetime.fromisoformat(written[1] + (written[2] or "T000000")) if written else None
    except ValueError:
        moment = None
    if written is None or moment is None:
        raise ValueError("UNTIL has to be a day or a time, such as UNTIL=20270331 or UNTIL=20270331T235959Z")
    if not written[2]:
        return moment.date()
    return moment.replace(tzinfo=UTC) if written[3] else moment


@cache
def _candidates(rule: RecurrenceRule, period: tuple[date, date]) -> tuple[date, ...]:
    """The days of a period out of which BYSETPOS chooses."""
    first, last = period
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in days if rule._matches(day))


def _month_length(day: date) -> int:
    following = day.replace(day=28) + timedelta(days=4)
    return (following - timedelta(days=following.day)).day


def _year_of(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year, 12, 31)
