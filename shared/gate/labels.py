"""Labels: a specialty, a provider or a grade that people typed, fit to print in a table."""

from shared.gate.judging import Outcome, judge
from shared.programme.model import Programme
from shared.text.plain import in_one_line

LONGEST = 60
"""The most characters of a label. What is longer is a sentence."""


def label(text: str, programme: Programme) -> str:
    """The label in one line, or "" if it is not fit to print: the caller counts it under "Other"."""
    line = in_one_line(text)
    fit = len(line) <= LONGEST and judge(line, programme).outcome is Outcome.PASS
    return line if fit else ""
