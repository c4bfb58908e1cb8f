"""The storage emulator: real clients against a real process, in simulated time."""

import os
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from azure.core.exceptions import ResourceExistsError
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient

from local.stack.azurite import Azurite, find_azurite, find_node
from local.stack.clock import SimulatedClock
from local.stack.processes import LOOPBACK, ProcessError, free_port, port_is_busy


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> SimulatedClock:
    return SimulatedClock(tmp_path_factory.mktemp("clock") / "clock")


@pytest.fixture(scope="module")
def azurite(clock: SimulatedClock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Azurite]:
    with Azurite(log=tmp_path_factory.mktemp("azurite") / "azurite.log", clock=clock.path) as running:
        yield running


def queues(azurite: Azurite) -> QueueServiceClient:
    return QueueServiceClient.from_connection_string(azurite.connection_string)


def tables(azurite: Azurite) -> TableServiceClient:
    return TableServiceClient.from_connection_string(azurite.connection_string)


def test_a_message_hidden_for_an_hour_appears_when_the_clock_jumps_an_hour(
    azurite: Azurite, clock: SimulatedClock
) -> None:
    with queues(azurite) as service:
        queue = service.create_queue("reminder-due")
        queue.send_message("pgdit-2026-12-09", visibility_timeout=3600)
        assert queue.receive_message() is None
        clock.advance(timedelta(minutes=59))
        time.sleep(0.01)  # Azurite looks at the file at most every 5 ms
        assert queue.receive_message() is None
        clock.advance(timedelta(minutes=1))
        time.sleep(0.01)
        message = queue.receive_message()
    assert message is not None
    assert message.content == "pgdit-2026-12-09"
    assert message.inserted_on is not None
    lived = clock.now() - message.inserted_on
    assert timedelta(minutes=59, seconds=58) < lived < timedelta(minutes=60, seconds=10)


def test_a_row_is_inserted_once_and_stamped_with_simulated_time(azurite: Azurite, clock: SimulatedClock) -> None:
    clock.advance(timedelta(days=30))
    time.sleep(0.01)
    row = {"PartitionKey": "pgdit", "RowKey": "2026-12-09", "seats": 40}
    with tables(azurite) as service:
        table = service.create_table("sessions")
        table.create_entity(row)
        with pytest.raises(ResourceExistsError):
            table.create_entity(row)
        stored = table.get_entity("pgdit", "2026-12-09")
    assert stored["seats"] == 40
    stamp = stored.metadata["timestamp"]
    assert stamp is not None
    assert abs(stamp - clock.now()) < timedelta(seconds=5)


def test_two_emulators_run_side_by_side_and_leave_nothing_behind(azurite: Azurite, tmp_path: Path) -> None:
    with Azurite(log=tmp_path / "azurite.log") as other:
        ports = {other.blob_port, other.queue_port, other.table_port}
        assert len(ports | {azurite.blob_port, azurite.queue_port, azurite.table_port}) == 6
        assert other.alive()
    assert not other.alive()
    assert [port for port in ports if port_is_busy(port)] == []
    assert azurite.alive()
    assert [path.name for path in tmp_path.iterdir()] == ["azurite.log"]


def test_rows_on_disk_outlive_the_process(tmp_path: Path) -> None:
    row = {"PartitionKey": "pgdit", "RowKey": "2026-12-09"}
    log, storage = tmp_path / "azurite.log", tmp_path / "storage"
    with Azurite(log, location=storage) as first, tables(first) as service:
        service.create_table("sessions").create_entity(row)
    with Azurite(log, location=storage, table_port=free_port()) as second, tables(second) as service:
        assert dict(service.get_table_client("sessions").get_entity("pgdit", "2026-12-09")) == row


def test_a_port_in_use_is_named(azurite: Azurite, tmp_path: Path) -> None:
    taken = Azurite(log=tmp_path / "azurite.log", queue_port=azurite.queue_port)
    with pytest.raises(ProcessError) as raised:
        taken.start()
    assert str(raised.value) == (
        f"Azurite needs port {azurite.queue_port} of {LOOPBACK}, and something else is using it."
    )


def test_an_emulator_that_cannot_start_is_reported_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    with pytest.raises(ProcessError, match=r"Azurite ended with exit code 1 before it was ready\. (?s:.*)EEXIST"):
        Azurite(log=tmp_path / "azurite.log", location=tmp_path / "a-file").start()


def test_accounts_of_the_surroundings_do_not_replace_the_well_known_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AZURITE_ACCOUNTS", "somebody:c2VjcmV0")
    with Azurite(log=tmp_path / "azurite.log") as running, queues(running) as service:
        assert list(service.list_queues()) == []


def test_a_machine_without_node_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProcessError) as raised:
        Azurite(log=tmp_path / "azurite.log").start()
    assert str(raised.value) == "Azurite needs Node.js 20 or newer, and there is no `node` on the PATH."


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("echo v18.20.4", "v18.20.4"),
        ("exit 127", "says nothing when asked for its version"),
    ],
)
def test_a_node_that_is_too_old_or_does_not_run_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, found: str
) -> None:
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\n{script}\n", "ascii")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{Path(sys.executable).parent}")
    with pytest.raises(ProcessError) as raised:
        find_node()
    assert str(raised.value) == f"Azurite needs Node.js 20 or newer; {node} is {found}."


def test_a_checkout_without_npm_modules_is_told_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CAFE_NODE_MODULES", str(tmp_path))
    with pytest.raises(ProcessError) as raised:
        find_azurite()
    assert str(raised.value) == (f"Azurite is not installed in {tmp_path}: run `npm ci` in the root of the checkout.")
