"""Counts of people, as letters to facilitators show them. They come printed from `shared.figures.counting`.

Totals are printed by the rule for small numbers too: exact ones beside a table would give the table's away.
"""

from collections.abc import Iterable, Sequence

from shared.figures.counting import NOT_SAID
from shared.figures.disclosure import HIDDEN, largest_hidden, listed
from shared.figures.printing import PrintedFigures, Trend
from shared.programme.barriers import Barrier
from shared.programme.model import Hub, SmallNumbers
from shared.registrations.sign_up import SignUp

CARE = {"primary": "Primary care", "secondary": "Secondary care", "both": "Primary and secondary care"}
BARRIERS = {barrier.value: barrier.words for barrier in Barrier}
DIRECTIONS = {"up": "more", "down": "less", "level": "as before", "not known": ""}

type Table = tuple[Sequence[str], Sequence[Sequence[str]]]
"""The columns' headings, and rows of a label and what is printed beside it."""


def about(count: str, rule: SmallNumbers) -> str:
    """A printed total in words: "nobody", "at most 7", "about 25"."""
    if count == HIDDEN:
        return f"at most {largest_hidden(rule)}"
    return "nobody" if count == "0" else f"{'about ' if rule.round_to > 1 else ''}{count}"


def legend(rule: SmallNumbers) -> str:
    """How to read the tables."""
    most = largest_hidden(rule)
    hidden = f"* hides a number from 1 to {most}, or one from which that could be worked out. " if most else ""
    rounded = f"Other numbers are rounded to the nearest {rule.round_to}." if rule.round_to > 1 else ""
    return f"{hidden}{rounded}".strip()


def where_from(figures: PrintedFigures) -> list[Table]:
    """What people said about themselves; a question that nobody answered has no table."""
    asked = (
        ("Specialty", figures.by_specialty),
        ("Primary or secondary care", [(CARE.get(label, label), count) for label, count in figures.by_care]),
        ("Placement provider", figures.by_provider),
    )
    return [((title, "People"), rows) for title, rows in asked if {label for label, _ in rows} - {NOT_SAID}]


def in_hubs(people: Iterable[SignUp], hubs: Sequence[Hub], rule: SmallNumbers) -> list[Table]:
    """How many chairs each hub needs; none if the programme has no hubs."""
    chosen = [one.hub for one in people]
    heads = listed({hub.name: chosen.count(hub.id) for hub in hubs}, rule)
    return [(("Hub", "People"), heads)] if hubs else []


def who_came(figures: PrintedFigures) -> Table:
    """The session in numbers."""
    return ("Numbers", "This session"), [
        ("Registered", figures.registered),
        ("Of these, came", figures.came),
        ("Share who came", figures.share),
        ("Guests without registration", figures.guests),
        ("Left on the waiting list", figures.waiting),
        ("Cancelled before", figures.cancelled),
        ("Minutes stayed (median)", figures.median_minutes),
        ("Feedback received", figures.answers),
        ("Usefulness (1 to 5)", figures.mean_score),
    ]


def beside_earlier(trend: Trend | None) -> list[Table]:
    """The session beside the mean of those before it; none for the first."""
    if trend is None:
        return []
    earlier = "The one before" if trend.sessions == 1 else f"Mean of the {trend.sessions} before"
    compared = (("Registered", trend.registered), ("Came", trend.came), ("Share who came", trend.share))
    rows = [(label, one.now, one.before, DIRECTIONS[one.direction]) for label, one in compared]
    return [(("Trend", "Now", earlier, "So"), rows)]


def what_was_said(figures: PrintedFigures) -> list[Table]:
    """The feedback that can be counted; what nobody answered has no table."""
    stopped = [(BARRIERS.get(label, label), count) for label, count in figures.barriers]
    tables = ((("Usefulness", "People"), figures.scores), (("What stopped people", "People"), stopped))
    return [(headings, rows) for headings, rows in tables if rows]
