"""Rules of the horizon scan and its bulletin: when something changes, what is news, what comes first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.bulletin.rows import Item

NEWS = timedelta(days=42)
"""How long something published is news; what changes on a day to come is news until then."""

AHEAD = timedelta(days=300)
"""How far ahead a day without a year can lie; beyond, it is the one that has just passed."""

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
    """The day of the change that the text names, if it names one.

    Of the days named from the publication on the first with "from" before it, else the first. A day without
    a year needs a word before it that makes it a date ("on 1 April") and means the next one, within `AHEAD`.
    """
    found = sorted(_days(text, published), key=lambda one: one[:2])
    return found[0][2] if found else None


def issue_id(moment: datetime, zone: ZoneInfo) -> str:
    """The issue of the bulletin at this time: its ISO week in the zone, as in `2026-W50`."""
    year, week, _ = moment.astimezone(zone).isocalendar()
    return f"{year}-W{week:02}"


def is_news(item: Item, now: datetime) -> bool:
    """True as long as the item belongs into a bulletin: published lately, or changing something to come."""
    return item.published_at > now - NEWS or item.changes_on >= now.date().isoformat()


def in_order(items: Iterable[Item], audiences: Sequence[str]) -> list[Item]:
    """As the bulletin tells them: what changes first comes first, what has no day last; then by audience."""
    return sorted(items, key=lambda item: (not item.changes_on, item.changes_on, _rank(item, audiences), item.title))


def items_for(items: Iterable[Item], audiences: Iterable[str]) -> list[Item]:
    """Those of the items that are for one of these audiences."""
    wanted = set(audiences)
    return [item for item in items if wanted & set(item.audiences)]


def _rank(item: Item, audiences: Sequence[str]) -> int:
    return min((audiences.index(one) for one in item.audiences if one in audiences), default=len(audiences))


def _days(text: str, published: date) -> Iterator[tuple[bool, int, date]]:
    """Each day named that is not past: whether nothing says "from", where it stands, and the day."""
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
