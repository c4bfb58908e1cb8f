"""Days: the day on which something changes, as a text names it. The day comes before the month, as in Britain."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shared.feeds.dates import MONTH, WEEKDAYS, day_of, month_of

AHEAD = timedelta(days=300)
"""A day without a year lies at most this far ahead. If it would be further, it is the day that has just passed."""

LOOKED_AT = 2_000
"""How many characters of a text we search."""

_START = (
    r"from|since|effective|with effect|starting|starts?|begins?|beginning|commencing|commences?|opens?|opening|live"
    r"|as of|in force|takes? effect|comes? into force|week commencing|week beginning|w/c|w/b"
)
_END = (
    r"by|until|till|before|no later than|not later than|closing date|closes?|closing|deadline|ends?|ending|due|expires?"
    r"|last day|w/e|week ending|up to"
)
_AT = r"on|between|midnight|noon|midday|\d{1,2}(?:[.:]\d\d)?\s?(?:am|pm)|\d\d:\d\d"
_JOIN = r"(?:\s*[:,(])?\s*(?:(?:is|are|was|will be|dates?|of|the|both)\b\s*){0,2}"
_PAST = r"(?:met|held|published|dated|launched|issued|updated|announced|reported|died|happened|took place|posted|since)"
_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(WEEKDAYS)}|mon|tues?|wed|thur?s?|fri|sat|sun)\b\.?,?\s+)?"
_WEEKDAY_AGAIN = rf"(?:(?:{'|'.join(WEEKDAYS)}|mon|tues?|wed|thur?s?|fri|sat|sun)\b\.?,?\s+)?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_TO = r"\s*(?:-|–|—|to|and|&|until|till|or|/)\s*"
_YEAR = r"(?:,?[\s\-.]*(?P<year>20\d\d|'\d\d)(?!\d))?"
_LEAD = rf"(?<!\w)(?:(?P<past>{_PAST})\s+)?(?P<lead>(?:(?:{_START}|{_END}|{_AT})\b{_JOIN}){{0,3}}){_WEEKDAY}(?:the\s+)?"
_FORMS = tuple(
    _LEAD + form
    for form in (
        rf"(?P<day>{_DAY})[\s\-]*(?:of\s+)?(?P<first_month>{MONTH})\b\.?(?:,?\s+(?P<first_year>20\d\d))?{_TO}{_WEEKDAY_AGAIN}(?:the\s+)?"
        rf"(?P<last>{_DAY})[\s\-]*(?:of\s+)?(?P<month>{MONTH})\b\.?{_YEAR}",
        rf"(?P<day>{_DAY}){_TO}{_WEEKDAY_AGAIN}(?:the\s+)?(?P<last>{_DAY})\s+(?:of\s+)?(?P<month>{MONTH})\b\.?{_YEAR}",
        rf"(?P<month>{MONTH})\b\.?\s+(?P<day>{_DAY}){_TO}(?P<last>{_DAY})\b{_YEAR}",
        rf"(?P<day>{_DAY})[\s\-]*(?:of\s+)?(?P<month>{MONTH})\b\.?{_YEAR}",
        rf"(?P<month>{MONTH})\b\.?\s+(?P<day>{_DAY})\b(?![:.]\d){_YEAR}",
        r"(?P<day>\d{1,2})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<year>20\d\d)(?!\d)",
        r"(?P<day>\d{1,2})(?P<mark>[/.])(?P<month>\d{1,2})(?P=mark)(?P<year>\d\d)(?![\d/.]\d|\d)",
        r"(?P<year>20\d\d)[-/](?P<month>\d\d)[-/](?P<day>\d\d)(?!\d)",
        r"(?:the\s+)?(?P<part>end|start|beginning|middle|mid)(?:[\s-]+of)?"
        rf"[\s-]+(?P<month>{MONTH}|the (?:month|year))\b{_YEAR}",
        rf"(?:early\s+)?(?P<month>{MONTH})\b\.?\s+(?P<year>20\d\d)(?!\d)",
    )
)
_DEADLINE_AFTER = re.compile(
    r"[\s,(:–-]*(?:is\s+|was\s+)?(?:the\s+|a\s+)?(?:final\s+)?(?:deadline|closing date)", re.IGNORECASE
)
_STARTS = re.compile(rf"(?:{_START})\b")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)$", re.IGNORECASE)


@dataclass(frozen=True)
class _Named:
    """A day that a text names: where, how, and the last day if it is a range."""

    at: int
    is_start: bool
    first: date
    last: date

    def coming(self, published: date) -> date:
        """The first day, or the last one if the first is past."""
        return self.first if self.first >= published else self.last


def changes_on(text: str, published: date, *, is_dated: bool = True) -> date | None:
    """The day of the change that the text names, or None.

    Days before the publication do not count. The first day with "from" before it wins, or else the first day. Of a
    range it is the first day, or the last if the first is past. A day without a year needs something that makes it a
    date ("on 1 April", "1st", "Thursday"). It means the next such day, within `AHEAD`, and none at all if nobody
    knows when the text was published.
    """
    named = [one for one in _named(text[:LOOKED_AT], published, is_dated=is_dated) if one.last >= published]
    named.sort(key=lambda one: (not one.is_start, one.at))
    return named[0].coming(published) if named else None


def _named(text: str, published: date, *, is_dated: bool) -> Iterator[_Named]:
    taken: list[tuple[int, int]] = []
    for form in _FORMS:
        for match in re.finditer(form, text, re.IGNORECASE):  # compiled for the first text: that takes long
            start, end = match.span()
            if text[end : end + 1].isalnum() or any(start < there and here < end for here, there in taken):
                continue
            if not _is_a_date(match, text) or not (is_dated or _year(match)):
                continue
            days = _first_and_last(match, published)
            if days:
                taken.append((start, end))
                yield _Named(start, _is_start(match), *days)


def _part(match: re.Match[str], name: str) -> str:
    return (match.groupdict().get(name) or "").lower()


def _year(match: re.Match[str]) -> int:
    """The year, or 0 if there is none."""
    digits = _part(match, "year").strip("'")
    return int(digits) + (2000 if len(digits) == 2 else 0) if digits else 0


def _is_start(match: re.Match[str]) -> bool:
    return _STARTS.match(_part(match, "lead")) is not None


def _is_a_date(match: re.Match[str], text: str) -> bool:
    """Whether this is a date of something to come, and not a number before a word or news of the past."""
    if _part(match, "past") and not _year(match):
        return False
    lead, day = _part(match, "lead"), _part(match, "day")
    if not day and not _part(match, "part"):  # a month alone
        return bool(lead) and _is_start(match)
    has_sign = lead or _part(match, "weekday") or _part(match, "last") or _part(match, "part") or _ORDINAL.search(day)
    if len(_part(match, "year")) == 2:
        return bool(lead)
    return bool(_year(match) or has_sign or _DEADLINE_AFTER.match(text, match.end()))


def _first_and_last(match: re.Match[str], published: date) -> tuple[date, date] | None:
    """The first and the last day. Without a year it is the year in which they are to come, if that is not far."""
    year = _year(match)
    if year:
        return _in_year(match, year, published)
    weekday = _part(match, "weekday")[:3]
    found = [days for one in (-1, 0, 1) if (days := _in_year(match, published.year + one, published))]
    if weekday and (fits := [days for days in found if WEEKDAYS[days[0].weekday()].startswith(weekday)]):
        return min(fits, key=lambda days: abs(days[0] - published))
    return next((days for days in found if published <= days[1] and days[0] <= published + AHEAD), None)


def _in_year(match: re.Match[str], year: int, published: date) -> tuple[date, date] | None:
    """The first and the last day if the last one is in this year."""
    name = _part(match, "month")
    if name.startswith("the "):
        name = f"{published.month}" if name.endswith("month") else "12"
    month = int(name) if name.isdecimal() else month_of(name)
    if _part(match, "part"):
        day = _of_month(_part(match, "part"), year, month)
        return day, day
    days = [int(re.sub(r"\D", "", _part(match, part)) or 1) for part in ("day", "last")]
    if not _part(match, "last"):
        one = day_of(year, month, days[0]) or (day_of(year, days[0], month) if _part(match, "mark") else None)
        return (one, one) if one else None
    last = day_of(year, month, days[1])
    from_month = month_of(first) if (first := _part(match, "first_month")) else month
    from_year = int(_part(match, "first_year") or (year - 1 if from_month > month else year))
    start = day_of(from_year, from_month, days[0])
    return (start, last) if start and last and start <= last else None


def _of_month(part: str, year: int, month: int) -> date:
    if part == "end":
        return date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, 15 if part.startswith("mid") else 1)
