"""What tables promise, on the fake and on Azurite alike."""

import random
import time
import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local.memory.builders import NOW, a_delivery, a_question, a_registration, a_seating, a_sign_up
from local.memory.tables import MemoryTables
from local.stack.azurite import Azurite
from shared.questions.rows import Question
from shared.registrations.rows import Registration, RegistrationState, Roll, Seating
from shared.storage.row import Row
from shared.storage.tables import AzureTables, RowChanged, Tables
from shared.storage.unavailable import StorageUnavailable


@pytest.fixture(params=["memory", "azurite"], scope="module")
def tables(request: pytest.FixtureRequest) -> Tables:
    if request.param == "memory":
        return MemoryTables()
    azurite: Azurite = request.getfixturevalue("azurite")
    return AzureTables.from_connection_string(azurite.connection_string)


@pytest.fixture
def session() -> str:
    """A partition of the test's own."""
    return f"pgdit-{uuid.uuid4().hex}"


def ids(tables: Tables, session: str, start: str = "", end: str = "") -> list[str]:
    return [row.id for row in tables.partition(Question, session, start, end)]


def test_a_row_comes_back_as_it_was_kept(tables: Tables, session: str) -> None:
    row = a_registration(session=session, details=a_sign_up(name="Zoë O'Neill 👩🏽‍⚕️", access_needs=""))
    assert tables.insert(row)
    kept = tables.get(Registration, row.key)
    assert kept is not None
    assert kept.etag != ""
    assert kept.model_copy(update={"etag": ""}) == row


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=50)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts)
def test_any_text_comes_back_as_it_was_kept(tables: Tables, session: str, text: str) -> None:
    row = a_question(session=session, id=uuid.uuid4().hex, text=text)
    tables.insert(row)
    kept = tables.get(Question, row.key)
    assert kept is not None
    assert kept.text == text


@pytest.mark.parametrize("text", ["x" * 15_001, "é" * 32_000, "👩🏽‍⚕️" * 9_000, "tail " * 20_000])
def test_text_beyond_a_columns_limit_comes_back_whole(tables: Tables, session: str, text: str) -> None:
    tables.insert(a_question(session=session, text=text))
    kept = tables.get(Question, (session, "question-1"))
    assert kept is not None
    assert kept.text == text


def test_a_key_is_taken_once(tables: Tables, session: str) -> None:
    assert tables.insert(a_question(session=session, text="first"))
    assert not tables.insert(a_question(session=session, text="second"))
    assert [row.text for row in tables.partition(Question, session)] == ["first"]


def test_what_was_never_kept_is_none(tables: Tables, session: str) -> None:
    assert tables.get(Question, (session, "question-1")) is None


class Unheard(Row):
    """A row of a table that nobody has made."""

    TABLE = "neverheardof"
    id: str = "one"

    @property
    def key(self) -> tuple[str, str]:
        return "unheard", self.id


def test_a_table_that_does_not_exist_is_empty(tables: Tables) -> None:
    assert tables.get(Unheard, ("unheard", "one")) is None
    assert list(tables.partition(Unheard, "unheard")) == []
    tables.delete(Unheard())


def test_a_row_that_was_read_can_be_replaced_and_replaced_again(tables: Tables, session: str) -> None:
    tables.insert(a_registration(session=session))
    kept = tables.get(Registration, a_registration(session=session).key)
    assert kept is not None
    once = tables.replace(kept.model_copy(update={"state": RegistrationState.CANCELLED, "sequence": 1}))
    tables.replace(once.model_copy(update={"sequence": 2}))
    now = tables.get(Registration, kept.key)
    assert now is not None
    assert (now.state, now.sequence) == (RegistrationState.CANCELLED, 2)


def test_a_field_that_becomes_none_is_gone(tables: Tables, session: str) -> None:
    row = a_delivery(purpose=session, sending_since=NOW)
    tables.insert(row)
    kept = tables.get(type(row), row.key)
    assert kept is not None
    tables.replace(kept.model_copy(update={"sending_since": None}))
    now = tables.get(type(row), row.key)
    assert now is not None
    assert now.sending_since is None


def test_rows_that_change_together_are_replaced_and_inserted_at_once(tables: Tables, session: str) -> None:
    tables.insert(a_question(session=session, text="before"))
    there = tables.get(Question, (session, "question-1"))
    assert there is not None
    tables.change_together(
        [there.model_copy(update={"text": "after"}), a_question(session=session, id="question-2", text="new")]
    )
    assert [row.text for row in tables.partition(Question, session)] == ["after", "new"]


@pytest.mark.parametrize("conflict", ["changed", "gone", "there already"])
def test_of_rows_that_change_together_none_does_if_one_is_not_as_it_was(
    tables: Tables, session: str, conflict: str
) -> None:
    tables.insert(a_question(session=session, text="before"))
    there = tables.get(Question, (session, "question-1"))
    assert there is not None
    if conflict == "changed":
        tables.replace(there.model_copy(update={"text": "by somebody else"}))
    elif conflict == "gone":
        tables.delete(there)
    else:
        tables.insert(a_question(session=session, id="question-2", text="by somebody else"))
    now = [(row.id, row.text, row.etag) for row in tables.partition(Question, session)]
    with pytest.raises(RowChanged):
        tables.change_together(
            [a_question(session=session, id="question-2", text="new"), there.model_copy(update={"text": "after"})]
        )
    assert [(row.id, row.text, row.etag) for row in tables.partition(Question, session)] == now


def test_the_first_rows_of_a_table_can_come_together(tables: Tables, session: str) -> None:
    class FirstOnes(Row):
        TABLE = f"first{uuid.uuid4().hex}"
        partition: str
        id: str

        @property
        def key(self) -> tuple[str, str]:
            return self.partition, self.id

    tables.change_together([FirstOnes(partition=session, id="one"), FirstOnes(partition=session, id="two")])
    assert [row.id for row in tables.partition(FirstOnes, session)] == ["one", "two"]


def test_of_two_who_read_the_same_row_one_replaces_it(tables: Tables, session: str) -> None:
    tables.insert(a_seating(session=session))
    mine = tables.get(Seating, (session, "seats"))
    yours = tables.get(Seating, (session, "seats"))
    assert mine is not None
    assert yours is not None
    tables.replace(mine.model_copy(update={"seated": ("mine",)}))
    with pytest.raises(RowChanged):
        tables.replace(yours.model_copy(update={"seated": ("yours",)}))
    now = tables.get(Seating, (session, "seats"))
    assert now is not None
    assert now.seated == ("mine",)


def test_a_row_that_was_deleted_cannot_be_replaced(tables: Tables, session: str) -> None:
    tables.insert(a_question(session=session))
    kept = tables.get(Question, (session, "question-1"))
    assert kept is not None
    tables.delete(kept)
    with pytest.raises(RowChanged):
        tables.replace(kept)


def test_a_row_that_was_never_read_cannot_be_replaced(tables: Tables, session: str) -> None:
    tables.insert(a_question(session=session))
    with pytest.raises(ValueError, match=r"."):
        tables.replace(a_question(session=session))


def test_deleting_what_is_gone_is_fine(tables: Tables, session: str) -> None:
    tables.insert(a_question(session=session))
    tables.delete(a_question(session=session))
    tables.delete(a_question(session=session))
    assert ids(tables, session) == []


def test_a_partition_is_read_in_the_order_of_its_keys_and_alone(tables: Tables, session: str) -> None:
    for name in ("b", "a", "c", "B", "-", "_", "1"):
        tables.insert(a_question(session=session, id=name))
    tables.insert(a_question(session=session + "x", id="d"))
    assert ids(tables, session) == ["-", "1", "B", "_", "a", "b", "c"]


def test_a_part_of_a_partition_has_its_start_and_not_its_end(tables: Tables, session: str) -> None:
    tables.insert_all([a_question(session=session, id=name) for name in "abcde"])
    assert ids(tables, session, "b", "d") == ["b", "c"]
    assert ids(tables, session, "d") == ["d", "e"]
    assert ids(tables, session, end="b") == ["a"]


def test_a_range_of_partitions_is_read_in_order_with_its_start_and_without_its_end(
    tables: Tables, session: str
) -> None:
    for day in ("08", "09T1230.a", "10", "11"):
        tables.insert_all([a_question(session=f"{session}-{day}", id=name) for name in ("b", "a")])
    found = tables.partitions(Question, f"{session}-09", f"{session}-11")
    expected = [(f"{session}-{day}", name) for day in ("09T1230.a", "10") for name in ("a", "b")]
    assert [row.key for row in found] == expected
    assert list(tables.partitions(Unheard, "a", "b")) == []


def test_quotes_in_keys_are_only_quotes(tables: Tables, session: str) -> None:
    tables.insert(a_question(session=f"{session}'s", id="o'clock"))
    assert tables.get(Question, (f"{session}'s", "o'clock")) is not None
    assert ids(tables, f"{session}'s", "o'c") == ["o'clock"]


def test_of_many_rows_the_new_ones_are_inserted_and_named(tables: Tables, session: str) -> None:
    tables.insert(a_question(session=session, id="q0150", text="was there first"))
    rows = [a_question(session=session, id=f"q{number:04}") for number in range(250)]
    new = tables.insert_all(rows)
    assert [row.id for row in new] == [row.id for row in rows if row.id != "q0150"]
    assert tables.insert_all(rows) == []
    assert len(ids(tables, session)) == 250
    first = tables.get(Question, (session, "q0150"))
    assert first is not None
    assert first.text == "was there first"


def test_no_rows_are_inserted_at_no_cost(tables: Tables) -> None:
    assert tables.insert_all([]) == []


def test_a_partition_of_more_than_a_page_is_read_to_its_end(tables: Tables, session: str) -> None:
    tables.insert_all([a_question(session=session, id=f"q{number:04}") for number in range(1_050)])
    assert ids(tables, session) == [f"q{number:04}" for number in range(1_050)]


def test_a_partition_that_is_read_in_small_requests_is_the_same(tables: Tables, session: str) -> None:
    tables.insert_all([a_question(session=session, id=f"q{number}") for number in range(7)])
    found = [row.id for row in tables.partition(Question, session, start="q1", end="q6", most=2)]
    assert found == ["q1", "q2", "q3", "q4", "q5"]


@pytest.mark.parametrize("key", ["a/b", "a\\b", "a#b", "a?b", "a\tb", "x" * 1025])
def test_a_key_that_no_table_takes_is_refused(tables: Tables, session: str, key: str) -> None:
    with pytest.raises((ValueError, StorageUnavailable)):
        tables.insert(a_question(session=session, id=key))


@pytest.mark.parametrize("key", ["a/b", "a\\b", "a#b", "a?b", "a\tb", "a\x00", "a\x9f", "\ud800", "x" * 1025])
def test_what_is_asked_for_by_a_key_that_no_table_takes_is_not_there(tables: Tables, session: str, key: str) -> None:
    tables.insert(a_question(session=session))
    assert tables.get(Question, (session, key)) is None
    assert tables.get(Question, (key, "question-1")) is None
    assert list(tables.partition(Question, key)) == []


def test_a_part_of_a_partition_may_begin_anywhere_that_can_be_said(tables: Tables, session: str) -> None:
    tables.insert(a_question(session=session, id="m"))
    assert ids(tables, session, start="a/b", end="z\\") == ["m"]
    assert ids(tables, session, start="\x00") == []
    assert ids(tables, session, start="a", end="\ud800") == []


def test_a_transaction_is_about_one_partition(tables: Tables, session: str) -> None:
    with pytest.raises((ValueError, StorageUnavailable)):
        tables.insert_all([a_question(session=session, id="a"), a_question(session=session + "x", id="b")])


def test_a_transaction_is_about_each_row_once(tables: Tables, session: str) -> None:
    with pytest.raises((ValueError, StorageUnavailable)):
        tables.insert_all([a_question(session=session, text="one"), a_question(session=session, text="two")])


def test_moments_come_back_to_the_microsecond(tables: Tables, session: str) -> None:
    moment = NOW + timedelta(microseconds=123_457)
    tables.insert(a_registration(session=session, changed_at=moment))
    kept = tables.get(Registration, a_registration(session=session).key)
    assert kept is not None
    assert kept.changed_at == moment


@pytest.mark.parametrize("size", [0, 1, 60_000, 60_001, 900_000])
def test_bytes_come_back_whole_and_take_no_more_room_than_they_are(tables: Tables, session: str, size: int) -> None:
    packed = random.Random(size).randbytes(size)
    tables.insert(Roll(session=f"{session}-2026-12-09", packed=packed))
    kept = tables.get(Roll, (session, f"{session}-2026-12-09"))
    assert kept is not None
    assert kept.packed == packed


def test_rows_are_found_by_when_they_were_last_written(tables: Tables, session: str) -> None:
    for name in ("a", "b"):
        tables.insert(a_question(session=session, id=name))
    all_of_them = list(tables.written(Question, session, None))
    assert [one.row.id for one in all_of_them] == ["a", "b"]
    newest = max(one.at for one in all_of_them)
    assert list(tables.written(Question, session, newest + timedelta(milliseconds=1))) == []
    time.sleep(0.01)
    tables.replace(all_of_them[0].row.model_copy(update={"text": "newer"}))
    (later,) = tables.written(Question, session, newest + timedelta(milliseconds=1))
    assert (later.row.id, later.row.text) == ("a", "newer")
    assert later.at > newest
    assert [one.row.id for one in tables.written(Question, session, newest - timedelta(minutes=1))] == ["a", "b"]


def test_one_row_is_found_with_when_it_was_written(tables: Tables, session: str) -> None:
    for name in ("a", "b"):
        tables.insert(a_question(session=session, id=name))
    (found,) = tables.written(Question, session, None, "b")
    assert found.row.id == "b"
    assert [one.at for one in tables.written(Question, session, None) if one.row.id == "b"] == [found.at]
    assert list(tables.written(Question, session, None, "c")) == []
    assert list(tables.written(Question, session, None, "a/b")) == []


def test_nothing_was_written_to_a_table_that_does_not_exist(tables: Tables) -> None:
    assert list(tables.written(Unheard, "unheard", None)) == []
    assert list(tables.written(Unheard, "unheard", NOW)) == []
