"""Disclosure: how we print counts of people, so that nobody can be found in a small number.

We print a count up to `hide_up_to` as `*` (0 stays 0), and round the others. That is not enough for a table with a
total. A single hidden count may be the total less the others. Twelve stars beside a total of about ten are twelve
ones. So we hide a second row beside a single star. If a count could still be worked out, the table becomes one
row. Only printed numbers decide which rows are hidden, so the choice itself tells nothing.

Tests try every small table. A person who knows this program and sees a table with its total cannot work out a
hidden count. Nor can they if they see the table again after one person joined, as in a briefing and then a digest.
One thing remains: if a total was hidden and is no longer, it has just passed the limit.
"""

from collections.abc import Mapping, Sequence

from shared.programme.model import SmallNumbers

HIDDEN = "*"
OTHERS = "All together"
"""The only row of a breakdown, if more rows would give its small counts away."""


def printed(count: int, rule: SmallNumbers) -> str:
    """The count as we may print it: "0", `*` for a small one, else rounded, halves up."""
    if 0 < count <= largest_hidden(rule):
        return HIDDEN
    return str(rounded(count, rule))


def rounded(count: int, rule: SmallNumbers) -> int:
    """The nearest multiple of `round_to`, halves up."""
    return (2 * count + rule.round_to) // (2 * rule.round_to) * rule.round_to


def largest_hidden(rule: SmallNumbers) -> int:
    """The largest count that is printed as `*`: `hide_up_to`, or more if larger counts would be rounded to 0."""
    return max(rule.hide_up_to, (rule.round_to - 1) // 2)


def breakdown(counts: Mapping[str, int], rule: SmallNumbers) -> list[tuple[str, str]]:
    """The parts of a whole, each with its printed count: shown ones by size, then hidden ones, then zeros.

    The whole may be printed beside it, by the same rule and never exactly. A `*` is a small count, or a larger one
    that would give a small one away. Those larger ones are the smallest shown counts, all that have the same
    print. If there are none, the result is one row for the whole. Rows with the same print are in order of their
    names, so that the order tells no more than the print.
    """
    hidden = _to_hide(counts, rule)
    if hidden is None:
        return [(OTHERS, printed(sum(counts.values()), rule))]
    return _ordered({name: HIDDEN if name in hidden else printed(count, rule) for name, count in counts.items()})


def listed(counts: Mapping[str, int], rule: SmallNumbers) -> list[tuple[str, str]]:
    """Counts that are not parts of a whole (people may be in several or in none), printed and ordered as above."""
    return _ordered({name: printed(count, rule) for name, count in counts.items()})


def _to_hide(counts: Mapping[str, int], rule: SmallNumbers) -> frozenset[str] | None:
    """The rows to hide, or None if no choice of rows protects the small counts."""
    limit = largest_hidden(rule)
    small = {name for name, count in counts.items() if 0 < count <= limit}
    shown = {name: rounded(count, rule) for name, count in counts.items() if count > limit}
    total = printed(sum(counts.values()), rule)
    if not small or _stay_open(len(small), list(shown.values()), total, rule):
        return frozenset(small)
    company = {name for name, count in shown.items() if count == min(shown.values())}
    return frozenset(small | company) if company else None


def _stay_open(stars: int, shown: Sequence[int], total: str, rule: SmallNumbers) -> bool:
    """True if each small count could have at least two values, with this number of stars beside these numbers."""
    limit = largest_hidden(rule)
    if total == HIDDEN:  # it is at least one for each star, and at most the limit
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
