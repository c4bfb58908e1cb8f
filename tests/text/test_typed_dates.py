"""Days as people type them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text.typed_dates import NotADay, as_typed, day_typed


@pytest.mark.parametrize(
    "typed",
    [
        ("3", "12", "2026"),
        ("03", "12", "26"),
        ("3", "December", "2026"),
        ("3", "dec", "2026"),
        (" 3 ", "12", "2026"),
        ("3 December 2026", "", ""),
        ("3/12/2026", "", ""),
        ("3.12.26", "", ""),
        ("3rd of December 2026", "", ""),
        ("Thursday 3 December 2026", "", ""),
        ("2026-12-03", "", ""),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: tuple[str, str, str]) -> None:
    assert day_typed(typed) == date(2026, 12, 3)


@pytest.mark.parametrize(
    "typed",
    [
        ("31", "2", "2026"),
        ("3", "13", "2026"),
        ("3", "decade", "2026"),
        ("3", "de", "2026"),
        ("three", "12", "2026"),
        ("3", "12", "0"),
        ("3", "12", "99999"),
        ("٣", "12", "2026"),
        ("-3", "12", "2026"),
    ],
)
def test_what_is_no_day_is_refused(typed: tuple[str, str, str]) -> None:
    with pytest.raises(NotADay) as refused:
        day_typed(typed)
    assert refused.value.missing == ()


def test_nothing_is_no_day_and_half_a_day_says_what_is_missing() -> None:
    assert day_typed(("", " ", "")) is None
    with pytest.raises(NotADay) as refused:
        day_typed(("3", "", ""))
    assert refused.value.missing == ("month", "year")


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2999, 12, 31)))
def test_a_day_comes_back_as_it_is_shown(day: date) -> None:
    assert day_typed(as_typed(day)) == day


@given(st.tuples(st.text(), st.text(), st.text()))
def test_whatever_is_typed_is_a_day_or_refused(typed: tuple[str, str, str]) -> None:
    with suppress(NotADay):
        assert day_typed(typed) is None or as_typed(day_typed(typed))
