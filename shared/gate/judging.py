"""Judging: what happens to a text before anybody reads it.

The café speaks in general terms. It is no referral, complaints, career or counselling service, and no place for a
crisis. A text is answered with help (crisis), or with what to change (it identifies somebody), or with a signpost (it
asks for a service); it is held for a person if the gate cannot tell; or it passes. In this order: the first that is
true counts.

A first person in danger, or not coping, is a crisis. So is another person whose life is in danger now ("my trainee
says she will kill herself tonight"): the author needs the crisis entry at once. If it was in the past, the text is
held. Whoever speaks about a crisis, a service or a trainee in general passes; the entry is shown beside the answer.

The gate reads words. It understands nothing, so this is what it cannot do:

- see a crisis in words that it does not know, in irony, in a drawing of letters, or in what is left unsaid;
- see who is meant where nobody is named ("the new registrar with the limp"), or a rare name in small letters;
- know whether two capitalised words are a person or a place that it has never heard of (it holds them);
- know whether "my supervisor is hard on me" is a complaint;
- read another language than English (it holds a text in one).

So it stands before a person who reads, never in the place of one. `python -m local.measures.gate` prints how often it
is right.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from shared.gate.crisis import Alarm, alarm
from shared.gate.languages import is_english
from shared.gate.naming import Naming, naming
from shared.gate.numbers import has_handle, marks_somebody
from shared.gate.services import asked_for
from shared.gate.words import sentences, stem
from shared.programme.model import NotFor, Programme
from shared.text.plain import in_one_line, straight


class Outcome(StrEnum):
    """What the gate does with a text."""

    PASS = "pass"  # noqa: S105 - a judgement, no password
    SIGNPOST = "signpost"
    IDENTIFIES = "identifies"
    HELD = "held"
    CRISIS = "crisis"


@dataclass(frozen=True)
class Judgement:
    """What to do with a text, and the entry of `not_for` to show with it, if there is one.

    A crisis has no entry if the programme has none with `crisis`: the page then names the emergency numbers alone.
    """

    outcome: Outcome
    not_for: NotFor | None


SERVICE_WORDS = frozenset({"counsel", "therapi", "psychologist", "coach", "support"})
"""A phrase of the crisis entry with one of these asks for a service. All others are signs of a crisis."""


def judge(text: str, programme: Programme) -> Judgement:
    """The judgement on a text; an empty one passes."""
    line = straight(in_one_line(text))
    if not line:
        return Judgement(Outcome.PASS, None)
    spoken = sentences(text)
    help_in_crisis = next((entry for entry in programme.not_for if entry.crisis), None)
    signs, served = _parted(help_in_crisis.phrases if help_in_crisis else ())
    sounding = alarm(spoken, signs)
    if sounding is Alarm.CRISIS:
        return Judgement(Outcome.CRISIS, help_in_crisis)
    beside = help_in_crisis if sounding else None
    named = naming(line, programme)
    if named is Naming.SOMEBODY or marks_somebody(line):
        return Judgement(Outcome.IDENTIFIES, beside)
    asked = {entry.id: asked_for(spoken, served if entry.crisis else entry.phrases) for entry in programme.not_for}
    for entry in programme.not_for:
        if asked.get(entry.id):
            return Judgement(Outcome.SIGNPOST, entry)
    beside = beside or next((entry for entry in programme.not_for if asked.get(entry.id) is False), None)
    uncertain = sounding is Alarm.UNCLEAR or named is Naming.PERHAPS or has_handle(line) or not is_english(line)
    return Judgement(Outcome.HELD if uncertain else Outcome.PASS, beside)


@cache
def _parted(phrases: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The phrases that are signs of a crisis, and those that ask for the service."""
    asking = tuple(one for one in phrases if not SERVICE_WORDS.isdisjoint(map(stem, one.split())))
    return tuple(one for one in phrases if one not in asking), asking
