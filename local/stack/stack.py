"""The whole café on this machine: Azurite, the Graph sandbox and the functions host, on one clock.

They are separate processes that know each other by address only, as in Azure. With a `SimulatedClock`
all three live in its time, the storage's hidden messages included.
"""

import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

import httpx
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueServiceClient

from local.sandbox.graph.directory import object_id_of
from local.stack.azurite import ROOT, Azurite
from local.stack.clock import SimulatedClock
from local.stack.processes import LOOPBACK, Child, ProcessError, free_port, port_is_busy, start
from shared.messages import DigestDue, Message
from shared.programme.reading import read_programme

PATIENCE = 60
"""The host must become idle within this many seconds of real time."""

HOST: tuple[str | Path, ...] = (sys.executable, "-m", "local.host", "--app", ROOT)
"""The command that starts the functions host on this checkout."""

STRIDE = timedelta(seconds=15)
"""Simulated time between two looks at queues that hide messages."""

LONGEST_STRIDE = timedelta(minutes=2)
"""The same, while nothing happens: messages may be hidden for half an hour."""


@dataclass
class Stack:
    """The running stack. A context manager: leaving it ends every process it started.

    `folder` takes logs and the settings that were used; ports of 0 let the system choose. `values` are
    settings beyond those of the sample (see `local.settings.sample.json`), `sandbox_options` go to the Graph
    sandbox's command line, `host` is the command that starts the functions host. The host can be killed and
    started again while the others go on.
    """

    folder: Path
    clock: SimulatedClock | None = None
    site_port: int = 0
    sandbox_port: int = 0
    values: dict[str, str] = field(default_factory=dict)
    azurite_on_disk: bool = False
    sandbox_options: tuple[str, ...] = ()
    host: tuple[str | Path, ...] = HOST
    site: str = field(default="", init=False)
    sandbox: str = field(default="", init=False)
    settings: dict[str, str] = field(default_factory=dict, init=False)
    _ending: ExitStack = field(default_factory=ExitStack, init=False, repr=False)
    _graph: Child | None = field(default=None, init=False, repr=False)
    _host: Child | None = field(default=None, init=False, repr=False)

    def __enter__(self) -> Self:
        for name, port in (("The site", self.site_port), ("The Graph sandbox", self.sandbox_port)):
            if port and port_is_busy(port):
                raise ProcessError(f"{name} needs port {port} of {LOOPBACK}, and something else is using it.")
        self.site_port = self.site_port or free_port()  # mails carry links to it, so it is known beforehand
        with ExitStack() as ending:
            self._start(ending)
            self._ending = ending.pop_all()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._ending.close()

    def _start(self, ending: ExitStack) -> None:
        clock = self.clock.path if self.clock else None
        location = self.folder / "storage" if self.azurite_on_disk else None
        self.azurite = ending.enter_context(Azurite(self.folder / "azurite.log", clock=clock, location=location))
        options = ("--mailbox", self._organiser, *self.sandbox_options)
        command = (sys.executable, "-m", "local.sandbox", "--port", self.sandbox_port, *options)
        self._graph = ending.enter_context(self._child("sandbox", "The Graph sandbox", command))
        self.sandbox = self._graph.wait_for_ready(60).split()[0]
        self.settings = self._settings()
        values = json.dumps({"IsEncrypted": False, "Values": self.settings}, indent=2)
        self.settings_file.write_text(values, "utf-8")
        ending.callback(self.stop_host)
        self.start_host()

    @property
    def settings_file(self) -> Path:
        """The settings that were used, for the host and for people who want to look."""
        return self.folder / "local.settings.json"

    def start_host(self) -> None:
        """Start the functions host, at the beginning or after it ended; it remembers its timers."""
        options = ("--port", self.site_port, "--settings", self.settings_file, "--timers", self.folder / "timers.json")
        self._host = self._child("host", "The functions host", (*self.host, *options))
        try:
            self.site = self._host.wait_for_ready(60).split()[0]
        except BaseException:
            self._host.stop()
            raise

    def stop_host(self) -> None:
        """End the functions host as a deployment does: running functions may finish."""
        if self._host:
            self._host.stop()

    def kill_host(self) -> None:
        """End the functions host as a crash does, in the middle of its work."""
        if self._host:
            self._host.kill()

    def _child(self, module: str, name: str, command: Sequence[object]) -> Child:
        words = [str(word) for word in command]
        if self.clock:
            words += ["--clock", str(self.clock.path)]
        ours = {name: value for name, value in os.environ.items() if name not in self.settings}
        environment = {**ours, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        return start(name, words, self.folder / f"{module}.log", environment)

    @property
    def _organiser(self) -> str:
        return read_programme(ROOT / "cafe.toml").organiser.mailbox

    def _settings(self) -> dict[str, str]:
        sample = json.loads((ROOT / "local.settings.sample.json").read_text("utf-8"))["Values"]
        here = {
            "AzureWebJobsStorage": self.azurite.connection_string,
            "CAFE_GRAPH_URL": f"{self.sandbox}/v1.0",
            "IDENTITY_ENDPOINT": f"{self.sandbox}/msi/token",
            "CAFE_PROGRAMME": str(ROOT / "cafe.toml"),
            "CAFE_ORGANISER_ID": object_id_of(self._organiser),
            "CAFE_SITE_URL": f"http://{LOOPBACK}:{self.site_port}",
        }
        return {**sample, **here, **self.values}

    def ensure_alive(self) -> None:
        """Raise `ProcessError` with a sentence if a part of the stack has died."""
        if not self.azurite.alive():
            raise ProcessError(f"Azurite has ended; its last words are in {self.folder / 'azurite.log'}.")
        for child in (self._graph, self._host):
            if child and not child.alive():
                raise ProcessError(f"{child.name} has ended; its last words are in {child.log}.")

    def wait_until_idle(self) -> None:
        """Return once the host has nothing to do at this moment of the clock."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.ensure_alive()
            try:
                if httpx.get(f"{self.site}/admin/host/status", timeout=PATIENCE).json()["idle"]:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        log = self.folder / "host.log"
        raise ProcessError(f"The functions host was not idle within {PATIENCE} seconds; see {log}.")

    def advance_to(self, moment: datetime) -> None:
        """Let the clock jump to this moment (not back), and let the host do everything that falls due by then."""
        clock = self._simulated()
        if moment > clock.now():
            clock.advance_to(moment)
        self.wait_until_idle()

    def settle(self, longest: timedelta = timedelta(hours=1)) -> None:
        """Let simulated time pass until no queue holds a message, hidden or not, except those for another day.

        Raises `ProcessError` if that takes longer.
        """
        clock, stride, before = self._simulated(), STRIDE, 0
        end = clock.now() + longest
        self.wait_until_idle()
        while waiting := self.waiting():
            if clock.now() > end:
                log = self.folder / "host.log"
                raise ProcessError(f"{waiting} messages still wait after {longest} of simulated time; see {log}.")
            stride, before = (min(2 * stride, LONGEST_STRIDE) if waiting == before else STRIDE), waiting
            clock.advance(stride)
            self.wait_until_idle()

    def waiting(self) -> int:
        """Messages in all queues but that of digests, which wait for a day."""
        queues = QueueServiceClient.from_connection_string(self.azurite.connection_string)
        names = {kind.QUEUE for kind in Message.__subclasses__() if kind is not DigestDue}
        return sum(_length(queues, name) for name in names)

    def _simulated(self) -> SimulatedClock:
        if self.clock is None:
            raise ValueError("this stack runs on the real clock")
        return self.clock


def _length(queues: QueueServiceClient, name: str) -> int:
    try:
        return queues.get_queue_client(name).get_queue_properties().approximate_message_count or 0
    except ResourceNotFoundError:
        return 0
