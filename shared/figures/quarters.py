"""Quarters: what single sessions cannot show, together over three months.

Only quarters that are over are shown, so their figures never change. Quarters do not overlap: two sums that share a
session would tell of the sessions that they do not share.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.figures.counting import Figures
from shared.figures.disclosure import Between, Rows, listed, meant_by, printed, together
from shared.figures.printing import Fit, WhereFrom, printed_figures, where_from
from shared.programme.model import SmallNumbers

SHOWN = 4
"""How many quarters: twelve months."""

QUESTIONS = ("by_specialty", "by_care", "by_provider", "by_hub")


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a year. `number` is 1 to 4."""

    year: int
    number: int

    @property
    def months(self) -> tuple[int, int]:
        """Its first and last month, 1 to 12."""
        return 3 * self.number - 2, 3 * self.number


@dataclass(frozen=True)
class PrintedQuarter:
    """The sessions of a quarter together. None: the sum would give one session away, or nobody counted."""

    quarter: Quarter
    registered: str | None
    came: str | None
    answers: str | None


@dataclass(frozen=True)
class Pooled:
    """What the sessions of one quarter could not show one by one."""

    quarter: Quarter
    where_from: WhereFrom
    barriers: Rows


def quarter_of(day: date) -> Quarter:
    """The quarter with this day."""
    return Quarter(day.year, (day.month + 2) // 3)


def first_shown(day: date) -> Quarter:
    """The first of the quarters that are shown on this day."""
    this = quarter_of(day)
    return Quarter(this.year - 1, this.number)


def quarters(kept: Sequence[Figures], day: date, rule: SmallNumbers) -> list[PrintedQuarter]:
    """The last four quarters that were over on this day, newest first, without those that had no session."""
    found = [
        PrintedQuarter(
            quarter,
            _sum([one.registered for one in sessions], rule),
            _sum([one.came for one in sessions], rule),
            _sum([one.answers for one in sessions], rule),
        )
        for quarter, sessions in _by_quarter(kept, day)
    ]
    return found[::-1]


def pooled(kept: Sequence[Figures], day: date, rule: SmallNumbers, fit: Fit = str) -> Pooled | None:
    """What the sessions of the last quarter could not show one by one. None if there is nothing to show."""
    before = _by_quarter(kept, day)
    if not before:
        return None
    quarter, sessions = before[-1]
    found = Pooled(quarter, _where_from(sessions, rule, fit), _barriers(sessions, rule))
    return found if any((*vars(found.where_from).values(), found.barriers)) else None


def _by_quarter(kept: Sequence[Figures], day: date) -> list[tuple[Quarter, list[Figures]]]:
    """The sessions of each quarter that is shown, oldest first."""
    found: dict[Quarter, list[Figures]] = {}
    for one in sorted(kept, key=lambda figures: figures.session[-10:]):
        quarter = quarter_of(date.fromisoformat(one.session[-10:]))
        if first_shown(day) <= quarter < quarter_of(day):
            found.setdefault(quarter, []).append(one)
    return list(found.items())


def _sum(counts: Sequence[int | None], rule: SmallNumbers) -> str | None:
    known = [count for count in counts if count is not None]
    return together(known, rule) if len(known) == len(counts) else None


def _where_from(sessions: Sequence[Figures], rule: SmallNumbers, fit: Fit) -> WhereFrom:
    """Each question about the people of the sessions that could not show its answers."""
    own = [vars(printed_figures(one, rule, fit).where_from) for one in sessions]
    silent = [one for one, tables in zip(sessions, own, strict=True) if not any(tables.values())]
    if len(silent) < 2:
        return WhereFrom((), (), (), ())
    sums = {name: sum((Counter(getattr(one, name)) for one in silent), Counter()) for name in QUESTIONS}
    return where_from(silent[0].model_copy(update=sums), _known(sessions, silent, rule), rule, fit, pooled=True)


def _known(sessions: Sequence[Figures], silent: Sequence[Figures], rule: SmallNumbers) -> Between:
    """What a reader knows of the number of people of these sessions, from the prints of each and of the quarter."""
    each = {one.session: meant_by(printed(one.registered, rule), rule) for one in sessions}
    of_these = [each[one.session] for one in silent]
    others = [between for session, between in each.items() if session not in {one.session for one in silent}]
    known = Between(sum(one.least for one in of_these), sum(one.most for one in of_these))
    whole = together([one.registered for one in sessions], rule)
    if whole is None:
        return known
    meant = meant_by(whole, rule)
    return known.and_also(meant.least - sum(one.most for one in others), meant.most - sum(one.least for one in others))


def _barriers(sessions: Sequence[Figures], rule: SmallNumbers) -> Rows:
    """How often each barrier was named, in the sessions in which few people named it."""
    sums = Counter[str]()
    for barrier in {name for one in sessions for name in one.barriers}:
        few = [
            one.barriers.get(barrier, 0)
            for one in sessions
            if not listed({barrier: one.barriers.get(barrier, 0)}, rule)
        ]
        if len(few) > 1 and together(few, rule) is not None:
            sums[barrier] = sum(few)
    return listed(sums, rule)
