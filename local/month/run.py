"""`make run`: plays a month of the café on this machine. Then the site and the mailbox stay up until Ctrl-C."""

import argparse
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from azure.core.exceptions import AzureError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from local.month import books, feeds
from local.month.play import END, START, Month
from local.stack.azurite import ROOT
from local.stack.clock import SimulatedClock
from local.stack.processes import ProcessError
from local.stack.stack import HOST, Stack
from shared.mail.rows import MailKind
from shared.programme.reading import ProgrammeError, read_programme

SITE_PORT, SANDBOX_PORT, LAST_PORT = 7071, 7072, 65_535
CLOCK = "clock"
"""The file of the simulated clock. A folder that holds it is a run's."""

DYING = 0.5
"""A process that no longer answers may have ended. The system knows within this many seconds."""

FEEDS = "https://feeds.example.org"


def main(line: list[str], host: tuple[str | Path, ...] = HOST) -> int:
    """Exit status: 0 if the books balance, 1 if they do not, 2 with a sentence if it could not run."""
    given = _arguments(line)
    console = Console(highlight=False)
    for number in (signal.SIGTERM, signal.SIGINT):  # a shell script's background job ignores SIGINT otherwise
        signal.signal(number, _as_interrupt)
    try:
        return _run(console, given, host)
    except (ProcessError, ProgrammeError) as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        console.print("Ended.")
        return 0


def _arguments(line: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--exit", action="store_true", help="stop after the table")
    parser.add_argument("--site-port", type=_port, default=SITE_PORT, help="0 lets the system choose")
    parser.add_argument("--sandbox-port", type=_port, default=SANDBOX_PORT, help="0 lets the system choose")
    parser.add_argument("--folder", type=Path, default=ROOT / ".cafe", help="for logs and the settings used")
    return parser.parse_args(line)


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to {LAST_PORT}")
    return int(text)


def _run(console: Console, given: argparse.Namespace, host: tuple[str | Path, ...]) -> int:
    folder: Path = given.folder
    _empty(folder)
    programme = read_programme(ROOT / "cafe.toml")
    with ExitStack() as ending:
        clock = _clock(folder)
        file = folder / "cafe.toml"
        address = ending.enter_context(feeds.serving(START))
        file.write_text((ROOT / "cafe.toml").read_text("utf-8").replace(FEEDS, address), "utf-8")
        values = {"CAFE_PROGRAMME": str(file)}
        stack = ending.enter_context(Stack(folder, clock, given.site_port, given.sandbox_port, values, host=host))
        console.print(f"Site {stack.site}  ·  mailbox {stack.sandbox}  ·  logs {folder}", soft_wrap=True)
        month = Month(stack, programme)
        with _death_told(stack):
            _play(console, stack, month)
            amiss = _close_books(console, stack, month)
        if not given.exit:
            _say_where(console, stack)
            _stay(stack)
        return 1 if amiss else 0


def _say_where(console: Console, stack: Stack) -> None:
    console.print(
        f"\nThe site: {stack.site}    The mails: {stack.sandbox}    Ctrl-C ends it.\n"
        f"The console: {stack.site}/console. There you choose whom to sign in as: a facilitator, "
        "the coordinator, the programme lead, the admin, or somebody without a role.",
        soft_wrap=True,
    )


def _empty(folder: Path) -> None:
    """Make the folder again. It must be empty or left by an earlier run; any other stays as it is."""
    try:
        if folder.exists() and any(folder.iterdir()) and not (folder / CLOCK).is_file():
            raise ProcessError(f"{folder} holds files that are not an earlier run's: choose another --folder.")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    except OSError as error:
        raise ProcessError(f"The folder {folder} cannot be used: {error.strerror}.") from error


@contextmanager
def _death_told(stack: Stack) -> Iterator[None]:
    """If something goes wrong because a part of the stack has died, say so."""
    try:
        yield
    except (httpx.HTTPError, AzureError):
        time.sleep(DYING)
        stack.ensure_alive()
        raise


def _clock(folder: Path) -> SimulatedClock:
    """A clock that shows the start of the month. The real date may be before or after it."""
    clock = SimulatedClock(folder / CLOCK)
    offset = START.timestamp() - time.time()
    clock.path.write_text(repr(offset), "ascii")
    return clock


def _play(console: Console, stack: Stack, month: Month) -> None:
    scenes = month.scenes()
    columns = (
        TextColumn("{task.fields[day]}"),
        BarColumn(24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=len(scenes), day="")
        for scene in scenes:
            progress.update(task, description=scene.title, day=f"{scene.at:%a %d %b %H:%M}")
            if not console.is_terminal:
                console.print(f"{scene.at:%a %d %b %H:%M}  {scene.title}")
            stack.advance_to(scene.at)
            scene.act()
            stack.settle()
            progress.advance(task)


def _close_books(console: Console, stack: Stack, month: Month) -> list[str]:
    kept = books.read(stack)
    amiss = list(books.discrepancies(stack, kept, START, END))
    console.print(_table(kept, month))
    console.print(_mails(kept))
    for one in amiss:
        console.print(f"[red]amiss[/red] {one}")
    console.print("The books balance." if not amiss else f"The books do not balance: {len(amiss)} things are amiss.")
    return amiss


def _table(kept: books.Books, month: Month) -> Table:
    table = Table(title="The month", title_justify="left")
    table.add_column("what")
    table.add_column("how many", justify="right")
    table.add_column("of which")
    states = Counter(row.state.value for row in kept.sessions)
    places = Counter(row.state.value for row in kept.registrations)
    table.add_row("sessions planned", str(len(kept.sessions)), _listed(states))
    received = Counter({what: number for what, number in month.answers.items() if what.startswith(("form", "page"))})
    table.add_row("responses received", str(received.total()), _listed(received))
    table.add_row("responses refused and kept", str(len(kept.failed)), "")
    table.add_row("registrations", str(len(kept.registrations)), _listed(places))
    table.add_row("attended", str(len(kept.attendance)), f"registered {sum(row.registered for row in kept.attendance)}")
    table.add_row("feedback answered", str(len(kept.feedback)), f"came {sum(row.came for row in kept.feedback)}")
    table.add_row("mails in Sent Items", str(len(kept.mails)), "")
    return table


def _mails(kept: books.Books) -> Table:
    table = Table(title="Mails by kind", title_justify="left")
    table.add_column("kind")
    table.add_column("deliveries", justify="right")
    table.add_column("of which")
    for kind in MailKind:
        states = kept.deliveries_by(kind)
        table.add_row(kind.value, str(states.total()), _listed(states))
    return table


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))


def _stay(stack: Stack) -> None:
    while True:
        stack.ensure_alive()
        time.sleep(0.5)


def _as_interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
