"""The fakes count what the real ones ask: so a budget of storage operations can be held on the fake."""

from collections.abc import Callable
from typing import Any

import pytest
from azure.core.pipeline.transport import RequestsTransport
from azure.data.tables import TableServiceClient

from local.memory.builders import a_question
from local.memory.tables import MemoryTables
from local.stack.azurite import Azurite
from shared.questions.rows import Question
from shared.storage.tables import AzureTables, Tables


class Counted(RequestsTransport):  # type: ignore[misc]  # the SDK loads it in a way mypy cannot see
    """The SDK's own transport, counting the requests that pass."""

    def __init__(self) -> None:
        super().__init__()
        self.requests = 0

    def send(self, request: Any, **options: Any) -> Any:
        self.requests += 1
        return super().send(request, **options)


def many(count: int, session: str) -> list[Question]:
    return [a_question(session=session, id=f"q{number:04}") for number in range(count)]


WORK: dict[str, Callable[[Tables, str], object]] = {
    "insert": lambda tables, session: tables.insert(a_question(session=session)),
    "insert what is there": lambda tables, session: tables.insert(a_question(session=session, id="there")),
    "get": lambda tables, session: tables.get(Question, (session, "there")),
    "get nothing": lambda tables, session: tables.get(Question, (session, "nothing")),
    "replace": lambda tables, session: tables.replace(next(tables.partition(Question, session))),
    "change two together": lambda tables, session: tables.change_together(
        [next(tables.partition(Question, session)), a_question(session=session, id="new")]
    ),
    "delete": lambda tables, session: tables.delete(a_question(session=session, id="there")),
    "insert no rows": lambda tables, session: tables.insert_all([]),
    "insert 250 rows": lambda tables, session: tables.insert_all(many(250, session)),
    "insert 30 rows, some there": lambda tables, session: (
        tables.insert_all(many(3, session)),
        tables.insert_all(many(30, session)),
    ),
    "read an empty partition": lambda tables, session: list(tables.partition(Question, session + "x")),
    "read what was written": lambda tables, session: (
        tables.insert_all(many(1_000, session)),
        list(tables.written(Question, session, None)),
    ),
    "read 1,000 rows and one": lambda tables, session: (
        tables.insert_all(many(1_000, session)),
        list(tables.partition(Question, session)),
    ),
}


@pytest.mark.parametrize("work", WORK)
def test_the_fake_counts_the_requests_that_the_real_tables_make(azurite: Azurite, work: str) -> None:
    counted, memory, session = Counted(), MemoryTables(), f"costs {work}"
    service = TableServiceClient.from_connection_string(azurite.connection_string, transport=counted)
    real = AzureTables(service)
    for tables in (real, memory):
        tables.insert(a_question(session=session, id="there"))
    memory.operations.clear()
    counted.requests = 0
    for tables in (real, memory):
        WORK[work](tables, session)
    assert len(memory.operations) == counted.requests
