"""Finding a person of some series, by their address or by a part of their name.

An address leads to a key. A name is looked for in the rolls of the coming and the lately past sessions, as they were
last made: somebody who signed up minutes ago is found by their address.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from shared.registrations.roll import rolls_of_series
from shared.registrations.rows import Registration, Standing
from shared.services import Services
from shared.sessions.rows import Session
from shared.sessions.upcoming import MOVED_AT_MOST
from shared.text.plain import folded

LEAST = 3
"""A part of a name has so many letters."""

SOON = 2
"""Somebody whom no roll knows yet is looked for in so many coming sessions of each series."""


@dataclass(frozen=True)
class Found:
    """A person of one series, by key."""

    person: str
    series: str
    name: str


def named(services: Services, part: str, series: Collection[str], now: datetime) -> list[Found]:
    """The people of these series whose name has this part, in order of name. Costs one operation for each series."""
    wanted = folded(part)
    found = {
        (entry.person, each): Found(entry.person, each, entry.name)
        for each in series
        for _, roll in rolls_of_series(services, each, now)
        for entry in roll.values()
        if wanted in folded(entry.name)
    }
    return sorted(found.values(), key=lambda one: (folded(one.name), one.person, one.series))


def series_with(
    services: Services, person: str, series: Collection[str], now: datetime, *, is_quick: bool = False
) -> list[str]:
    """Those of these series in which the person has or had a place, as far back as rolls go. Most often one.

    If no roll knows them, coming sessions are asked too, unless it must be quick.
    """
    known = [each for each in series if _is_known(services, person, each, now)]
    return known if known or is_quick else [each for each in series if _is_coming(services, person, each, now)]


def sessions_ahead(services: Services, series: str, now: datetime) -> list[Session]:
    """The sessions of a series that are not over, cancelled ones too, soonest first. Costs one operation."""
    start = f"{series}-{now - MOVED_AT_MOST:%Y-%m-%d}"
    found = [one for one in services.tables.partition(Session, series, start=start) if one.end > now]
    return sorted(found, key=lambda one: (one.start, one.id))


def letters(text: str) -> int:
    """How many letters and digits the text has."""
    return sum(map(str.isalnum, text))


def _is_known(services: Services, person: str, series: str, now: datetime) -> bool:
    if services.tables.get(Standing, (series, person)):
        return True
    return any(person in roll for _, roll in rolls_of_series(services, series, now))


def _is_coming(services: Services, person: str, series: str, now: datetime) -> bool:
    soon = sessions_ahead(services, series, now)[:SOON]
    return any(services.tables.get(Registration, (session.id, person)) for session in soon)
