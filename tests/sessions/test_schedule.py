"""The schedule: sessions by rule, and the reminder that is due."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.programme.model import Series
from shared.reminders.due import due_reminder, offset_of, offset_text
from shared.sessions.schedule import PlannedSession, planned

LONDON = ZoneInfo("Europe/London")
RULES = [
    "FREQ=MONTHLY;BYDAY=2WE",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=WEEKLY;BYDAY=MO",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU",
    "FREQ=MONTHLY;BYMONTHDAY=1,25",
    "FREQ=YEARLY;BYMONTH=12,1;BYMONTHDAY=25,26,1",
    "FREQ=DAILY",
]
DAYS = st.dates(date(2026, 1, 1), date(2031, 12, 31))
Holidays = Literal["skip", "move", "keep"]


def a_series(
    *,
    rule: str = "FREQ=MONTHLY;BYDAY=2WE",
    start: time = time(12, 30),
    minutes: int = 60,
    holidays: Holidays = "move",
) -> Series:
    return Series(
        id="pgdit",
        title="Café",
        audience="Doctors",
        rule=rule,
        start=start,
        minutes=minutes,
        holidays=holidays,
    )


SERIES = st.builds(
    a_series,
    rule=st.sampled_from(RULES),
    start=st.times(time(3), time(22)).map(lambda at: at.replace(second=0, microsecond=0)),
    minutes=st.integers(5, 480),
    holidays=st.sampled_from(["skip", "move", "keep"]),
)


def days_of(series: Series, first: date, days: int) -> list[tuple[str, str]]:
    """Id and local day of each session."""
    sessions = planned(series, LONDON, first, days)
    return [(one.id, one.start.astimezone(LONDON).date().isoformat()) for one in sessions]


def test_the_second_wednesdays_of_a_winter_are_planned_at_half_past_twelve_utc() -> None:
    assert planned(a_series(), LONDON, date(2026, 12, 1), 60) == [
        PlannedSession(
            id="pgdit-2026-12-09",
            start=datetime(2026, 12, 9, 12, 30, tzinfo=UTC),
            end=datetime(2026, 12, 9, 13, 30, tzinfo=UTC),
        ),
        PlannedSession(
            id="pgdit-2027-01-13",
            start=datetime(2027, 1, 13, 12, 30, tzinfo=UTC),
            end=datetime(2027, 1, 13, 13, 30, tzinfo=UTC),
        ),
    ]


def test_a_session_stays_on_the_wall_clock_across_both_clock_changes() -> None:
    weekly = planned(a_series(rule="FREQ=WEEKLY;BYDAY=SU"), LONDON, date(2027, 3, 21), 14)
    assert [f"{one.start:%d %H:%M}" for one in weekly] == ["21 12:30", "28 11:30"]
    weekly = planned(a_series(rule="FREQ=WEEKLY;BYDAY=SU"), LONDON, date(2027, 10, 24), 14)
    assert [f"{one.start:%d %H:%M}" for one in weekly] == ["24 11:30", "31 12:30"]


@pytest.mark.parametrize(
    ("holidays", "held"),
    [
        ("keep", [("pgdit-2026-12-25", "2026-12-25"), ("pgdit-2027-01-22", "2027-01-22")]),
        ("skip", [("pgdit-2027-01-22", "2027-01-22")]),
        ("move", [("pgdit-2026-12-25", "2027-01-08"), ("pgdit-2027-01-22", "2027-01-22")]),
    ],
)
def test_a_session_on_a_bank_holiday_is_kept_skipped_or_moved(holidays: Holidays, held: list[tuple[str, str]]) -> None:
    assert days_of(a_series(rule="FREQ=MONTHLY;BYDAY=4FR", holidays=holidays), date(2026, 12, 1), 60) == held


def test_the_day_that_stands_in_for_a_holiday_at_the_weekend_is_a_bank_holiday() -> None:
    series = a_series(rule="FREQ=MONTHLY;BYDAY=4MO", holidays="skip")
    assert days_of(series, date(2026, 12, 28), 1) == []
    assert days_of(series, date(2025, 12, 22), 1) == [("pgdit-2025-12-22", "2025-12-22")]


def test_a_moved_session_is_planned_also_by_who_starts_after_the_bank_holiday() -> None:
    series = a_series(rule="FREQ=MONTHLY;BYDAY=1MO")
    assert days_of(series, date(2027, 5, 4), 10) == [("pgdit-2027-05-03", "2027-05-10")]


def test_a_weekly_session_is_not_held_twice_on_the_day_after_a_bank_holiday() -> None:
    series = a_series(rule="FREQ=WEEKLY;BYDAY=MO")
    assert days_of(series, date(2027, 5, 1), 14) == [("pgdit-2027-05-10", "2027-05-10")]


def test_the_last_day_of_a_rule_is_one_of_its_days() -> None:
    series = a_series(rule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215")
    assert days_of(series, date(2026, 12, 8), 30) == [
        ("pgdit-2026-12-08", "2026-12-08"),
        ("pgdit-2026-12-15", "2026-12-15"),
    ]


@settings(deadline=None)  # the first example may import what the rule needs
@given(SERIES, DAYS)
def test_every_session_starts_when_the_series_says_and_no_two_are_the_same(series: Series, first: date) -> None:
    sessions = planned(series, LONDON, first, 90)
    assert {one.start.astimezone(LONDON).time() for one in sessions} <= {series.start}
    assert {one.end - one.start for one in sessions} <= {timedelta(minutes=series.minutes)}
    assert len({one.id for one in sessions}) == len({one.start for one in sessions}) == len(sessions)
    assert sessions == sorted(sessions, key=lambda one: one.start)


@settings(deadline=None)  # the first example may import what the rule needs
@given(SERIES, DAYS, st.integers(0, 120), st.integers(0, 120))
def test_looking_further_ahead_changes_no_earlier_session(series: Series, first: date, days: int, more: int) -> None:
    far = planned(series, LONDON, first, days + more)
    near = planned(series, LONDON, first, days)
    assert far[: len(near)] == near
    assert far[len(near) :] == planned(series, LONDON, first + timedelta(days=days), more)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("holidays", ["skip", "move"])
def test_planning_on_each_day_of_a_year_gives_the_sessions_of_the_year(rule: str, holidays: Holidays) -> None:
    series, first = a_series(rule=rule, holidays=holidays), date(2027, 1, 1)
    daily = {one for day in range(365) for one in planned(series, LONDON, first + timedelta(days=day), 7)}
    assert sorted(daily, key=lambda one: one.start) == planned(series, LONDON, first, 371)


START = datetime(2026, 12, 9, 12, 30, tzinfo=UTC)
REMINDERS = (timedelta(days=7), timedelta(days=1), timedelta(hours=1))


@pytest.mark.parametrize(
    ("before", "due"),
    [
        (timedelta(days=7, seconds=1), None),
        (timedelta(days=7), timedelta(days=7)),
        (timedelta(days=1, seconds=1), timedelta(days=7)),
        (timedelta(days=1), timedelta(days=1)),
        (timedelta(minutes=61), timedelta(days=1)),
        (timedelta(minutes=60), timedelta(hours=1)),
        (timedelta(seconds=1), timedelta(hours=1)),
        (timedelta(0), None),
        (timedelta(hours=-1), None),
    ],
)
def test_only_the_latest_reminder_is_due_and_none_once_it_has_started(before: timedelta, due: timedelta | None) -> None:
    assert due_reminder(START, REMINDERS, START - before, LONDON) == due
    assert due_reminder(START, tuple(reversed(REMINDERS)), START - before, LONDON) == due


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (timedelta(days=7), "P7D"),
        (timedelta(days=1), "P1D"),
        (timedelta(hours=1), "PT1H"),
        (timedelta(hours=36), "P1DT12H"),
        (timedelta(minutes=15), "PT15M"),
    ],
)
def test_an_offset_is_written_as_the_programme_file_writes_it(before: timedelta, text: str) -> None:
    assert offset_text(before) == text


@given(st.timedeltas(timedelta(seconds=1), timedelta(days=400)))
def test_an_offset_is_read_back_as_it_was(before: timedelta) -> None:
    assert offset_of(offset_text(before)) == before


def test_an_offset_that_is_none_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="duration"):
        offset_of("soon")
