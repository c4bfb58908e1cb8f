"""What one run of the unit part teaches: which tests it has, how long each takes, and which lines each runs.

The unit part is the tests that start no process. Some folders hold no such test. In the other folders, this run
refuses processes, and leaves out a test that asks for one, or whose fixture does.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from coverage import CoverageData

from local.measures.mutation.copies import PASSED, SOME_FAILED, Copy, Unfit
from local.measures.mutation.mutants import SOURCES

WITH_PROCESSES = ("contracts", "faults", "local")
"""Folders below `tests/` whose tests start the emulator, a host or the app."""

AT_IMPORT = ""
"""As coverage calls the time when no test runs."""

_PATIENCE = 1800.0


@dataclass(frozen=True)
class Learned:
    """The unit tests with their seconds, and for each line of each file the tests that run it.

    `AT_IMPORT` among these stands for no test: the line runs when its module, or another one, is imported.
    """

    seconds: Mapping[str, float]
    lines: Mapping[str, Mapping[int, frozenset[str]]]

    def running(self, file: str, lines: Iterable[int] | None = None) -> frozenset[str]:
        """The tests that run any of these lines. Without lines, the tests that run any line of the file."""
        known = self.lines.get(file, {})
        wanted = known if lines is None else lines
        return frozenset(chain.from_iterable(known.get(line, ()) for line in wanted)) - {AT_IMPORT}

    def at_import(self, file: str, lines: Iterable[int]) -> bool:
        """Whether any of these lines runs at import."""
        return any(AT_IMPORT in self.lines.get(file, {}).get(line, ()) for line in lines)

    def ordered(self, circles: Sequence[Collection[str]]) -> list[str]:
        """These tests in order: the first circle first, and the quickest first.

        The tests of a file stay together, because they share what is made once. So this orders the files, by their
        nearest circle and by how long their tests in that circle take.
        """
        circle = {test: number for number, tests in reversed(list(enumerate(circles))) for test in tests}
        nearest: dict[str, int] = {}
        for test, number in circle.items():
            nearest[file_of(test)] = min(number, nearest.get(file_of(test), number))
        taken: defaultdict[str, float] = defaultdict(float)
        for test, number in circle.items():
            taken[file_of(test)] += self.seconds[test] if number == nearest[file_of(test)] else 0

        def place(test: str) -> tuple[int, float, str, int, float, str]:
            file = file_of(test)
            return nearest[file], taken[file], file, circle[test], self.seconds[test], test

        return sorted(circle, key=place)


def learn(copies: Sequence[Copy]) -> Learned:
    """Run the unit part once, a share in each copy, and then again in the order of a trial. Raises `Unfit`."""
    with ThreadPoolExecutor(len(copies)) as pool:
        files = test_files(copies[0].tree)
        shares = list(pool.map(_learn_share, copies, [files[first :: len(copies)] for first in range(len(copies))]))
        list(pool.map(_confirm, copies, shares))
    return _together(shares)


def file_of(test: str) -> str:
    """The file of a test, from the root."""
    return test.partition("::")[0]


def test_files(tree: Path) -> list[str]:
    """The files that may hold unit tests, the longest first."""
    paths = [path for path in (tree / "tests").rglob("test_*.py") if not _has_processes(path.relative_to(tree))]
    paths.sort(key=lambda path: (-path.stat().st_size, path))
    return [path.relative_to(tree).as_posix() for path in paths]


def run_tests(copy: Copy, tests: Sequence[str], seconds: float) -> int | None:
    """Run these tests in this order until one fails; how it ended, or None when it took too long."""
    wanted = copy.beside("wanted.json")
    wanted.write_text(json.dumps(tests), "utf-8")
    files = dict.fromkeys(map(file_of, tests))
    return copy.run(["-x", "--wanted", wanted, *files], seconds, keep_compiled=False)


def _has_processes(path: Path) -> bool:
    return path.parts[1] in WITH_PROCESSES


def _learn_share(copy: Copy, files: Sequence[str]) -> Learned:
    notes = copy.beside("notes.json")
    config = copy.beside("no coverage settings")
    asked = ("--cov-context=test", "--cov-report=", f"--cov-config={config}", *(f"--cov={one}" for one in SOURCES))
    ended = copy.run(["--notes", notes, *asked, *files], _PATIENCE) if files else PASSED
    if ended not in (PASSED, SOME_FAILED):
        raise Unfit(f"the tests could not be run without any mutant:\n{copy.output()}")
    told = json.loads(notes.read_text("utf-8")) if files else {}
    failed = sorted(test for test, note in told.items() if note["end"] == "failed")
    if failed:
        raise Unfit("these tests fail without any mutant:\n  " + "\n  ".join(failed))
    seconds = {test: float(note["seconds"]) for test, note in told.items() if note["end"] == "passed"}
    return Learned(seconds, _lines(copy, seconds))


def _lines(copy: Copy, tests: Mapping[str, float]) -> dict[str, dict[int, frozenset[str]]]:
    """What coverage wrote. Its contexts are tests with a phase, as in `tests/test_a.py::test_b|run`."""
    data = CoverageData(str(copy.beside("coverage")))
    data.read()
    known = {AT_IMPORT, *tests}
    return {
        Path(path).relative_to(copy.tree).as_posix(): {
            line: frozenset(one.rpartition("|")[0] for one in contexts) & known
            for line, contexts in data.contexts_by_lineno(path).items()
        }
        for path in data.measured_files()
    }


def _together(shares: Sequence[Learned]) -> Learned:
    lines: defaultdict[str, defaultdict[int, frozenset[str]]] = defaultdict(lambda: defaultdict(frozenset))
    for share in shares:
        for file, known in share.lines.items():
            for line, tests in known.items():
                lines[file][line] |= tests
    return Learned(dict(chain.from_iterable(share.seconds.items() for share in shares)), lines)


def _confirm(copy: Copy, share: Learned) -> None:
    """The tests must pass in the order of their speed too. Then a failure under a mutant is the mutant's."""
    tests = share.ordered([share.seconds])
    if tests and run_tests(copy, tests, _PATIENCE) != PASSED:
        raise Unfit(f"the tests fail without any mutant, the quickest first:\n{copy.output()}")
