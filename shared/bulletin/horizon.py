"""Rules of the horizon scan and the bulletin: when something changes, what is news, and what comes first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.bulletin.rows import Item

NEWS = timedelta(days=42)
"""An item is news for this long after it is published. A change in the future is news until its day."""

AHEAD = timedelta(days=300)
"""A day without a year lies at most this far ahead. If it would be further, it is the day that has just passed."""

_MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905 - twelve words
)
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS) + "|sept"
_LEAD = r"(?:(?P<lead>from|effective|starting|starts|begins|on|by|until|before)\s+)?(?:(?:on|from)\s+)?"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:the\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES = tuple(
    re.compile(rf"\b{_LEAD}{_WEEKDAY}{form}\b", re.IGNORECASE)
    for form in (
        rf"{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH})\.?(?:,?\s+(?P<year>20\d\d))?",
        rf"(?P<month>{_MONTH})\.?\s+{_DAY}(?:,?\s+(?P<year>20\d\d))?(?!\d)",
        r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>20\d\d)",
        r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)",
    )
)


def changes_on(text: str, published: date) -> date | None:
    """The day of the change that the text names, or None.

    Days before the publication do not count. The first day with "from" before it wins, or else the first day. A
    day without a year needs a word before it that makes it a date ("on 1 April"). It means the next such day,
    within `AHEAD`.
    """
    found = sorted(_days(text, published), key=lambda one: one[:2])
    return found[0][2] if found else None


def week_of(moment: datetime, zone: ZoneInfo) -> str:
    """The id of the bulletin's issue at this time: the ISO week in the zone, such as `2026-W50`."""
    year, week, _ = moment.astimezone(zone).isocalendar()
    return f"{year}-W{week:02}"


def is_news(item: Item, now: datetime) -> bool:
    """True if the item belongs in a bulletin: it is recent, or its change is still to come."""
    return item.published_at > now - NEWS or item.changes_on >= now.date().isoformat()


def in_order(items: Iterable[Item], audiences: Sequence[str]) -> list[Item]:
    """The items in the bulletin's order: the earliest change first, items without a day last; then by audience."""
    return sorted(items, key=lambda item: (not item.changes_on, item.changes_on, _rank(item, audiences), item.title))


def items_for(items: Iterable[Item], audiences: Iterable[str]) -> list[Item]:
    """The items that are for one of these audiences."""
    wanted = set(audiences)
    return [item for item in items if wanted & set(item.audiences)]


def _rank(item: Item, audiences: Sequence[str]) -> int:
    return min((audiences.index(one) for one in item.audiences if one in audiences), default=len(audiences))


def _days(text: str, published: date) -> Iterator[tuple[bool, int, date]]:
    """Each day in the text that is not past: whether there is no "from" before it, its position, and the day."""
    for form in _DATES:
        for match in form.finditer(text):
            lead = (match["lead"] or "").lower()
            day = _day(match, published) if match["year"] or lead else None
            if day and day >= published:
                yield lead in ("", "on", "by", "until", "before"), match.start(), day


def _day(match: re.Match[str], published: date) -> date | None:
    month = int(match["month"]) if match["month"].isdigit() else _month(match["month"])
    if match["year"]:
        return _date(int(match["year"]), month, int(match["day"]))
    days = (_date(year, month, int(match["day"])) for year in (published.year, published.year + 1))
    return next((day for day in days if day and published <= day <= published + AHEAD), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # no such day in this year
        return None


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))
