"""`make load`: sends thousands of sign-ups, kills the host twice, and says whether everything came out right."""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from local.measures.load.playing import KILLS, Played, a_stack, play
from local.stack.clock import SimulatedClock
from local.stack.processes import ProcessError
from shared.registrations.rows import RegistrationState

MOST_POSTS, MOST_CONNECTIONS = 12_000, 200
"""A mailbox sends to 10,000 recipients in a day. So many posts lead to that many confirmations."""


def main(line: list[str]) -> int:
    """Exit status: 0 if everything came out right, 1 if it did not, 2 with a sentence if it could not run."""
    parser = argparse.ArgumentParser(prog="make load", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="posts, repeated and malformed ones included")
    parser.add_argument("--connections", type=int, default=50, help="at the same time")
    parser.add_argument("--disk", action="store_true", help="Azurite keeps its data on disk, not in memory")
    given = parser.parse_args(line)
    if not (1 <= given.count <= MOST_POSTS and 1 <= given.connections <= MOST_CONNECTIONS):
        parser.error(f"at most {MOST_POSTS:,} posts and {MOST_CONNECTIONS} connections")
    console = Console(highlight=False)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that all that it started ends too
    try:
        with tempfile.TemporaryDirectory(prefix="load-") as folder:
            played = _played(console, Path(folder), given)
    except ProcessError as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        console.print("Ended.")
        return 2
    console.print(_table(played))
    for one in played.amiss:
        console.print(f"[red]amiss[/red] {one}")
    console.print("Everything came out right." if not played.amiss else f"{len(played.amiss)} things are amiss.")
    return 1 if played.amiss else 0


def _played(console: Console, folder: Path, given: argparse.Namespace) -> Played:
    columns = (TextColumn("{task.description}"), BarColumn(24), MofNCompleteColumn(), TimeElapsedColumn())
    clock = SimulatedClock(folder / "clock")
    with a_stack(folder, clock, on_disk=given.disk) as stack, Progress(*columns, console=console) as progress:
        tasks = {what: progress.add_task(what, total=None) for what in ("posting", "working")}

        def tell(what: str, done: int, total: int) -> None:
            progress.update(tasks[what], completed=done, total=total)

        return play(stack, clock, given.count, given.connections, tell)


def _table(played: Played) -> Table:
    sending, outcome = played.sending, played.outcome
    states = [row.state for row in outcome.registrations]
    again = ", ".join(f"{why} {number}" for why, number in sorted(sending.again.items()))
    table = Table(title="The load", title_justify="left", show_header=False)
    table.add_row("posts", f"{len(played.posts):,} over {sending.connections} connections, host killed {KILLS} times")
    table.add_row("answered", ", ".join(f"{given}: {n:,}" for (_, given), n in sorted(sending.answers.items())))
    table.add_row("posted again", again or "never")
    table.add_row("accepted", f"{sending.answered / max(sending.seconds, 0.001):,.0f} a second")
    for state in RegistrationState:
        table.add_row(f"registrations {state}", f"{states.count(state):,}")
    table.add_row("confirmations", f"{outcome.confirmed.total():,} mails")
    health = played.health
    table.add_row("slowest answer about the health", f"{health.slowest:.2f} s; 99 of 100 within {health.usual:.2f} s")
    table.add_row("altogether", f"{played.seconds:,.0f} s")
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
