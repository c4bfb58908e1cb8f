"""`make faults`: the app is killed at every call, or told a lie. Was anything lost or done twice?"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from tests.faults.report import Report, describe, table_of
from tests.faults.scenarios import SCENARIOS
from tests.faults.workers import Begun, Killed, Work, work_off

WORKERS = 4
"""Worlds side by side: two for each core of a small machine, because half of the time a world waits."""


def main(line: list[str]) -> int:
    """Exit status: 0 when nothing was lost or repeated and every kill hit, 1 if not, 2 if it could not be run."""
    given = _arguments(line)
    console = Console(highlight=False)
    chosen = [one for one in SCENARIOS if given.only in one.step or given.only in one.name]
    folder = Path(tempfile.mkdtemp(prefix="cafe-faults-"))
    report = Report()
    try:
        with _progress(console) as progress:
            task = progress.add_task("", total=None)
            for scenario, news in work_off(chosen, Work(folder, given.sample, given.seed, given.storm), given.workers):
                report.add(scenario.step if scenario else "", news)
                if isinstance(news, Begun):
                    progress.update(task, total=(progress.tasks[0].total or 0) + news.kills, description=news.scenario)
                    if not console.is_terminal:
                        console.print(f"{news.scenario}: {news.calls} calls, {news.kills} kills and lies")
                progress.advance(task, isinstance(news, Killed))
                if isinstance(news, Killed) and news.outcome.amiss:
                    describe(console, news)
    except KeyboardInterrupt:
        return 130
    console.print(table_of(chosen, report))
    for reason in report.stopped:
        console.print(f"[red]stopped[/red] {reason}")
    for one in report.storms:
        console.print(f"[red]amiss[/red] after {one}")
    bad = report.amiss or report.storms
    if not (bad or report.stopped):
        shutil.rmtree(folder, ignore_errors=True)
        console.print("Nothing was lost, nothing was done twice.")
    return 2 if report.stopped else int(bool(bad))


def _arguments(line: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--only", default="", help="scenarios with this in their step or name")
    parser.add_argument("--sample", type=int, help="so many kills and lies of each scenario (default: all)")
    parser.add_argument(
        "--storm",
        type=int,
        default=30,
        help="kills at random in a month; 0: no month, no wrong clock",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=WORKERS)
    return parser.parse_args(line)


def _progress(console: Console) -> Progress:
    columns = (BarColumn(24), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    return Progress(*columns, TextColumn("{task.description}"), console=console)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
