"""`python -m local.sandbox`: how it starts, says where it is, and ends."""

import re
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]


def start(*options: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "local.sandbox", *options]
    return subprocess.Popen(line, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_follows_its_clock_and_ends_when_told(tmp_path: Path, ending: signal.Signals) -> None:
    clock = tmp_path / "clock"
    clock.write_text("86400.0\n", "ascii")
    with start(
        "--port", "0", "--clock", str(clock), "--mailbox", "one@example.nhs.uk", "two@example.nhs.uk"
    ) as process:
        try:
            assert process.stdout is not None
            ready = process.stdout.readline()
            assert re.fullmatch(r"ready: http://127\.0\.0\.1:\d+\n", ready)
            health = httpx.get(f"{ready.split()[1]}/sandbox/health", timeout=60).json()
        finally:
            process.send_signal(ending)
        said, complained = process.communicate(timeout=60)
    assert health["mailboxes"] == ["one@example.nhs.uk", "two@example.nhs.uk"]
    ahead = datetime.fromisoformat(health["now"]) - datetime.now(UTC)
    assert timedelta(days=1, seconds=-60) < ahead <= timedelta(days=1)
    assert (process.returncode, said, complained) == (0, "", "")


def test_a_busy_port_is_one_clear_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with start("--port", str(port)) as process:
            said, complained = process.communicate(timeout=60)
    assert (process.returncode, said) == (2, "")
    assert complained == f"The Graph sandbox cannot listen on 127.0.0.1:{port}: Address already in use.\n"
