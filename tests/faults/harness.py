"""Crash anywhere: a scenario is played once undisturbed, then once for each call and each side of it with a kill.

Then once more for each call with a lie in place of its answer. Undisturbed, the world has to be as the scenario
promises; disturbed, as it was undisturbed.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import cycle, product

from local.stack.processes import ProcessError
from shared.messages import DigestDue
from tests.faults.calls import Call, Kill, Lie, Moment, Plan
from tests.faults.liar import LIES
from tests.faults.world import Snapshot, World

RUNS = 2
"""How many runs of a function in one scenario are killed: a timer that comes again every five minutes does the same."""


def _nothing(_: World) -> None:
    """Nothing is there yet, or nobody does anything."""


@dataclass(frozen=True)
class Scenario:
    """One piece of the café's work: what is there, what happens, and what the world holds when it is done."""

    name: str
    step: str
    functions: tuple[str, ...]
    """Whose calls are killed; what follows from them is played too and not killed here."""
    at: datetime
    """When it begins."""
    arrange: Callable[[World], object] = _nothing
    act: Callable[[World], object] = _nothing
    timers: frozenset[str] = frozenset()
    until: timedelta = timedelta(0)
    """How long it goes on at least: digests wait for a day."""
    mails: int = 0
    meetings: int = 0
    """Meetings in the calendar, cancelled ones included."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """Rows of some tables."""


@dataclass(frozen=True)
class Reference:
    """A scenario as it goes undisturbed: the world it leaves, and its calls in order."""

    scenario: Scenario
    world: Snapshot
    calls: Sequence[Call]

    def kills(self) -> list[Kill]:
        """Before and after every call, but for those of a function that runs for the third time and more."""
        numbers = [number for number, call in enumerate(self.calls, 1) if call.run <= RUNS]
        return [Kill(number, moment) for number, moment in product(numbers, Moment)]

    def lies(self) -> list[Lie]:
        """A lie in place of each answer that is killed for. They take turns, and so does whether the call was made."""
        numbers = [number for number, call in enumerate(self.calls, 1) if call.run <= RUNS]
        turns = zip(numbers, cycle(LIES), strict=False)
        return [Lie(number, list(Moment)[(number // len(LIES) + number) % 2], what) for number, what in turns]


@dataclass(frozen=True)
class Outcome:
    """What a kill or a lie did to the world."""

    kill: Kill | Lie
    killed: int
    """How often the host died: once by a kill, or the run proves nothing, and never by a lie."""
    told: int = 0
    """How often a lie was told: some of them lead the SDK to another."""
    lost: Sequence[str] = ()
    repeated: Sequence[str] = ()
    left: Sequence[str] = ()
    """Messages still in a queue, or in a poison queue."""

    @property
    def amiss(self) -> bool:
        """Whether the world is not as it should be, or nothing went wrong, so that the run proves nothing."""
        return bool(self.lost or self.repeated or self.left or self._missed)

    @property
    def _missed(self) -> bool:
        lied = isinstance(self.kill, Lie)
        return self.killed != (not lied) or (self.told > 0) != lied


def play_undisturbed(world: World, scenario: Scenario) -> Reference:
    """Play the scenario without a kill. Raises `ProcessError` if even so its promises are not kept."""
    snapshot = _play(world, scenario, None)
    made = Counter(row.partition(" ")[0] for row in snapshot.rows.elements())
    kept = {
        "mails": (snapshot.mails.total(), scenario.mails),
        "meetings": (snapshot.meetings.total(), scenario.meetings),
        "messages left": (sum(snapshot.left.values()), 0),
        **{table: (made[table], count) for table, count in scenario.rows.items()},
    }
    broken = [f"{what}: {found} instead of {wanted}" for what, (found, wanted) in kept.items() if found != wanted]
    if broken:
        raise ProcessError(f"Undisturbed, {scenario.name!r} leaves {'; '.join(broken)}. Logs: {world.folder}.")
    return Reference(scenario, snapshot, world.calls())


def play_killed(world: World, reference: Reference, kill: Kill | Lie) -> Outcome:
    """Play the scenario with this kill or lie, and compare the world with what it should be."""
    found = _play(world, reference.scenario, kill)
    return Outcome(kill, world.kills, world.liar.told, *compared(reference.world, found))


def _play(world: World, scenario: Scenario, kill: Kill | Lie | None) -> Snapshot:
    world.reset(scenario.at)
    scenario.arrange(world)
    if isinstance(kill, Lie):
        kill = replace(kill, liar=world.liar.address)
    world.plan = Plan(world.plan.notes, scenario.functions, kill)
    world.timers = scenario.timers
    world.start_host()
    scenario.act(world)
    world.settle(but_for=DigestDue if scenario.until else None)
    if scenario.until:
        world.advance_to(scenario.at + scenario.until)
        world.settle()
    return world.snapshot()


def compared(wanted: Snapshot, found: Snapshot) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """What is lost, what is repeated, what is left in queues."""
    pairs = [
        (wanted.mails, found.mails),
        (wanted.meetings, found.meetings),
        (wanted.rows, found.rows),
    ]
    lost = [one for before, after in pairs for one in (before - after).elements()]
    repeated = [one for before, after in pairs for one in (after - before).elements()]
    return lost, repeated, [f"{count} in {name}" for name, count in found.left.items()]
