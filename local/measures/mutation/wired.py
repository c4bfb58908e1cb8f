"""The second round: what the unit part does not notice is tried on tests that start processes.

These run the app on the storage emulator, in the functions host and against the sandbox in Graph's place.
"""

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace

from local.measures.mutation.copies import PASSED, Copy, Unfit, share_out
from local.measures.mutation.mutants import SOURCES, Mutant
from local.measures.mutation.trying import SLOWNESS, START, Trial, noticed

WIRED = (
    ("tests/graph", ("shared/graph",)),
    ("tests/triggers", SOURCES),
    ("tests/contracts", SOURCES),
    ("tests/faults", ("shared/delivery", "shared/graph", "shared/mail", "shared/storage")),
)
"""Tests, and the folders of the code whose faults they may notice; the quickest first."""

_PATIENCE = 900.0


def try_again(trials: Sequence[Trial], copies: Sequence[Copy]) -> Generator[Trial]:
    """These trials, in their order, after a second one for each mutant that survived. Raises `Unfit`."""
    wanted = {path for trial in trials if not trial.killed for path in _paths_for(trial.mutant, copies[0])}
    seconds = dict(share_out(sorted(wanted), _passed, copies))
    yield from share_out(trials, lambda copy, trial: trial if trial.killed else _tried(trial, seconds, copy), copies)


def _paths_for(mutant: Mutant, copy: Copy) -> list[str]:
    return [
        path
        for path, folders in WIRED
        if any(mutant.file.startswith(f"{folder}/") for folder in folders) and (copy.tree / path).exists()
    ]


def _passed(copy: Copy, path: str) -> tuple[str, float]:
    """They must pass without a fault; in how many seconds they do."""
    began = time.monotonic()
    if _run(copy, [path], _PATIENCE) != PASSED:
        raise Unfit(f"{path} fails without any mutant:\n{copy.output()}")
    return path, time.monotonic() - began


def _tried(trial: Trial, seconds: Mapping[str, float], copy: Copy) -> Trial:
    paths = _paths_for(trial.mutant, copy)
    if not paths:
        return trial
    with copy.mutated(trial.mutant):
        killed = noticed(_run(copy, paths, START + SLOWNESS * sum(seconds[path] for path in paths)))
    return replace(trial, killed=killed, wired=killed)


def _run(copy: Copy, paths: Sequence[str], seconds: float) -> int | None:
    return copy.run(["-x", "--processes", *paths], seconds, keep_compiled=False)
