"""The schedule: which sessions a series has, and when they start.

A rule gives days. The time of day is the programme's wall clock on that day, so a session stays at half past
twelve across both clock changes. All rules count from one fixed Monday, so "every second week" always means
the same weeks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from shared.clock import from_wall
from shared.programme.model import Series
from shared.programme.rules import read_rule

WEEK = timedelta(weeks=1)

FARTHEST_MOVE = 4 * WEEK
"""Bank holidays never move a session so far: Christmas Day and New Year's Day together make two weeks."""

FARTHEST = timedelta(weeks=26)
"""A session can be held no further than this from its planned day. A search by id must look this far."""


@dataclass(frozen=True)
class PlannedSession:
    """A session that the rule gives. `id` holds the rule's own day, even if a bank holiday moves the session."""

    id: str
    start: datetime
    end: datetime


def planned(series: Series, zone: ZoneInfo, first: date, days: int) -> list[PlannedSession]:
    """The sessions on the `days` days from `first` on, in order. Times are aware UTC.

    A session depends only on its rule's day. So the result is the same whenever and however far ahead we plan.
    On an English bank holiday the series says what happens: "keep" the session, "skip" it, or "move" it to the
    same weekday of the next week that is no bank holiday. If the rule has a session on that day anyway, that
    session stands for both, and this one is skipped.
    """
    beyond = first + timedelta(days=days)
    rule_days = frozenset(_rule_days(series, zone, first - FARTHEST_MOVE, beyond))
    held = ((_held_on(day, series, rule_days), day) for day in rule_days)
    kept = sorted((on, day) for on, day in held if on is not None and first <= on < beyond)
    return [_session(series, zone, day, on) for on, day in kept]


def _session(series: Series, zone: ZoneInfo, day: date, on: date) -> PlannedSession:
    start = from_wall(on, series.start, zone)
    return PlannedSession(f"{series.id}-{day.isoformat()}", start, start + timedelta(minutes=series.minutes))


def _rule_days(series: Series, zone: ZoneInfo, first: date, beyond: date) -> Iterator[date]:
    """The rule's days from `first` (inclusive) to `beyond` (exclusive)."""
    rule = read_rule(series.rule)
    for day in rule.days(first, beyond):
        if rule.goes_on(day, lambda on: datetime.combine(on, series.start, zone)):
            yield day


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
    """England's bank holidays of a year, with the substitute days for holidays at the weekend."""
    from holidays import country_holidays  # noqa: PLC0415 - only planning needs it, the app's start does not

    return frozenset(country_holidays("GB", subdiv="ENG", years=year))
