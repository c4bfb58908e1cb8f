"""Azurite, Microsoft's storage emulator from npm: queues and tables for this machine alone.

One Node process serves blobs, queues and tables on loopback. It chooses its own ports unless told otherwise, and
keeps its data in memory unless given a folder. With a clock file it lives in simulated time (`azurite_clock.cjs`).
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from local.stack.processes import LOOPBACK, Child, ProcessError, port_is_busy, start

ROOT = Path(__file__).resolve().parents[2]
OLDEST_NODE = 20
# The emulator's published account is the same on every machine. It opens nothing else.
# https://learn.microsoft.com/azure/storage/common/storage-connect-azurite
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
_START_SECONDS = 30


@dataclass
class Azurite:
    """The emulator, running between entering and leaving the `with` block. Port 0 lets the system choose.

    `log` takes its output, `location` keeps the data on disk (without it they go with the process), `clock`
    is the file of a SimulatedClock. Entering raises ProcessError, a sentence, when Node or Azurite is
    missing, a port is taken, or it does not start.
    """

    log: Path
    queue_port: int = 0
    table_port: int = 0
    blob_port: int = 0
    location: Path | None = None
    clock: Path | None = None
    _child: Child | None = field(default=None, init=False, repr=False)

    @property
    def connection_string(self) -> str:
        """For the storage clients and the functions host. It names the ports, so ask for it once started."""
        endpoints = {"Blob": self.blob_port, "Queue": self.queue_port, "Table": self.table_port}
        addresses = [f"{name}Endpoint=http://{LOOPBACK}:{port}/{ACCOUNT}" for name, port in endpoints.items()]
        parts = ["DefaultEndpointsProtocol=http", f"AccountName={ACCOUNT}", f"AccountKey={KEY}", *addresses]
        return ";".join(parts) + ";"

    def alive(self) -> bool:
        """Whether it was started and still runs."""
        return self._child is not None and self._child.alive()

    def start(self) -> None:
        """Return once all three services listen, with the ports filled in."""
        for port in filter(None, (self.queue_port, self.table_port, self.blob_port)):
            if port_is_busy(port):
                raise ProcessError(f"Azurite needs port {port} of {LOOPBACK}, and something else is using it.")
        self._child = start("Azurite", self._command(), self.log, self._environment())
        try:
            self.blob_port = self._listens("Blob")
            self.queue_port = self._listens("Queue")
            self.table_port = self._listens("Table")
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End it, with everything that it holds in memory. Safe to repeat."""
        if self._child is not None:
            self._child.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def _listens(self, service: str) -> int:
        if self._child is None:
            raise ProcessError("Azurite was not started.")
        line = rf"{service} service is successfully listening at http://.*:(\d+)"
        return int(self._child.wait_for(line, _START_SECONDS).group(1))

    def _command(self) -> list[str | Path]:
        preload = ["--require", Path(__file__).with_name("azurite_clock.cjs")] if self.clock else []
        storage = ["--location", self.location] if self.location else ["--inMemoryPersistence"]
        ports = [
            *("--blobHost", LOOPBACK, "--blobPort", str(self.blob_port)),
            *("--queueHost", LOOPBACK, "--queuePort", str(self.queue_port)),
            *("--tableHost", LOOPBACK, "--tablePort", str(self.table_port)),
        ]
        # The storage clients speak newer versions of the protocol than the emulator knows by name.
        quiet = ["--skipApiVersionCheck", "--silent", "--disableTelemetry"]
        return [find_node(), *preload, find_azurite(), *ports, *storage, *quiet]

    def _environment(self) -> dict[str, str]:
        """Ours, without the variables that would give Azurite other accounts or a database server."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("AZURITE_")}
        return env | ({"CAFE_CLOCK_FILE": str(self.clock)} if self.clock else {})


def find_node() -> str:
    """The path of a Node that is new enough; ProcessError says what to install."""
    node = shutil.which("node")
    if node is None:
        raise ProcessError(f"Azurite needs Node.js {OLDEST_NODE} or newer, and there is no `node` on the PATH.")
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    version = re.match(r"v(\d+)\.", answer)
    if version is None or int(version.group(1)) < OLDEST_NODE:
        found = answer or "says nothing when asked for its version"
        raise ProcessError(f"Azurite needs Node.js {OLDEST_NODE} or newer; {node} is {found}.")
    return node


def find_azurite() -> Path:
    """Its entry point, below the environment's CAFE_NODE_MODULES or the checkout's own node_modules."""
    modules = Path(os.environ.get("CAFE_NODE_MODULES") or ROOT / "node_modules").resolve()
    entry = modules / "azurite" / "dist" / "src" / "azurite.js"
    if not entry.is_file():
        raise ProcessError(f"Azurite is not installed in {modules}: run `npm ci` in the root of the checkout.")
    return entry
