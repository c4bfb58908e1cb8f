"""Typed times and numbers: a time of day as people type it, such as "12:30", "12.30", "1230", "1pm" or "1:30 pm"."""

import re
from datetime import time

from shared.text.plain import in_one_line

_TIME = re.compile(r"(\d{1,2})(?:\s*[:.h]?\s*(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?")
MIDDAY, MIDNIGHT = frozenset({"midday", "noon"}), frozenset({"midnight"})
LONGEST = 6
"""Most digits of a number that we read."""


class NotATime(ValueError):
    """What was typed is no time of day."""


def time_typed(typed: str) -> time:
    """The time of day. Raises `NotATime`."""
    words = in_one_line(typed).casefold()
    if words in MIDDAY | MIDNIGHT:
        return time(12 if words in MIDDAY else 0)
    found = _TIME.fullmatch(words)
    if not found or not words.isascii():
        raise NotATime
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").replace(".", "")
    if half and not 1 <= hour <= 12:
        raise NotATime
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif not found[2] and len(found[1]) < 2:  # "1" alone may be the morning or the afternoon
        raise NotATime
    try:
        return time(hour, minute)
    except ValueError:
        raise NotATime from None


def number_typed(typed: str) -> int | None:
    """The number, with or without commas. None if it is none."""
    digits = in_one_line(typed).replace(",", "").replace(" ", "")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST else None
