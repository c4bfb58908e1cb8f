"""A functions host under test: a real process, asked over HTTP."""

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from local.stack.processes import Child, start

APPS = Path(__file__).parent
ROOT = APPS.parents[2]


@dataclass
class RunningHost:
    """`http` speaks to it; the log holds both of its streams."""

    child: Child
    http: httpx.Client
    functions: str = field(default="")  # what the ready line says of them

    def json(self, path: str) -> object:
        return self.http.get(path).raise_for_status().json()

    def status(self) -> dict[str, object]:
        status: dict[str, object] = self.http.get("/admin/host/status").raise_for_status().json()
        return status

    def wait_until_idle(self, seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while not self.status()["idle"]:
            assert time.monotonic() < deadline, f"still busy: {self.status()}\n{self.child.output()}"
            time.sleep(0.01)

    def log_lines(self, *words: str) -> list[str]:
        """The lines of its log that have all of these words."""
        return [line for line in self.child.output().splitlines() if all(word in line for word in words)]


def command(app: Path, *arguments: str) -> list[str | Path]:
    return [sys.executable, "-m", "local.host", "--app", app, "--port", "0", *arguments]


def environment(**extra: str) -> Mapping[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)} | extra


@contextmanager
def running(app: Path, folder: Path, values: Mapping[str, str], *arguments: str) -> Iterator[RunningHost]:
    """The host with an app and its settings, until the block ends. `folder` takes settings and log."""
    settings = folder / "local.settings.json"
    settings.write_text(json.dumps({"IsEncrypted": False, "Values": dict(values)}))
    line = command(app, "--settings", str(settings), *arguments)
    with start("the host", line, folder / "host.log", environment(SET_ALREADY="by the environment")) as child:
        url, _, functions = child.wait_for_ready().partition(" ")
        with httpx.Client(base_url=url, timeout=10) as http:
            yield RunningHost(child, http, functions)
