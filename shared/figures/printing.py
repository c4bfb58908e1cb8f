"""Figures as we print them: small numbers are hidden, and means need enough people."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from shared.figures.counting import Figures, Table
from shared.figures.disclosure import HIDDEN, breakdown, largest_hidden, listed, printed, rounded
from shared.programme.model import SmallNumbers

NOT_KNOWN = "not known"


SCORES = ("5", "4", "3", "2", "1")


@dataclass(frozen=True)
class PrintedFigures:
    """The figures as we may show them: counts by the programme's rule, or `not known` if nobody counted."""

    registered: str
    waiting: str
    cancelled: str
    came: str
    share: str
    """The share of registered people who came, in per cent."""
    guests: str
    median_minutes: str
    by_specialty: Table
    by_provider: Table
    by_care: Table
    answers: str
    mean_score: str
    scores: Table
    barriers: Table


@dataclass(frozen=True)
class Comparison:
    """A number now and its mean before, both as printed, and the direction that the printed numbers show."""

    now: str
    before: str
    direction: Literal["up", "down", "level", "not known"]


@dataclass(frozen=True)
class Trend:
    """A session compared with the `sessions` sessions before it."""

    sessions: int
    registered: Comparison
    came: Comparison
    share: Comparison


def printed_figures(figures: Figures, rule: SmallNumbers) -> PrintedFigures:
    """The figures as we may show them."""
    present = None if figures.came is None or figures.guests is None else figures.came + figures.guests
    scored = sum(figures.scores.values())
    scores = dict.fromkeys(SCORES, 0) | dict(figures.scores) if scored else {}
    return PrintedFigures(
        registered=printed(figures.registered, rule),
        waiting=printed(figures.waiting, rule),
        cancelled=printed(figures.cancelled, rule),
        came=_or_not_known(figures.came, rule),
        share=_share(figures.came, figures.registered, rule),
        guests=_or_not_known(figures.guests, rule),
        median_minutes=_of_enough(figures.median_minutes, present, rule),
        by_specialty=tuple(breakdown(figures.by_specialty, rule)),
        by_provider=tuple(breakdown(figures.by_provider, rule)),
        by_care=tuple(breakdown(figures.by_care, rule)),
        answers=printed(figures.answers, rule),
        mean_score=_of_enough(_to_half(figures.mean_score), scored, rule),
        scores=tuple(sorted(breakdown(scores, rule), reverse=True)),
        barriers=tuple(listed(figures.barriers, rule)),
    )


def trend(previous: Sequence[Figures], current: Figures, rule: SmallNumbers) -> Trend | None:
    """The session beside the mean of the earlier ones, or None if there were none.

    The share and the direction come from printed numbers, so they tell no more than those.
    """
    if not previous:
        return None
    registered = _mean([one.registered for one in previous])
    came = _mean([one.came for one in previous if one.came is not None])
    expected = _mean([one.registered for one in previous if one.came is not None])
    return Trend(
        sessions=len(previous),
        registered=_compared(_or_not_known(current.registered, rule), _or_not_known(registered, rule)),
        came=_compared(_or_not_known(current.came, rule), _or_not_known(came, rule)),
        share=_compared(_share(current.came, current.registered, rule), _share(came, expected, rule)),
    )


def _mean(counts: Sequence[int]) -> int | None:
    return int(Fraction(sum(counts), len(counts)) + Fraction(1, 2)) if counts else None


def _or_not_known(count: int | None, rule: SmallNumbers) -> str:
    return NOT_KNOWN if count is None else printed(count, rule)


def _share(part: int | None, whole: int | None, rule: SmallNumbers) -> str:
    """A share of printed numbers, in per cent to the nearest five; `*` if one of the numbers is `*`."""
    if part is None or not whole:
        return NOT_KNOWN
    if HIDDEN in (printed(part, rule), printed(whole, rule)):
        return HIDDEN
    share = Fraction(rounded(part, rule), rounded(whole, rule))
    return f"{min(int(share * 20 + Fraction(1, 2)) * 5, 100)}%"


def _of_enough(value: float | None, people: int | None, rule: SmallNumbers) -> str:
    """A value that describes people. It is shown only if there are enough of them."""
    if value is None or people is None:
        return NOT_KNOWN
    return f"{value:g}" if people > largest_hidden(rule) else HIDDEN


def _to_half(score: float | None) -> float | None:
    """The score to the nearest half. A finer one would give away small counts in the table of scores."""
    return None if score is None else int(score * 2 + 0.5) / 2


def _compared(now: str, before: str) -> Comparison:
    if not (now.rstrip("%").isdigit() and before.rstrip("%").isdigit()):
        return Comparison(now, before, "not known")
    ahead = int(now.rstrip("%")) - int(before.rstrip("%"))
    return Comparison(now, before, "up" if ahead > 0 else "down" if ahead < 0 else "level")
