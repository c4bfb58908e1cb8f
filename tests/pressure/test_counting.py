"""Counting posts: when a form asks for a second press, and when it takes none."""

from datetime import timedelta

import pytest

from local.memory.builders import NOW
from local.memory.tables import MemoryTables
from shared.pressure.counting import PostCounts, Pressure, old_counts
from shared.pressure.rows import PostCount
from shared.storage.unavailable import StorageUnavailable

FREE, STEP_UP, FULL = Pressure.FREE, Pressure.STEP_UP, Pressure.FULL
TEN_MINUTES = timedelta(minutes=10)


def asked_of(posts: int, *, form: str = "sign-up", sources: int = 0) -> list[Pressure]:
    """What each of so many posts is asked for; from one source, or from `sources` in turn."""
    counts, tables = PostCounts(), MemoryTables()
    return [counts.count(tables, form, f"source-{number % sources if sources else 0}", NOW) for number in range(posts)]


def test_one_source_is_asked_to_press_again_from_its_thirteenth_post() -> None:
    assert asked_of(13) == [FREE] * 12 + [STEP_UP]


def test_one_source_is_full_after_three_hundred_posts() -> None:
    assert asked_of(301)[-2:] == [STEP_UP, FULL]


def test_a_form_is_asked_to_press_again_from_its_201st_post_wherever_it_comes_from() -> None:
    assert asked_of(201, sources=500) == [FREE] * 200 + [STEP_UP]


def test_a_form_is_full_after_two_thousand_posts() -> None:
    assert asked_of(2_001, sources=5_000)[-2:] == [STEP_UP, FULL]


def test_the_whole_site_is_asked_to_press_again_from_the_401st_post() -> None:
    counts, tables = PostCounts(), MemoryTables()
    asked = [counts.count(tables, f"form-{number % 4}", f"source-{number}", NOW) for number in range(401)]
    assert asked == [FREE] * 400 + [STEP_UP]


def test_a_post_whose_source_nobody_knows_counts_for_the_form() -> None:
    counts, tables = PostCounts(), MemoryTables()
    assert [counts.count(tables, "sign-up", "", NOW) for _ in range(201)] == [FREE] * 200 + [STEP_UP]


def test_the_next_ten_minutes_begin_afresh() -> None:
    counts, tables = PostCounts(), MemoryTables()
    asked = [counts.count(tables, "sign-up", "one", NOW) for _ in range(13)]
    assert (asked[-1], counts.count(tables, "sign-up", "one", NOW + TEN_MINUTES)) == (STEP_UP, FREE)


def test_instances_hear_of_each_other() -> None:
    one, other, tables = PostCounts(), PostCounts(), MemoryTables()
    for _ in range(12):
        one.count(tables, "sign-up", "somebody", NOW)
    asked = [other.count(tables, "sign-up", "somebody", NOW) for _ in range(4)]
    assert asked == [FREE, FREE, FREE, STEP_UP]


def test_a_post_costs_half_an_operation_on_average() -> None:
    counts, tables = PostCounts(), MemoryTables()
    for _ in range(100):
        counts.count(tables, "sign-up", "somebody", NOW)
    assert len(tables.operations) == 50


def test_while_storage_is_away_an_instance_goes_on_by_itself() -> None:
    counts, tables = PostCounts(), MemoryTables()
    for _ in range(4):
        tables.fail("put_latest", StorageUnavailable("away"))
    assert [counts.count(tables, "sign-up", "one", NOW) for _ in range(13)] == [FREE] * 12 + [STEP_UP]


@pytest.mark.parametrize(("ago", "kept"), [(timedelta(minutes=59), 1), (timedelta(hours=2), 0), (timedelta(days=1), 0)])
def test_counts_go_after_an_hour(ago: timedelta, kept: int) -> None:
    counts, tables = PostCounts(), MemoryTables()
    for _ in range(4):
        counts.count(tables, "sign-up", "one", NOW - ago)
    assert len(list(old_counts(tables, NOW))) == 1 - kept


def test_a_row_names_the_thousand_sources_that_posted_most() -> None:
    counts, tables = PostCounts(), MemoryTables()
    for number in range(1_200):
        counts.count(tables, "sign-up", f"source-{number}", NOW)
    (row,) = tables.rows(PostCount)
    assert len(row.counts) == 1_002
    assert row.counts["site"] == row.counts["form sign-up"] == 1_200
