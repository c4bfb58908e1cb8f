"""What all workers found: a table with a line for each step."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field

from rich.console import Console
from rich.table import Table

from tests.faults.calls import Lie
from tests.faults.harness import Scenario
from tests.faults.workers import Begun, Ended, Killed, News, Stormed


@dataclass
class Tally:
    """One step's line in the table."""

    calls: int = 0
    kills: int = 0
    lies: int = 0
    lost: int = 0
    repeated: int = 0
    left: int = 0


@dataclass
class Report:
    """Everything, by step, and what is amiss."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    amiss: list[Killed] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    storms: list[str] = field(default_factory=list)
    """What is amiss after a month in a storm, or with a clock that is off."""

    def add(self, step: str, news: News) -> None:
        """Enter one piece of news about a scenario of this step."""
        match news:
            case Begun(calls=calls):
                self.tallies[step].calls += calls
            case Killed(outcome=outcome):
                tally = self.tallies[step]
                tally.kills += outcome.killed
                tally.lies += isinstance(outcome.kill, Lie)
                tally.lost += len(outcome.lost)
                tally.repeated += len(outcome.repeated)
                tally.left += len(outcome.left)
                self.amiss += [news] if outcome.amiss else []
            case Stormed(name=name, aftermath=aftermath):
                self.tallies[name].kills += aftermath.kills
                self.tallies[name].lost += len(aftermath.amiss)
                self.storms += [f"{name}: {one}" for one in aftermath.amiss]
            case Ended(reason=reason):
                self.stopped.append(reason)


def table_of(scenarios: Sequence[Scenario], report: Report) -> Table:
    table = Table(title="Killed everywhere", title_justify="left")
    table.add_column("step")
    for column in ("calls", "kills", "lies", "lost", "repeated", "left in queues"):
        table.add_column(column, justify="right")
    steps = dict.fromkeys([*(scenario.step for scenario in scenarios), *report.tallies])
    for step in steps:
        table.add_row(step, *(str(number) for number in astuple(report.tallies[step])))
    sums = [sum(column) for column in zip(*(astuple(one) for one in report.tallies.values()), strict=True)]
    table.add_section()
    table.add_row("all", *(str(number) for number in sums))
    return table


def describe(console: Console, killed: Killed) -> None:
    outcome = killed.outcome
    console.print(f"[red]amiss[/red] {killed.scenario}, {killed.where}; killed {outcome.killed} times")
    for what, things in (("lost", outcome.lost), ("repeated", outcome.repeated), ("left", outcome.left)):
        for thing in things:
            console.print(f"    {what}: {thing}", markup=False)
