"""Pretended tables: everything reads as if it were done, and nothing is."""

import pytest

from local.memory.builders import NOW, SESSION, a_question, a_registration, a_session, a_sign_up
from local.memory.tables import MemoryTables
from shared.questions.rows import Question
from shared.registrations.rows import Registration
from shared.sessions.rows import Session, session_key
from shared.storage.pretending import PretendedTables
from shared.storage.tables import RowChanged


def some_tables() -> MemoryTables:
    tables = MemoryTables()
    tables.put(a_session())
    for number in range(3):
        tables.put(a_question(id=f"q{number}"))
    return tables


def texts(tables: PretendedTables, start: str = "", end: str = "") -> list[str]:
    return [one.id for one in tables.partition(Question, SESSION, start, end)]


def test_what_is_there_is_read_and_what_seems_to_be_there_too() -> None:
    tables = PretendedTables(some_tables(), [a_question(id="q1a"), a_question(id="q2", text="Another text?")])
    assert texts(tables) == ["q0", "q1", "q1a", "q2"]
    assert texts(tables, "q1", "q2") == ["q1", "q1a"]
    assert [one.text for one in tables.partition(Question, SESSION, "q2")] == ["Another text?"]
    assert tables.get(Session, session_key(SESSION)) == some_tables().get(Session, session_key(SESSION))
    assert list(tables.partitions(Question, "p", "q")) == list(some_tables().partitions(Question, "p", "q"))
    assert [one.row.id for one in tables.written(Question, SESSION, None)] == ["q0", "q1", "q2"]


def test_each_change_is_seen_here_and_nowhere_else() -> None:
    real = some_tables()
    before = real.everything()
    tables = PretendedTables(real)
    session = tables.get(Session, session_key(SESSION))
    assert session is not None
    tables.replace(session.model_copy(update={"title": "Another"}))
    tables.delete(a_question(id="q0"))
    tables.put_latest(a_question(id="q3"))
    tables.change_together([a_question(id="q4")])
    assert tables.insert(a_question(id="q5"))
    assert not tables.insert(a_question(id="q1"))
    assert [row.id for row in tables.insert_all([a_question(id="q5"), a_question(id="q6")])] == ["q6"]
    found = tables.get(Session, session_key(SESSION))
    assert (found and found.title, texts(tables)) == ("Another", ["q1", "q2", "q3", "q4", "q5", "q6"])
    assert (real.everything(), {what for what, _ in real.operations}) == (before, {"get", "query"})


def test_a_row_that_is_not_there_cannot_be_replaced() -> None:
    with pytest.raises(RowChanged):
        PretendedTables(some_tables()).replace(a_question(id="q9"))


def test_no_more_rows_of_a_kind_are_read_than_were_asked_for() -> None:
    real = MemoryTables(lambda: NOW)
    for number in range(1_500):
        real.put(a_registration(details=a_sign_up(email=f"p{number}@example.org")))
    tables = PretendedTables(real, most={Registration: 300})
    assert len(list(tables.partition(Registration, SESSION))) == 300
    assert real.operations == [("query", "registrations")]
