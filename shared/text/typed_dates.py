"""Typed dates: a day as people type it, in the three boxes of a date or all of it in the first one."""

import re
from datetime import date

from shared.text.plain import in_one_line

type TypedDay = tuple[str, str, str]
"""What was typed as the day, the month and the year."""

NOTHING: TypedDay = ("", "", "")

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
"""Three letters are enough to tell them apart."""

_WHOLE = re.compile(
    r"(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s./-]+(?:of\s+)?(\d{1,2}|[a-z]{3,9})[\s.,/-]+(\d{2,4})"
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class NotADay(ValueError):
    """What was typed is no day. `missing` names the boxes that are empty, if some are."""

    def __init__(self, missing: tuple[str, ...] = ()) -> None:
        super().__init__(*missing)
        self.missing = missing


def day_typed(typed: TypedDay) -> date | None:
    """The day. None if nothing was typed. Raises `NotADay`."""
    day, month, year = _boxes(typed)
    if not (day or month or year):
        return None
    missing = tuple(name for name, value in (("day", day), ("month", month), ("year", year)) if not value)
    if missing:
        raise NotADay(missing)
    try:
        return date(_year(year), _month(month), int(_digits(day.removesuffix("."))))
    except (ValueError, OverflowError):
        raise NotADay from None


def as_typed(day: date | None) -> TypedDay:
    """The day as somebody would type it."""
    return (str(day.day), str(day.month), str(day.year)) if day else NOTHING


def _boxes(typed: TypedDay) -> TypedDay:
    """The three boxes. A whole date in the first one is taken apart."""
    day, month, year = (in_one_line(one).casefold() for one in typed)
    if not month and not year:
        if whole := _WHOLE.fullmatch(day):
            return whole[1], whole[2], whole[3]
        if whole := _ISO.fullmatch(day):
            return whole[3], whole[2], whole[1]
    return day, month, year


def _digits(text: str) -> str:
    """The text if it is a short number in plain digits. Raises `ValueError`."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise ValueError("no number")
    return text


def _month(text: str) -> int:
    """The number of this month, which may have a name. 0 if there is none."""
    if text.isdecimal() and text.isascii():
        return int(text)
    fits = [number for number, name in enumerate(MONTHS, 1) if len(text) > 2 and name.startswith(text)]
    return fits[0] if fits else 0


def _year(text: str) -> int:
    """The year. Two digits are of this century. Raises `ValueError`."""
    year = int(_digits(text))
    return year + 2000 if len(text) == 2 else year
