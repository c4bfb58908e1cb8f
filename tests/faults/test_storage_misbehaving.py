"""Storage misbehaves, and every mail goes once and every seat is given once all the same.

The real tables and queues on the emulator, the steps' scripts, and Graph in memory.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from azure.core.pipeline.transport import RequestsTransport
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient, TextBase64DecodePolicy

from local.memory.builders import NOW, a_delivery, a_registration, a_session, a_sign_up
from local.memory.graph import MemoryGraph
from local.memory.services import KEYS, some_services
from local.memory.tables import MemoryTables
from local.stack.azurite import Azurite
from shared.delivery.sending import deliver
from shared.errors import MayPassLater
from shared.mail.deliveries import announce
from shared.mail.rows import Delivery, DeliveryState, Lane, MailKind
from shared.messages import DeliveryDue, RegistrationMade
from shared.registrations.confirming import confirm
from shared.registrations.registering import register
from shared.registrations.rows import Registration, RegistrationState, Seating
from shared.services import Services
from shared.storage.queues import AzureQueues, decode
from shared.storage.tables import AzureTables, RowChanged
from shared.storage.unavailable import StorageUnavailable

WORKERS = 20
MINUTE = timedelta(minutes=1)


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Azurite]:
    """An emulator of the test's own, which keeps what it holds when it is stopped."""
    with Azurite(tmp_path / "log", location=tmp_path / "storage") as running:
        yield running


QUICK: dict[str, Any] = {"retry_backoff_factor": 0.05}
"""How the tables' client waits between tries; the queues' has other words for it."""

QUICK_QUEUES: dict[str, Any] = {"initial_backoff": 0, "increment_base": 0, "random_jitter_range": 0}


def on_storage(connection: str, graph: MemoryGraph, **options: Any) -> Services:
    """Services on real storage; `options` are the storage clients'."""
    memory = some_services(graph=graph)
    tables = AzureTables(TableServiceClient.from_connection_string(connection, **QUICK, **options))
    queues = AzureQueues(QueueServiceClient.from_connection_string(connection, **QUICK_QUEUES, **options))
    return Services(
        programme=memory.programme,
        settings=memory.settings.model_copy(update={"mails_per_minute": 1_000_000}),
        keys=memory.keys,
        tables=tables,
        queues=queues,
        graph=graph,
        feeds=memory.feeds,
    )


def at_once[T](work: Callable[[int], T], workers: int = WORKERS) -> list[T | Exception]:
    """What so many threads bring that all begin at the same moment: results, and errors."""
    gate = threading.Barrier(workers)

    def begin(number: int) -> T | Exception:
        gate.wait()
        try:
            return work(number)
        except MayPassLater as error:
            return error

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(begin, range(workers)))


def due_messages(connection: str) -> list[DeliveryDue]:
    """Every message on the queue of deliveries that can be seen, taken off it."""
    queue = QueueServiceClient.from_connection_string(connection).get_queue_client(
        DeliveryDue.QUEUE, message_decode_policy=TextBase64DecodePolicy()
    )
    taken: list[DeliveryDue] = []
    for message in queue.receive_messages(messages_per_page=32):
        taken.append(decode(DeliveryDue, message.content.encode()))
        queue.delete_message(message)
    return taken


def mails_of(graph: MemoryGraph) -> Counter[str]:
    return Counter(mail.delivery_id for mail in graph.mails)


# --- many at once -----------------------------------------------------------------------------------------


def test_twenty_workers_with_the_same_message_send_one_mail(azurite: Azurite) -> None:
    graph = MemoryGraph()
    session = a_session(start=NOW + timedelta(days=20), series="educators")
    details = a_sign_up(series="educators")
    row = a_delivery(purpose=f"{session.occasion}.confirmation-0", about=session.id)
    services = [on_storage(azurite.connection_string, graph) for _ in range(WORKERS)]
    for kept in (session, a_registration(session=session.id, details=details), row):
        assert services[0].tables.insert(kept)
    due = DeliveryDue(purpose=row.purpose, person=row.person)
    at_once(lambda number: deliver(services[number], due, NOW))
    found = services[0].tables.get(Delivery, row.key)
    assert (mails_of(graph), found and found.state) == ({row.id: 1}, DeliveryState.SENT)


def test_twenty_workers_give_five_seats_to_five_people_and_a_place_in_order_to_the_others(azurite: Azurite) -> None:
    session = a_session(start=NOW + timedelta(days=21))
    services = [on_storage(azurite.connection_string, MemoryGraph()) for _ in range(WORKERS)]
    services[0].tables.insert(session)
    services[0].tables.insert(Seating(session=session.id, capacity=5))
    people = [a_sign_up(email=f"contender.{number}@example.org") for number in range(WORKERS)]

    def sign_up(number: int) -> None:
        while True:  # as the queue does, which tries again
            try:
                register(services[number], session, people[number], KEYS.person(people[number].email), NOW)
            except RowChanged:
                continue
            return

    at_once(sign_up)
    places = list(services[0].tables.partition(Registration, session.id))
    states = Counter(place.state for place in places)
    assert states == {RegistrationState.REGISTERED: 5, RegistrationState.WAITING: 15}
    seats = services[0].tables.get(Seating, (session.id, "seats"))
    assert seats is not None
    assert sorted(seats.seated) == sorted(one.person for one in places if one.state is RegistrationState.REGISTERED)


def test_of_twenty_workers_that_insert_the_same_row_one_did(azurite: Azurite) -> None:
    services = [on_storage(azurite.connection_string, MemoryGraph()) for _ in range(WORKERS)]
    row = a_delivery(purpose="a-conflict.confirmation-0")
    results = at_once(lambda number: services[number].tables.insert(row))
    assert Counter(results) == {True: 1, False: WORKERS - 1}


def test_twenty_workers_that_announce_the_same_to_the_same_people_make_one_mail_each(azurite: Azurite) -> None:
    graph = MemoryGraph()
    services = [on_storage(azurite.connection_string, graph) for _ in range(WORKERS)]
    people = [f"person-{number}" for number in range(30)]

    def tell(number: int) -> int:
        return announce(
            services[number], MailKind.BULLETIN, "2026-W01", people, NOW, occasion="contended", lane=Lane.BULK
        ).new

    results = at_once(tell)
    assert [one for one in results if isinstance(one, Exception)] == []
    kept = list(services[0].tables.partition(Delivery, "contended.bulletin"))
    assert (sum(one for one in results if isinstance(one, int)), len(kept)) == (30, 30)


# --- storage away -----------------------------------------------------------------------------------------


class Pulled(RequestsTransport):  # type: ignore[misc]  # the SDK loads it in a way mypy cannot see
    """Somebody pulls the plug of the emulator before the request with this number."""

    def __init__(self, emulator: Azurite, at: int) -> None:
        super().__init__()
        self._emulator, self._left = emulator, at

    def send(self, request: Any, **options: Any) -> Any:
        self._left -= 1
        if self._left == 0:
            self._emulator.stop()
        return super().send(request, **options)


@pytest.mark.parametrize("at", [2, 4, 60])
def test_storage_stopped_and_started_in_the_middle_of_a_fan_out_loses_and_repeats_nothing(
    emulator: Azurite, at: int
) -> None:
    graph = MemoryGraph()
    services = on_storage(emulator.connection_string, graph, retry_total=0)
    session = a_session()
    people = [a_sign_up(email=f"registrant.{number}@example.org") for number in range(120)]
    services.tables.insert(session)
    services.tables.insert_all([a_registration(details=details) for details in people])
    keys = [KEYS.person(details.email) for details in people]

    def fan_out(services: Services) -> None:
        announce(services, MailKind.CONFIRMATION, session.id, keys, NOW, occasion=session.occasion, detail="0")

    with pytest.raises(StorageUnavailable):
        fan_out(on_storage(emulator.connection_string, graph, transport=Pulled(emulator, at), retry_total=0))
    assert not emulator.alive()
    emulator.start()
    fan_out(services)
    for due in due_messages(emulator.connection_string):
        deliver(services, due, NOW + MINUTE)
    assert (len(mails_of(graph)), set(mails_of(graph).values())) == (120, {1})


class Overloaded(BaseHTTPRequestHandler):
    """Whatever is asked: 503 ServerBusy."""

    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65_537)
        if self.raw_requestline and self.parse_request():
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(HTTPStatus.SERVICE_UNAVAILABLE)
            self.send_header("x-ms-error-code", "ServerBusy")
            self.send_header("Content-Length", "0")
            self.end_headers()
        self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def overloaded() -> Iterator[str]:
    """The address of a storage server that is busy."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Overloaded) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


class Busy(RequestsTransport):  # type: ignore[misc]  # the SDK loads it in a way mypy cannot see
    """The first request of each kind meets a busy server, before or after it was done all the same."""

    def __init__(self, busy: str, *, after: bool) -> None:
        super().__init__()
        self._busy, self._after = busy, after
        self.met: set[str] = set()

    def send(self, request: Any, **options: Any) -> Any:
        url = request.url
        kind = f"{request.method} {urlsplit(url).path.partition('(')[0]}"
        if kind in self.met:
            return super().send(request, **options)
        self.met.add(kind)
        if self._after:
            super().send(request, **options)
        request.url = self._busy
        try:
            return super().send(request, **options)
        finally:
            request.url = url


@pytest.mark.parametrize("after", [False, True])
def test_a_server_that_is_busy_for_a_moment_delays_a_mail_and_neither_loses_nor_repeats_it(
    azurite: Azurite, overloaded: str, after: bool
) -> None:
    graph, transport = MemoryGraph(), Busy(overloaded, after=after)
    busy = on_storage(azurite.connection_string, graph, transport=transport, retry_total=2)
    session = a_session(start=NOW + timedelta(days=30 + after), series="educators")
    details = a_sign_up(series="educators")
    person = KEYS.person(details.email)
    plain = on_storage(azurite.connection_string, graph)
    for row in (session, a_registration(session=session.id, details=details)):
        plain.tables.insert(row)
    made = RegistrationMade(session=session.id, person=person, sequence=0)
    confirm(busy, made, NOW)
    due = DeliveryDue(purpose=f"{session.occasion}.seat-0", person=person)
    for minutes in (1, 30):
        deliver(busy, due, NOW + minutes * MINUTE)
    kept = plain.tables.get(Delivery, (due.purpose, person))
    assert (kept and kept.state, mails_of(graph)) == (DeliveryState.SENT, {f"{due.purpose}/{person}": 1})
    assert {"POST /devstoreaccount1/$batch", "PUT /devstoreaccount1/deliveries"} <= transport.met


# --- messages that are not as they should be --------------------------------------------------------------


def settled(state: DeliveryState) -> Sequence[Any]:
    return [a_session(), a_registration(sequence=1), a_delivery(state=state)]


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.UNKNOWN])
def test_a_message_older_than_its_row_changes_nothing(state: DeliveryState) -> None:
    services = some_services(having=settled(state))
    row = a_delivery()
    deliver(services, DeliveryDue(purpose=row.purpose, person=row.person), NOW + MINUTE)
    assert ([one.state for one in services.tables.rows(Delivery)], services.graph.mails) == ([state], [])


def test_a_message_whose_row_never_came_about_changes_nothing() -> None:
    services = some_services(tables=MemoryTables())
    deliver(services, DeliveryDue(purpose="nothing.confirmation", person="nobody"), NOW)
    assert (services.tables.rows(Delivery), services.graph.mails, services.queues.sent) == ([], [], [])


def test_the_mail_about_an_older_seat_is_not_sent() -> None:
    services = some_services(having=[a_session(), a_registration(sequence=1)])
    person = a_registration().person
    for sequence in (1, 0):
        confirm(services, RegistrationMade(session=a_session().id, person=person, sequence=sequence), NOW)
    for message, _ in list(services.queues.sent):
        deliver(services, DeliveryDue.model_validate(message.model_dump()), NOW + MINUTE)
    states = {row.detail: row.state for row in services.tables.rows(Delivery)}
    assert states == {"1": DeliveryState.SENT, "0": DeliveryState.MISSED}
    assert len(services.graph.mails) == 1
