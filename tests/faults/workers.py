"""Worlds side by side, each in a process of its own that works scenarios off and tells what it finds."""

import multiprocessing
import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty

from local.stack.clock import SimulatedClock
from local.stack.processes import ProcessError
from tests.faults.calls import Kill, Lie
from tests.faults.harness import Outcome, Reference, Scenario, play_killed, play_undisturbed
from tests.faults.scenarios import SCENARIOS
from tests.faults.skewed import SKEWS, play_skewed
from tests.faults.storm import Aftermath, play_month
from tests.faults.world import World

STORM = "the month in a storm"
STORM_AND_CLOCKS = (STORM, *SKEWS)
"""What is played besides the scenarios, whole and at once."""


@dataclass(frozen=True)
class Work:
    """What is to be done, and where: `sample` kills of each scenario, drawn by the seed; all, if that is None.

    `storm` is how many kills at random a whole month is to stand; 0 for no month.
    """

    folder: Path
    sample: int | None
    seed: int
    storm: int


@dataclass(frozen=True)
class Begun:
    """A scenario was played undisturbed: so many calls, so many kills to come."""

    scenario: str
    calls: int
    kills: int


@dataclass(frozen=True)
class Killed:
    """One kill and what came of it."""

    scenario: str
    where: str
    outcome: Outcome


@dataclass(frozen=True)
class Ended:
    """A worker could not go on, for this reason."""

    reason: str


@dataclass(frozen=True)
class Stormed:
    """A whole month was played, and the host killed at random; or two instances worked, one with a wrong clock."""

    name: str
    aftermath: Aftermath


type News = Begun | Killed | Stormed | Ended


def work_off(scenarios: Sequence[Scenario], work: Work, workers: int) -> Iterator[tuple[Scenario | None, News]]:
    """Play the scenarios in so many processes; what each of them tells, as it comes."""
    spawning = multiprocessing.get_context("spawn")
    tasks: Queue[str | None] = spawning.Queue()
    news: Queue[News] = spawning.Queue()
    for name in [*(STORM_AND_CLOCKS if work.storm else []), *(scenario.name for scenario in scenarios)]:
        tasks.put(name)
    running = [spawning.Process(target=_worker, args=(number, work, tasks, news)) for number in range(workers)]
    for worker in running:
        tasks.put(None)
        worker.start()
    by_name = {scenario.name: scenario for scenario in scenarios}
    while any(worker.is_alive() for worker in running) or not news.empty():
        with suppress(Empty):
            told = news.get(timeout=1)
            yield (by_name[told.scenario] if isinstance(told, Begun | Killed) else None), told
    for worker in running:
        worker.join()
        if worker.exitcode:
            yield None, Ended(f"a worker ended with {worker.exitcode}")


def _worker(number: int, work: Work, tasks: "Queue[str | None]", news: "Queue[News]") -> None:
    by_name = {scenario.name: scenario for scenario in SCENARIOS}
    folder = work.folder / str(number)
    folder.mkdir(parents=True)
    try:
        with World(folder, SimulatedClock(folder / "clock")) as world:
            while name := tasks.get():
                if name == STORM:
                    news.put(Stormed(name, play_month(folder / "storm", work.seed, work.storm)))
                    continue
                if name in SKEWS:
                    news.put(Stormed(name, Aftermath(0, play_skewed(world, SKEWS[name]))))
                    continue
                for one in _killed_everywhere(world, by_name[name], work):
                    news.put(one)
    except ProcessError as problem:
        news.put(Ended(str(problem)))
    except KeyboardInterrupt:
        news.put(Ended("interrupted"))


def _killed_everywhere(world: World, scenario: Scenario, work: Work) -> Iterator[News]:
    reference = play_undisturbed(world, scenario)
    kills: list[Kill | Lie] = [*reference.kills(), *reference.lies()]
    if work.sample is not None:
        kills = random.Random(f"{work.seed} {scenario.name}").sample(kills, min(work.sample, len(kills)))
    yield Begun(scenario.name, len(reference.calls), len(kills))
    for kill in kills:
        outcome = play_killed(world, reference, kill)
        yield Killed(scenario.name, _where(reference, outcome), outcome)


def _where(reference: Reference, outcome: Outcome) -> str:
    call = reference.calls[outcome.kill.call - 1]
    what = f"'{outcome.kill.what}' instead of an answer, " if isinstance(outcome.kill, Lie) else ""
    return f"{what}{outcome.kill.moment} call {outcome.kill.call} ({call.what} by {call.function})"
