"""Each series over time: its sessions of the last twelve months side by side, and the quarters that are over.

A session shows what its own digest told, and a quarter what every digest tells. So nothing new is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.figures.counting import Figures
from shared.figures.in_words import Table, beside_earlier, by_quarter
from shared.figures.printing import printed_figures
from shared.figures.quarters import quarters
from shared.figures.rows import Digest
from shared.language.dates import short_date
from shared.programme.model import Series
from shared.services import Services

YEAR = timedelta(days=366)

LOOK_BACK = timedelta(days=500)
"""How far back we look: four full quarters. So the rows that we read do not grow over the years."""


@dataclass(frozen=True)
class OverTime:
    """A series over time, as tables. Without tables there is nothing yet that may be shown."""

    series: Series
    sessions: Sequence[Table]
    quarters: Sequence[Table]


def over_time(services: Services, now: datetime) -> Iterator[OverTime]:
    """Every series of the programme. Each costs one operation."""
    rule, today = services.programme.small_numbers, now.astimezone(services.programme.zone).date()
    for series in services.programme.series:
        kept = _kept(services, series, today)
        printed = [
            (short_date(_day(one)), printed_figures(one, rule)) for one in kept[::-1] if _day(one) > today - YEAR
        ]
        yield OverTime(series, beside_earlier(printed, rule, least=1), by_quarter(quarters(kept, today, rule), rule))


def _kept(services: Services, series: Series, today: date) -> list[Figures]:
    """The figures of the series' digests, oldest first."""
    since = f"{series.id}-{today - LOOK_BACK:%Y-%m-%d}"
    rows = services.tables.partition(Digest, series.id, start=since)
    return [Figures.model_validate_json(row.figures) for row in rows]


def _day(figures: Figures) -> date:
    return date.fromisoformat(figures.session[-10:])
