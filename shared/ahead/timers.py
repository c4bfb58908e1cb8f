"""When the timers come that start something on a day of their own. A test compares this with the triggers."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

DAY = timedelta(days=1)

PLANS_AT = time(4, tzinfo=UTC)
"""Each day."""

DRAFTS_AT = time(6, tzinfo=UTC)
"""On Mondays."""

DRAFTS_UNTIL = time(11, tzinfo=UTC)
"""It comes each hour until then, in case one run fails."""

FORGETS_AT = time(3, tzinfo=UTC)
"""Each day."""


def each_day(at: time, now: datetime, until: datetime) -> Iterator[datetime]:
    """The moments at which a daily timer comes, from `now` on and before `until`."""
    moment = datetime.combine(now.astimezone(UTC).date(), at)
    while moment < until:
        if moment >= now:
            yield moment
        moment += DAY


def mondays(now: datetime, until: datetime) -> Iterator[datetime]:
    """The Mondays whose drafting is not over at `now`, at the time of the first run, before `until`."""
    for day in range((until - now).days + 2):
        moment = datetime.combine((now.astimezone(UTC) + day * DAY).date(), DRAFTS_AT)
        if moment.weekday() == 0 and now <= over_on(moment) and moment < until:
            yield moment


def over_on(monday: datetime) -> datetime:
    """When the last run of this Monday comes."""
    return datetime.combine(monday.date(), DRAFTS_UNTIL)
