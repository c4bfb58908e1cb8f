"""Child processes of the local stack. Each starts in its own group, is watched through its log, and ends whole.

No child outlives its parent. Leaving the `with` block ends the whole group; on Linux the kernel ends the
child even when the parent is killed with SIGKILL (prctl(2), PR_SET_PDEATHSIG).
"""

import ctypes
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

LOOPBACK = "127.0.0.1"
LAST_LINES = 12
_POLL_SECONDS = 0.02
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class ProcessError(Exception):
    """A child did not start, died, or was not ready in time. The text is for people."""


@dataclass
class Child:
    """A running process and the file its output goes to. A context manager: leaving it ends the group."""

    name: str
    log: Path
    process: subprocess.Popen[bytes]
    log_start: int = field(default=0, repr=False)  # where this run begins in a log that is appended to
    _ended: bool = field(default=False, init=False, repr=False)

    def alive(self) -> bool:
        """Whether the process is still running."""
        return self.process.poll() is None

    def output(self) -> str:
        """What this run has written so far, both streams."""
        return self.log.read_bytes()[self.log_start :].decode("utf-8", "replace")

    def wait_for(self, pattern: str, seconds: float) -> re.Match[str]:
        """The first whole line that contains the regular expression; ProcessError if none comes."""

        def found() -> re.Match[str] | None:
            lines = self.output().rpartition("\n")[0].split("\n")
            return next((match for line in lines if (match := re.search(pattern, line))), None)

        return self._until(found, seconds, f"did not say it was ready within {seconds:g} seconds")

    def wait_for_ready(self, seconds: float = 30) -> str:
        """What follows `ready: ` on the line with which our own processes say that they serve."""
        return self.wait_for("^ready: (.*)$", seconds).group(1).strip()

    def wait_for_port(self, port: int, seconds: float = 30) -> None:
        """Return once the loopback port takes connections; ProcessError if it does not in time."""
        wanted = f"did not open port {port} within {seconds:g} seconds"
        self._until(lambda: port_is_busy(port) or None, seconds, wanted)

    def stop(self, grace_seconds: float = 5) -> None:
        """End the whole group: SIGTERM, then SIGKILL for processes left after the grace. Safe to repeat."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + grace_seconds
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(grace_seconds)
        while self.group_alive() and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        self._signal(signal.SIGKILL)
        self.process.wait()
        self._ended = True

    def kill(self) -> None:
        """End the whole group with SIGKILL, as a crash does. Safe to repeat."""
        self._signal(signal.SIGKILL)
        self.process.wait()
        self._ended = True

    def group_alive(self) -> bool:
        """Whether anything of the group is left, grandchildren included."""
        return self._signal(0)

    def _signal(self, number: int) -> bool:
        """False when the group is gone. EPERM is how some systems say that only zombies are left.

        Once the group has ended, this signals nothing: by then another group may have the number.
        """
        if self._ended:
            return False
        try:
            os.killpg(self.process.pid, number)
        except (ProcessLookupError, PermissionError):
            return False
        return True

    def _until[Found](self, look: Callable[[], Found | None], seconds: float, otherwise: str) -> Found:
        deadline = time.monotonic() + seconds
        while True:
            running, found = (
                self.alive(),
                look(),
            )  # in this order: the last words of a dead child are read too
            if found is not None:
                return found
            if not running:
                raise self._error(f"ended with exit code {self.process.returncode} before it was ready")
            if time.monotonic() > deadline:
                raise self._error(otherwise)
            time.sleep(_POLL_SECONDS)

    def _error(self, what: str) -> ProcessError:
        lines = self.output().strip().splitlines()[-LAST_LINES:]
        said = "\n".join(f"  {line}" for line in lines) or "  (nothing)"
        return ProcessError(f"{self.name} {what}. It last wrote to {self.log}:\n{said}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()


def start(name: str, command: Sequence[str | Path], log: Path, env: Mapping[str, str] | None = None) -> Child:
    """Start `command` with its output appended to `log` and nothing to read.

    `env` replaces the environment; without it the child gets ours. The thread that starts a child must live
    as long as the child should: Linux sends the parent-death signal when that thread ends. Raises
    ProcessError when the command cannot be run at all.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        try:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                process_group=0,
                preexec_fn=_die_with_parent(),  # noqa: PLW1509 - one system call, on a library loaded beforehand
            )
        except OSError as error:
            raise ProcessError(f"{name} could not be started: {error}.") from error
        return Child(name, log, process, log_start=output.tell())


def free_port() -> int:
    """A loopback port that is free now. Another process may take it first: ask for port 0 where you can."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def port_is_busy(port: int) -> bool:
    """Whether something accepts connections on the loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def _die_with_parent() -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def ask_the_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died between the fork and the call above
            os._exit(1)

    return ask_the_kernel
