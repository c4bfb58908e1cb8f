"""A copy of the tree for each worker. There pytest runs on a changed file, and nobody's own work is touched."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path
from queue import SimpleQueue

from local.measures.mutation.mutants import Mutant

_PLUGIN = Path(__file__).with_name("plugin")
_LEFT_OUT = (".git", ".venv*", "node_modules", "dist", ".cafe", "__pycache__", ".*_cache", ".hypothesis", ".coverage*")
_LINKED = (".venv", "node_modules")
_FEW_EXAMPLES = {"CAFE_FUZZ": "5"}
"""How often the fuzzing of the app asks each of its operations: it is run for many mutants."""

PASSED, SOME_FAILED, NONE_FOUND = 0, 1, 5
"""How pytest ends, docs.pytest.org/en/stable/reference/exit-codes.html."""


class Unfit(Exception):
    """The tests cannot judge any mutant; the text says why."""


@dataclass(frozen=True)
class Copy:
    """A copy of the tree, and beside it what pytest writes."""

    folder: Path

    @classmethod
    def of(cls, root: Path, folder: Path) -> "Copy":
        """Copy the tree below this root, without what others have made there."""
        made = cls(folder.resolve())
        shutil.copytree(root, made.tree, symlinks=True, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        for name in _LINKED:
            if (root / name).exists():
                (made.tree / name).symlink_to((root / name).resolve())
        made.beside("no coverage settings").touch()
        return made

    @property
    def tree(self) -> Path:
        """The root of the copy."""
        return self.folder / "tree"

    def beside(self, name: str) -> Path:
        """A file beside the copy."""
        return self.folder / name

    def output(self) -> str:
        """The last words of pytest."""
        return self.beside("output").read_text("utf-8", "replace").strip()[-2000:]

    def run(self, arguments: Sequence[str | Path], seconds: float, *, keep_compiled: bool = True) -> int | None:
        """Run pytest in the copy and return how it ended; None if it did not end in time."""
        quiet = ("-q", "--tb=line", f"--basetemp={self.beside('temporary')}", "-pno:cacheprovider", "-pno:xdist")
        command = (sys.executable, "-m", "pytest", "-p", "watching_tests", *quiet, *arguments)
        environment = self._environment(keep_compiled=keep_compiled)
        with self.beside("output").open("wb") as output:
            try:
                done = subprocess.run(
                    command,
                    cwd=self.tree,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    timeout=seconds,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return None
        return done.returncode

    @contextmanager
    def changed(self, file: str, text: bytes) -> Iterator[None]:
        """Within the block, the file has this text. Its compiled module is removed, as both may have the same time."""
        path = self.tree / file
        before = path.read_bytes()
        Path(cache_from_source(path)).unlink(missing_ok=True)
        path.write_bytes(text)
        try:
            yield
        finally:
            path.write_bytes(before)

    @contextmanager
    def mutated(self, mutant: Mutant) -> Iterator[None]:
        """While inside, the fault is in its file."""
        with self.changed(mutant.file, mutant.put_into((self.tree / mutant.file).read_bytes())):
            yield

    def _environment(self, *, keep_compiled: bool) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV"))}
        ours |= _FEW_EXAMPLES | {"PYTHONPATH": str(_PLUGIN), "COVERAGE_FILE": str(self.beside("coverage"))}
        ours.pop("PYTHONDONTWRITEBYTECODE", None)
        return ours if keep_compiled else ours | {"PYTHONDONTWRITEBYTECODE": "1"}


def share_out[One, Done](
    things: Iterable[One], work: Callable[[Copy, One], Done], copies: Sequence[Copy]
) -> Generator[Done]:
    """Work on each thing in a copy that is idle; what came of it, in the order of the things."""
    idle: SimpleQueue[Copy] = SimpleQueue()
    for copy in copies:
        idle.put(copy)

    def one(thing: One) -> Done:
        copy = idle.get()
        try:
            return work(copy, thing)
        finally:
            idle.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        yield from pool.map(one, things)
