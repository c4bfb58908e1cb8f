"""Hearing: what the gate says about all the texts of one form, so that the page can answer at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.gate.judging import Judgement, Outcome, judge
from shared.programme.model import NotFor, Programme

FOR_A_PERSON = frozenset({Outcome.HELD, Outcome.IDENTIFIES, Outcome.CRISIS})
"""What a person reads before anybody else does, if its author cannot be asked to change it."""


@dataclass(frozen=True)
class Heard:
    """The judgement on each text that is not blank, by its field."""

    judgements: Mapping[str, Judgement]

    def fields(self, *outcomes: Outcome) -> list[str]:
        """The fields whose text has one of these outcomes."""
        return [field for field, one in self.judgements.items() if one.outcome in outcomes]

    @property
    def help(self) -> NotFor | None:
        """The help to show first, if somebody seems to be in a crisis."""
        return next((one.not_for for one in self.judgements.values() if one.outcome is Outcome.CRISIS), None)

    @property
    def signposts(self) -> list[NotFor]:
        """Where to go with what the café does not offer, each once. A text may go on and have a signpost beside it."""
        told = (one for one in self.judgements.values() if one.outcome in (Outcome.SIGNPOST, Outcome.PASS))
        found = [one.not_for for one in told if one.not_for]
        return [entry for number, entry in enumerate(found) if entry not in found[:number]]


def hear(texts: Mapping[str, str], programme: Programme) -> Heard:
    """Judge these texts, by field."""
    return Heard({field: judge(text, programme) for field, text in texts.items() if text})
