"""The proof that nothing is missing: it runs the packed app in processes that have the package and nothing else."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import distributions, requires
from pathlib import Path

from local.package.assembling import compile_modules, lay_out
from local.package.contents import PACKAGES, REACHED, Rules, own_files, reachable, read_rules
from local.package.installed import files_of, here, locked
from local.sandbox.graph.directory import object_id_of
from local.stack.azurite import ROOT
from local.stack.processes import start
from shared.programme.reading import read_programme

HOST_NEEDS = ("aiohttp", "azure-functions-runtime", "croniter", "starlette", "time-machine", "uvicorn")
"""The packages that the functions host imports and the app does not. In Azure the worker brings its own."""


class Missing(Exception):
    """The package lacks something. The text is the last output of the process that needed it."""


def exercised(app: Path, folder: Path, by_module: Sequence[str], besides: Sequence[str] = ()) -> set[str]:
    """The modules of the packages `by_module` that the app loads when it does all it can (see `exercise.py`).

    `besides` are packages installed here that it may use too. The proof puts its own files into `folder`.
    Raises `Missing`.
    """
    mailbox = read_programme(app / "cafe.toml").organiser.mailbox
    command = [sys.executable, "-m", "local.sandbox", "--port", "0", "--latency", "0", "--mailbox", mailbox]
    with start("The Graph sandbox", command, folder / "sandbox.log") as child:
        sandbox = child.wait_for_ready()
        aside = _aside(folder / "beside-the-app", besides)
        environment = {"IDENTITY_ENDPOINT": f"{sandbox}/msi/token", "IDENTITY_HEADER": "local"}
        command = [*map(str, bare(app, aside, "local.package.exercise")), sandbox, object_id_of(mailbox), *by_module]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise Missing(done.stderr.strip().rpartition("\n")[2])
    return set(done.stdout.split())


def host(app: Path, folder: Path) -> tuple[str | Path, ...]:
    """The command that starts the functions host on this package, for `local.stack.stack.Stack`."""
    shipped = {_normal(path.name.partition("-")[0]) for path in (app / PACKAGES).glob("*.dist-info")}
    aside = _aside(folder / "for-the-host", sorted(_with_needs(HOST_NEEDS) - shipped))
    return (*bare(app, aside, "local.host"), "--app", app)


def from_here(folder: Path) -> Path:
    """The package made of what is installed here, laid out as in Azure. Raises `ContentsError`."""
    rules = read_rules()
    lay_out(own_files(rules), reachable(here(), rules), folder)
    compile_modules(folder)
    return folder


def bare(app: Path, aside: Path, module: str) -> tuple[str | Path, ...]:
    """The command that runs a module with the package and the folder aside."""
    return (sys.executable, "-I", "-S", "-W", "ignore", Path(__file__).with_name("bare.py"), app, aside, module)


def trace(rules: Rules, folder: Path) -> list[str]:
    """Write to `reached.txt` the modules that the app reaches: those that the exercise loads of all installed ones."""
    lay_out(own_files(rules), {}, folder / "app")
    found = sorted(exercised(folder / "app", folder, rules.by_module, locked()))
    REACHED.write_text("".join(f"{name}\n" for name in found), "utf-8")
    return found


def links(folder: Path, packages: Iterable[str]) -> None:
    """A folder of links to what these packages have installed here. Raises `ContentsError`."""
    folder.mkdir(parents=True)
    for package in packages:
        for name, path in files_of(package).items():
            link = folder / name.split("/")[0]
            if not link.exists():
                link.symlink_to(path.parents[name.count("/")] / link.name)


def _aside(folder: Path, packages: Iterable[str]) -> Path:
    """A folder with the local stack and what these packages have installed here."""
    shutil.rmtree(folder, ignore_errors=True)
    links(folder, packages)
    (folder / "local").symlink_to(ROOT / "local")
    return folder


def _with_needs(packages: Iterable[str]) -> set[str]:
    """These packages, and all their requirements, direct or not, that are installed here."""
    found: set[str] = set()
    waiting = list(packages)
    while waiting:
        name = _normal(waiting.pop())
        if name not in found and any(distributions(name=name)):
            found.add(name)
            waiting += _required(name)
    return found


def _required(package: str) -> Iterator[str]:
    """The names of the packages that it always requires. Nobody here uses an extra."""
    for line in requires(package) or ():
        requirement, _, condition = line.partition(";")
        if "extra" not in condition:
            yield re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]


def _normal(name: str) -> str:
    """A package's name in its one form (PyPA's name normalization)."""
    return re.sub(r"[-_.]+", "-", name).lower()
