"""Rules of the bulletin: what is news, what is past, and what comes first."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.bulletin.rows import Item

NEWS = timedelta(days=42)
"""An item without a day is news for this long after it was written. One with a day is news until that day is over."""


def week_of(moment: datetime, zone: ZoneInfo) -> str:
    """The id of the bulletin's issue at this time: the ISO week in the zone, such as `2026-W50`."""
    year, week, _ = moment.astimezone(zone).isocalendar()
    return f"{year}-W{week:02}"


def day_of_issue(moment: datetime, zone: ZoneInfo) -> str:
    """The id of a flash issue at this time: the ISO day in the zone, such as `2026-W50-3` for a Wednesday."""
    return f"{week_of(moment, zone)}-{moment.astimezone(zone).isoweekday()}"


def is_past(item: Item, today: date) -> bool:
    """True if the day of its change or deadline is over, or the day by which somebody had to look at it again."""
    return any(day != "" and day < today.isoformat() for day in (item.changes_on, item.review_by))


def may_be_told(item: Item, today: date) -> bool:
    """True if a mail may tell the item: its days are not past, and nobody took it out."""
    return not item.taken_out and not is_past(item, today)


def is_news(item: Item, now: datetime, zone: ZoneInfo) -> bool:
    """True if the item belongs in a bulletin: its day is to come, or it has none and is recent."""
    if not may_be_told(item, now.astimezone(zone).date()):
        return False
    if item.changes_on or item.again:
        return True
    return max(item.published_at, item.written_at or item.published_at) > now - NEWS


def in_order(items: Iterable[Item], audiences: Sequence[str]) -> list[Item]:
    """The items in the bulletin's order: the earliest change first, items without a day last; then by audience."""
    return sorted(items, key=lambda item: (not item.changes_on, item.changes_on, _rank(item, audiences), item.title))


def items_for(items: Iterable[Item], audiences: Iterable[str]) -> list[Item]:
    """The items that are for one of these audiences."""
    wanted = set(audiences)
    return [item for item in items if wanted & set(item.audiences)]


def _rank(item: Item, audiences: Sequence[str]) -> int:
    return min((audiences.index(one) for one in item.audiences if one in audiences), default=len(audiences))
