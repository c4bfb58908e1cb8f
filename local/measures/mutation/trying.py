"""The trial: each mutant in a copy of the tree, on the tests chosen for it."""

from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue

from local.measures.mutation.choosing import Choice
from local.measures.mutation.copies import NONE_FOUND, PASSED, Copy
from local.measures.mutation.learning import run_tests
from local.measures.mutation.mutants import Mutant

_START, _SLOWNESS = 30.0, 4.0
"""Seconds for pytest to begin, and how many times longer than learned the tests may take: a fault can loop."""


@dataclass(frozen=True)
class Trial:
    """A mutant, on how many tests it was tried, and whether one of them noticed it."""

    mutant: Mutant
    tests: int
    killed: bool


def try_each(mutants: Sequence[Mutant], choice: Choice, copies: Sequence[Copy]) -> Generator[Trial]:
    """The trials in the order of the mutants; as many at once as there are copies."""
    idle: SimpleQueue[Copy] = SimpleQueue()
    for copy in copies:
        idle.put(copy)

    def one(mutant: Mutant) -> Trial:
        copy = idle.get()
        try:
            return _tried(mutant, choice, copy)
        finally:
            idle.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        yield from pool.map(one, mutants)


def _tried(mutant: Mutant, choice: Choice, copy: Copy) -> Trial:
    tests = choice.tests_for(mutant)
    if not tests:
        return Trial(mutant, 0, killed=False)
    seconds = _START + _SLOWNESS * sum(choice.learned.seconds[test] for test in tests)
    with copy.changed(mutant.file, mutant.put_into((copy.tree / mutant.file).read_bytes())):
        ended = run_tests(copy, tests, seconds)
    return Trial(mutant, len(tests), killed=ended not in (PASSED, NONE_FOUND))
