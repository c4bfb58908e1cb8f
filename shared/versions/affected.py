"""Who is affected by a change: the coming sessions of a café, and the people who have a place in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from shared.language.catalogue import say, say_many
from shared.registrations.rows import Registration
from shared.services import Services
from shared.sessions.rows import Session, SessionState
from shared.sessions.upcoming import MOVED_AT_MOST
from shared.versions.differences import Change

MOST = 1_000
"""We count no further. This is what one answer of storage holds."""

STAYING = frozenset({"rule", "start", "minutes", "holidays", "title"})
"""Fields of a series that a session takes over when it is planned. Later it keeps them."""


@dataclass(frozen=True)
class Coming:
    """The coming sessions of some cafés, and the people with a place in them. Somebody may have several places."""

    sessions: int = 0
    people: int = 0
    is_more: bool = False
    """Whether there are more people than we count."""

    def __add__(self, other: "Coming") -> "Coming":
        return Coming(self.sessions + other.sessions, self.people + other.people, self.is_more or other.is_more)


def coming(services: Services, series: str, now: datetime) -> Coming:
    """The coming sessions of a series. Costs two operations."""
    sessions = coming_sessions(services, series, now)
    if not sessions:
        return Coming()
    ids = {one.id for one in sessions}
    rows = services.tables.partitions(Registration, min(ids), max(ids) + "!")
    read = list(islice(rows, MOST))
    people = {row.person for row in read if row.session in ids and row.is_told}
    return Coming(len(sessions), len(people), len(read) == MOST)


def coming_sessions(services: Services, series: str, now: datetime) -> Sequence[Session]:
    """The sessions of a series that are still to come. Costs one operation."""
    since = (now - MOVED_AT_MOST - timedelta(days=1)).date().isoformat()
    states = (SessionState.PLANNED, SessionState.OPEN)
    rows = services.tables.partition(Session, series, start=f"{series}-{since}", end=f"{series}.")
    return [one for one in rows if one.state in states and one.start > now]


def affected(services: Services, changes: Iterable[Change], now: datetime) -> Mapping[str, Coming]:
    """The coming sessions of every series that one of the changes touches."""
    touched = dict.fromkeys(series for change in changes for series in change.touches)
    return {series: coming(services, series, now) for series in touched}


def affects_words(change: Change, by_series: Mapping[str, Coming]) -> str:
    """As in "Affects 2 sessions, 41 people". Empty if it touches no coming session."""
    total = sum((by_series[series] for series in change.touches), Coming())
    if not total.sessions:
        return ""
    sessions = say_many("{count} session", "{count} sessions", count=total.sessions)
    if change.place[0] == "series" and change.place[-1] in STAYING:
        return say_many(
            "{count} session is planned already and stays as it is.",
            "{count} sessions are planned already and stay as they are.",
            count=total.sessions,
        )
    if change.place[0] == "facilitators":
        return say("Affects {sessions}.", sessions=sessions)
    people = say_many("{count} person", "{count} people", count=total.people)
    if total.is_more:
        return say("Affects {sessions}, {people} or more.", sessions=sessions, people=people)
    return say("Affects {sessions}, {people}.", sessions=sessions, people=people)
