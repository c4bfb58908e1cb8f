"""Typed times: what people type into the field of a time."""

from datetime import time

import pytest

from shared.text.typed_times import NotATime, number_typed, time_typed


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12:30", time(12, 30)),
        ("12.30", time(12, 30)),
        ("1230", time(12, 30)),
        (" 09:05 ", time(9, 5)),
        ("9:05", time(9, 5)),
        ("905", time(9, 5)),
        ("1pm", time(13)),
        ("1.30pm", time(13, 30)),
        ("1:30 p.m.", time(13, 30)),
        ("12am", time(0)),
        ("12 PM", time(12)),
        ("13", time(13)),
        ("midday", time(12)),
        ("midnight", time(0)),
        ("12h30", time(12, 30)),
    ],
)
def test_a_time_is_read_as_people_type_it(typed: str, read: time) -> None:
    assert time_typed(typed) == read


@pytest.mark.parametrize(
    "typed", ["", "1", "noonish", "25:00", "12:60", "13pm", "0pm", "12:3", "half past one", "１２:30"]
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(NotATime):
        time_typed(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("60", 60), ("1,200", 1200), (" 90 ", 90), ("", None), ("ten", None), ("-5", None), ("9999999", None)],
)
def test_a_number_is_read_with_or_without_commas(typed: str, read: int | None) -> None:
    assert number_typed(typed) == read
