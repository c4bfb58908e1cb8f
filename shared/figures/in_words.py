"""Counts of people in letters to facilitators. They come printed from `shared.figures.printing`.

The rule for small numbers applies to totals too. An exact total beside a table would give its small counts away.
"""

from collections.abc import Iterable, Mapping, Sequence

from shared.figures.counting import NOT_SAID
from shared.figures.disclosure import HIDDEN, OTHERS, largest_hidden, listed
from shared.figures.printing import NOT_KNOWN, Comparison, PrintedFigures, Trend
from shared.language.catalogue import Marked, say, say_many
from shared.programme.barriers import Barrier
from shared.programme.model import Hub, SmallNumbers
from shared.registrations.sign_up import SignUp

LABELS = {NOT_SAID: Marked("Not said"), OTHERS: Marked("All together"), NOT_KNOWN: Marked("not known")}
"""The printed words for these labels. Any other label is a number, or in people's own words."""

CARE = {
    "primary": Marked("Primary care"),
    "secondary": Marked("Secondary care"),
    "both": Marked("Primary and secondary care"),
}
DIRECTIONS = {"up": Marked("more"), "down": Marked("less"), "level": Marked("no change")}

type Table = tuple[Sequence[str], Sequence[Sequence[str]]]
"""The columns' headings, and rows of a label and the words beside it."""


def about(count: str, rule: SmallNumbers) -> str:
    """A printed total in words: "nobody", "at most 7", "about 25"."""
    if count == HIDDEN:
        return say("at most {number}", number=largest_hidden(rule))
    if count == "0":
        return say("nobody")
    return say("about {number}", number=count) if rule.round_to > 1 else count


def legend(rule: SmallNumbers) -> str:
    """How to read the tables."""
    sentences = []
    if most := largest_hidden(rule):
        hidden = say("* hides a number from 1 to {most}, or a number that would give one of these away.", most=most)
        sentences.append(hidden)
    if rule.round_to > 1:
        sentences.append(say("Other numbers are rounded to the nearest {number}.", number=rule.round_to))
    return " ".join(sentences)


def where_from(figures: PrintedFigures) -> list[Table]:
    """What people said about themselves. A question that nobody answered has no table."""
    asked = (
        (say("Specialty"), figures.by_specialty, LABELS),
        (say("Primary or secondary care"), figures.by_care, LABELS | CARE),
        (say("Placement provider"), figures.by_provider, LABELS),
    )
    return [
        ((title, say("People")), [(_named(label, names), count) for label, count in rows])
        for title, rows, names in asked
        if {label for label, _ in rows} - {NOT_SAID}
    ]


def in_hubs(people: Iterable[SignUp], hubs: Sequence[Hub], rule: SmallNumbers) -> list[Table]:
    """How many chairs each hub needs. There is no table if the programme has no hubs."""
    chosen = [one.hub for one in people]
    heads = listed({hub.name: chosen.count(hub.id) for hub in hubs}, rule)
    return [((say("Hub"), say("People")), heads)] if hubs else []


def who_came(figures: PrintedFigures) -> Table:
    """The session in numbers."""
    return (say("Numbers"), say("This session")), [
        (say("Registered"), figures.registered),
        (say("Registered and came"), _named(figures.came)),
        (say("Share who came"), _named(figures.share)),
        (say("Guests who had not registered"), _named(figures.guests)),
        (say("Still on the waiting list"), figures.waiting),
        (say("Cancelled beforehand"), figures.cancelled),
        (say("Minutes stayed (median)"), _named(figures.median_minutes)),
        (say("Feedback received"), figures.answers),
        (say("Usefulness (1 to 5)"), _named(figures.mean_score)),
    ]


def beside_earlier(trend: Trend | None) -> list[Table]:
    """The session beside the mean of the earlier ones. There is no table for the first session."""
    if trend is None:
        return []
    earlier = say_many("The session before", "Mean of the {count} sessions before", count=trend.sessions)
    compared = (
        (say("Registered"), trend.registered),
        (say("Came"), trend.came),
        (say("Share who came"), trend.share),
    )
    rows = [(label, _named(one.now), _named(one.before), _direction(one)) for label, one in compared]
    return [((say("Trend"), say("Now"), earlier, say("Change")), rows)]


def what_was_said(figures: PrintedFigures) -> list[Table]:
    """The feedback that can be counted. A question that nobody answered has no table."""
    names = {barrier.value: barrier.words for barrier in Barrier}
    stopped = [(names.get(label, label), count) for label, count in figures.barriers]
    tables = (
        ((say("Usefulness"), say("People")), figures.scores),
        ((say("What stopped people"), say("People")), stopped),
    )
    return [(headings, rows) for headings, rows in tables if rows]


def _direction(one: Comparison) -> str:
    return "" if one.direction == NOT_KNOWN else say(DIRECTIONS[one.direction])


def _named(label: str, names: Mapping[str, Marked] = LABELS) -> str:
    return say(names[label]) if label in names else label
