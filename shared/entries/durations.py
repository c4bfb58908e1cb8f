"""How long before the start, in people's words: "7 days, 1 day, 1 hour" for P7D, P1D and PT1H."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache

from pydantic import TypeAdapter

from shared.language.catalogue import language, say, say_many
from shared.text.plain import folded

MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)

ENGLISH: Mapping[str, timedelta] = {
    **dict.fromkeys(("minute", "minutes", "min", "mins"), MINUTE),
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), HOUR),
    **dict.fromkeys(("day", "days", "d"), DAY),
    **dict.fromkeys(("week", "weeks"), WEEK),
}
"""What we understand in every language."""

LONGEST = timedelta(days=366)


def in_words(length: timedelta) -> str:
    """As in "7 days", "1 hour", "90 minutes": always in one unit."""
    if not length % DAY:
        return say_many("{count} day", "{count} days", count=length // DAY)
    if not length % HOUR:
        return say_many("{count} hour", "{count} hours", count=length // HOUR)
    return say_many("{count} minute", "{count} minutes", count=length // MINUTE)


def all_in_words(lengths: Sequence[object]) -> str:
    """As in "7 days, 1 day, 1 hour"."""
    return ", ".join(in_words(length_of(one)) for one in lengths)


def length_of(value: object) -> timedelta:
    """The length that stands in the programme's data: ISO 8601, such as "P7D", or a `timedelta`."""
    return _adapter().validate_python(value)


def as_iso(length: timedelta) -> str:
    """The length as the programme file has it, such as "P7D"."""
    if not length % DAY:
        return f"P{length // DAY}D"
    return f"PT{length // HOUR}H" if not length % HOUR else f"PT{length // MINUTE}M"


def read_lengths(text: str) -> list[timedelta]:
    """The lengths in these words. Raises `ValueError` with words that say what would be right."""
    found = [_read(piece) for piece in _pieces(text)]
    for number, length in enumerate(found):
        if length in found[:number]:
            raise ValueError(say("Enter each reminder once. “{length}” stands there twice.", length=in_words(length)))
    return found


def _pieces(text: str) -> Iterator[str]:
    joining = "|".join(re.escape(word) for word in {"and", folded(say("and"))})
    for line in text.splitlines():
        yield from (piece.strip() for piece in re.split(rf"[,;]|\b(?:{joining})\b", folded(line)) if piece.strip())


def _read(piece: str) -> timedelta:
    units = {**ENGLISH, **_units(language())}
    parts = re.findall(r"(\d{1,5})\s*([^\W\d]+)\.?\s*", piece)
    whole = "".join(f"{number}{unit}" for number, unit in parts)
    known = parts and whole == re.sub(r"[\s.]", "", piece) and all(unit in units for _, unit in parts)
    length = sum((int(number) * units[unit] for number, unit in parts), timedelta()) if known else timedelta()
    if not timedelta() < length <= LONGEST:
        raise ValueError(say("Enter how long before, as in 5 days or 2 hours. “{piece}” is not.", piece=piece))
    return length


@cache
def _units(_: str) -> Mapping[str, timedelta]:
    """The words of the language at hand, in each form that it has for a number."""
    lengths = [number * unit for unit in (MINUTE, HOUR, DAY) for number in (1, 2, 3, 4, 5, 6, 10)]
    said = [(in_words(length), length) for length in lengths]
    return {
        unit: length / int(number)
        for words, length in said
        for number, _, unit in [folded(words).partition(" ")]
        if number.isdecimal()
    }


@cache
def _adapter() -> TypeAdapter[timedelta]:
    return TypeAdapter(timedelta)
