"""A person in one series: who they are, their dates, and what they agreed to, in a few point reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.errors import NotThere
from shared.language.catalogue import say
from shared.registrations.editing import Date
from shared.registrations.finding import SOON, sessions_ahead
from shared.registrations.roll import rolls_of_series
from shared.registrations.rows import KnownAddress, Registration, Standing
from shared.registrations.sign_up import SignUp
from shared.services import Services
from shared.sessions.rows import Session, session_key

DATES = 4
"""Dates on one page of a person."""

BACK = timedelta(days=730)
"""How far before a date we look for earlier ones."""


@dataclass(frozen=True)
class PersonIn:
    """A person in one series."""

    person: str
    series: str
    details: SignUp
    """Their answers, as they gave them last on the dates that were read."""
    standing: Standing | None
    """Their standing registration, even if it has ended."""
    dates: Sequence[Date]
    """The dates on this page of the series on which they have or had a place."""
    earlier: str
    """The id of the session before which earlier dates begin; empty if there are none."""
    known: KnownAddress | None

    @property
    def is_at_hand(self) -> bool:
        """Whether one of these dates or the standing registration says who they are, and not an older place."""
        return bool(self.dates) or self.standing is not None


def person_in(services: Services, series: str, person: str, now: datetime, before: str = "") -> PersonIn:
    """The person with their coming dates, or with those before a session. Raises `NotThere` if the series knows none.

    Costs at most nine operations.
    """
    page = _before(services, series, before) if before else sessions_ahead(services, series, now)[:DATES]
    standing = services.tables.get(Standing, (series, person))
    places = [Date(session, services.tables.get(Registration, (session.id, person))) for session in page]
    dates = [date for date in places if date.place]
    details = _newest(dates, standing) or _of_last_place(services, series, person, now)
    if details is None:
        raise NotThere(say("Nobody with this key comes to a session of this café."))
    last_shown = min((date.session.id for date in places), default=f"{series}-{now:%Y-%m-%d}")
    earlier = last_shown if not before or len(page) == DATES else ""
    known = services.tables.get(KnownAddress, (person, KnownAddress.PLACE))
    return PersonIn(person, series, details, standing, dates, earlier, known)


def details_in(services: Services, series: Sequence[str], person: str, now: datetime) -> tuple[str, SignUp]:
    """The first of these series that knows the person, and what they told us there. Raises `NotThere`.

    Costs at most six operations a series.
    """
    for each in series:
        standing = services.tables.get(Standing, (each, person))
        if standing:
            return each, standing.details
        for session in sessions_ahead(services, each, now)[:SOON]:
            if place := services.tables.get(Registration, (session.id, person)):
                return each, place.details
        if details := _of_last_place(services, each, person, now):
            return each, details
    raise NotThere(say("Nobody with this key comes to a session of your cafés."))


def _before(services: Services, series: str, before: str) -> list[Session]:
    """The last sessions before this one, the latest first."""
    series_id, _ = session_key(before)
    if series_id != series:
        return []
    start = f"{series}-{_so_far_back(before[-10:])}"
    found = list(services.tables.partition(Session, series, start=start, end=before))
    return sorted(found, key=lambda one: one.id, reverse=True)[:DATES]


def _so_far_back(day: str) -> str:
    """The first day that is looked at. What is no day, or one at the beginning of time, is its own first day."""
    try:
        return f"{datetime.fromisoformat(day) - BACK:%Y-%m-%d}"
    except (ValueError, OverflowError):
        return day


def _newest(dates: Sequence[Date], standing: Standing | None) -> SignUp | None:
    def told() -> Iterator[tuple[datetime, SignUp]]:
        yield from ((date.place.changed_at, date.place.details) for date in dates if date.place)
        if standing:
            yield standing.since, standing.details

    return max(told(), key=lambda one: one[0], default=(None, None))[1]


def _of_last_place(services: Services, series: str, person: str, now: datetime) -> SignUp | None:
    """What they told us for the last of the dates that rolls know."""
    sessions = [session for session, roll in rolls_of_series(services, series, now) if person in roll]
    place = services.tables.get(Registration, (max(sessions), person)) if sessions else None
    return place.details if place else None
