"""What the team changed stays; elsewhere the programme is as the deployed file says now."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.memory.services import KEYS, the_programme
from shared.programme.content import LISTS, by_id, content_of, in_lists
from shared.programme.merging import (
    Conflict,
    Marking,
    Merged,
    Merging,
    marks_with_open_conflicts,
    value_at,
    with_value,
)
from shared.programme.reading import programme_of

MARKING = Marking(KEYS)
FILE = content_of(the_programme())
PGDIT = ("series", "pgdit")
CAPACITY = (*PGDIT, "capacity")
REMINDERS = (*PGDIT, "reminders")


def merged(ours: dict[str, object], files: dict[str, object], before: dict[str, object] = FILE) -> Merged:
    return Merging(MARKING, MARKING.marks_of(before)).merge(ours, files)


def test_the_content_of_a_programme_gives_the_same_programme() -> None:
    assert programme_of(FILE) == the_programme()
    assert in_lists(by_id(FILE)) == FILE
    assert {"series", "facilitators", "stakeholders", "not_for", "hubs", "themes", "feeds"} <= LISTS


def test_nothing_changed_means_nothing_changes() -> None:
    assert merged(FILE, FILE) == Merged(FILE, ())


def test_a_newer_file_changes_what_the_team_never_touched() -> None:
    ours = with_value(FILE, REMINDERS, ["P5D"])
    files = with_value(with_value(FILE, CAPACITY, 80), ("hubs", "eastvale"), None)
    both = with_value(with_value(files, REMINDERS, ["P5D"]), ("hubs", "eastvale"), None)
    assert merged(ours, files) == Merged(both, ())


def test_what_both_changed_stays_the_teams_and_is_a_conflict() -> None:
    ours, files = with_value(FILE, CAPACITY, 40), with_value(FILE, CAPACITY, 80)
    assert merged(ours, files) == Merged(ours, (Conflict(CAPACITY, 40, 80),))


def test_the_same_change_by_both_is_no_conflict() -> None:
    ours = with_value(FILE, CAPACITY, 40)
    assert merged(ours, ours) == Merged(ours, ())


def test_an_entry_that_the_team_removed_stays_away() -> None:
    ours = with_value(FILE, ("hubs", "eastvale"), None)
    assert merged(ours, FILE) == Merged(ours, ())
    files = with_value(FILE, ("hubs", "eastvale", "name"), "Eastvale, third floor")
    gone = Conflict(("hubs", "eastvale"), None, value_at(files, ("hubs", "eastvale")))
    assert merged(ours, files) == Merged(ours, (gone,))


def test_an_entry_that_the_file_removed_goes_unless_the_team_changed_it() -> None:
    files = with_value(FILE, ("hubs", "eastvale"), None)
    assert merged(FILE, files) == Merged(files, ())
    ours = with_value(FILE, ("hubs", "eastvale", "name"), "Eastvale, third floor")
    kept = Conflict(("hubs", "eastvale"), value_at(ours, ("hubs", "eastvale")), None)
    assert merged(ours, files) == Merged(ours, (kept,))


def test_entries_that_both_added_stand_side_by_side() -> None:
    hub = {"id": "one", "name": "One", "address": "1 Lane", "contact": "one@example.nhs.uk"}
    ours = with_value(FILE, ("hubs", "one"), hub)
    files = with_value(FILE, ("hubs", "two"), {**hub, "id": "two"})
    ids = list(by_id(merged(ours, files).content)["hubs"])  # type: ignore[call-overload]  # a table, as `by_id` makes it
    assert ids == ["northmoor-general", "eastvale", "one", "two"]


def turned(content: dict[str, object], name: str) -> dict[str, object]:
    entries: Any = content[name]
    return {**content, name: entries[::-1]}


@pytest.mark.parametrize("who", ["team", "file"])
def test_whoever_changed_the_order_of_a_list_has_it(who: str) -> None:
    other = turned(FILE, "facilitators")
    ours, files = (other, FILE) if who == "team" else (FILE, other)
    assert merged(ours, files).content["facilitators"] == other["facilitators"]


def test_only_a_deployment_changes_the_organiser() -> None:
    ours = with_value(FILE, ("organiser", "mailbox"), "other@example.nhs.uk")
    assert merged(ours, FILE) == Merged(FILE, ())


def test_marks_say_nothing_about_anybody() -> None:
    marks = MARKING.marks_of(FILE)
    text = " ".join([*marks, *marks.values()])
    assert "marcus" not in text
    assert "@" not in text
    assert {len(mark) for mark in marks} == {12}


def test_an_open_conflict_stays_one_in_the_next_version() -> None:
    ours, files = with_value(FILE, CAPACITY, 40), with_value(FILE, CAPACITY, 80)
    first = merged(ours, files)
    marks = marks_with_open_conflicts(MARKING, first.conflicts, files, MARKING.marks_of(FILE))
    assert Merging(MARKING, marks).merge(first.content, files) == first


def test_a_conflict_that_is_settled_is_none_in_the_next_version() -> None:
    ours, files = with_value(FILE, CAPACITY, 40), with_value(FILE, CAPACITY, 80)
    assert Merging(MARKING, MARKING.marks_of(files)).merge(ours, files) == Merged(ours, ())


PLACES = [CAPACITY, REMINDERS, ("hubs", "eastvale"), ("themes", "rotas", "words"), ("programme", "region")]
VALUES: dict[Any, st.SearchStrategy[Any]] = {
    CAPACITY: st.sampled_from([10, 20, 30]),
    REMINDERS: st.sampled_from([["P7D"], ["P1D"], []]),
    ("hubs", "eastvale"): st.sampled_from([None, {"id": "eastvale", "name": "E", "address": "a", "contact": "e@e.uk"}]),
    ("themes", "rotas", "words"): st.sampled_from([["rota"], ["rest"]]),
    ("programme", "region"): st.sampled_from(["North", "South"]),
}
CHANGES = st.fixed_dictionaries({}, optional=VALUES)


def changed(changes: dict[Any, object]) -> dict[str, object]:
    content = deepcopy(FILE)
    for place, value in changes.items():
        content = with_value(content, place, value)
    return content


@settings(deadline=None, max_examples=60)
@given(CHANGES, CHANGES)
def test_each_place_is_the_teams_if_they_changed_it_and_the_files_if_not(ours: Any, files: Any) -> None:
    content = merged(changed(ours), changed(files)).content
    for place in PLACES:
        teams = value_at(changed(ours), place)
        expected = teams if teams != value_at(FILE, place) else value_at(changed(files), place)
        assert value_at(content, place) == expected
