"""Children of the local stack: ready when they say so, gone when we are."""

import os
import signal
import socket
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.stack.clock import SimulatedClock
from local.stack.processes import LOOPBACK, Child, ProcessError, free_port, port_is_busy, start


def python(name: str, script: str, folder: Path) -> Child:
    return start(name, [sys.executable, "-S", "-u", "-c", script], folder / f"{name}.log")


def is_running(pid: int) -> bool:
    """False for zombies too: in a container nobody may reap an orphan."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def wait_until_gone(pid: int, seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_running(pid)


def test_a_child_is_ready_when_its_ready_line_is_whole(tmp_path: Path) -> None:
    script = "import time; print('re', end=''); time.sleep(.1); print('ady: http://here'); time.sleep(60)"
    with python("host", script, tmp_path) as child:
        assert child.wait_for_ready() == "http://here"
        assert child.alive()
    assert not child.alive()


def test_a_child_is_ready_when_its_port_answers(tmp_path: Path) -> None:
    port = free_port()
    script = f"import socket, time; s = socket.create_server(('{LOOPBACK}', {port})); time.sleep(60)"
    with python("server", script, tmp_path) as child:
        child.wait_for_port(port)
        assert port_is_busy(port)
    assert not port_is_busy(port)


def test_a_child_that_dies_early_is_reported_with_its_last_words(tmp_path: Path) -> None:
    script = "import sys; print('no cafe.toml here', file=sys.stderr); sys.exit(2)"
    with python("host", script, tmp_path) as child, pytest.raises(ProcessError) as raised:
        child.wait_for_ready()
    assert str(raised.value) == (
        f"host ended with exit code 2 before it was ready. It last wrote to {child.log}:\n  no cafe.toml here"
    )


def test_a_child_that_never_gets_ready_is_reported_in_time(tmp_path: Path) -> None:
    with (
        python("host", "import time; time.sleep(60)", tmp_path) as child,
        pytest.raises(ProcessError) as raised,
    ):
        child.wait_for_ready(0.2)
    assert str(raised.value) == (
        f"host did not say it was ready within 0.2 seconds. It last wrote to {child.log}:\n  (nothing)"
    )


def test_a_second_run_appends_to_the_log_and_is_not_ready_by_the_words_of_the_first(tmp_path: Path) -> None:
    with python("host", "import time; print('ready: first'); time.sleep(60)", tmp_path) as first:
        first.wait_for_ready()
    with python("host", "import time; print('ready: second'); time.sleep(60)", tmp_path) as second:
        assert second.wait_for_ready() == "second"
    assert second.log.read_text("utf-8") == "ready: first\nready: second\n"


def test_a_command_that_does_not_exist_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ProcessError, match=r"^host could not be started: .*No such file or directory"):
        start("host", [tmp_path / "nothing"], tmp_path / "host.log")


def test_leaving_ends_grandchildren_too(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, time; "
        "p = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(60)']); "
        "print('ready:', p.pid); time.sleep(60)"
    )
    with python("parent", script, tmp_path) as child:
        grandchild = int(child.wait_for_ready())
        assert is_running(grandchild)
    assert wait_until_gone(grandchild)


def test_a_child_that_will_not_go_is_killed_after_the_grace(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    script = f"{deaf}; print('ready: deaf'); time.sleep(60)"
    with python("host", script, tmp_path) as child:
        child.wait_for_ready()
        child.stop(grace_seconds=0.2)
        assert child.process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
def test_a_child_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    script = (
        f"import sys; sys.path.insert(0, {str(root)!r})\n"
        "import time; from pathlib import Path; from local.stack.processes import start\n"
        f"command = [sys.executable, '-S', '-c', 'import time; time.sleep(60)']\n"
        f"child = start('child', command, Path({str(tmp_path / 'child.log')!r}))\n"
        "print('ready:', child.process.pid); time.sleep(60)"
    )
    with python("parent", script, tmp_path) as parent:
        child = int(parent.wait_for_ready())
        assert is_running(child)
        os.kill(parent.process.pid, signal.SIGKILL)
        assert wait_until_gone(child)


def test_a_port_is_busy_while_something_listens_and_free_again_after() -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        port = server.getsockname()[1]
        assert port_is_busy(port)
    assert not port_is_busy(port)


def test_the_clock_without_a_file_is_the_real_one(tmp_path: Path) -> None:
    before = datetime.now(UTC)
    assert before <= SimulatedClock(tmp_path / "clock").now() <= datetime.now(UTC)


def test_the_clock_jumps_and_then_runs_on(tmp_path: Path) -> None:
    clock = SimulatedClock(tmp_path / "clock")
    goal = clock.now() + timedelta(days=30)
    clock.advance_to(goal)
    clock.advance(timedelta(hours=1))
    late = clock.now() - goal - timedelta(hours=1)
    assert timedelta() <= late < timedelta(seconds=5)
    assert [path.name for path in tmp_path.iterdir()] == ["clock"]


def test_the_clock_never_goes_back(tmp_path: Path) -> None:
    clock = SimulatedClock(tmp_path / "clock")
    clock.advance(timedelta(hours=1))
    with pytest.raises(ValueError, match="never goes back"):
        clock.advance_to(datetime.now(UTC) + timedelta(minutes=59))
    with pytest.raises(ValueError, match="never goes back"):
        clock.advance(timedelta(seconds=-1))
    assert timedelta(minutes=59) < clock.offset <= timedelta(hours=1)


def test_a_clock_file_with_no_number_in_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "clock").write_text("tomorrow\n", "ascii")
    with pytest.raises(ValueError, match=r"clock should hold a number of seconds, not 'tomorrow\\n'\."):
        SimulatedClock(tmp_path / "clock").now()
