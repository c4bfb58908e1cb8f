"""Provisional places: what waits until the owner of an address presses the button, and what becomes of it.

A provisional place may keep a seat. Where somebody waits for one, it must be confirmed within two days, and a day
before the session at the latest.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from shared.messages import AddressConfirmed
from shared.registrations.registering import join
from shared.registrations.rows import Registration, RegistrationState, Seating, Standing
from shared.registrations.seats import claim_seat, has_seat, take_back_seat
from shared.registrations.telling import announce_sign_up
from shared.services import Services
from shared.sessions.rows import Session, SessionState
from shared.sessions.upcoming import to_come, upcoming
from shared.storage.changing import change

KEPT = timedelta(days=2)
LAST = timedelta(days=1)
"""How long a provisional place keeps its seat if somebody waits, and how long before the start it ends."""


def pending_places(services: Services, person: str, now: datetime) -> Iterator[tuple[Session, Registration]]:
    """The provisional places of this person in coming sessions."""
    for session, place in _places(services, person, now):
        if place.state is RegistrationState.PROVISIONAL:
            yield session, place


def make_real(services: Services, confirmed: AddressConfirmed, now: datetime) -> list[Registration]:
    """Make the person's provisional places real, and tell them in one mail. Returns these places. Safe to repeat.

    The moment of the press is the moment of the sign-up: a place that is worked twice has the same confirmation.
    """
    at = datetime.fromisoformat(confirmed.at)
    for series in services.programme.series:
        key = (series.id, confirmed.person)
        standing = change(services.tables, Standing, key, lambda row: _no_longer_provisional(row, at))
        if standing and not standing.ended and standing.sign_up_at == at:
            for session in upcoming(services, series.id, now):
                join(services, session, standing, now)
    places = []
    for session, there in list(_places(services, confirmed.person, now)):
        place = _made_real(services, session, there, at)
        if place.is_told and (place.sign_up_at == at or place.told_in == ""):
            places.append(place)
    if places:
        announce_sign_up(services, places, at)
    return places


def release_unconfirmed(services: Services, now: datetime) -> int:
    """Give seats of provisional places that are too old to the people who wait. Returns how many."""
    released = 0
    for series in services.programme.series:
        for session in upcoming(services, series.id, now):
            if session.state is SessionState.OPEN:
                released += _release(services, session, now)
    return released


def _release(services: Services, session: Session, now: datetime) -> int:
    seats = services.tables.get(Seating, (session.id, "seats"))
    if seats is None or seats.free:
        return 0
    places = list(services.tables.partition(Registration, session.id))
    waiting = sum(place.state is RegistrationState.WAITING for place in places)
    late = now >= session.start - LAST
    old = [
        place
        for place in places
        if place.state is RegistrationState.PROVISIONAL
        and place.person in seats.seated
        and (late or place.changed_at + KEPT <= now)
    ]
    for place in sorted(old, key=lambda one: one.changed_at)[:waiting]:
        take_back_seat(services, session.id, place.person)
    return min(waiting, len(old))


def _places(services: Services, person: str, now: datetime) -> Iterator[tuple[Session, Registration]]:
    """The person's places in coming sessions, soonest first."""
    coming = [one for series in services.programme.series for one in to_come(services, series.id, now)]
    for session in sorted(coming, key=lambda one: (one.start, one.id)):
        if place := services.tables.get(Registration, (session.id, person)):
            yield session, place


def _made_real(services: Services, session: Session, place: Registration, at: datetime) -> Registration:
    """The place with a seat, or on the waiting list from the moment of the press."""
    if place.state is not RegistrationState.PROVISIONAL:
        return place
    seated = has_seat(services, place)
    state = RegistrationState.REGISTERED if seated else claim_seat(services, session, place.person, at)
    real = {"state": state, "changed_at": at, "sign_up_at": at, "sign_up_sequence": place.sequence, "told_in": None}
    return services.tables.replace(place.model_copy(update=real))


def _no_longer_provisional(row: Standing, at: datetime) -> Standing:
    return row.model_copy(update={"provisional": False, "sign_up_at": at}) if row.provisional else row
