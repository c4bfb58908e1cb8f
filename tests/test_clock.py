"""Time: the programme's wall clock, also on the days it changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from shared import clock
from shared.clock import from_wall
from shared.language.dates import wall_time

LONDON = ZoneInfo("Europe/London")


def test_now_is_aware_and_in_utc() -> None:
    moment = datetime(2026, 7, 1, 12, 0, tzinfo=ZoneInfo("Europe/London"))
    with time_machine.travel(moment, tick=False):
        assert (clock.now(), clock.now().tzinfo) == (datetime(2026, 7, 1, 11, 0, tzinfo=UTC), UTC)


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2026, 12, 9), time(12, 30), datetime(2026, 12, 9, 12, 30, tzinfo=UTC)),
        (date(2026, 7, 8), time(12, 30), datetime(2026, 7, 8, 11, 30, tzinfo=UTC)),
        (date(2026, 3, 28), time(12, 30), datetime(2026, 3, 28, 12, 30, tzinfo=UTC)),
        (date(2026, 3, 29), time(12, 30), datetime(2026, 3, 29, 11, 30, tzinfo=UTC)),
        (date(2026, 10, 24), time(12, 30), datetime(2026, 10, 24, 11, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(12, 30), datetime(2026, 10, 25, 12, 30, tzinfo=UTC)),
    ],
)
def test_half_past_twelve_stays_half_past_twelve(day: date, at: time, utc: datetime) -> None:
    assert from_wall(day, at, LONDON) == utc


def test_a_time_that_the_clocks_skip_is_the_one_after_it() -> None:
    moment = from_wall(date(2026, 3, 29), time(1, 30), LONDON)
    assert (moment, wall_time(moment, LONDON)) == (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "2:30am")


def test_a_time_that_the_clocks_show_twice_is_the_first() -> None:
    assert from_wall(date(2026, 10, 25), time(1, 30), LONDON) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.times(), st.sampled_from(["Europe/London", "Asia/Kolkata"]))
def test_the_wall_clock_shows_what_was_asked_for_except_in_the_skipped_hour(day: date, at: time, zone: str) -> None:
    moment = from_wall(day, at, ZoneInfo(zone))
    shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert moment.tzinfo is UTC
    assert shown - datetime.combine(day, at) in (timedelta(0), timedelta(hours=1))
    assert shown == datetime.combine(day, at) or (day.month == 3 and at.hour == 1)
