"""The page of numbers: each series over time, as the rule for small numbers lets us show it."""

from collections.abc import Iterable

from shared.figures.in_words import legend
from shared.figures.over_time import OverTime
from shared.pages.console.frame import Frame, render_in


def numbers_page(frame: Frame, found: Iterable[OverTime]) -> str:
    """Every series with its sessions side by side, and its quarters."""
    rule = frame.programme.small_numbers
    return render_in(frame, "pages/console/numbers.html", every=list(found), legend=legend(rule))
