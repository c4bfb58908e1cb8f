"""The verdict on the tests: what they killed, what survived, and what nobody can kill."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from local.measures.mutation.equivalents import Equivalent
from local.measures.mutation.trying import Trial

ENOUGH = 0.97
"""The share of mutants that the tests must kill. Mutants argued equivalent do not count."""


@dataclass(frozen=True)
class Verdict:
    """The trials by their end. The `refuted` are argued equivalent, yet a test noticed them."""

    killed: Sequence[Trial]
    survived: Sequence[Trial]
    equivalent: Sequence[Trial]
    refuted: Sequence[Trial]

    @classmethod
    def of(cls, trials: Iterable[Trial], equivalents: Sequence[Equivalent]) -> Self:
        """Sort the trials. A killed mutant is killed, whatever was argued."""
        done = list(trials)
        argued = [trial for trial in done if any(one.is_about(trial.mutant) for one in equivalents)]
        return cls(
            killed=[trial for trial in done if trial.killed],
            survived=[trial for trial in done if not trial.killed and trial not in argued],
            equivalent=[trial for trial in argued if not trial.killed],
            refuted=[trial for trial in argued if trial.killed],
        )

    @property
    def share(self) -> float:
        """The share of the killed among those that tests can kill; all if they can kill none."""
        judged = len(self.killed) + len(self.survived)
        return len(self.killed) / judged if judged else 1.0

    @property
    def is_good(self) -> bool:
        """Whether enough were killed, and no argument was refuted."""
        return self.share >= ENOUGH and not self.refuted

    def __str__(self) -> str:
        """A line for each survivor, and the closing line."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for trial in self.survived:
            yield f"survived  {trial.mutant}" + ("" if trial.tests else "  (no unit test runs this line)")
        for trial in self.refuted:
            yield f"refuted   {trial.mutant}  (argued equivalent, but a test notices it)"
        wired = sum(trial.wired for trial in self.killed)
        drawn = len(self.killed) + len(self.survived) + len(self.equivalent)
        yield (
            f"{drawn} drawn, {len(self.killed)} killed ({len(self.killed) - wired} by the unit part, "
            f"{wired} by the wired tests), {len(self.survived)} survived, "
            f"{len(self.equivalent)} argued equivalent: {100 * self.share:.1f} % killed"
        )
