"""`make gate`: how often the gate is right, on sentences written for it; recall and precision of each kind.

Half of the sentences were used while the rules were made ("tuning"), half were not ("unseen"). For a text that must
not reach the panel, "held" counts as caught: a person reads it first. For a text that must pass, "held" is half a
miss: the panel answers it later. Both are printed, and beside them how many were held.

- recall of a kind: how many of its texts do not reach the panel unanswered; of a crisis: how many are answered as one,
  or held.
- precision of a kind: how many of the texts answered as this kind are of it.
- panel: recall counts what passes, and half of what is held.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from shared.gate.judging import Judgement, Outcome, judge
from shared.programme.model import Programme
from shared.programme.reading import read_programme

ROOT = Path(__file__).resolve().parents[2]
LABELLED = ROOT / "tests" / "gate" / "labelled.jsonl"
PANEL, HELD = "panel", "held"
ENTRIES = {"referral": "psw-referral", "complaint": "complaints", "career": "careers", "counselling": "counselling"}
"""The kinds that ask for a service, and the entry of the sample programme with which they are answered."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, the kind that is right for it, and the half it belongs to."""

    text: str
    right: str
    half: str


@dataclass(frozen=True)
class Score:
    """How one kind, or all of them, came out."""

    kind: str
    texts: int
    recall: float
    precision: float
    held: int


def labelled(half: str | None = None) -> list[Sentence]:
    """The sentences of one half, or all."""
    every = [Sentence(**json.loads(line)) for line in LABELLED.read_text("utf-8").splitlines()]
    return [one for one in every if half in (None, one.half)]


def kind_of(judgement: Judgement) -> str:
    """What the gate took the text for, as the sentences name it."""
    if judgement.outcome is Outcome.PASS:
        return PANEL
    if judgement.outcome is not Outcome.SIGNPOST or judgement.not_for is None:
        return judgement.outcome.value
    return next(kind for kind, entry in ENTRIES.items() if entry == judgement.not_for.id)


def judged(sentences: Iterable[Sentence], programme: Programme) -> list[tuple[Sentence, str]]:
    """Each sentence with what the gate took it for."""
    return [(one, kind_of(judge(one.text, programme))) for one in sentences]


def score(kind: str, results: Sequence[tuple[Sentence, str]]) -> Score:
    """The score of one kind."""
    ours = [got for one, got in results if one.right == kind]
    held = ours.count(HELD)
    caught = ours.count(kind) + held * (0.5 if kind == PANEL else 1.0) * (kind != HELD)
    taken = [one.right for one, got in results if got == kind]
    right = sum(one == kind or (kind == "counselling" and one == "crisis") for one in taken)
    return Score(kind, len(ours), caught / max(1, len(ours)), right / len(taken) if taken else 1.0, held)


def overall(results: Sequence[tuple[Sentence, str]]) -> Score:
    """All that must not reach the panel: how much of it does not, and how much of what is turned away or held is it."""
    away = [(one, got) for one, got in results if one.right != PANEL]
    caught = sum(got in (one.right, HELD) for one, got in away)
    wrong = sum({PANEL: 0.0, HELD: 0.5}.get(got, 1.0) for one, got in results if one.right == PANEL)
    mistaken = sum(got not in (one.right, HELD, PANEL) for one, got in away)
    return Score("all kinds", len(away), caught / len(away), caught / (caught + wrong + mistaken), _held(away))


def _held(results: Iterable[tuple[Sentence, str]]) -> int:
    return sum(got == HELD for _, got in results)


def scores(results: Sequence[tuple[Sentence, str]]) -> list[Score]:
    """The score of each kind, and of all together."""
    kinds = list(dict.fromkeys(one.right for one, _ in results))
    return [*(score(kind, results) for kind in kinds), overall(results)]


def main() -> None:
    """Print the table of each half. With `--misses`, the tuning half's misses too."""
    programme = read_programme(ROOT / "cafe.toml")
    for half in ("tuning", "unseen"):
        results = judged(labelled(half), programme)
        table = Table("kind", "texts", "recall", "precision", "held", title=half, title_justify="left")
        for one in scores(results):
            table.add_row(one.kind, str(one.texts), f"{one.recall:.2f}", f"{one.precision:.2f}", str(one.held))
        Console().print(table)
        if half == "tuning" and "--misses" in sys.argv:
            for sentence, got in results:
                if got != sentence.right:
                    print(f"{sentence.right:>12} {got:>12}  {sentence.text}")


if __name__ == "__main__":
    main()
