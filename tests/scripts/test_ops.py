"""The tools of whoever operates the café, against the whole café on this machine: from poison messages to the trail."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import httpx
import pytest
from azure.core.exceptions import ResourceExistsError
from azure.storage.queue import QueueClient

from local.memory.services import KEYS
from local.stack.stack import Stack
from scripts import ops
from shared.failures.in_words import STEPS
from shared.messages import SessionPlanned
from shared.storage.queues import encode, poison_of

PATIENCE_SECONDS = 30

type Row = dict[str, str]


@pytest.fixture(scope="module")
def cafe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The functions host, the sandbox and the storage."""
    with Stack(tmp_path_factory.mktemp("ops")) as running:
        yield running


@pytest.fixture
def call(
    cafe: Stack, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str]]:
    """Runs a command; its exit status and all that it said."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words: str) -> tuple[int, str]:
        status = ops.main(["--site", cafe.site, *words])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def failed(cafe: Stack, step: str) -> list[Row]:
    """What is kept of a step, as the café tells it."""
    claims = [{"typ": "roles", "val": "Admin"}, {"typ": "oid", "val": "a-test"}]
    token = base64.b64encode(json.dumps({"auth_typ": "aad", "claims": claims}).encode()).decode()
    answer = httpx.get(
        f"{cafe.site}/api/failed-work", params={"step": step}, headers={"X-MS-CLIENT-PRINCIPAL": token}, timeout=30
    )
    rows: list[Row] = answer.raise_for_status().json()
    return rows


def given_up(cafe: Stack, *contents: str) -> list[Row]:
    """What lies on a poison queue, base64 or not, once it is kept."""
    queue = QueueClient.from_connection_string(cafe.azurite.connection_string, poison_of(SessionPlanned.QUEUE))
    with suppress(ResourceExistsError):
        queue.create_queue()
    before = len(failed(cafe, SessionPlanned.QUEUE))
    for number, content in enumerate(contents):
        queue.send_message(content if number == 0 else base64.b64encode(content.encode()).decode())
    httpx.post(f"{cafe.site}/admin/functions/on_pulse_due", json={}).raise_for_status()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(rows := failed(cafe, SessionPlanned.QUEUE)) < before + len(contents):
        assert time.monotonic() < deadline, "the poison messages were not kept"
        time.sleep(0.1)
    return rows


def test_before_the_first_pulse_the_cafe_is_not_ready(call: Callable[..., tuple[int, str]]) -> None:
    status, said = call("health")
    assert (status, said.splitlines()[:2]) == (1, ["NOT READY", "  nothing was measured yet"])


def test_a_poison_message_is_kept_shown_replayed_and_dropped_and_the_trail_tells(
    cafe: Stack, call: Callable[..., tuple[int, str]]
) -> None:
    harmless = encode(SessionPlanned(session="pgdit-1999-01-13"))
    rows = given_up(cafe, "by hand", harmless)
    ids = {json.loads(call("show", row["step"], row["id"])[1])["payload"]: row["id"] for row in rows}
    status, said = call("list", "--step", "session-planned")
    assert (status, said.count("It ended without an error")) == (0, 2)
    lines = said.splitlines()
    for row in rows:  # the terminal has 80 columns, and ids stand in it whole
        assert f"session-planned {row['id']}" in lines
        assert any(line.startswith(f"  cause {row['cause_id']}") for line in lines)
    assert call("replay", "session-planned", ids[harmless]) == (0, "replayed\n")
    assert call("drop", "session-planned", ids["by hand"], "--reason", "a test") == (0, "dropped\n")
    status, said = call("replay", "session-planned", ids[harmless])
    assert (status, "somebody has dealt with it" in said) == (2, True)
    assert failed(cafe, "session-planned") == []
    status, said = call("audit")
    acts = [line.partition("  ")[2] for line in said.splitlines()]
    assert acts == [
        "replay",
        "who    somebody-at-this-machine",
        f"about  session-planned.{ids[harmless]}",
        "drop",
        "who    somebody-at-this-machine",
        f"about  session-planned.{ids['by hand']}",
        "reason a test",
    ]


def test_all_of_a_cause_is_replayed(cafe: Stack, call: Callable[..., tuple[int, str]]) -> None:
    rows = given_up(cafe, *(encode(SessionPlanned(session=f"pgdit-1999-0{month}-13")) for month in (1, 2, 3)))
    assert len({row["cause_id"] for row in rows}) == 1
    assert call("replay", "--cause", rows[0]["cause_id"]) == (0, "replayed: 3, refused again: 0\n")
    assert failed(cafe, "session-planned") == []


def test_a_cafe_that_works_is_ready(cafe: Stack, call: Callable[..., tuple[int, str]]) -> None:
    httpx.post(f"{cafe.site}/admin/functions/on_pulse_due", json={}).raise_for_status()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while call("health")[0] != 0:
        assert time.monotonic() < deadline, "the café did not become ready"
        time.sleep(0.2)
    assert call("health")[1].startswith("ready\n")


@pytest.mark.parametrize("step", sorted(STEPS))
def test_every_id_fits_into_a_line_of_eighty_columns(step: str) -> None:
    row_id = KEYS.of("failed", step, "a message")
    assert len(f"  about  {step}.{row_id}") <= 80


def test_without_a_role_nothing_is_shown(cafe: Stack, call: Callable[..., tuple[int, str]]) -> None:
    status, said = call("--header", "X-MS-CLIENT-PRINCIPAL: nobody", "list")
    assert (status, said.strip()) == (2, f"{cafe.site}: 401 Sign in first.")


@pytest.mark.parametrize("words", [("replay",), ("replay", "delivery-due"), ("replay", "a", "b", "--cause", "c")])
def test_a_replay_says_of_what(call: Callable[..., tuple[int, str]], words: tuple[str, ...]) -> None:
    status, said = call(*words)
    assert (status, said.strip().endswith("replay takes a step and an id, or --cause with the id of a cause")) == (
        2,
        True,
    )


def test_a_cafe_that_is_not_there_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert ops.main(["--site", "http://127.0.0.1:9", "list"]) == 2
    assert capsys.readouterr().err.startswith("http://127.0.0.1:9: ")


def test_a_token_goes_out_as_a_bearer_and_a_deployed_cafe_gets_no_made_up_principal() -> None:
    parser = ops._parser()
    deployed = parser.parse_args(["--site", "https://cafe.example.org", "list"])
    with_token = parser.parse_args(["--site", "https://cafe.example.org", "--token", "t", "list"])
    assert ops._signed_in(deployed) == {}
    assert ops._signed_in(with_token) == {"Authorization": "Bearer t"}


def test_with_storage_away_whoever_asks_how_the_cafe_is_hears_so_within_a_second(cafe: Stack) -> None:
    """The last of these tests: the storage ends with it."""
    cafe.azurite.stop()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while httpx.get(f"{cafe.site}/api/health", timeout=10).json()["ready"]:
        assert time.monotonic() < deadline, "what was seen before is believed for too long"
        time.sleep(0.5)
    seconds = []
    for path, status in (("/api/health", 200), ("/api/health/ready", 503), ("/api/health", 200)):
        start = time.monotonic()
        answer = httpx.get(f"{cafe.site}{path}", timeout=10)
        seconds.append(time.monotonic() - start)
        assert answer.status_code == status
        assert answer.json()["amiss"][0].startswith("storage does not answer")
    assert sorted(seconds)[1] < 1  # one of the three may have met a busy machine
