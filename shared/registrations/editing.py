"""Editing: a person changes their dates and their answers on their own page, for one date or for all of them.

Each part is safe to repeat: the same form again changes nothing more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.registrations.places import Place
from shared.registrations.registering import cancel, register
from shared.registrations.rows import Registration, RegistrationState, Standing
from shared.registrations.sign_up import SignUp
from shared.registrations.telling import announce_sign_up
from shared.services import Services
from shared.sessions.rows import Session
from shared.sessions.upcoming import upcoming
from shared.storage.changing import change

LATELY = timedelta(hours=1)
"""After a try that broke off, people press the button again within this time. Then its mail goes too."""


@dataclass(frozen=True)
class Edit:
    """What a person wants: their answers, the dates on which they come, and whether the answers count for all."""

    details: SignUp
    dates: Collection[str]
    """The ids of the sessions to which they want to come."""
    for_all: bool = True
    """If not, the answers count for this place's session alone."""


@dataclass(frozen=True)
class Date:
    """A date of the series, and the person's place on it. None if they have none."""

    session: Session
    place: Registration | None

    @property
    def is_theirs(self) -> bool:
        """Whether the person has a seat or waits for one."""
        return self.place is not None and self.place.state is not RegistrationState.CANCELLED


def dates_of(services: Services, series: str, person: str, now: datetime) -> list[Date]:
    """The coming dates of the series, and the person's place on each."""
    coming = upcoming(services, series, now)
    return [Date(session, services.tables.get(Registration, (session.id, person))) for session in coming]


def edit_places(services: Services, place: Place, edit: Edit, now: datetime) -> None:
    """Let the person come to the chosen dates and no others, with these answers."""
    series, person = place.session.series, place.registration.person
    standing = _standing(services, series, person, edit)
    for date in dates_of(services, series, person, now):
        if date.is_theirs and date.session.id not in edit.dates:
            cancel(services, date.session.id, person, now)
        elif date.session.id in edit.dates:
            counts = edit.for_all or date.session.id == place.session.id or not date.is_theirs
            if counts and not _is_as_wanted(date, edit.details):
                stands = standing if date.place is None or not date.is_theirs else date.place.standing
                register(services, date.session, edit.details, person, now, standing=stands)

    tell_lately(services, dates_of(services, series, person, now), now)


def tell_lately(services: Services, dates: Sequence[Date], now: datetime) -> None:
    """Have one mail sent about the dates that changed. What an earlier try changed is told in its own mail, once."""
    recent: dict[datetime, list[Registration]] = {}
    for place in (one.place for one in dates if one.is_theirs):
        if place and place.sign_up_at and place.sign_up_at > now - LATELY:
            recent.setdefault(place.sign_up_at, []).append(place)
    for asked_at, places in recent.items():
        announce_sign_up(services, places, asked_at)


def _is_as_wanted(date: Date, details: SignUp) -> bool:
    return date.place is not None and date.is_theirs and _answers(date.place.details) == _answers(details)


def _standing(services: Services, series: str, person: str, edit: Edit) -> bool:
    """Whether the person comes to every session. Their later places get the new answers, if these count for all."""

    def how(row: Standing) -> Standing:
        return row.model_copy(update={"details": edit.details}) if edit.for_all and not row.ended else row

    row = change(services.tables, Standing, (series, person), how)
    return row is not None and not row.ended


def _answers(details: SignUp) -> SignUp:
    """The answers without the notes about how they came."""
    return details.model_copy(update={"blank": (), "unused": ()})
