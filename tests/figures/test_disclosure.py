"""Disclosure: small counts cannot be worked out of what is printed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.figures.disclosure import HIDDEN, OTHERS, breakdown, largest_hidden, listed, printed
from shared.programme.model import SmallNumbers

RULE = SmallNumbers(hide_up_to=7, round_to=5)
NAMES = "abcd"

type Counts = tuple[int, ...]
type Print = tuple[tuple[tuple[str, str], ...], str]
"""A breakdown's rows, and the whole beside it."""


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0"), (1, "*"), (7, "*"), (8, "10"), (12, "10"), (13, "15"), (17, "15"), (18, "20"), (1002, "1000")],
)
def test_small_counts_are_hidden_and_others_rounded_halves_up(count: int, words: str) -> None:
    assert printed(count, RULE) == words


def test_halves_are_rounded_up() -> None:
    rule = SmallNumbers(hide_up_to=0, round_to=2)
    assert [printed(count, rule) for count in range(5)] == ["0", "2", "2", "4", "4"]


def test_nobody_is_rounded_to_nought() -> None:
    rule = SmallNumbers(hide_up_to=2, round_to=10)
    assert [printed(count, rule) for count in (0, 1, 4, 5)] == ["0", "*", "*", "10"]


def test_without_hiding_and_rounding_counts_are_printed_as_they_are() -> None:
    rule = SmallNumbers(hide_up_to=0, round_to=1)
    assert breakdown({"a": 1, "b": 12, "c": 0}, rule) == [("b", "12"), ("a", "1"), ("c", "0")]


def test_rows_come_by_what_is_printed_and_then_by_name() -> None:
    counts = {"Surgery": 6, "GP": 11, "Paediatrics": 1, "Anaesthetics": 9, "Medicine": 41, "Public health": 0}
    assert breakdown(counts, RULE) == [
        ("Medicine", "40"),
        ("Anaesthetics", "10"),
        ("GP", "10"),
        ("Paediatrics", "*"),
        ("Surgery", "*"),
        ("Public health", "0"),
    ]


def test_a_single_small_count_is_not_hidden_alone() -> None:
    assert breakdown({"a": 30, "b": 20, "c": 3}, RULE) == [("a", "30"), ("b", "*"), ("c", "*")]


def test_what_could_be_worked_out_all_the_same_is_one_row() -> None:
    assert breakdown({f"Specialty {number}": 1 for number in range(12)}, RULE) == [(OTHERS, "10")]
    assert breakdown({f"Specialty {number}": 1 for number in range(7)}, RULE) == [(OTHERS, "*")]
    assert breakdown({"a": 7, "b": 7}, SmallNumbers(hide_up_to=7, round_to=1)) == [(OTHERS, "14")]


def test_what_cannot_be_worked_out_is_kept_back_no_further() -> None:
    rule = SmallNumbers(hide_up_to=7, round_to=2)
    assert breakdown({"a": 6, "b": 7}, rule) == [("a", "*"), ("b", "*")], "13 or 14 in all: 6 and 7, 7 and 6, or 7 each"
    assert breakdown({"a": 1, "b": 1, "c": 9}, rule) == [("c", "10"), ("a", "*"), ("b", "*")]


def test_a_table_of_few_people_says_only_that_they_are_few() -> None:
    assert breakdown({"a": 3}, RULE) == [("a", "*")]
    assert breakdown({"a": 3, "b": 1}, RULE) == [("a", "*"), ("b", "*")]
    assert breakdown({}, RULE) == []


def test_counts_that_are_no_parts_of_a_whole_need_no_company() -> None:
    assert listed({"a": 30, "b": 20, "c": 3, "d": 0}, RULE) == [("a", "30"), ("b", "20"), ("c", "*"), ("d", "0")]


def shown(counts: Counts, rule: SmallNumbers) -> Print:
    """All that a reader sees: the breakdown, and the whole beside it."""
    rows = breakdown(dict(zip(NAMES, counts, strict=False)), rule)
    return tuple(rows), printed(sum(counts), rule)


def stars(seen: Print) -> set[int]:
    """The places of the rows that are hidden."""
    return {NAMES.index(name) for name, words in seen[0] if words == HIDDEN and name in NAMES}


def worked_out(seen: Iterable[int], tables: Sequence[Counts]) -> set[int]:
    """The places whose count is the same in all the tables that a reader has to reckon with."""
    return {place for place in seen if len({table[place] for table in tables}) == 1}


RULES = [(7, 5), (7, 1), (5, 5), (3, 10), (2, 3), (4, 1), (2, 1), (7, 2), (5, 2), (3, 4), (0, 6)]


@pytest.mark.parametrize(("hide_up_to", "round_to"), RULES)
@pytest.mark.parametrize(("rows", "most"), [(1, 40), (2, 36), (3, 30), (4, 24)])
def test_no_hidden_count_can_be_worked_out_of_a_table_by_who_knows_this_program(
    hide_up_to: int, round_to: int, rows: int, most: int
) -> None:
    rule = SmallNumbers(hide_up_to=hide_up_to, round_to=round_to)
    alike: dict[Print, list[Counts]] = defaultdict(list)
    for counts in product(range(most + 1), repeat=rows):
        if sum(counts) <= most:  # every table with the same print is among these, but for the largest totals
            alike[shown(counts, rule)].append(counts)
    complete = {seen: tables for seen, tables in alike.items() if max(map(sum, tables)) <= most - round_to}
    assert len(complete) > 3
    assert {seen: worked_out(stars(seen), tables) for seen, tables in complete.items()} == {
        seen: set() for seen in complete
    }


@pytest.mark.parametrize(("rows", "most"), [(1, 40), (2, 36), (3, 24)])
def test_what_is_hidden_before_and_after_somebody_joins_cannot_be_worked_out_of_both_tables(
    rows: int, most: int
) -> None:
    alike: dict[tuple[Print, Print], list[Counts]] = defaultdict(list)
    for before in product(range(most + 1), repeat=rows):
        for joined in range(rows if sum(before) < most else 0):
            after = tuple(count + (place == joined) for place, count in enumerate(before))
            alike[shown(before, RULE), shown(after, RULE)].append(before)
    for (seen, then), tables in alike.items():
        total_appears = seen[1] == HIDDEN and then[1] != HIDDEN  # it was 7, and 8 then: that much a limit tells
        if max(map(sum, tables)) <= most - RULE.round_to and not total_appears:
            assert worked_out(stars(seen) & stars(then), tables) == set(), (seen, then)


COUNTS = st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=12)
ANY_RULE = st.builds(SmallNumbers, hide_up_to=st.sampled_from([0, *range(2, 13)]), round_to=st.integers(1, 12))


@given(COUNTS, ANY_RULE)
def test_no_small_count_is_ever_printed(counts: dict[str, int], rule: SmallNumbers) -> None:
    numbers = {int(words) for _, words in breakdown(counts, rule) if words != HIDDEN}
    assert not numbers & set(range(1, min(largest_hidden(rule), rule.round_to - 1) + 1))
    assert all(number % rule.round_to == 0 for number in numbers)


@given(COUNTS, ANY_RULE)
def test_rows_are_those_that_were_counted_or_one_for_all(counts: dict[str, int], rule: SmallNumbers) -> None:
    rows = breakdown(counts, rule)
    assert sorted(name for name, _ in rows) == sorted(counts) or rows == [(OTHERS, printed(sum(counts.values()), rule))]


@given(COUNTS, ANY_RULE)
def test_the_order_in_which_rows_were_counted_tells_nothing(counts: dict[str, int], rule: SmallNumbers) -> None:
    assert breakdown(dict(reversed(counts.items())), rule) == breakdown(counts, rule)
