"""Rows: every kind comes back from its table as it was kept."""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from local.memory.builders import NOW, START, a_form_response, a_registration, a_session, a_sign_up
from local.memory.tables import MemoryTables
from shared.forms.rows import FormResponse
from shared.registrations.rows import Registration, RegistrationState
from shared.sessions.rows import OpenSession, Session, session_key
from shared.storage.row import Row
from shared.storage.tables import to_entity
from tests.the_app import row_kinds

KINDS = row_kinds()
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN: dict[object, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**31), 2**31 - 1),
    bool: st.booleans(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    date: st.dates(),
    timedelta: st.timedeltas(),
    NoneType: st.none(),
    bytes: st.binary().map(b64encode),
    object: st.recursive(
        TEXT | st.integers(0, 9) | st.booleans(), lambda inner: st.lists(inner, max_size=2), max_leaves=4
    ),
}
KEYS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_.", min_size=1, max_size=20)


def values(annotation: Any) -> st.SearchStrategy[Any]:
    """Any value of a field with this annotation."""
    if annotation in PLAIN:
        return PLAIN[annotation]
    if get_args(annotation):
        return _generic(annotation, get_args(annotation))
    if issubclass(annotation, StrEnum):
        return st.sampled_from(list(annotation))
    assert issubclass(annotation, BaseModel), f"no values of {annotation}"
    return models(annotation)


def _generic(annotation: Any, arguments: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    match get_origin(annotation):
        case origin if origin is Literal:
            return st.sampled_from(arguments)
        case origin if origin is UnionType:
            return st.one_of([values(one) for one in arguments])
        case origin if origin is Mapping:
            return st.dictionaries(values(arguments[0]), values(arguments[1]), max_size=3)
        case origin if arguments[-1] is ...:
            return st.lists(values(arguments[0]), max_size=3).map(tuple)
        case _:
            return st.tuples(*[values(one) for one in arguments])


def models(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    fields = {name: values(field.annotation) for name, field in kind.model_fields.items() if name != "etag"}
    return st.builds(kind, **fields)


def rows(kind: type[Row]) -> st.SearchStrategy[Row]:
    """Any row of this kind whose keys a table takes."""
    drawn: st.SearchStrategy[Row] = models(kind)
    return st.tuples(drawn, KEYS).map(lambda one: with_keys(*one))


def with_keys(row: Row, key: str) -> Row:
    """The row with a usable value in each field of text that its key is made of."""
    named = {
        "act",
        "id",
        "instance",
        "session",
        "person",
        "window",
        "series",
        "audience",
        "purpose",
        "step",
        "form",
        "month",
        "occasion",
        "response",
        "source",
        "attendee",
        "timer",
        "under",
        "road",
        "start",
    }
    texts = {name for name, field in type(row).model_fields.items() if field.annotation is str}
    return row.model_copy(update=dict.fromkeys(named & texts, key))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=25)
def test_a_row_comes_back_as_it_was_kept(kind: type[Row], data: st.DataObject) -> None:
    row, tables = data.draw(rows(kind)), MemoryTables()
    assert tables.insert(row)
    kept = tables.get(kind, row.key)
    assert kept is not None
    assert kept.model_copy(update={"etag": ""}) == row
    assert kept.etag


def test_every_kind_but_these_has_a_table_of_its_own_with_a_name_that_the_service_takes() -> None:
    names = [kind.TABLE for kind in KINDS]
    # a pot, a version and an act of the audit trail change in one transaction with the rows beside it
    shared = {"formresponses", "answered", "programmeversions", "audit"}
    assert {name for name in names if names.count(name) > 1} == shared
    assert [name for name in names if not (name.isalnum() and name.islower() and 3 <= len(name) <= 63)] == []


def test_a_row_without_a_key_of_its_own_says_so() -> None:
    with pytest.raises(NotImplementedError, match="Row must say what its key is"):
        _ = Row().key


@pytest.mark.parametrize("character", ["a", "é", "漢", "😀"])
@pytest.mark.parametrize("length", [14_999, 15_000, 15_001, 200_000])
def test_long_text_goes_on_in_further_columns(character: str, length: int) -> None:
    tables, text = MemoryTables(), (character * length)[: 200_000 if character < "\U00010000" else 100_000]
    row = a_form_response().model_copy(update={"raw": text})
    tables.insert(row)
    kept = tables.get(FormResponse, row.key)
    assert kept is not None
    assert kept.raw == text
    columns = [name for name in to_entity(row) if name == "raw" or name.startswith("raw_")]
    assert len(columns) == -(-len(text) // 15_000)


def test_a_row_that_became_shorter_leaves_nothing_of_the_longer_one() -> None:
    tables, row = MemoryTables(), a_form_response().model_copy(update={"raw": "x" * 100_000})
    kept = tables.put(row)
    tables.replace(kept.model_copy(update={"raw": ""}))
    assert [one.raw for one in tables.rows(FormResponse)] == [""]


def test_what_is_no_scalar_is_json_in_a_column() -> None:
    details = a_sign_up(name="Zoë 😀")
    entity = to_entity(a_registration(details=details))
    assert json.loads(entity["details_json"]) == details.model_dump(mode="json")
    assert "Zoë 😀" in entity["details_json"]


def test_a_row_of_an_older_version_is_read_with_the_defaults_of_today() -> None:
    tables = MemoryTables()
    kept = tables.put(a_session())
    assert tables.get(Session, kept.key) == kept
    assert OpenSession(id="x").announced == ()
    assert Registration.model_validate({**a_registration().model_dump(), "gone": 1}) == a_registration()


def test_a_session_is_found_by_its_id_also_where_the_series_has_hyphens() -> None:
    assert session_key("gp-trainers-2026-12-09") == ("gp-trainers", "gp-trainers-2026-12-09")
    assert a_session(id="pgdit-2026-12-09").key == ("pgdit", "pgdit-2026-12-09")


def test_a_moved_session_is_another_occasion_with_the_same_id() -> None:
    moved = a_session().model_copy(update={"start": START.replace(day=16)})
    assert (a_session().occasion, moved.occasion) == ("pgdit-2026-12-09T1230", "pgdit-2026-12-09-on-2026-12-16T1230")
    assert moved.id == a_session().id


def test_two_sessions_of_a_series_at_the_same_time_are_two_occasions() -> None:
    there, moved = a_session(), a_session(id="pgdit-2026-11-11")
    assert there.start == moved.start
    assert there.occasion != moved.occasion


def test_times_are_kept_to_the_microsecond() -> None:
    tables, moment = MemoryTables(), NOW.replace(microsecond=123456)
    tables.insert(a_registration(changed_at=moment, state=RegistrationState.WAITING))
    assert [one.changed_at for one in tables.rows(Registration)] == [moment]
