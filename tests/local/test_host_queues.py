"""The functions host with Azurite, in simulated time: queues, timers, the admin route and the status."""

import base64
import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from azure.storage.queue import QueueClient

from local.stack.azurite import Azurite
from local.stack.clock import SimulatedClock
from tests.local.apps.running import APPS, RunningHost, running


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> SimulatedClock:
    return SimulatedClock(tmp_path_factory.mktemp("clock") / "clock")


@pytest.fixture(scope="module")
def azurite(clock: SimulatedClock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Azurite]:
    with Azurite(log=tmp_path_factory.mktemp("azurite") / "azurite.log", clock=clock.path) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def host(azurite: Azurite, clock: SimulatedClock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHost]:
    values = {
        "AzureWebJobsStorage": azurite.connection_string,
        "ORDERS": "orders",
        "NIGHTLY": "0 30 3 * * *",
    }
    folder = tmp_path_factory.mktemp("orders")
    with running(APPS / "orders", folder, values, "--clock", str(clock.path)) as running_host:
        yield running_host


def runs(host: RunningHost, name: str) -> list[Any]:
    kept: list[Any] = host.http.get("/api/runs").json()[name]
    return kept


def send(azurite: Azurite, queue: str, text: str, **options: int) -> str:
    with QueueClient.from_connection_string(azurite.connection_string, queue) as client:
        return client.send_message(base64.b64encode(text.encode()).decode(), **options).id


def texts(azurite: Azurite, queue: str) -> list[str]:
    with QueueClient.from_connection_string(azurite.connection_string, queue) as client:
        return [message.content for message in client.peek_messages(32)]


def length(azurite: Azurite, queue: str) -> int:
    """Hidden messages included."""
    with QueueClient.from_connection_string(azurite.connection_string, queue) as client:
        return client.get_queue_properties().approximate_message_count or 0


def test_a_message_reaches_its_function_with_its_metadata_and_is_deleted(host: RunningHost, azurite: Azurite) -> None:
    message = send(azurite, "orders", "one café <&>")
    host.wait_until_idle()
    assert runs(host, "order")[-1] == {
        "body": "one café <&>",
        "id": message,
        "dequeue_count": 1,
        "days_old": 0,
        "days_to_live": 7,
        "pop_receipt": True,
    }
    assert length(azurite, "orders") == 0


def test_a_message_that_is_json_with_an_id_hides_its_own_id_as_in_azure(host: RunningHost, azurite: Azurite) -> None:
    send(azurite, "orders", json.dumps({"id": "r-17", "dequeueCount": 9}))
    host.wait_until_idle()
    assert [runs(host, "order")[-1][key] for key in ("id", "dequeue_count")] == ["r-17", 9]


def test_a_message_hidden_for_five_weeks_arrives_when_the_clock_jumps(
    host: RunningHost, azurite: Azurite, clock: SimulatedClock
) -> None:
    before = len(runs(host, "order"))
    send(azurite, "orders", "later", visibility_timeout=6 * 24 * 3600, time_to_live=-1)
    host.wait_until_idle()
    assert len(runs(host, "order")) == before
    clock.advance(timedelta(days=35))
    host.wait_until_idle()
    assert [(run["body"], run["days_old"]) for run in runs(host, "order")[before:]] == [("later", 35)]


def test_a_failed_message_is_tried_again_after_its_hour_and_in_the_end_set_aside_as_it_was(
    host: RunningHost, azurite: Azurite, clock: SimulatedClock
) -> None:
    send(azurite, "fails", "bad")
    attempts = []
    for _ in range(4):
        host.wait_until_idle()
        attempts.append(len(runs(host, "failing")))
        clock.advance(timedelta(minutes=59))
        host.wait_until_idle()
        assert len(runs(host, "failing")) == attempts[-1]
        clock.advance(timedelta(minutes=2))
    assert attempts == [1, 2, 3, 3]
    assert runs(host, "failing") == [["bad", 1, "pool"], ["bad", 2, "pool"], ["bad", 3, "pool"]]
    assert (length(azurite, "fails"), texts(azurite, "fails-poison")) == (
        0,
        [base64.b64encode(b"bad").decode()],
    )
    assert len(host.log_lines("ValueError: no good", "function=on_failing")) == 3


def test_text_that_is_no_base64_never_reaches_the_function_and_is_set_aside(
    host: RunningHost, azurite: Azurite, clock: SimulatedClock
) -> None:
    before = len(runs(host, "order"))
    with QueueClient.from_connection_string(azurite.connection_string, "orders") as client:
        client.send_message("plain text, forgotten to encode")
    for _ in range(3):
        host.wait_until_idle()
        clock.advance(timedelta(hours=2))
    host.wait_until_idle()
    assert texts(azurite, "orders-poison") == ["plain text, forgotten to encode"]
    assert len(runs(host, "order")) == before


def test_a_queue_that_was_deleted_is_made_again(host: RunningHost, azurite: Azurite) -> None:
    with QueueClient.from_connection_string(azurite.connection_string, "orders") as client:
        client.delete_queue()
    host.wait_until_idle()
    send(azurite, "orders", "after the flood")
    host.wait_until_idle()
    assert runs(host, "order")[-1]["body"] == "after the flood"


def test_a_message_at_work_is_not_delivered_again_when_the_clock_jumps_meanwhile(
    host: RunningHost, azurite: Azurite, clock: SimulatedClock
) -> None:
    send(azurite, "slow", "patience")
    while not runs(host, "slow"):
        time.sleep(0.02)
    clock.advance(timedelta(hours=3))
    host.wait_until_idle()
    assert (runs(host, "slow"), length(azurite, "slow")) == ([1], 0)


def test_the_host_is_not_idle_while_a_message_is_worked_on(host: RunningHost, azurite: Azurite) -> None:
    host.wait_until_idle()
    send(azurite, "slow", "patience")
    while (status := host.status())["running"] == 0:
        assert status["idle"] is False
    assert (status["state"], status["running"], status["idle"]) == ("Running", 1, False)
    host.wait_until_idle()
    assert host.status()["running"] == 0


def test_the_host_lives_in_simulated_time(host: RunningHost, clock: SimulatedClock) -> None:
    clock.advance(timedelta(days=31))
    host.wait_until_idle()
    told = datetime.fromisoformat(str(host.status()["now"]))
    assert abs(told - clock.now()) < timedelta(seconds=1)


def test_a_clock_put_back_does_not_take_the_host_back(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text("864000")
    with running(APPS / "unprefixed", tmp_path, {}, "--clock", str(clock)) as host:
        before = datetime.fromisoformat(str(host.status()["now"]))
        clock.write_text("0")
        assert datetime.fromisoformat(str(host.status()["now"])) >= before
        assert before - SimulatedClock(clock).now() > timedelta(days=9)


def test_a_timer_runs_at_its_time_and_not_before(host: RunningHost, clock: SimulatedClock) -> None:
    tomorrow = clock.now().replace(hour=3, minute=29, second=50, microsecond=0) + timedelta(days=1)
    clock.advance_to(tomorrow)
    host.wait_until_idle()
    before = len(runs(host, "nightly"))
    clock.advance(timedelta(seconds=10))
    host.wait_until_idle()
    [[ran, past_due, following]] = runs(host, "nightly")[before:]
    due = tomorrow + timedelta(seconds=10)
    assert timedelta(0) <= datetime.fromisoformat(ran) - due < timedelta(seconds=5)
    assert (past_due, datetime.fromisoformat(following)) == (False, due + timedelta(days=1))


def test_the_nights_that_a_jump_skips_become_one_run_that_is_past_due(host: RunningHost, clock: SimulatedClock) -> None:
    host.wait_until_idle()
    before = len(runs(host, "nightly"))
    clock.advance(timedelta(days=30))
    host.wait_until_idle()
    assert [run[1] for run in runs(host, "nightly")[before:]] == [True]


def test_a_timer_may_run_at_the_start(host: RunningHost) -> None:
    assert runs(host, "at_start")[0] is False


def test_the_admin_route_runs_a_function_by_hand(host: RunningHost) -> None:
    before = len(runs(host, "order"))
    for given in ("by hand", {"n": 1}):
        assert host.http.post("/admin/functions/on_order", json={"input": given}).status_code == 202
    host.wait_until_idle()
    assert sorted(run["body"] for run in runs(host, "order")[before:]) == ["by hand", '{"n": 1}']


def test_the_admin_route_runs_a_timer_and_knows_no_other_names(host: RunningHost) -> None:
    before = len(runs(host, "nightly"))
    assert host.http.post("/admin/functions/Nightly", json={"input": ""}).status_code == 202
    assert host.http.post("/admin/functions/nobody", json={"input": ""}).status_code == 404
    assert host.http.post("/admin/functions/nightly", content=b"{").status_code == 400
    host.wait_until_idle()
    assert [run[1] for run in runs(host, "nightly")[before:]] == [False]


def test_the_status_counts_what_succeeded_and_what_failed(host: RunningHost, azurite: Azurite) -> None:
    def counted(name: str) -> tuple[int, int]:
        counts: Any = host.status()["invocations"]
        return counts[name]["succeeded"], counts[name]["failed"]

    (orders, _), (_, failures) = counted("on_order"), counted("on_failing")
    send(azurite, "orders", "counted")
    send(azurite, "fails", "counted")
    host.wait_until_idle()
    assert (counted("on_order"), counted("on_failing")) == ((orders + 1, 0), (0, failures + 1))


def test_no_more_messages_are_worked_on_than_host_json_allows(azurite: Azurite, tmp_path: Path) -> None:
    values = {"AzureWebJobsStorage": azurite.connection_string}
    with running(APPS / "gauge", tmp_path, values) as host:
        with QueueClient.from_connection_string(azurite.connection_string, "gauge") as client:
            for number in range(9):
                client.send_message(f"plain {number}")
        host.wait_until_idle()
        seen = host.json("/api/seen")
    assert isinstance(seen, dict)
    assert (seen["most"], sorted(seen["bodies"])) == (3, [f"plain {number}" for number in range(9)])


def test_sigterm_lets_a_message_at_work_be_finished_and_deleted(azurite: Azurite, tmp_path: Path) -> None:
    with running(APPS / "gauge", tmp_path, {"AzureWebJobsStorage": azurite.connection_string}) as host:
        with QueueClient.from_connection_string(azurite.connection_string, "gauge") as client:
            client.send_message("the last one")
        while host.json("/api/seen") == {"now": 0, "most": 0, "bodies": []}:
            time.sleep(0.02)
        host.child.process.terminate()
        assert host.child.process.wait(5) == 0
        assert len(host.log_lines("succeeded", "function=on_gauge")) == 1
    assert length(azurite, "gauge") == 0


def test_a_thread_stuck_beyond_the_time_limit_is_a_failure_and_does_not_keep_the_host(
    azurite: Azurite, tmp_path: Path
) -> None:
    with running(APPS / "gauge", tmp_path, {"AzureWebJobsStorage": azurite.connection_string}) as host:
        with QueueClient.from_connection_string(azurite.connection_string, "stuck") as client:
            client.send_message("forever")
        host.wait_until_idle()
        counts: Any = host.status()["invocations"]
        assert counts["on_stuck"] == {"succeeded": 0, "failed": 1}
        start = time.monotonic()
        host.child.process.terminate()
        assert host.child.process.wait(5) == 0
        assert time.monotonic() - start < 1.5
    assert texts(azurite, "stuck-poison") == ["forever"]
