"""The schedule: which sessions a series has, when they start, and which reminder of one is due.

A rule gives days; the time of day is the programme's wall clock on that day, so that a session stays at
half past twelve across both clock changes. Rules are counted from one fixed Monday: "every second week"
means the same weeks whenever it is asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.clock import from_wall
from shared.programme.model import Series

if TYPE_CHECKING:
    from dateutil.rrule import rrule, rruleset

ANCHOR = date(2000, 1, 3)
"""A Monday before every session: DTSTART of all rules, so that INTERVAL has a beginning that never moves."""

WEEK = timedelta(weeks=1)

FARTHEST_MOVE = 4 * WEEK
"""Further than bank holidays move a session: Christmas Day and New Year's Day together make two weeks."""

FARTHEST = timedelta(weeks=26)
"""How far from the day it was planned for a session can be held: whoever looks for sessions by id looks so far."""


@dataclass(frozen=True)
class PlannedSession:
    """A session as the rule plans it. `id` names the rule's own day, also where a bank holiday moves it."""

    id: str
    start: datetime
    end: datetime


def planned(series: Series, zone: ZoneInfo, first: date, days: int) -> list[PlannedSession]:
    """The sessions on the `days` days from `first` on, in order; times are aware UTC.

    A session depends on its rule's day alone: it comes out the same whenever and however far ahead one
    plans. On an English bank holiday the series says what happens: "keep" it, "skip" it, or "move" it to the
    same weekday of the next week, and again while that is one too. Where the way leads to another day of the
    rule, that day's session stands for both, and this one is skipped.
    """
    beyond = first + timedelta(days=days)
    rule_days = frozenset(_rule_days(series.rule, first - FARTHEST_MOVE, beyond))
    held = ((_held_on(day, series, rule_days), day) for day in rule_days)
    kept = sorted((on, day) for on, day in held if on is not None and first <= on < beyond)
    return [_session(series, zone, day, on) for on, day in kept]


def _session(series: Series, zone: ZoneInfo, day: date, on: date) -> PlannedSession:
    start = from_wall(on, series.start, zone)
    return PlannedSession(f"{series.id}-{day.isoformat()}", start, start + timedelta(minutes=series.minutes))


def _rule_days(rule: str, first: date, beyond: date) -> Iterator[date]:
    """The rule's days from `first` on and before `beyond`."""
    for occasion in _occasions(rule).xafter(_midnight(first), inc=True):
        if occasion.date() >= beyond:
            return
        yield occasion.date()


@cache
def _occasions(rule: str) -> "rrule | rruleset":
    """The rule read as days, so that UNTIL's day is one of them; what it has counted out it remembers."""
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - only planning needs it, the app's start does not

    return rrulestr(rule, dtstart=_midnight(ANCHOR), cache=True)


def _midnight(day: date) -> datetime:
    """The day as dateutil wants it: a time without a zone, because rules speak of the wall clock."""
    return datetime.combine(day, time())


def _held_on(day: date, series: Series, rule_days: frozenset[date]) -> date | None:
    """The day on which the rule's session of `day` is held, or None if it is not."""
    if series.holidays == "keep" or day not in _bank_holidays(day.year):
        return day
    if series.holidays == "skip":
        return None
    moved = day + WEEK
    while moved in _bank_holidays(moved.year) and moved not in rule_days:
        moved += WEEK
    return None if moved in rule_days else moved


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of a year, with those that stand in for a holiday at the weekend."""
    from holidays import country_holidays  # noqa: PLC0415 - only planning needs it, the app's start does not

    return frozenset(country_holidays("GB", subdiv="ENG", years=year))
