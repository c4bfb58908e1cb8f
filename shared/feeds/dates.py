"""Dates: when an entry was published, however its feed writes that. The day comes before the month, as in Britain.

A date without a time zone counts as UTC, so that its day stays the day that was written.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905 - twelve words
MONTH = "|".join(f"{name}|{name[:3]}" for name in MONTHS) + "|sept"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST = 200
"""The most characters of a date that we look at."""

SKEW = timedelta(days=1)
"""A clock may be this far ahead of ours."""

_ZONES = {"bst": 1, "cet": 1, "cest": 2, "ist": 1, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6}
_ZONES |= {"pst": -8, "pdt": -7, "aest": 10, "aedt": 11}
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?=\D|$|\d{4}(?:\d\d)?(?:\D|$))",
        r"(?<!\d)(?P<year>\d{4})-?w(?P<week>\d\d)(?:-?(?P<weekday>[1-7]))?(?![\d])",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s\-/.,]*(?:of\s+)?(?P<month>{MONTH})\b[\s\-/.,]*'?(?P<year>\d{{4}}|\d\d)(?![\d:])",
        rf"\b(?P<month>{MONTH})\b[\s.,\-]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])[\s,\-]*(?:\d\d?:\d\d(?::\d\d)?\s+(?:[a-z]{{3,4}}\s+)?)?(?P<year>\d{{4}})",
        r"(?<!\d)(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>\d{4}|\d\d)(?!\d)",
        r"(?<!\d)(?P<year>\d{4})-(?P<ordinal>\d{3})(?!\d)",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)(?![\d-])",
        rf"\b(?P<month>{MONTH})\b[\s,]+(?P<year>(?:19|20)\d\d)(?!\d)",
        r"^(?P<year>(?:19|20)\d\d)$",
    )
)
_WITH_DIGITS = (_FORMS[1],)
"""The form whose time may follow without anything between."""

_TIME = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?(?![\d:.])\s*(?P<half>[ap]\.?m)?"
    r"|(?<![\d:])(?P<hour_alone>\d{1,2})\s*(?P<half_alone>[ap]\.?m)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<!\d)\d{8}t?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?!\d)", re.IGNORECASE)
_OFFSET = re.compile(r"(?:\d|\s|gmt|utc)(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)\s*(?:\(.*\))?$", re.IGNORECASE)
_NAMED_ZONE = re.compile(rf"\b({'|'.join(_ZONES)})\b", re.IGNORECASE)
_EPOCH = re.compile(r"@?(\d{9,10})(\d{3})?(?:\.\d+)?")
_AGO = re.compile(r"(?P<count>\d{1,4}|an?|one)\s+(?P<unit>minute|hour|day|week|month|year)s?\s+ago", re.IGNORECASE)
_UNITS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "month": 30, "year": 365}


def moment_of(text: str, now: datetime) -> datetime | None:
    """The moment that this text names, in UTC. None if it names none between 1970 and tomorrow.

    `01/07/2024` is 1 July. The month comes first only if the day cannot: if it would be a thirteenth month, another
    weekday than the one written, or a day still to come.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text[:LONGEST]).split())
    said = _spoken(plain, now) or _counted(plain)
    if said:
        return said if EARLIEST <= said <= now + SKEW else None
    for form in _FORMS:
        if match := form.search(plain):
            rest = plain if ":" in match[0] else f"{plain[: match.start()]} {plain[match.end() :]}"
            at = plain if match.re in _WITH_DIGITS else rest
            moments = (_moment(day, at) for day in _days(match, plain))
            found = next((one for one in moments if one and EARLIEST <= one <= now + SKEW), None)
            if found:
                return found
    return None


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, or None if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_of(name: str) -> int:
    """The number of the month whose name, or the name's start, this is."""
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(name.lower()[:3]))


def _spoken(text: str, now: datetime) -> datetime | None:
    """A moment counted from now: "2 days ago", "yesterday"."""
    low = text.lower()
    if match := _AGO.search(low):
        count = int(match["count"]) if match["count"].isdecimal() else 1
        return now - timedelta(days=count * _UNITS[match["unit"].lower()])
    days = {"just now": 0, "today": 0, "yesterday": 1}
    return next((now - timedelta(days=ago) for word, ago in days.items() if low.startswith(word)), None)


def _counted(text: str) -> datetime | None:
    """A moment written as seconds, or thousandths of them, since 1970."""
    match = _EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(match[1]), UTC) if match else None


def _days(match: re.Match[str], text: str) -> Iterator[date]:
    """The days that the match can mean, the likeliest first."""
    part = match.groupdict()
    year = int(part["year"]) + (2000 if len(part["year"]) == 2 else 0)
    if part.get("week"):
        yield from _tried(lambda: date.fromisocalendar(year, int(part["week"]), int(part["weekday"] or 1)))
    elif part.get("ordinal"):
        yield from _tried(lambda: date(year, 1, 1) + timedelta(days=int(part["ordinal"]) - 1))
    elif part.get("first"):
        first, second = int(part["first"]), int(part["second"])
        both = [day for day in (day_of(year, second, first), day_of(year, first, second)) if day]
        written = next((name[:3] for name in WEEKDAYS if re.search(rf"\b{name[:3]}", text, re.IGNORECASE)), "")
        fits = [day for day in both if WEEKDAYS[day.weekday()].startswith(written)] if written else []
        yield from fits or both
    else:
        name = part.get("month") or "1"
        day = day_of(year, int(name) if name.isdecimal() else month_of(name), int(part.get("day") or 1))
        if day:
            yield day


def _tried(make: Callable[[], date]) -> Iterator[date]:
    try:
        yield make()
    except (ValueError, OverflowError):
        return


def _moment(day: date, text: str) -> datetime | None:
    """The day at the time and in the zone that the text names; without them midnight, and UTC."""
    at = next(_times(text), time())
    offset, match = timedelta(0), _OFFSET.search(text)
    if match:
        away = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
        offset = -away if match["sign"] == "-" else away
    elif named := _NAMED_ZONE.search(text):
        offset = timedelta(hours=_ZONES[named[1].lower()])
    try:
        return datetime.combine(day, at, timezone(offset)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _times(text: str) -> Iterator[time]:
    for match in (*_DIGITS.finditer(text), *_TIME.finditer(text)):
        part = match.groupdict()
        hour = int(part["hour"] or part.get("hour_alone") or 0)
        half = (part.get("half") or part.get("half_alone") or "").lower()
        if half:
            hour = hour % 12 + (12 if half.startswith("p") else 0)
        minute, second = int(part["minute"] or 0), int(part["second"] or 0)
        if hour < 24 and minute < 60:
            yield time(hour, minute, min(second, 59))
