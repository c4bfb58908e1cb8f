"""Values: from the programme's data to what a form holds, and back.

A value that cannot be used raises `ValueError` with words for the person who typed it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from typing import cast

from shared.entries import durations
from shared.entries.fields import Field, Given, Kind, Option, WrongPart
from shared.language.catalogue import say
from shared.programme import recurrence
from shared.programme.rules import WEEKDAYS, read_rule
from shared.text.addresses import is_address, mended_address
from shared.text.plain import in_lines, in_one_line

MOST_CHARACTERS = {Kind.TEXT: 2_000}
"""The longest text of a field; others hold `LINE`."""

LINE = 300
MOST_LINES = 300
WEB_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+\S*")
TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
NOON = 12


def written(field: Field, value: object) -> Given:
    """What the form holds for this value of the data. None is a value that is not there."""
    return _WRITE.get(field.kind, _text)(value) if value is not None else [""] * _parts(field)


def read(field: Field, given: Given, options: Sequence[Option]) -> object:
    """The value that was filled in, or None if nothing was. Raises `ValueError`."""
    value = _READ.get(field.kind, _line)(field, given)
    if field.kind in (Kind.CHOICE, Kind.CHOICES):
        _must_be_offered(value, options)
    if field.missing and value in (None, "", []):
        raise ValueError(say(field.missing))
    if field.refuses and value is not None and (wrong := field.refuses(value)):
        raise ValueError(say(wrong))
    return value


def moment(value: object) -> time:
    """The time of day in the data: text such as "12:30:00", or a `time`."""
    return value if isinstance(value, time) else time.fromisoformat(str(value))


def day(value: object) -> date:
    """The day in the data: text such as "2026-11-28", or a `date`."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _parts(field: Field) -> int:
    return {Kind.DAY: 3, Kind.RULE: 3, Kind.CHOICES: 0}.get(field.kind, 1)


# --- from the data ------------------------------------------------------------------------------------------


def _text(value: object) -> Given:
    return [str(value)]


def _all(value: object) -> list[object]:
    return list(cast(Sequence[object], value))


def _written_rule(value: object) -> Given:
    found = recurrence.usual(str(value))
    return [*found, ""] if found else [recurrence.OTHER, "", str(value)]


def _written_day(value: object) -> Given:
    found = day(value)
    return [str(found.day), str(found.month), str(found.year)]


_WRITE: Mapping[Kind, Callable[[object], Given]] = {
    Kind.LINES: lambda value: ["\n".join(str(one) for one in _all(value))],
    Kind.CHOICES: lambda value: [str(one) for one in _all(value)],
    Kind.SWITCH: lambda value: ["yes" if value else ""],
    Kind.DURATIONS: lambda value: [durations.all_in_words(_all(value))],
    Kind.TIME: lambda value: [f"{moment(value):%H:%M}"],
    Kind.DAY: _written_day,
    Kind.RULE: _written_rule,
}


# --- from the form ------------------------------------------------------------------------------------------


def _line(field: Field, given: Given) -> str | None:
    text = in_one_line(_first(given))
    most = MOST_CHARACTERS.get(field.kind, LINE)
    if len(text) > most:
        raise ValueError(say("Enter {most} characters or fewer", most=f"{most:,}"))
    return text or None


def _email(field: Field, given: Given) -> str | None:
    text = mended_address(_line(field, given) or "")
    if text and not is_address(text):
        raise ValueError(say("Enter an email address, as in name@example.nhs.uk"))
    return text or None


def _link(field: Field, given: Given) -> str | None:
    text = _line(field, given)
    if text and not WEB_ADDRESS.fullmatch(text):
        raise ValueError(say("Enter a web address, as in https://www.example.org"))
    return text


def _lines(_: Field, given: Given) -> list[str]:
    lines = list(dict.fromkeys(filter(None, in_lines(_first(given)).splitlines())))
    if len(lines) > MOST_LINES:
        raise ValueError(say("Enter {most} lines or fewer", most=MOST_LINES))
    long = next((number for number, one in enumerate(lines, 1) if len(one) > LINE), None)
    if long:
        raise ValueError(say("Line {number} is too long. Enter {most} characters or fewer", number=long, most=LINE))
    return lines


def _number(field: Field, given: Given) -> int | None:
    text = in_one_line(_first(given)).replace(",", "")
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text) or not field.least <= int(text) <= field.most:
        raise ValueError(say("Enter a number from {least} to {most}", least=field.least, most=f"{field.most:,}"))
    return int(text)


def _choice(_: Field, given: Given) -> str | None:
    return _first(given) if given else None


def _switch(_: Field, given: Given) -> bool:
    return _first(given) == "yes"


def _durations(_: Field, given: Given) -> list[str]:
    return [durations.as_iso(one) for one in durations.read_lengths(_first(given))]


def _time(_: Field, given: Given) -> str | None:
    text = in_one_line(_first(given)).replace("midday", "12:00pm")
    if not text:
        return None
    found = TIME.fullmatch(text)
    hour, minute, half = (int(found[1]), int(found[2] or 0), (found[3] or "").lower()) if found else (NOON * 2, 0, "")
    is_clear = bool(found and (found[2] or half)) and (not half or 1 <= hour <= NOON)
    if half and is_clear:
        hour = hour % NOON + (NOON if half == "pm" else 0)
    if not is_clear or hour >= NOON * 2 or minute >= 60:
        raise ValueError(say("Enter a time, as in 12:30 or 1pm"))
    return time(hour, minute).isoformat()


def _day(_: Field, given: Given) -> str | None:
    parts = [part.strip() for part in given]
    if not any(parts):
        return None
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0])).isoformat()
    except ValueError as wrong:
        raise ValueError(say("Enter a real date, as in 27 3 2027")) from wrong


def _rule(_: Field, given: Given) -> str | None:
    often, weekday, other = (*given, "", "", "")[:3]
    if not often:
        return None
    if often != recurrence.OTHER:
        if often not in recurrence.OFTEN:
            raise ValueError(say("Select from the list"))
        if in_one_line(other):
            raise WrongPart(say("Select “Another rule” above, or leave this empty"), "-other")
        if weekday not in WEEKDAYS:
            raise WrongPart(say("Select the day of the week"), "-day")
        return recurrence.rule_of(often, weekday)
    text = in_one_line(other)
    try:
        read_rule(text)
    except ValueError as wrong:
        why = _sentence(str(wrong))
        raise WrongPart(say("Enter a rule that can be used. {why}", why=why), "-other") from wrong
    return text


def _must_be_offered(value: object, options: Sequence[Option]) -> None:
    chosen = value if isinstance(value, list) else [value]
    if not {one for one in chosen if one is not None} <= {option.value for option in options}:
        raise ValueError(say("Select from the list"))


_READ: Mapping[Kind, Callable[[Field, Given], object]] = {
    Kind.EMAIL: _email,
    Kind.LINK: _link,
    Kind.LINES: _lines,
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
    Kind.CHOICES: lambda _, given: list(given),
    Kind.SWITCH: _switch,
    Kind.DURATIONS: _durations,
    Kind.TIME: _time,
    Kind.DAY: _day,
    Kind.RULE: _rule,
}


def _first(given: Given) -> str:
    return next(iter(given), "")


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
