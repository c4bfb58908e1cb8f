"""Listing: the sessions of one month. The cost of a month is the same after ten years."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.services import Services
from shared.sessions.rows import Session
from shared.sessions.schedule import FARTHEST


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year, by the programme's wall clock."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime, zone: ZoneInfo) -> "Month":
        """The month of this moment."""
        local = moment.astimezone(zone)
        return cls(local.year, local.month)

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """The month that is written so: `2026-12`. None if it is none, or too far away to count."""
        try:
            day = date.fromisoformat(f"{text}-01")
        except ValueError:
            return None
        return cls(day.year, day.month) if 2000 <= day.year < 2200 and len(text) == 7 else None

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def before(self) -> "Month":
        """The month before it."""
        day = self.first - timedelta(days=1)
        return Month(day.year, day.month)

    @property
    def after(self) -> "Month":
        """The month after it."""
        day = self.first + timedelta(days=32)
        return Month(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


def sessions_of_month(services: Services, series: Iterable[str], month: Month) -> list[Session]:
    """The sessions of these series that are held in the month, in order of time. Each series costs one operation.

    A session's id has the day for which it was planned. A move leads at most half a year away from it, so we read
    the ids of a year and keep what is held in the month.
    """
    found = (session for one in series for session in _near(services, one, month))
    held = [session for session in found if Month.of(session.start, services.programme.zone) == month]
    return sorted(held, key=lambda one: (one.start, one.id))


def _near(services: Services, series: str, month: Month) -> Iterator[Session]:
    first, last = month.first - FARTHEST, month.after.first + FARTHEST
    start, end = (f"{series}-{day.isoformat()}" for day in (first, last))
    yield from services.tables.partition(Session, series, start=start, end=end)
