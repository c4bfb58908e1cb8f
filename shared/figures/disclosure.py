"""Disclosure: how counts of people are printed, so that nobody is found in a small number.

A count up to `hide_up_to` is printed as `*` (nought stays 0), others are rounded. That alone is not enough for
a table whose total is printed too: a single hidden count may be the total less the others, and twelve stars
beside a total of about ten are twelve ones. So a single star gets company, and what could be worked out all the
same becomes one row. Which rows are hidden depends on printed numbers alone, so that it tells nothing itself.

Tests try every small table: who knows this program and sees a table with its total cannot work out a hidden
count, nor can who sees it again after one person joined, as in a briefing and then a digest. What a limit tells
by itself stays: a total that was hidden and is not any more has just passed it.
"""

from collections.abc import Mapping, Sequence

from shared.programme.model import SmallNumbers

HIDDEN = "*"
OTHERS = "All together"
"""The only row of a breakdown that cannot be printed without giving its small counts away."""


def printed(count: int, rule: SmallNumbers) -> str:
    """The count as it may be printed: "0", `*` for a small one, else rounded, halves up."""
    if 0 < count <= largest_hidden(rule):
        return HIDDEN
    return str(rounded(count, rule))


def rounded(count: int, rule: SmallNumbers) -> int:
    """The nearest multiple of `round_to`, halves up."""
    return (2 * count + rule.round_to) // (2 * rule.round_to) * rule.round_to


def largest_hidden(rule: SmallNumbers) -> int:
    """The largest count that is printed as `*`: `hide_up_to`, or more if that would still be rounded to nought."""
    return max(rule.hide_up_to, (rule.round_to - 1) // 2)


def breakdown(counts: Mapping[str, int], rule: SmallNumbers) -> list[tuple[str, str]]:
    """The parts of a whole, each with its printed count: shown ones by size, then the hidden, then the noughts.

    It may stand beside the whole, printed by the same rule and never exactly. A `*` is a small count, or a larger
    one that is kept back because a small one could be worked out from it: the smallest shown ones, all that are
    printed alike. Where there is none, there is one row for the whole. Rows alike in print are ordered by name:
    the order tells no more than the print.
    """
    hidden = _to_hide(counts, rule)
    if hidden is None:
        return [(OTHERS, printed(sum(counts.values()), rule))]
    return _ordered({name: HIDDEN if name in hidden else printed(count, rule) for name, count in counts.items()})


def listed(counts: Mapping[str, int], rule: SmallNumbers) -> list[tuple[str, str]]:
    """Counts that are no parts of a whole (people may be in several, or in none), printed and ordered as above."""
    return _ordered({name: printed(count, rule) for name, count in counts.items()})


def _to_hide(counts: Mapping[str, int], rule: SmallNumbers) -> frozenset[str] | None:
    """The rows to hide, or None if no choice of them protects the small counts."""
    limit = largest_hidden(rule)
    small = {name for name, count in counts.items() if 0 < count <= limit}
    shown = {name: rounded(count, rule) for name, count in counts.items() if count > limit}
    total = printed(sum(counts.values()), rule)
    if not small or _stay_open(len(small), list(shown.values()), total, rule):
        return frozenset(small)
    company = {name for name, count in shown.items() if count == min(shown.values())}
    return frozenset(small | company) if company else None


def _stay_open(stars: int, shown: Sequence[int], total: str, rule: SmallNumbers) -> bool:
    """True if so many stars beside these numbers leave each small count at least two possibilities."""
    limit = largest_hidden(rule)
    if total == HIDDEN:  # it is no smaller than one for each star, and no larger than the limit
        return stars < limit
    below, above = rule.round_to // 2, (rule.round_to - 1) // 2
    least = max(int(total) - below, limit + 1) - sum(one + above for one in shown)
    most = int(total) + above - sum(max(one - below, limit + 1) for one in shown)
    return stars > 1 and stars < most and least < stars * limit


def _ordered(rows: Mapping[str, str]) -> list[tuple[str, str]]:
    def rank(row: tuple[str, str]) -> tuple[int, str, str]:
        size = 0 if row[1] == HIDDEN else int(row[1]) or -1
        return -size, row[0].casefold(), row[0]

    return sorted(rows.items(), key=rank)
