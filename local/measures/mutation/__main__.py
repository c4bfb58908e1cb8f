"""`make mutate`: puts a sample of small faults into the code, and prints those that the tests do not notice."""

import argparse
import random
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from local.measures.mutation.choosing import Choice, importers
from local.measures.mutation.copies import Copy, Unfit
from local.measures.mutation.drawing import drawn
from local.measures.mutation.equivalents import LIST, Equivalent, read_equivalents, stale
from local.measures.mutation.learning import learn
from local.measures.mutation.mutants import Mutant, all_mutants
from local.measures.mutation.trying import Trial, try_each
from local.measures.mutation.verdict import Verdict
from local.measures.mutation.wired import try_again

ROOT = Path(__file__).resolve().parents[3]
WORKERS = 2


def main(line: list[str], root: Path = ROOT) -> int:
    """Exit status: 0 if the tests killed enough mutants, 1 if not, 2 with a sentence if it could not find out."""
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("--count", type=int, default=120, help="how many mutants")
    parser.add_argument("--seed", type=int, help="the same seed draws the same mutants from the same code")
    parser.add_argument("--only", default="", metavar="PATH", help="a file or folder of the code")
    given = parser.parse_args(line)
    seed = random.SystemRandom().randrange(1_000_000) if given.seed is None else given.seed
    try:
        verdict = _judged(root, given.count, seed, given.only.removesuffix("/"))
    except Unfit as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Ended.")
        return 2
    print(verdict)
    return 0 if verdict.is_good else 1


def _judged(root: Path, count: int, seed: int, only: str) -> Verdict:
    every, equivalents = all_mutants(root), read_equivalents(root / LIST.relative_to(ROOT))
    _insist_on_fresh(stale(equivalents, every))
    mutants = drawn([one for one in every if _is_below(one.file, only)], count, seed)
    if not mutants:
        raise Unfit("There is nothing to change there.")
    print(f"{len(mutants)} of {len(every):,} mutants, seed {seed}")
    return Verdict.of(_trials(root, mutants), equivalents)


def _insist_on_fresh(gone: Sequence[Equivalent]) -> None:
    if gone:
        lines = (f"  {one.file}: {one.line}  ->  {one.becomes}" for one in gone)
        raise Unfit("Argued equivalent, but no such mutant exists any more:\n" + "\n".join(lines))


def _is_below(file: str, only: str) -> bool:
    return not only or file == only or file.startswith(f"{only}/")


def _trials(root: Path, mutants: Sequence[Mutant]) -> list[Trial]:
    columns = (TextColumn("{task.description}"), BarColumn(24), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(highlight=False, markup=False, soft_wrap=True)
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder, Progress(*columns, console=console) as progress:
        learning = progress.add_task("learning", total=1)
        copies = [Copy.of(root, Path(folder) / str(number)) for number in range(WORKERS)]
        learned = learn(copies)
        progress.update(learning, completed=1)
        console.print(f"{len(learned.seconds):,} unit tests, {sum(learned.seconds.values()):.0f} s one after another")
        choice = Choice(learned, importers(root))
        with closing(try_each(mutants, choice, copies)) as trials:
            first = list(progress.track(trials, total=len(mutants), description="trying"))
        with closing(try_again(first, copies)) as again:
            return list(progress.track(again, total=len(mutants), description="trying survivors again"))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the copies are deleted too
    sys.exit(main(sys.argv[1:]))
