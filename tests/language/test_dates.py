"""Dates and times in words, as pages and letters print them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from shared.language.dates import date_and_time, from_to, long_date, wall_time

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("moment", "words", "clock"),
    [
        (datetime(2026, 12, 9, 12, 30, tzinfo=UTC), "Wednesday 9 December 2026", "12:30pm"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Sunday 29 March 2026", "12:59am"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Sunday 29 March 2026", "2am"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sunday 25 October 2026", "1:30am"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sunday 25 October 2026", "1:30am"),
        (datetime(2026, 6, 30, 23, 5, tzinfo=UTC), "Wednesday 1 July 2026", "12:05am"),
        (datetime(2026, 6, 30, 11, 0, tzinfo=UTC), "Tuesday 30 June 2026", "midday"),
        (datetime(2026, 12, 31, 13, 0, tzinfo=UTC), "Thursday 31 December 2026", "1pm"),
    ],
)
def test_a_letter_writes_the_programmes_date_and_time(moment: datetime, words: str, clock: str) -> None:
    assert (long_date(moment, LONDON), wall_time(moment, LONDON)) == (words, clock)


def test_hours_and_a_moment_read_as_people_write_them() -> None:
    start, end = datetime(2026, 12, 9, 12, 30, tzinfo=UTC), datetime(2026, 12, 9, 13, 30, tzinfo=UTC)
    assert from_to(start, end, LONDON) == "12:30pm to 1:30pm"
    assert date_and_time(start, LONDON) == "Wednesday 9 December 2026, 12:30pm"
