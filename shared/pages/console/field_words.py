"""A field of a section: its value in words, and the field of a form ready to print."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from shared.entries import durations
from shared.entries.fields import Field, Given, Kind, Table, names_of
from shared.entries.filling import options_of
from shared.entries.values import day, moment
from shared.language.catalogue import say
from shared.language.dates import WEEKDAYS, short_date, wall_time
from shared.programme import recurrence
from shared.programme.rules import WEEKDAYS as CODES

FEWEST_ROWS, MOST_ROWS = 4, 14
"""Lines that a text area shows."""

ANY_ZONE = ZoneInfo("UTC")
"""A time of day reads the same in every zone."""


def in_words(field: Field, value: object, data: Table) -> str:
    """The value as people say it. Several things stand on a line each."""
    if value in (None, "", [], ()) and field.kind is not Kind.CHOICE:
        return say(field.nothing) if field.nothing else say("None")
    if field.kind in (Kind.CHOICE, Kind.CHOICES):
        words = {option.value: option.words for option in options_of(field, data)}
        chosen = [value] if field.kind is Kind.CHOICE else _all(value)
        return "\n".join(words.get(str(one), str(one)) for one in chosen if one is not None)
    return _WORDS.get(field.kind, _text)(field, value)


def _text(_: Field, value: object) -> str:
    return str(value)


def _number(_: Field, value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _time(_: Field, value: object) -> str:
    return wall_time(datetime.combine(date(2000, 1, 1), moment(value), ANY_ZONE), ANY_ZONE)


def _all(value: object) -> Sequence[object]:
    return cast(Sequence[object], value)


_WORDS: Mapping[Kind, Callable[[Field, object], str]] = {
    Kind.LINES: lambda _, value: "\n".join(str(one) for one in _all(value)),
    Kind.SWITCH: lambda _, value: say("Yes") if value else say("No"),
    Kind.DURATIONS: lambda _, value: durations.all_in_words(_all(value)),
    Kind.TIME: _time,
    Kind.DAY: lambda _, value: short_date(day(value)),
    Kind.RULE: lambda _, value: recurrence.in_words(str(value)),
    Kind.NUMBER: _number,
}


@dataclass(frozen=True)
class Choice:
    """One option of a field, ready to print."""

    value: str
    words: str
    hint: str
    is_chosen: bool


@dataclass(frozen=True)
class Shown:
    """A field of a form, ready to print."""

    kind: str
    names: tuple[str, ...]
    label: str
    hint: str
    given: tuple[str, ...]
    choices: tuple[Choice, ...]
    error: str
    error_at: str
    """The name of the part that is wrong."""
    rows: int
    weekdays: tuple[Choice, ...] = ()


def shown(field: Field, given: Given, errors: Mapping[str, str], data: Table, now: datetime) -> Shown:
    """The field with what it holds. `errors` are messages by the names of fields and their parts."""
    names = names_of(field)
    at = next((name for name in (field.key, *names) if name in errors), "")
    return Shown(
        kind=field.kind.value,
        names=names,
        label=say(field.label),
        hint=say(field.hint) if field.hint else "",
        given=tuple(given),
        choices=tuple(_choices(field, given, data, now)),
        error=errors.get(at, ""),
        error_at=at if at in names else names[0],
        rows=min(MOST_ROWS, max(FEWEST_ROWS, sum(text.count("\n") + 2 for text in given))),
        weekdays=_weekdays(given) if field.kind is Kind.RULE else (),
    )


def _choices(field: Field, given: Given, data: Table, now: datetime) -> list[Choice]:
    hints = {"fortnightly": _weeks(now)} if field.kind is Kind.RULE else {}
    chosen = given[:1] if field.kind is Kind.RULE else given
    return [
        Choice(option.value, option.words, hints.get(option.value, option.hint), option.value in chosen)
        for option in options_of(field, data)
    ]


def _weeks(now: datetime) -> str:
    return say("The weeks that begin on {dates} and so on", dates=recurrence.weeks_in_turn(now.date()))


def _weekdays(given: Given) -> tuple[Choice, ...]:
    chosen = given[1] if len(given) > 1 else ""
    days = [Choice(code, say(words), "", code == chosen) for code, words in zip(CODES, WEEKDAYS, strict=True)]
    return (Choice("", say("Select a day"), "", not chosen), *days)
