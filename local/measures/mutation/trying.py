"""The trial: each mutant in a copy of the tree, on the unit tests chosen for it."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from local.measures.mutation.choosing import Choice
from local.measures.mutation.copies import NONE_FOUND, PASSED, Copy, share_out
from local.measures.mutation.learning import run_tests
from local.measures.mutation.mutants import Mutant

START, SLOWNESS = 30.0, 4.0
"""Seconds for pytest to begin, and how many times longer than usual the tests may take, as a fault can loop."""


@dataclass(frozen=True)
class Trial:
    """A mutant, on how many unit tests it was tried, and whether one noticed it; `wired`: one of the second round."""

    mutant: Mutant
    tests: int
    killed: bool
    wired: bool = False


def try_each(mutants: Sequence[Mutant], choice: Choice, copies: Sequence[Copy]) -> Generator[Trial]:
    """The trials in the order of the mutants. As many run at once as there are copies."""
    return share_out(mutants, lambda copy, mutant: _tried(mutant, choice, copy), copies)


def noticed(ended: int | None) -> bool:
    """Whether a run that ended like this noticed the fault. One without an end did."""
    return ended not in (PASSED, NONE_FOUND)


def _tried(mutant: Mutant, choice: Choice, copy: Copy) -> Trial:
    tests = choice.tests_for(mutant)
    if not tests:
        return Trial(mutant, 0, killed=False)
    seconds = START + SLOWNESS * sum(choice.learned.seconds[test] for test in tests)
    with copy.mutated(mutant):
        ended = run_tests(copy, tests, seconds)
    return Trial(mutant, len(tests), killed=noticed(ended))
