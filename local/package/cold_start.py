"""How long a new instance takes from its start to its first page, with the package and without it."""

import os
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from local.package import installed, proof
from local.package.assembling import compile_modules, lay_out
from local.package.contents import PACKAGES, own_files, reachable, read_rules
from local.stack.processes import start

RUNS = 3
PAGE = "/sign-up"


@dataclass(frozen=True)
class Start:
    """Seconds from the process's start to the first page, and seconds of CPU until it was told to end."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class ColdStarts:
    """The best of several starts of each: the package, the package without compiled modules, all that is installed."""

    packed: Start
    from_source: Start
    whole: Start


def measure(folder: Path, settings: Path) -> ColdStarts:
    """Start hosts with these settings by turns, each in a process with that package alone and no file in memory.

    All that is installed has its compiled modules here. So only its additional files make a difference. This needs
    a running storage emulator and Graph sandbox.
    """
    rules = read_rules()
    apps = [folder / name for name in ("packed", "from-source", "whole")]
    proof.from_here(apps[0])
    lay_out(own_files(rules), reachable(installed.here(), rules), apps[1])
    lay_out(own_files(rules), {}, apps[2])
    compile_modules(apps[2])
    proof.links(apps[2] / PACKAGES, installed.locked())
    os.sync()  # the system cannot drop a file from memory before it is on the disk
    starts = [[_start(app, folder / f"{app.name}.aside", settings) for app in apps] for _ in range(RUNS)]
    return ColdStarts(*(_best(several) for several in zip(*starts, strict=True)))


def _best(several: Sequence[Start]) -> Start:
    return Start(min(one.wall for one in several), min(one.cpu for one in several))


def _start(app: Path, folder: Path, settings: Path) -> Start:
    command = (*proof.host(app, folder), "--port", "0", "--settings", settings)
    _forget(app)
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with start("The functions host", list(map(str, command)), folder / "host.log") as child:
        site = child.wait_for_ready(120).split()[0]
        httpx.get(f"{site}{PAGE}", timeout=60).raise_for_status()
        wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Start(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _forget(folder: Path) -> None:
    """Ask the system to drop these files from memory. Linux does it for files that nobody else uses."""
    for place, _, names in os.walk(folder, followlinks=True):
        for name in names:
            with open(Path(place, name), "rb") as file:  # noqa: PTH123 - thousands of files: the plainest way
                if hasattr(os, "posix_fadvise"):
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
