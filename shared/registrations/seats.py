"""Seats: who has one, who waits, and who moves up when somebody gives one back."""

from collections.abc import Callable
from datetime import datetime

from shared.messages import RegistrationMade
from shared.programme.model import Programme
from shared.programme.values import MOST_SEATS
from shared.registrations import seating
from shared.registrations.rows import Registration, RegistrationState, Seating, Waiting
from shared.services import Services
from shared.sessions.rows import Session, SessionState
from shared.sessions.upcoming import to_come
from shared.storage.changing import change, repeat_if_changed
from shared.storage.tables import RowChanged


def give_back_seat(services: Services, session_id: str, person: str) -> None:
    """Release the seat of a person who cancelled and has not come back. The next person is registered and told."""
    place = services.tables.get(Registration, (session_id, person))
    if place is None or services.tables.get(Seating, (session_id, "seats")) is None:
        return
    if place.state is RegistrationState.CANCELLED:
        for asking in services.tables.partition(Waiting, session_id, start=f"{person}.", end=f"{person}/"):
            if asking.since <= place.changed_at:
                services.tables.delete(asking)
        change_seating(services, session_id, lambda seats: seating.release(seats, person))
        if back := services.tables.get(Registration, (session_id, person)):
            keep_seat(services, back)  # this matters only if they came back at this moment
    _fill_seats(services, session_id, lambda _: False)


def take_back_seat(services: Services, session_id: str, person: str) -> None:
    """Give the seat of a provisional place to the next person, who is told. The place stays, without a seat."""
    change_seating(services, session_id, lambda seats: seating.release(seats, person))
    _fill_seats(services, session_id, lambda _: False)


def set_capacities(services: Services, now: datetime) -> None:
    """Give every future session as many seats as a person gave it, or else as the programme file says now."""
    for series in services.programme.series:
        for session in to_come(services, series.id, now):
            if session.state is not SessionState.PLANNED:
                fit_seats(services, session)


def capacity_of(programme: Programme, session: Session) -> int | None:
    """How many seats the session has: its own number, or else its series'. None: as many as people want."""
    return session.capacity or programme.series_of(session.series).capacity


def fit_seats(services: Services, session: Session) -> None:
    """Give the session as many seats as it should have. If it counted none until now, the people there have one."""
    if session.capacity and services.programme.series_of(session.series).capacity is None:
        _seat_who_is_there(services, session.id, session.capacity)
    set_capacity(services, session.id, capacity_of(services.programme, session) or MOST_SEATS)


def _seat_who_is_there(services: Services, session_id: str, capacity: int) -> None:
    """Give a seat to each person who was registered before the session counted its seats."""
    services.tables.insert(Seating(session=session_id, capacity=capacity))
    places = services.tables.partition(Registration, session_id)
    there = [place.person for place in places if place.state is RegistrationState.REGISTERED]
    change_seating(services, session_id, lambda seats: seating.with_people(seats, there))


def set_capacity(services: Services, session_id: str, capacity: int) -> None:
    """Give the session this number of seats. People who wait get the free ones. Nobody loses a seat."""
    seats = services.tables.get(Seating, (session_id, "seats"))
    if seats and (seats.free or seats.capacity != capacity):
        change_seating(services, session_id, lambda seats: seats.model_copy(update={"capacity": capacity}))
        _fill_seats(services, session_id, lambda _: False)


def tell_who_was_seated(services: Services, session_id: str) -> None:
    """Tell people of the seat that a try gave them which then died."""
    if services.tables.get(Seating, (session_id, "seats")):
        _fill_seats(services, session_id, lambda _: False)


def change_seating(services: Services, session_id: str, how: Callable[[Seating], Seating]) -> Seating:
    """Change who has a seat. Raises `RowChanged`."""
    seats = change(services.tables, Seating, (session_id, "seats"), how)
    if seats is None:
        raise RowChanged(Seating.TABLE)
    return seats


def has_seat(services: Services, place: Registration) -> bool:
    row = services.tables.get(Seating, (place.session, "seats"))
    return row is not None and place.person in row.seated


def claim_seat(services: Services, session: Session, person: str, asked_at: datetime) -> RegistrationState:
    capacity = capacity_of(services.programme, session)
    if capacity is None:
        return RegistrationState.REGISTERED
    services.tables.insert(Seating(session=session.id, capacity=capacity))
    return _ask_for_seat(services, session.id, person, asked_at)


def _ask_for_seat(services: Services, session_id: str, person: str, asked_at: datetime) -> RegistrationState:
    """Give a seat if one is free and nobody asked earlier, else a place on the waiting list. It is safe to repeat."""
    is_first = services.tables.insert(Waiting(session=session_id, person=person, since=asked_at))
    seats = _fill_seats(
        services, session_id, lambda seats: is_first and not seats.free and person not in seats.seated
    )  # a repeat, such as after a crash, fills all seats: people seated before it may not know
    return RegistrationState.REGISTERED if person in seats.seated else RegistrationState.WAITING


def _fill_seats(services: Services, session_id: str, is_enough: Callable[[Seating], bool]) -> Seating:
    """Give the free seats to those who asked first. Tell people who may not know of their seat. Raises `RowChanged`.

    One change seats everybody who waits. So when many ask at once, most find that another request has seated them.
    """
    seats, seated = repeat_if_changed(lambda: _filled(services, session_id, is_enough))
    for asking in seated:
        move_up(services, session_id, asking.person)
        services.tables.delete(asking)
    return seats


def _filled(services: Services, session_id: str, is_enough: Callable[[Seating], bool]) -> tuple[Seating, list[Waiting]]:
    """The seats after filling them, and the requests of people who now have one."""
    seats = services.tables.get(Seating, (session_id, "seats"))
    if seats is None:
        raise RowChanged(Seating.TABLE)
    if is_enough(seats):
        return seats, []
    waiting = list(services.tables.partition(Waiting, session_id))
    filled = seating.seat(seats, waiting)
    filled = filled if filled == seats else services.tables.replace(filled)
    return filled, [asking for asking in waiting if asking.person in filled.seated]


def keep_seat(services: Services, place: Registration) -> Registration:
    """If the person came back while we released their old seat, ask for a new one. They wait if none is free."""
    seats = services.tables.get(Seating, (place.session, "seats"))
    if seats is None or place.state is not RegistrationState.REGISTERED or place.person in seats.seated:
        return place
    state = _ask_for_seat(services, place.session, place.person, place.changed_at)
    if state is RegistrationState.REGISTERED:
        return place
    return services.tables.replace(place.model_copy(update={"state": state, "sequence": place.sequence + 1}))


def move_up(services: Services, session_id: str, person: str) -> None:
    """Tell a person of their seat. If their place is not written yet, `registering` finds the seat later.

    If their sign-up got the seat at once, its own confirmation tells of it.
    """
    place = change(services.tables, Registration, (session_id, person), _seated)
    if place and place.is_told and place.sequence != place.sign_up_sequence:
        services.queues.send(RegistrationMade(session=session_id, person=person, sequence=place.sequence))


def _seated(place: Registration) -> Registration:
    if place.state is not RegistrationState.WAITING:
        return place
    return place.model_copy(update={"state": RegistrationState.REGISTERED, "sequence": place.sequence + 1})
