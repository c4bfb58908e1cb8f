"""Labels that people typed, as a letter may print them."""

from collections.abc import Callable

from shared.figures.disclosure import OTHER
from shared.gate.labels import label
from shared.programme.model import Programme
from shared.text.plain import folded


def fit(programme: Programme) -> Callable[[str], str]:
    """Gives a label as it may be printed, or "" to count it under "Other"."""
    return lambda text: "" if folded(text) == folded(OTHER) else label(text, programme)
