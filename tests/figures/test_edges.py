"""Figures at their edges: nobody, everybody, and as many as are hidden."""

import pytest

from shared.figures.disclosure import HIDDEN, OTHERS, breakdown, listed, printed
from shared.figures.in_words import about, legend
from shared.programme.model import SmallNumbers

EXACT = SmallNumbers(hide_up_to=0, round_to=1)
COARSE = SmallNumbers(hide_up_to=0, round_to=20)
SHIPPED = SmallNumbers()


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0"), (1, HIDDEN), (7, HIDDEN), (8, "10"), (12, "10"), (13, "15"), (17, "15"), (18, "20")]
)
def test_a_count_by_the_shipped_rule(count: int, said: str) -> None:
    assert printed(count, SHIPPED) == said


@pytest.mark.parametrize(("count", "said"), [(0, "0"), (9, HIDDEN), (10, "20"), (29, "20"), (30, "40")])
def test_what_would_be_rounded_to_nought_is_hidden(count: int, said: str) -> None:
    assert printed(count, COARSE) == said


def test_exact_counts_are_said_exactly() -> None:
    assert (about("12", EXACT), legend(EXACT)) == ("12", "")
    assert (about("10", SHIPPED), about("0", SHIPPED), about(HIDDEN, SHIPPED)) == ("about 10", "nobody", "at most 7")
    two = SmallNumbers(hide_up_to=0, round_to=2)
    assert (about("12", two), legend(two)) == ("about 12", "Other numbers are rounded to the nearest 2.")


def test_nobody_is_no_small_count() -> None:
    assert listed({"a": 0, "b": 7, "c": 8}, SHIPPED) == [("c", "10"), ("b", HIDDEN), ("a", "0")]
    assert breakdown({"a": 0, "b": 20}, SHIPPED) == [("b", "20"), ("a", "0")]


def test_a_few_people_in_few_rows_are_stars_until_there_are_as_many_rows_as_may_be_hidden() -> None:
    rule = SmallNumbers(hide_up_to=3, round_to=1)
    assert breakdown({"a": 1, "b": 1}, rule) == [("a", HIDDEN), ("b", HIDDEN)]
    assert breakdown({"a": 1, "b": 1, "c": 1}, rule) == [(OTHERS, HIDDEN)]
