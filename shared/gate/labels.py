"""Labels: a specialty, a provider or a grade that people typed, fit to print in a table."""

import re

from shared.gate.judging import Outcome, judge
from shared.gate.naming import has_given_name
from shared.programme.model import Programme
from shared.text.plain import in_one_line

LONGEST, MOST_WORDS = 60, 8
"""The most characters, and the most words, of a label. What is longer is a sentence."""

_SENTENCE = re.compile(
    r"[?!;]|\.\s|\b(?:i|i'm|im|me|my|we|our|he|she|they|you|please|because|is|was|am|are)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{3}|@|https?:|www\.")


def label(text: str, programme: Programme) -> str:
    """The label in one line, or "" if it is not fit to print: the caller counts it under "Other"."""
    line = in_one_line(text)
    return line if _is_label(line, programme) else ""


def _is_label(line: str, programme: Programme) -> bool:
    if not any(map(str.isalpha, line)) or len(line) > LONGEST or len(line.split()) > MOST_WORDS:
        return False
    if _SENTENCE.search(line) or _NUMBER.search(line) or has_given_name(line, programme):
        return False
    judgement = judge(line, programme)
    return judgement.outcome is Outcome.PASS and judgement.not_for is None
