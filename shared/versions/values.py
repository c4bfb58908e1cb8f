"""A value of the programme in words, as a sentence about a change has it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, time, timedelta

from pydantic import TypeAdapter

from shared.language.catalogue import Marked, say, say_many
from shared.language.dates import clock_time, short_date
from shared.programme import recurrence
from shared.programme.model import Accessibility, Facilitator, Feed, Gate, Series
from shared.programme.values import Part

type Field = tuple[type[Part], str]

NAMES: frozenset[Field] = frozenset({(Facilitator, "series"), (Feed, "audiences"), (Gate, "held_for")})
"""Fields that hold ids of other entries. People read those entries' names."""

ON_HOLIDAYS: Mapping[str, Marked] = {
    "skip": Marked("no session"),
    "move": Marked("a week later"),
    "keep": Marked("as usual"),
}
STATUS: Mapping[str, Marked] = {
    "fully": Marked("fully compliant"),
    "partially": Marked("partially compliant"),
    "not": Marked("not compliant"),
}
WORDS: Mapping[Field, Mapping[str, Marked]] = {(Series, "holidays"): ON_HOLIDAYS, (Accessibility, "status"): STATUS}


def value_words(field: Field, value: object, names: Mapping[str, str]) -> str:
    """The value of a field in words. `names` are the names of entries by id."""
    if value in (None, "", [], {}):
        return say("no limit") if field == (Series, "capacity") else say("nothing")
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    text = str(value)
    if field in READ:
        with suppress(ValueError):  # what an old version has, and today's model refuses, is shown as it is
            return READ[field](text)
    if field in NAMES:
        return names.get(text, text)
    if text in WORDS.get(field, {}):
        return say(WORDS[field][text])
    return text


def items_of(value: object) -> list[object]:
    """What a list or a table of plain values holds. A table's lines read as in the file."""
    if isinstance(value, Mapping):
        return [f"“{key}” = {inner or say('nothing')}" for key, inner in value.items()]
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []


def _time(text: str) -> str:
    return clock_time(time.fromisoformat(text))


def _day(text: str) -> str:
    return short_date(date.fromisoformat(text))


def _before(text: str) -> str:
    """How long before the start: "7 days before", "1 hour before"."""
    span = TypeAdapter(timedelta).validate_python(text)
    days, rest = span.days, timedelta(seconds=span.seconds)
    hours, minutes = rest // timedelta(hours=1), rest % timedelta(hours=1) // timedelta(minutes=1)
    if days and not (hours or minutes):
        return say_many("{count} day before", "{count} days before", count=days)
    if not minutes:
        return say_many("{count} hour before", "{count} hours before", count=24 * days + hours)
    return say_many("{count} minute before", "{count} minutes before", count=60 * (24 * days + hours) + minutes)


READ: Mapping[Field, Callable[[str], str]] = {
    (Series, "rule"): recurrence.in_words,
    (Series, "start"): _time,
    (Series, "reminders"): _before,
    (Accessibility, "prepared"): _day,
    (Accessibility, "reviewed"): _day,
}
"""Fields whose text is read first."""
