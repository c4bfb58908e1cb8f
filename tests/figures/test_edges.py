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


@pytest.mark.parametrize(
    ("hide_up_to", "round_to", "counts", "shown"),
    [
        (0, 3, [1, 2], ["*", "*"]),
        (0, 5, [0, 1, 2], ["0", "*", "*"]),
        (5, 2, [1, 1, 7, 13], ["*", "*", "*", "14"]),
        (2, 1, [1, 2], ["*", "*"]),
        (0, 20, [2, 3, 10], ["*", "*", "20"]),
        (0, 3, [1, 1, 9, 10], ["*", "*", "9", "9"]),
        (5, 2, [1, 1, 6], ["*", "*", "*"]),
        (7, 5, [0, 0, 6], ["0", "0", "*"]),
        (5, 2, [1, 2, 6, 7], ["*", "*", "6", "8"]),
        (3, 1, [0, 3, 3, 3], None),
        (3, 1, [0, 1, 1, 1], None),
    ],
)
def test_which_counts_keep_a_small_one_company(
    hide_up_to: int, round_to: int, counts: list[int], shown: list[str] | None
) -> None:
    """Each of these is on the edge of a rule: with a limit one more or less it would be printed otherwise."""
    found = breakdown(
        {str(n): count for n, count in enumerate(counts)}, SmallNumbers(hide_up_to=hide_up_to, round_to=round_to)
    )
    if shown is None:
        assert [name for name, _ in found] == [OTHERS]
    else:
        assert [dict(found)[str(n)] for n in range(len(counts))] == shown


def test_rows_alike_in_print_come_by_name_whatever_its_capitals() -> None:
    names = ["surgery", "Anaesthetics", "Surgery", "anaesthetics", "GP"]
    assert [name for name, _ in listed(dict.fromkeys(names, 20), SHIPPED)] == [
        "Anaesthetics",
        "anaesthetics",
        "GP",
        "Surgery",
        "surgery",
    ]
