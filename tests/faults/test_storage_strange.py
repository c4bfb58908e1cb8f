"""Others answer in storage's place, and that never counts as storage's word: no row is missing, none is kept."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient

from local.memory.builders import a_session
from local.stack.azurite import Azurite
from shared.messages import DigestDue, SessionPlanned
from shared.sessions.rows import Session
from shared.storage.queues import AzureQueues
from shared.storage.tables import AzureTables
from shared.storage.transport import QUEUES, TABLES, StorageTransport
from shared.storage.unavailable import StorageRefused, StorageUnavailable
from tests.faults.liar import IN_DISGUISE, LIES, lying

SESSION = a_session(id="pgdit-2031-01-01")


class Astray(StorageTransport):
    """Every request is led to the liar while there is a lie to tell."""

    def __init__(self, liar: str, forms: tuple[str, ...]) -> None:
        super().__init__(forms)
        self._liar, self.lie, self.asked = liar, "", 0

    def send(self, request: Any, **options: Any) -> Any:
        if not self.lie:
            return super().send(request, **options)
        self.asked += 1
        url = request.url
        request.url = f"{self._liar}/{self.lie}"
        try:
            return super().send(request, **options)
        finally:
            request.url = url


@pytest.fixture(scope="module")
def liar() -> Iterator[str]:
    with lying() as server:
        yield server.address


@pytest.fixture
def transport(liar: str, request: pytest.FixtureRequest) -> Iterator[Astray]:
    way = Astray(liar, QUEUES if "queues" in request.fixturenames else TABLES)
    yield way
    way.close()


@pytest.fixture
def tables(azurite: Azurite, transport: Astray) -> AzureTables:
    client = TableServiceClient.from_connection_string(azurite.connection_string, transport=transport, retry_total=0)
    kept = AzureTables(client)
    kept.put_latest(SESSION)
    return kept


@pytest.fixture
def queues(azurite: Azurite, transport: Astray) -> AzureQueues:
    client = QueueServiceClient.from_connection_string(azurite.connection_string, transport=transport, retry_total=0)
    return AzureQueues(client)


ANOTHER = a_session(id="pgdit-2031-02-02")
TABLE_CALLS: dict[str, Callable[[AzureTables], object]] = {
    "get": lambda tables: tables.get(Session, SESSION.key),
    "partition": lambda tables: list(tables.partition(Session, SESSION.key[0])),
    "insert": lambda tables: tables.insert(ANOTHER),
    "insert all": lambda tables: tables.insert_all([ANOTHER]),
    "put": lambda tables: tables.put_latest(SESSION),
    "replace": lambda tables: tables.replace(SESSION.model_copy(update={"etag": 'W/"1"'})),
}
READS = ("get", "partition", "insert all")
QUEUE_CALLS: dict[str, Callable[[AzureQueues], object]] = {
    "send": lambda queues: queues.send(SessionPlanned(session=SESSION.id)),
    "send again": lambda queues: queues.send_again("some-queue", "text"),
    "peek": lambda queues: queues.peek(SessionPlanned),
    "take all": lambda queues: queues.take_all("some-queue", lambda _: None),
}


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("call", TABLE_CALLS)
def test_a_stranger_never_answers_for_a_table(tables: AzureTables, transport: Astray, call: str, lie: str) -> None:
    transport.lie = lie
    with pytest.raises(StorageUnavailable) as away:
        TABLE_CALLS[call](tables)
    assert not isinstance(away.value, StorageRefused)


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("call", QUEUE_CALLS)
def test_a_stranger_never_answers_for_a_queue(queues: AzureQueues, transport: Astray, call: str, lie: str) -> None:
    transport.lie = lie
    with pytest.raises(StorageUnavailable) as away:
        QUEUE_CALLS[call](queues)
    assert not isinstance(away.value, StorageRefused)


@pytest.mark.parametrize("lie", IN_DISGUISE)
@pytest.mark.parametrize("call", READS)
def test_an_answer_with_storages_headers_has_to_be_an_answer_to_the_question(
    tables: AzureTables, transport: Astray, call: str, lie: str
) -> None:
    transport.lie = lie
    with pytest.raises(StorageUnavailable):
        TABLE_CALLS[call](tables)


@pytest.mark.parametrize("lie", IN_DISGUISE)
@pytest.mark.parametrize("call", QUEUE_CALLS)
def test_an_answer_about_a_queue_with_storages_headers_has_to_be_one(
    queues: AzureQueues, transport: Astray, call: str, lie: str
) -> None:
    transport.lie = lie
    with pytest.raises(StorageUnavailable):
        QUEUE_CALLS[call](queues)


def test_what_storage_itself_refuses_is_not_away(queues: AzureQueues) -> None:
    with pytest.raises(StorageRefused):
        queues.send_again(DigestDue.QUEUE, "x" * 70_000)


def test_a_look_by_the_sdk_meets_storage_again_by_itself(azurite: Azurite, liar: str) -> None:
    class Once(Astray):
        def send(self, request: Any, **options: Any) -> Any:
            self.lie = "page" if self.asked == 0 else ""
            return super().send(request, **options)

    once = Once(liar, TABLES)
    once.asked = 1
    client = TableServiceClient.from_connection_string(azurite.connection_string, transport=once)
    tables = AzureTables(client)
    tables.put_latest(SESSION)
    once.asked = 0
    found = tables.get(Session, SESSION.key)
    once.close()
    assert (found and found.start, once.asked) == (SESSION.start, 1)
