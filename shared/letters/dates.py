"""Dates: several places of one person in one letter, and the calendar file that holds them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.graph.protocol import Attachment
from shared.letters.calendar.invitation import attachment, publish
from shared.letters.parts import (
    Place,
    booking,
    calendar_file,
    not_over,
    personal_link,
    place_of,
    registration_of,
    session_of,
    still_coming,
    takes_place,
)
from shared.mail.letter import Missed, Told
from shared.mail.rows import Delivery
from shared.registrations.rows import Registration, RegistrationState
from shared.registrations.telling import is_owed
from shared.services import Services
from shared.sessions.rows import Session, SessionState
from shared.sessions.upcoming import upcoming
from shared.sessions.words import SessionWords, session_words


@dataclass(frozen=True)
class Taken:
    """A person's place in a session, by its rows."""

    session: Session
    registration: Registration

    @property
    def waiting(self) -> bool:
        """Whether the person is on the waiting list."""
        return self.registration.state is RegistrationState.WAITING


@dataclass(frozen=True)
class DateWords:
    """The words for one of several dates."""

    session: SessionWords
    waiting: bool
    standing: bool
    place: Place
    personal_link: str


def taken_by(services: Services, delivery: Delivery) -> Taken:
    """The place that the letter is about. Raises `Missed` if its rows are not kept any more."""
    return Taken(session_of(services, delivery), registration_of(services, delivery))


def still_wanted(services: Services, delivery: Delivery, now: datetime) -> Taken:
    """The place that the letter is about. Raises `Missed` if it is given up, or if the session is off or over."""
    taken = taken_by(services, delivery)
    takes_place(taken.session)
    not_over(taken.session, now)
    still_coming(taken.registration)
    return taken


def each_wanted(delivery: Delivery, wanted: Callable[[Delivery], Taken]) -> list[Taken]:
    """Of every session of the letter (`about` and `also`), the place that is `wanted`.

    Raises `Missed` with the first session's reason if none is.
    """
    dates, reasons = list[Taken](), list[Missed]()
    for session_id in (delivery.about, *delivery.also):
        try:
            dates.append(wanted(delivery.model_copy(update={"about": session_id})))
        except Missed as missed:
            reasons.append(missed)
    if not dates:
        raise reasons[0]
    return dates


def date_words(services: Services, taken: Taken) -> DateWords:
    """The words for this place."""
    return DateWords(
        session=session_words(services.programme, taken.session),
        waiting=taken.waiting,
        standing=taken.registration.standing,
        place=place_of(services, taken.session, taken.registration),
        personal_link=personal_link(services, taken.registration),
    )


def calendar_files(services: Services, dates: Sequence[Taken], now: datetime) -> list[Attachment]:
    """One file for the person's calendar, with each date on which they have a seat. None if they only wait."""
    seats = [one for one in dates if not one.waiting]
    if len(seats) < 2:
        return [calendar_file(services, one.session, one.registration, "REQUEST", now) for one in seats]
    bookings = [booking(services, one.session, one.registration) for one in seats]
    return [attachment(publish(bookings, services.programme, now), "PUBLISH")]


def new_dates(services: Services, delivery: Delivery, about: Taken, now: datetime) -> list[Taken]:
    """The other dates that a standing registration took by itself, and of which this letter is the first to tell."""
    if not about.registration.standing:
        return []
    return list(_owed(services, delivery, about.session, now))


def told(dates: Sequence[Taken]) -> tuple[Told, ...]:
    """What a letter that tells of these dates claims, so that no other letter tells of them too."""
    return tuple(
        Told(one.session.id, one.registration.told_in) for one in dates if one.registration.told_in is not None
    )


def _owed(services: Services, delivery: Delivery, about: Session, now: datetime) -> Iterator[Taken]:
    for session in upcoming(services, about.series, now):
        if session.id == about.id or session.state is not SessionState.OPEN:
            continue
        place = services.tables.get(Registration, (session.id, delivery.person))
        if place and place.is_told and is_owed(services, place, delivery.id):
            yield Taken(session, place)
