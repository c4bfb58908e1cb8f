"""Counts of people in letters to facilitators. They come printed from `shared.figures.printing`.

What is few is a sentence, never a sign in a table: `shared.figures.disclosure` says why.
"""

from collections.abc import Mapping, Sequence

from shared.figures.counting import NOT_SAID, ONLINE
from shared.figures.disclosure import FEW, HIGHEST_SHARE, OTHER, Rows, is_few, largest_hidden
from shared.figures.printing import PrintedFigures, WhereFrom
from shared.figures.quarters import Pooled, PrintedQuarter, Quarter
from shared.language.catalogue import Marked, say
from shared.language.dates import MONTHS
from shared.programme.barriers import Barrier
from shared.programme.model import Hub, SmallNumbers

LABELS = {NOT_SAID: Marked("Not said"), OTHER: Marked("Other")}
"""The printed words for these labels. Any other label is a number, or in people's own words."""

CARE = {
    "primary": Marked("Primary care"),
    "secondary": Marked("Secondary care"),
    "both": Marked("Primary and secondary care"),
}

NOT_KNOWN = Marked("not known")

type Table = tuple[Sequence[str], Sequence[Sequence[str]]]
"""The columns' headings, and rows of a label and the words beside it."""


def about(count: str, rule: SmallNumbers) -> str:
    """A printed count in words: "fewer than 8", "about 25"."""
    if count == FEW:
        return say("fewer than {number}", number=largest_hidden(rule) + 1)
    if count == "0":
        return say("nobody")
    return say("about {number}", number=count) if rule.round_to > 1 else count


def legend(rule: SmallNumbers) -> str:
    """How to read the numbers. Empty if they are exact."""
    if not largest_hidden(rule):
        return ""
    words = say(
        "Numbers below {number} have no row of their own, so that nobody can be found in them. "
        'They are under "Other" or left out.',
        number=largest_hidden(rule) + 1,
    )
    rounding = say("Numbers are rounded to the nearest {number}.", number=rule.round_to) if rule.round_to > 1 else ""
    return f"{words} {rounding}".strip()


# --- where people come from ----------------------------------------------------------------------------------


def where_from(found: WhereFrom, hubs: Sequence[Hub]) -> list[Table]:
    """What people said about themselves, as far as it may be printed."""
    places = {hub.id: hub.name for hub in hubs}
    asked: tuple[tuple[str, Rows, Mapping[str, Marked]], ...] = (
        (say("Specialty"), found.by_specialty, LABELS),
        (say("Primary or secondary care"), found.by_care, LABELS | CARE),
        (say("Placement provider"), found.by_provider, LABELS),
    )
    tables: list[Table] = [
        ((title, say("People")), [(_named(label, names), count) for label, count in rows])
        for title, rows, names in asked
        if _says(rows)
    ]
    if found.by_hub:
        joins = {ONLINE: say("On their own device"), OTHER: say("Other")} | places
        tables.append(
            ((say("How they join"), say("People")), [(joins.get(label, label), count) for label, count in found.by_hub])
        )
    return tables


def _says(rows: Rows) -> bool:
    return bool({label for label, _ in rows} - {NOT_SAID, OTHER})


# --- how it went ---------------------------------------------------------------------------------------------


def who_came(figures: PrintedFigures, rule: SmallNumbers) -> list[str]:
    """Who came, in sentences, the most useful one first. Empty if nobody knows."""
    if figures.came is None:
        return []
    sentences = [_came(figures, rule)]
    if figures.guests not in (None, FEW, "0"):
        sentences.append(say("Guests who had not registered: {about}.", about=about(str(figures.guests), rule)))
    if figures.median_minutes is not None:
        sentences.append(
            say("Half of the people stayed for {minutes} minutes or longer.", minutes=figures.median_minutes)
        )
    return sentences


def _came(figures: PrintedFigures, rule: SmallNumbers) -> str:
    came = about(str(figures.came), rule)
    if figures.share:
        return say(
            "Came: {about} of the people with a place ({share}).", about=came, share=share_in_words(figures, rule)
        )
    return say("Came: {about} of the people with a place.", about=came)


def share_in_words(figures: PrintedFigures, rule: SmallNumbers) -> str:
    """The share who came: "60%", "85% or more", or a dash."""
    if figures.share is None:
        return "–"
    if largest_hidden(rule) and figures.share == f"{HIGHEST_SHARE}%":
        return say("{share} or more", share=figures.share)
    return figures.share


def before_the_session(figures: PrintedFigures, rule: SmallNumbers) -> list[str]:
    """Who had a place, who waited and who cancelled. What is few is left out, except for the places."""
    sentences = [say("Registered the evening before: {about}.", about=about(figures.registered, rule))]
    if figures.waiting not in (FEW, "0"):
        sentences.append(say("On the waiting list: {about}.", about=about(figures.waiting, rule)))
    if figures.cancelled not in (FEW, "0"):
        sentences.append(say("Cancelled beforehand: {about}.", about=about(figures.cancelled, rule)))
    return sentences


def feedback_given(figures: PrintedFigures, rule: SmallNumbers) -> list[str]:
    """How many people gave feedback, and how useful they found the session."""
    sentences = [
        say("Feedback from {about} people.", about=about(figures.answers, rule))
        if figures.answers != "0"
        else say("Nobody gave feedback.")
    ]
    if figures.mean_score is not None:
        sentences.append(say("Usefulness, from 1 to 5: {mean} on average.", mean=_mean(figures.mean_score, rule)))
    return sentences


def _mean(score: float, rule: SmallNumbers) -> str:
    if is_few(0, rule) and score in (1.5, 4.5):
        return say("{number} or more", number="4.5") if score > 3 else say("{number} or less", number="1.5")
    return f"{score:g}"


def what_was_said(figures: PrintedFigures) -> list[Table]:
    """The feedback that can be counted, as far as it may be printed."""
    tables = (
        ((say("Usefulness"), say("People")), [(_named(label), count) for label, count in figures.scores]),
        ((say("What stopped people"), say("People")), stopped(figures.barriers)),
    )
    return [(headings, rows) for headings, rows in tables if rows]


def stopped(barriers: Rows) -> list[tuple[str, str]]:
    """What kept people away, in words."""
    names = {barrier.value: barrier.words for barrier in Barrier}
    return [(names.get(label, label), count) for label, count in barriers]


# --- beside other sessions -----------------------------------------------------------------------------------


def beside_earlier(
    sessions: Sequence[tuple[str, PrintedFigures]], rule: SmallNumbers, *, least: int = 2
) -> list[Table]:
    """Sessions side by side, each with its date. Each shows what its own digest told, so that nothing new is told.

    There is no table of fewer sessions than `least`, or if all of them were too small.
    """
    if len(sessions) < least or all({one.registered, one.came} <= {FEW, None} for _, one in sessions):
        return []
    rows = [
        (day, _cell(one.registered, rule), _cell(one.came, rule), share_in_words(one, rule)) for day, one in sessions
    ]
    headings = (say("Session"), say("Registered"), say("Came"), say("Share"))
    shown = 4 if any(one.share for _, one in sessions) else 3  # a column of dashes helps nobody
    return [(headings[:shown], [row[:shown] for row in rows])]


def by_quarter(quarters: Sequence[PrintedQuarter], rule: SmallNumbers) -> list[Table]:
    """The last twelve months by quarter. There is no table until a quarter is over."""
    rows = [
        (months(one.quarter), *(_cell(count, rule) for count in (one.registered, one.came, one.answers)))
        for one in quarters
    ]
    return [((say("Quarter"), say("Registered"), say("Came"), say("Feedback")), rows)] if rows else []


def taken_together(found: Pooled | None, hubs: Sequence[Hub]) -> list[Table]:
    """What the sessions of the last quarter could not show one by one."""
    if found is None:
        return []
    barriers = stopped(found.barriers)
    return [
        *where_from(found.where_from, hubs),
        *([((say("What stopped people"), say("People")), barriers)] if barriers else []),
    ]


def months(quarter: Quarter) -> str:
    """As in "July to September 2026"."""
    first, last = (say(MONTHS[month - 1]) for month in quarter.months)
    return say("{first} to {last} {year}", first=first, last=last, year=quarter.year)


def _cell(count: str | None, rule: SmallNumbers) -> str:
    if count is None:
        return say(NOT_KNOWN)
    return say("under {number}", number=largest_hidden(rule) + 1) if count == FEW else count


def _named(label: str, names: Mapping[str, Marked] = LABELS) -> str:
    return say(names[label]) if label in names else label
