"""Disclosure: small counts cannot be worked out of what is printed."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.figures.disclosure import (
    FEW,
    OTHER,
    Parts,
    breakdowns,
    largest_hidden,
    listed,
    meant_by,
    printed,
    share,
    together,
)
from shared.programme.model import SmallNumbers

RULE = SmallNumbers(hide_up_to=7, round_to=5)
SMALL_RULES = [(2, 2), (2, 3), (2, 1), (3, 2), (3, 3), (0, 5), (2, 4)]
"""Rules for small worlds: the same sums of limits and halves as (7, 2), (5, 2) and (7, 5), with fewer people."""


def a_rule(hide_up_to: int, round_to: int) -> SmallNumbers:
    return SmallNumbers(hide_up_to=hide_up_to, round_to=round_to)


def table(counts: dict[str, int], rule: SmallNumbers = RULE) -> list[tuple[str, str]]:
    """The breakdown beside its printed total."""
    whole = meant_by(printed(sum(counts.values()), rule), rule)
    return list(breakdowns(whole, [Parts(counts)], rule)[0])


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, FEW), (1, FEW), (7, FEW), (8, "10"), (12, "10"), (13, "15"), (17, "15"), (18, "20"), (1002, "1000")],
)
def test_nobody_and_a_few_look_alike_and_others_are_rounded_halves_up(count: int, words: str) -> None:
    assert printed(count, RULE) == words


@pytest.mark.parametrize(("hide_up_to", "first"), [(7, 8), (5, 6)])
def test_an_even_rounding_has_one_more_below_than_above(hide_up_to: int, first: int) -> None:
    rule = a_rule(hide_up_to, 2)
    assert [printed(count, rule) for count in (first - 1, first, first + 1, first + 2)] == [
        FEW,
        str(first),
        str(first + 2),
        str(first + 2),
    ]
    assert (meant_by(str(first), rule).least, meant_by(str(first), rule).most) == (first, first)
    assert (meant_by(str(first + 2), rule).least, meant_by(str(first + 2), rule).most) == (first + 1, first + 2)


@given(st.integers(0, 200), st.sampled_from([0, *range(2, 13)]), st.integers(1, 12))
def test_a_print_means_just_the_counts_that_have_it(count: int, hide_up_to: int, round_to: int) -> None:
    rule = a_rule(hide_up_to, round_to)
    meant = meant_by(printed(count, rule), rule)
    alike = [other for other in range(260) if printed(other, rule) == printed(count, rule)]
    assert (meant.least, meant.most) == (alike[0], alike[-1])


def test_nobody_is_rounded_to_nought() -> None:
    rule = a_rule(2, 10)
    assert [printed(count, rule) for count in (0, 1, 4, 5)] == [FEW, FEW, FEW, "10"]


def test_without_hiding_and_rounding_counts_are_printed_as_they_are() -> None:
    rule = a_rule(0, 1)
    assert table({"a": 1, "b": 12, "c": 0}, rule) == [("b", "12"), ("a", "1"), ("c", "0")]


def test_small_cells_are_folded_and_rows_come_by_what_is_printed_and_then_by_name() -> None:
    counts = {"Surgery": 6, "GP": 11, "Paediatrics": 3, "Anaesthetics": 9, "Medicine": 41, "Public health": 0}
    assert table(counts) == [("Medicine", "40"), ("Anaesthetics", "10"), ("GP", "10"), (OTHER, "10")]


def test_a_rest_that_is_few_has_no_cell_whether_there_is_anybody_in_it_or_not() -> None:
    assert table({"a": 30, "b": 20, "c": 1}) == [("a", "30"), ("b", "20")]
    assert table({"a": 30, "b": 20, "c": 0}) == [("a", "30"), ("b", "20")]


def test_a_table_with_one_cell_is_none() -> None:
    assert table({"a": 30, "b": 2}) == []
    assert table({f"Specialty {number}": 1 for number in range(12)}) == []
    assert table({}) == []


def test_a_table_at_the_end_of_what_its_prints_can_mean_is_none() -> None:
    assert table(dict.fromkeys("abcd", 18)) == [], "4 x 18 is 72, the most that is printed as 70: nobody else can be"
    assert table({**dict.fromkeys("abcd", 18), "e": 1}) != []


def test_a_label_that_is_not_fit_is_counted_with_the_others() -> None:
    counts = {"GP": 30, "ask Dr Patel": 30, "Surgery": 20}
    parts = Parts(counts, fit=lambda label: "" if "Patel" in label else label)
    assert breakdowns(meant_by("80", RULE), [parts], RULE) == [(("GP", "30"), ("Surgery", "20"), (OTHER, "30"))]


def test_counts_that_are_no_parts_of_a_whole_stand_alone() -> None:
    assert listed({"a": 30, "b": 20, "c": 3, "d": 0}, RULE) == (("a", "30"), ("b", "20"))


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (16, 24, "65%"),
        (17, 25, "70%"),
        (13, 25, "50%"),
        (8, 16, "50%"),
        (30, 38, "80%"),
        (25, 25, "85%"),
        (40, 41, "85%"),
        (7, 40, None),
        (9, 11, None),
        (0, 0, None),
    ],
)
def test_a_share_is_of_true_counts_and_none_of_few(part: int, whole: int, words: str | None) -> None:
    assert share(part, whole, RULE) == words


def test_an_exact_rule_shares_exactly() -> None:
    assert [share(part, 40, a_rule(0, 1)) for part in (0, 1, 39, 40)] == ["0%", "5%", "100%", "100%"]


# --- a reader who knows the program --------------------------------------------------------------------------

type World = tuple[int, ...]


def worked_out(worlds: Iterable[World], limit: int) -> set[int]:
    """The places whose count is small and the same in all the worlds that a reader has to reckon with."""
    each = [set(counts) for counts in zip(*worlds, strict=True)]
    return {place for place, counts in enumerate(each) if len(counts) == 1 and max(counts) <= limit}


def tables_of_one_whole(rows: int, most: int) -> Iterable[tuple[World, World]]:
    for first in product(range(most + 1), repeat=rows):
        if sum(first) <= most:
            for one in range(sum(first) + 1):
                yield first, (one, sum(first) - one)


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize(("hide_up_to", "round_to"), SMALL_RULES)
@pytest.mark.parametrize(("rows", "most"), [(2, 22), (3, 18), (4, 13)])
def test_no_small_count_can_be_worked_out_of_a_total_and_two_breakdowns(
    hide_up_to: int, round_to: int, rows: int, most: int, closed: bool
) -> None:
    rule = a_rule(hide_up_to, round_to)
    alike: dict[object, list[World]] = defaultdict(list)
    for first, second in tables_of_one_whole(rows, most):
        total = printed(sum(first), rule)
        parts = [
            Parts(dict(zip("abcd", first, strict=False)), closed),
            Parts(dict(zip("xy", second, strict=True)), closed=True),
        ]
        shown = breakdowns(meant_by(total, rule), parts, rule)
        alike[total, *shown].append((*first, *second))
    complete = [worlds for worlds in alike.values() if max(map(sum, worlds)) <= 2 * (most - round_to)]
    assert len(complete) > 1
    assert [worlds for worlds in complete if worked_out(worlds, largest_hidden(rule))] == []


@pytest.mark.parametrize(("hide_up_to", "round_to"), [*SMALL_RULES, (5, 2), (7, 2), (7, 5)])
@pytest.mark.parametrize("sessions", [1, 2, 3])
def test_no_small_count_of_a_session_can_be_worked_out_of_the_sum_of_several(
    hide_up_to: int, round_to: int, sessions: int
) -> None:
    rule = a_rule(hide_up_to, round_to)
    most = largest_hidden(rule) + 4 * round_to
    alike: dict[object, list[World]] = defaultdict(list)
    for counts in product(range(most + 1), repeat=sessions):
        alike[tuple(printed(count, rule) for count in counts), together(counts, rule)].append(counts)
    complete = [worlds for worlds in alike.values() if max(map(max, worlds)) <= most - round_to]
    assert len(complete) > 3
    assert [worlds for worlds in complete if worked_out(worlds, largest_hidden(rule))] == []


@pytest.mark.parametrize(
    ("hide_up_to", "round_to", "with_whole"),
    [(7, 5, True), (0, 5, True), (10, 10, True), (7, 2, False), (5, 2, False), (3, 3, False), (7, 1, False)],
)
def test_no_small_rest_can_be_worked_out_of_a_share(hide_up_to: int, round_to: int, with_whole: bool) -> None:
    """With the print of the part, and under coarse rules with that of the whole too."""
    rule = a_rule(hide_up_to, round_to)
    alike: dict[object, list[World]] = defaultdict(list)
    for part, rest in product(range(50), range(100)):
        words = share(part, part + rest, rule)
        alike[printed(part, rule), words].append((part, rest))
        if with_whole:
            alike[printed(part, rule), printed(part + rest, rule), words].append((part, rest))
    assert [worlds for worlds in alike.values() if 1 in worked_out(worlds, largest_hidden(rule))] == []


COUNTS = st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=12)
ANY_RULE = st.builds(SmallNumbers, hide_up_to=st.sampled_from([0, *range(2, 13)]), round_to=st.integers(1, 12))


@given(COUNTS, ANY_RULE)
def test_no_small_count_is_ever_printed(counts: dict[str, int], rule: SmallNumbers) -> None:
    numbers = {int(words) for _, words in table(counts, rule)}
    assert not numbers & set(range(1, min(largest_hidden(rule), rule.round_to - 1) + 1))
    assert all(number % rule.round_to == 0 for number in numbers)


@given(COUNTS, ANY_RULE)
def test_the_order_in_which_rows_were_counted_tells_nothing(counts: dict[str, int], rule: SmallNumbers) -> None:
    assert table(dict(reversed(counts.items())), rule) == table(counts, rule)


def test_the_reader_of_these_tests_finds_what_can_be_found() -> None:
    assert worked_out([(3, 20), (3, 21)], 7) == {0}
    assert worked_out([(3, 20), (4, 20)], 7) == set()
