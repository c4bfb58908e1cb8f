"""Time: the programme's wall clock, also on the days it changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from shared import clock
from shared.clock import Correction, from_wall
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


# --- storage's clock ----------------------------------------------------------------------------------------

HERE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def heard(*differences: timedelta, took: timedelta = SECOND) -> Correction:
    """What a process makes of answers of storage, whose clock is ahead by so much, a second apart."""
    correction = Correction()
    with time_machine.travel(HERE, tick=False), pytest.MonkeyPatch.context() as patch:
        for number, ahead in enumerate(differences):
            patch.setattr("shared.clock.machine.monotonic", lambda number=number: float(number))
            correction.hear(HERE + ahead, HERE, HERE + took)
    return correction


@pytest.mark.parametrize("ahead", [HOUR, -HOUR, 6 * HOUR, timedelta(seconds=30), timedelta(seconds=-30)])
def test_the_first_answer_of_storage_corrects_a_clock_that_is_far_off(ahead: timedelta) -> None:
    assert abs(heard(ahead).offset - ahead) <= SECOND


@pytest.mark.parametrize("seconds", [0, 1, 4, 5, 6, -1, -5, -6])
def test_a_clock_that_is_a_few_seconds_off_is_left_alone(seconds: int) -> None:
    assert heard(timedelta(seconds=seconds)).offset == timedelta(0)


def test_an_answer_that_took_long_says_nothing_about_the_clock() -> None:
    assert heard(40 * SECOND, took=60 * SECOND).offset == timedelta(0)


def test_one_strange_answer_later_changes_nothing() -> None:
    assert heard(timedelta(0), HOUR, timedelta(0), HOUR, HOUR).offset == timedelta(0)


def test_a_difference_that_lasts_is_believed() -> None:
    assert heard(timedelta(0), HOUR, HOUR, HOUR).offset == HOUR - SECOND


def test_a_clock_that_was_set_right_is_believed_again() -> None:
    assert heard(HOUR, timedelta(0), timedelta(0), timedelta(0)).offset == timedelta(0)


def test_now_is_storages_time_where_the_machines_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.clock.correction", heard(-HOUR))
    with time_machine.travel(HERE, tick=False):
        assert (clock.now(), clock.by_this_machine()) == (HERE - HOUR + SECOND, HERE)
