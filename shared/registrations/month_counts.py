"""How many people have a place in each of a month's sessions, at a cost that does not grow with the people.

The next few sessions are counted as they are at this moment. The others are counted by their copies in the roll, which
are made anew each night: of those, a page that lists many may be a little late.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.registrations.roll import Counts, counted, counts_of, unpacked
from shared.registrations.rows import Roll
from shared.services import Services
from shared.sessions.rows import Session

FRESH = 3
"""So many coming sessions are counted as they are now. Each costs two operations."""


def counts_of_sessions(services: Services, sessions: Sequence[Session], now: datetime) -> Mapping[str, Counts]:
    """The counts of these sessions, by id."""
    fresh = [one.id for one in sessions if one.is_to_come and one.end > now][:FRESH]
    rest = [one for one in sessions if one.id not in fresh]
    return {one: counts_of(services, one) for one in fresh} | _by_copies(services, rest)


def _by_copies(services: Services, sessions: Sequence[Session]) -> dict[str, Counts]:
    """By the copies, one operation for each series."""
    found: dict[str, Counts] = {}
    for series in sorted({one.series for one in sessions}):
        ids = sorted(one.id for one in sessions if one.series == series)
        copies = services.tables.partition(Roll, series, start=ids[0], end=f"{ids[-1]}.")
        found |= {copy.session: counted([entry for _, entry in unpacked(copy)]) for copy in copies}
    return found
