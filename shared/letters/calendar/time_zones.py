"""Time zones as iCalendar has them (VTIMEZONE), for calendars that do not know a zone by its name.

If the clocks change by a yearly rule (the last Sunday of March), we write that rule. Outlook reads it.
RFC 5545, 3.6.5: each part begins at the wall-clock time before the change.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY, STEP = timedelta(days=1), timedelta(minutes=15)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Change:
    """One change of the clocks: its wall-clock time, and the offsets from UTC before and after it."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool

    @property
    def rule(self) -> tuple[int, str]:
        """The month and the day in RFC 5545's words: "-1SU" is its last Sunday, "2SU" its second."""
        is_last = monthrange(self.wall.year, self.wall.month)[1] - self.wall.day < 7
        ordinal = -1 if is_last else (self.wall.day - 1) // 7 + 1
        return self.wall.month, f"{ordinal}{WEEKDAYS[self.wall.weekday()]}"


@cache
def described(zone: str, year: int, last: int = 0) -> "Timezone":
    """The zone, right for every moment of this year, and of each year up to the `last`."""
    from icalendar import Timezone  # noqa: PLC0415 - only invitations need it

    timezone = Timezone()
    timezone.add("tzid", zone)
    years = [list(changes(ZoneInfo(zone), one)) for one in range(year - 1, max(year, last) + 1)]
    if years[0] and all([one.rule for one in each] == [one.rule for one in years[0]] for each in years):
        parts = [_part(one, yearly=True) for one in years[0]]
    else:
        each_change = (_at_first(ZoneInfo(zone), year - 1), *chain.from_iterable(years))
        parts = [_part(one, yearly=False) for one in each_change]
    for part in parts:
        timezone.add_component(part)
    return timezone


def changes(zone: ZoneInfo, year: int) -> Iterator[Change]:
    """The clock changes of this year (UTC), in order."""
    day = datetime(year, 1, 1, tzinfo=UTC)
    while day.year == year:
        if _offset(day, zone) != _offset(day + DAY, zone):
            yield _change_within(day, zone)
        day += DAY


def _change_within(day: datetime, zone: ZoneInfo) -> Change:
    moment = day
    while _offset(moment, zone) == _offset(day, zone):
        moment += STEP
    before, local = _offset(day, zone), moment.astimezone(zone)
    wall = (moment + before).replace(tzinfo=None)
    return Change(wall, before, _offset(moment, zone), local.tzname() or "", bool(local.dst()))


def _at_first(zone: ZoneInfo, year: int) -> Change:
    """The offset at the start of the year, for a zone without a yearly rule."""
    new_year = datetime(year, 1, 1, tzinfo=zone)
    offset, summer = new_year.utcoffset() or timedelta(0), bool(new_year.dst())
    return Change(new_year.replace(tzinfo=None), offset, offset, new_year.tzname() or "", summer)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _part(change: Change, *, yearly: bool) -> "TimezoneStandard | TimezoneDaylight":
    from icalendar import TimezoneDaylight, TimezoneStandard  # noqa: PLC0415 - see `described`

    part = TimezoneDaylight() if change.summer else TimezoneStandard()
    part.add("dtstart", change.wall)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    if yearly:
        month, day = change.rule
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": day})
    return part
