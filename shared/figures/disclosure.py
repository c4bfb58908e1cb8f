"""Disclosure: how we print counts of people, so that nobody can be found in a small number.

A count of at most `hide_up_to` is few. Nobody is few too: 0 beside a hidden number would say that the other is not 0.
Words for few never say how many. All other counts are rounded.

A breakdown shows the cells that are not few. The rest is one cell, "Other", or nothing if the rest is few. A breakdown
with fewer than two cells is not printed. Nor is one from which a reader could work out a small count with the help of
the total: that happens if each cell and the total lie at the ends of what their prints can mean.

`tests/figures/test_disclosure.py` plays a reader who knows this program. It goes through every small world: a total
with two breakdowns, and sessions with their quarter. No count from 0 to `hide_up_to` has only one possible value.
`tests/letters/test_what_letters_tell.py` does the same with the briefing and the digest of a session.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from shared.programme.model import SmallNumbers

FEW = "few"
"""The print of a count that is too small to show, or 0. Letters say it in words."""
OTHER = "Other"
"""The cell for everything that has no cell of its own."""

HIGHEST_SHARE = 85
"""The share in per cent that stands for itself and all larger ones. A share of 100 would say that nobody is missing."""

type Rows = tuple[tuple[str, str], ...]
"""Rows of a label and a printed count."""


@dataclass(frozen=True)
class Parts:
    """A whole by its parts."""

    counts: Mapping[str, int]
    closed: bool = False
    """True if a reader knows all labels. Then `counts` has the labels without people too."""
    fit: Callable[[str], str] = str
    """Gives a label as it may be printed; "" folds it into "Other"."""


@dataclass(frozen=True)
class Between:
    """The numbers that a count can have: from `least` to `most`."""

    least: int
    most: int

    def and_also(self, least: int, most: int) -> "Between":
        return Between(max(self.least, least), min(self.most, most))


@dataclass(frozen=True)
class _Table:
    """A breakdown, and what a reader knows of it."""

    rows: Rows
    shown: Between
    """All shown cells together, without "Other"."""
    rest: Between
    """Everything that has no cell of its own."""
    at_most: int | None
    """The rest if each hidden count was as large as a hidden count can be. None if a reader cannot know."""


def largest_hidden(rule: SmallNumbers) -> int:
    """The largest count that is few: `hide_up_to`, or more if larger counts would be rounded to 0."""
    return max(rule.hide_up_to, (rule.round_to - 1) // 2)


def is_few(count: int, rule: SmallNumbers) -> bool:
    """True if the count may not be printed. With a rule that hides nothing, even 0 is printed."""
    return 0 < largest_hidden(rule) >= count


def printed(count: int, rule: SmallNumbers) -> str:
    """The count as we may print it: `FEW`, or rounded, halves up."""
    return FEW if is_few(count, rule) else str(rounded(count, rule))


def rounded(count: int, rule: SmallNumbers) -> int:
    """The nearest multiple of `round_to`, halves up."""
    return (2 * count + rule.round_to) // (2 * rule.round_to) * rule.round_to


def meant_by(words: str, rule: SmallNumbers) -> Between:
    """The counts that have this print."""
    limit = largest_hidden(rule)
    if words == FEW:
        return Between(0, limit)
    below, above = rule.round_to // 2, (rule.round_to - 1) // 2
    return Between(max(int(words) - below, limit + 1 if limit else 0), int(words) + above)


def listed(counts: Mapping[str, int], rule: SmallNumbers) -> Rows:
    """The counts that are not few, largest first. They are no parts of a whole: people may be in several or in none."""
    return _ordered((label, printed(count, rule)) for label, count in counts.items() if not is_few(count, rule))


def breakdowns(whole: Between, parts: Sequence[Parts], rule: SmallNumbers, *, pooled: bool = False) -> list[Rows]:
    """The breakdowns of one whole that may stand side by side. One that may not be printed has no rows.

    `whole` is what a reader knows of the whole. If it is `pooled`, it is a sum of counts that may be small. Then it may
    not be worked out either.
    """
    accepted: list[_Table] = []
    found: list[Rows] = []
    for one in parts:
        table = _table(one, rule)
        if len(table.rows) > 1 and _tell_nothing(whole, [*accepted, table], pooled=pooled):
            accepted.append(table)
            found.append(table.rows)
        else:
            found.append(())
    return found


def together(counts: Sequence[int], rule: SmallNumbers) -> str | None:
    """The sum of counts that are printed one by one elsewhere. None if a sum could give away a small one of them.

    Whether there is a sum depends only on what is printed elsewhere, so its absence tells nothing.
    """
    each = [meant_by(printed(count, rule), rule) for count in counts]
    hidden = sum(is_few(count, rule) for count in counts) * largest_hidden(rule)
    least, most = sum(one.least for one in each), sum(one.most for one in each)
    shown_least, shown_most = least, most - hidden
    sums_by_print: dict[str, list[int]] = {}
    for number in range(least, most + 1):
        sums_by_print.setdefault(printed(number, rule), []).append(number)
    for sums in sums_by_print.values() if hidden else ():
        rest = Between(0, hidden).and_also(min(sums) - shown_most, max(sums) - shown_least)
        if rest.most == 0 or rest.least in (hidden, rest.most):
            return None
    return printed(sum(counts), rule)


def share(part: int, whole: int, rule: SmallNumbers) -> str | None:
    """The share of two true counts in per cent, to the nearest five; "85%" stands for all larger ones too.

    None if it would describe few people, or could show how few are not in the part, to somebody who knows the print of
    the part, with or without that of the whole.
    """
    if not whole or is_few(part, rule) or is_few(whole, rule):
        return None
    if is_few(whole - part, rule) and not _shares_hide_the_rest(printed(part, rule), rule):
        return None
    return _percent(part, whole, rule)


def _percent(part: int, whole: int, rule: SmallNumbers) -> str:
    nearest = (40 * part + whole) // (2 * whole) * 5
    return f"{min(nearest, HIGHEST_SHARE) if largest_hidden(rule) else nearest}%"


@cache
def _shares_hide_the_rest(part: str, rule: SmallNumbers) -> bool:
    """Whether each share beside this print could have several small rests. Only the print decides."""
    limit, parts = largest_hidden(rule), meant_by(part, rule)
    rests = defaultdict[tuple[str, ...], set[int]](set)
    for count in range(parts.least, parts.most + 1):
        for rest in range(2 * limit + 1):
            percent = _percent(count, count + rest, rule)
            rests[percent,].add(rest)
            rests[percent, printed(count + rest, rule)].add(rest)
    return all(len(each) > 1 or min(each) > limit for each in rests.values())


def _table(parts: Parts, rule: SmallNumbers) -> _Table:
    limit = largest_hidden(rule)
    large = {label: count for label, count in parts.counts.items() if not is_few(count, rule) and label != OTHER}
    fit = {label: parts.fit(label) for label in large}
    shown = {label: count for label, count in large.items() if fit[label]}
    rest = sum(parts.counts.values()) - sum(shown.values())
    rows = _ordered((fit[label], printed(count, rule)) for label, count in shown.items())
    cells = [meant_by(words, rule) for _, words in rows]
    if rest and not is_few(rest, rule):
        rows = (*rows, (OTHER, printed(rest, rule)))
    folded = [count for label, count in parts.counts.items() if label not in shown]
    at_most = len(folded) * limit if all(is_few(count, rule) for count in folded) else None
    other = meant_by(printed(rest, rule), rule)
    return _Table(
        rows,
        Between(sum(one.least for one in cells), sum(one.most for one in cells)),
        other.and_also(0, at_most) if at_most is not None and (parts.closed or folded) else other,
        at_most if parts.closed or folded else None,
    )


def _tell_nothing(whole: Between, tables: Sequence[_Table], *, pooled: bool) -> bool:
    """Whether a reader of all these breakdowns of one whole still cannot work out a small count."""
    for one in tables:
        whole = whole.and_also(one.shown.least + one.rest.least, one.shown.most + one.rest.most)
    return (whole.least < whole.most or not pooled) and all(_tells_nothing(whole, one) for one in tables)


def _tells_nothing(whole: Between, table: _Table) -> bool:
    if table.at_most == 0 or table.rest.most == 0:  # nothing is hidden
        return True
    rest = table.rest.and_also(whole.least - table.shown.most, whole.most - table.shown.least)
    if table.rest.least > 0:  # "Other" is printed: each count in it must have two possible values
        return table.at_most is None or rest.least < table.at_most
    return rest.least < rest.most


def _ordered(rows: Iterable[tuple[str, str]]) -> Rows:
    """By size and then by name, so that the order tells no more than the prints."""
    return tuple(sorted(rows, key=lambda row: (-int(row[1]), row[0].casefold(), row[0])))
