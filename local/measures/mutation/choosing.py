"""The choice: which tests try a mutant. The tests most likely to notice it come first."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from local.measures.mutation.learning import Learned
from local.measures.mutation.mutants import SOURCES, Mutant

FEW = 5
"""If so few tests run a line, other tests may depend on it too, through an outcome that was kept."""

_STRUCTURE = ("tests/architecture/", "tests/test_function_app.py", "tests/web/")
"""Tests that look at the whole app, which they import by no name."""


@dataclass(frozen=True)
class Choice:
    """What was learned, and for each file the files that import it."""

    learned: Learned
    importers: Mapping[str, frozenset[str]]

    def tests_for(self, mutant: Mutant) -> list[str]:
        """The tests, in circles around the line; none if no test runs it.

        The first circle runs the line. Where few do, the second runs the file, and the third imports it: what was
        run for one may have been kept for all. What a module runs at import is also for the tests of the code that
        imports it, and for those of the structure.
        """
        known = self.learned
        circles = [known.running(mutant.file, mutant.lines)]
        once = mutant.once or known.at_import(mutant.file, mutant.lines)
        if once or 0 < len(circles[0]) < FEW:
            circles += known.running(mutant.file), self._by_name(self._reached(mutant.file))
        if once:
            circles += self._of_importers(mutant.file), self._by_name(_STRUCTURE)
        return known.ordered(circles)

    def _of_importers(self, file: str) -> frozenset[str]:
        near = self.importers.get(file, frozenset())
        return frozenset().union(*(self.learned.running(one) for one in near if one.startswith(SOURCES)))

    def _by_name(self, paths: Iterable[str]) -> frozenset[str]:
        starts = tuple(paths)
        return frozenset(test for test in self.learned.seconds if test.startswith(starts))

    def _reached(self, file: str) -> set[str]:
        """The files outside the code that import it, themselves or through each other."""
        found: set[str] = set()
        waiting = [file]
        while waiting:
            new = {one for one in self.importers.get(waiting.pop(), ()) if not one.startswith(SOURCES)} - found
            found |= new
            waiting += new
        return found


def importers(root: Path) -> dict[str, frozenset[str]]:
    """By file who imports it: the code, the tests, and the modules at the root."""
    paths = [*root.glob("*.py"), *(path for name in (*SOURCES, "tests") for path in (root / name).rglob("*.py"))]
    files = {_module(path.relative_to(root)): path.relative_to(root).as_posix() for path in paths}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in paths:
        for module in _imported(ast.parse(path.read_bytes())):
            if module in files:
                found[files[module]].add(path.relative_to(root).as_posix())
    return {file: frozenset(by) for file, by in found.items()}


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _imported(tree: ast.Module) -> Iterable[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str() as module, names=names):
                yield module
                yield from (f"{module}.{name.name}" for name in names)
