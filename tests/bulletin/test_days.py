"""The day of a change, as texts name it."""

import time
from datetime import date

import pytest

from shared.bulletin.days import changes_on

PUBLISHED = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1st-3rd August", (2027, 8, 1)),
        ("1–3 August 2027", (2027, 8, 1)),
        ("between 1 and 3 August 2027", (2027, 8, 1)),
        ("August 1-3, 2027", (2027, 8, 1)),
        ("from 30 March to 2 April 2027", (2027, 3, 30)),
        ("29 December – 3 January", (2026, 12, 29)),
        ("29 December 2026 to 3 January 2027", (2026, 12, 29)),
        ("Open 1 November to 31 January", (2027, 1, 31)),
        ("from 4 August 2027 until 3 August 2028", (2027, 8, 4)),
        ("04.08.2027", (2027, 8, 4)),
        ("04-08-2027", (2027, 8, 4)),
        ("by 04/08/27", (2027, 8, 4)),
        ("08/25/2027", (2027, 8, 25)),
        ("4-Aug-2027", (2027, 8, 4)),
        ("4 Aug '27", (2027, 8, 4)),
        ("closing date 31 March", (2027, 3, 31)),
        ("Closing date: 31 March 2027", (2027, 3, 31)),
        ("The deadline is 5pm on Friday 26 March", (2027, 3, 26)),
        ("applications close at midnight on 31 March", (2027, 3, 31)),
        ("31 March is the closing date", (2027, 3, 31)),
        ("no later than 31 March", (2027, 3, 31)),
        ("due 15 January", (2027, 1, 15)),
        ("by 17:00, 14 January", (2027, 1, 14)),
        ("from 1 April", (2027, 4, 1)),
        ("It takes effect on 1 April", (2027, 4, 1)),
        ("from April 2027", (2027, 4, 1)),
        ("by the end of March", (2027, 3, 31)),
        ("by the end of February 2028", (2028, 2, 29)),
        ("by the end of the month", (2026, 12, 31)),
        ("start of April", (2027, 4, 1)),
        ("w/c 5 April", (2027, 4, 5)),
        ("week commencing Monday 5 April", (2027, 4, 5)),
        ("week ending 9 April", (2027, 4, 9)),
        ("5th August", (2027, 8, 5)),
        ("Thursday 5 August", (2027, 8, 5)),
    ],
)
def test_a_day_is_read_in_each_way_in_which_news_names_it(text: str, day: tuple[int, int, int]) -> None:
    assert changes_on(text, PUBLISHED) == date(*day)


@pytest.mark.parametrize(
    "text",
    [
        "since 1 March",
        "published on 12 March",
        "the board met on 30 November",
        "held on 3 March",
        "Room 3 March",
        "1 in 3 March",
        "academic year 2027/28",
        "call 0300 123 4567",
        "until 30 November 2026",
        "Wednesday 5 August",
    ],
)
def test_what_is_past_or_no_day_of_a_change_is_none(text: str) -> None:
    assert changes_on(text, PUBLISHED) is None


@pytest.mark.parametrize(
    ("published", "day"),
    [
        (date(2024, 7, 1), date(2024, 8, 5)),
        (date(2024, 8, 5), date(2024, 8, 5)),
        (date(2024, 8, 6), None),
        (date(2024, 9, 1), None),
        (date(2024, 12, 1), date(2025, 8, 5)),
    ],
)
def test_a_day_without_a_year_belongs_to_the_day_on_which_the_news_came(published: date, day: date | None) -> None:
    assert changes_on("Exception reporting changes on 5 August.", published) == day


def test_a_weekday_tells_the_year() -> None:
    assert changes_on("on Wednesday 5 August", date(2026, 9, 1)) is None
    assert changes_on("on Monday 5 August", date(2024, 7, 1)) == date(2024, 8, 5)


def test_a_day_without_a_year_in_news_without_a_day_is_not_guessed() -> None:
    assert changes_on("on 5 August", PUBLISHED, is_dated=False) is None
    assert changes_on("on 5 August 2027", PUBLISHED, is_dated=False) == date(2027, 8, 5)


def test_of_a_range_that_has_begun_the_last_day_counts() -> None:
    assert changes_on("1st-3rd August", date(2026, 8, 2)) == date(2026, 8, 3)


@pytest.mark.parametrize(
    "word", ["from ", "1 - ", "closing date ", "monday ", "on 1 ", ": ", " ", "the ", "from : the of ", "1 and "]
)
def test_no_text_takes_long(word: str) -> None:
    start = time.process_time()
    changes_on(word * 20_000, PUBLISHED)
    assert time.process_time() - start < 1
