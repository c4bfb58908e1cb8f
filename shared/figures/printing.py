"""Figures as we print them: what is few is folded, and means need enough people. See `shared.figures.disclosure`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.figures.counting import NOT_SAID, Figures
from shared.figures.disclosure import (
    FEW,
    Between,
    Parts,
    Rows,
    breakdowns,
    is_few,
    listed,
    meant_by,
    printed,
    share,
)
from shared.programme.model import SmallNumbers

type Fit = Callable[[str], str]
"""Gives a label as it may be printed; "" folds it into "Other"."""

SCORES = ("5", "4", "3", "2", "1")
CARE = ("primary", "secondary", "both", NOT_SAID)
LOWEST_MEAN, HIGHEST_MEAN = 1.5, 4.5
"""Means beyond these are printed as these. A mean of 5 would say that nobody gave a 1."""


@dataclass(frozen=True)
class WhereFrom:
    """What people said about themselves. Without rows: a breakdown that may not be printed."""

    by_specialty: Rows
    by_care: Rows
    by_provider: Rows
    by_hub: Rows


@dataclass(frozen=True)
class PrintedFigures:
    """The figures as we may show them: counts by the programme's rule, None if nobody counted."""

    registered: str
    waiting: str
    cancelled: str
    came: str | None
    share: str | None
    """The share of the people with a place who came, in per cent."""
    guests: str | None
    median_minutes: int | None
    answers: str
    mean_score: float | None
    """To the nearest half, from 1.5 ("or less") to 4.5 ("or more")."""
    scores: Rows
    barriers: Rows
    where_from: WhereFrom


def printed_figures(figures: Figures, rule: SmallNumbers, fit: Fit = str) -> PrintedFigures:
    """The figures as we may show them."""
    came, guests = figures.came, figures.guests
    expected = figures.registered if figures.expected is None else figures.expected
    barriers = listed(figures.barriers, rule)
    return PrintedFigures(
        registered=printed(figures.registered, rule),
        waiting=printed(figures.waiting, rule),
        cancelled=printed(figures.cancelled, rule),
        came=None if came is None else printed(came, rule),
        share=None if came is None else share(came, expected, rule),
        guests=None if guests is None else printed(guests, rule),
        median_minutes=None if few_were_there(figures, rule) else figures.median_minutes,
        answers=printed(figures.answers, rule),
        mean_score=_mean(figures, rule),
        scores=_scores(figures, barriers, rule),
        barriers=barriers,
        where_from=where_from(figures, meant_by(printed(figures.registered, rule), rule), rule, fit),
    )


def where_from(
    figures: Figures, whole: Between, rule: SmallNumbers, fit: Fit = str, *, pooled: bool = False
) -> WhereFrom:
    """The breakdowns of the people with a place. `whole` is what a reader knows of their number."""
    parts = [
        Parts(figures.by_specialty, fit=fit),
        Parts(dict.fromkeys(CARE, 0) | dict(figures.by_care), closed=True),
        Parts(figures.by_provider, fit=fit),
        Parts(figures.by_hub),
    ]
    return WhereFrom(*breakdowns(whole, parts, rule, pooled=pooled))


def few_were_there(figures: Figures, rule: SmallNumbers) -> bool:
    """True if few people with a place came, and few guests. Both together may be more, but that would tell of each."""
    return all(count is None or is_few(count, rule) for count in (figures.came, figures.guests))


def _scores(figures: Figures, barriers: Rows, rule: SmallNumbers) -> Rows:
    """The scores, best first. A reader knows that no more people gave one than answered and were not kept away."""
    kept_away = max((meant_by(words, rule).least for _, words in barriers), default=0)
    whole = Between(0, meant_by(printed(figures.answers, rule), rule).most - kept_away)
    (rows,) = breakdowns(whole, [Parts(_all_scores(figures.scores), closed=True)], rule)
    return tuple(sorted(rows, key=lambda row: SCORES.index(row[0]) if row[0] in SCORES else len(SCORES)))


def _all_scores(scores: Mapping[str, int]) -> Mapping[str, int]:
    return dict.fromkeys(SCORES, 0) | dict(scores)


def _mean(figures: Figures, rule: SmallNumbers) -> float | None:
    if figures.mean_score is None or is_few(sum(figures.scores.values()), rule):
        return None
    half = int(figures.mean_score * 2 + 0.5) / 2
    return half if printed(0, rule) != FEW else min(max(half, LOWEST_MEAN), HIGHEST_MEAN)
