"""Figures at their edges: nobody, everybody, and as many as are hidden."""

import pytest

from shared.figures.disclosure import FEW, Between, Parts, breakdowns, listed, together
from shared.figures.in_words import about, legend
from shared.programme.model import SmallNumbers

EXACT = SmallNumbers(hide_up_to=0, round_to=1)
SHIPPED = SmallNumbers()


def test_exact_counts_are_said_exactly() -> None:
    assert (about("12", EXACT), about("0", EXACT), legend(EXACT)) == ("12", "nobody", "")


def test_few_are_said_with_a_bound_and_others_roughly() -> None:
    assert (about("10", SHIPPED), about(FEW, SHIPPED)) == ("about 10", "fewer than 8")
    assert about(FEW, SmallNumbers(hide_up_to=2, round_to=7)) == "fewer than 4"


def test_the_legend_says_what_the_rule_does() -> None:
    folded = "Numbers below {} have no row of their own, so that nobody can be found in them. "
    left_out = 'They are under "Other" or left out.'
    assert legend(SHIPPED) == folded.format(8) + left_out + " Numbers are rounded to the nearest 5."
    assert legend(SmallNumbers(hide_up_to=3, round_to=1)) == folded.format(4) + left_out


def test_nobody_is_few() -> None:
    assert listed({"a": 0, "b": 7, "c": 8}, SHIPPED) == (("c", "10"),)


@pytest.mark.parametrize(("hide_up_to", "round_to"), [(7, 2), (5, 2), (7, 5), (5, 5)])
def test_a_cell_is_shown_from_the_first_count_above_the_limit(hide_up_to: int, round_to: int) -> None:
    rule = SmallNumbers(hide_up_to=hide_up_to, round_to=round_to)
    most, first = hide_up_to, hide_up_to + 1
    (at_the_limit,) = breakdowns(Between(0, 200), [Parts({"a": 40, "b": 40, "c": most})], rule)
    (above,) = breakdowns(Between(0, 200), [Parts({"a": 40, "b": 40, "c": first})], rule)
    assert [label for label, _ in at_the_limit] == ["a", "b"]
    assert [label for label, _ in above] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("counts", "hide_up_to", "round_to", "words"),
    [
        ([7, 7, 7], 7, 5, "20"),
        ([2, 3], 7, 5, FEW),
        ([20, 30, 3], 7, 5, "55"),
        ([18, 18, 18, 18, 0], 7, 5, None),
        ([20, 30], 7, 5, "50"),
        ([20, 3], 7, 1, None),
        ([], 7, 5, FEW),
    ],
)
def test_sessions_together(counts: list[int], hide_up_to: int, round_to: int, words: str | None) -> None:
    assert together(counts, SmallNumbers(hide_up_to=hide_up_to, round_to=round_to)) == words


def test_rows_alike_in_print_come_by_name_whatever_its_capitals() -> None:
    names = ["surgery", "Anaesthetics", "Surgery", "anaesthetics", "GP"]
    assert [name for name, _ in listed(dict.fromkeys(names, 20), SHIPPED)] == [
        "Anaesthetics",
        "anaesthetics",
        "GP",
        "Surgery",
        "surgery",
    ]
