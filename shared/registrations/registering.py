"""Registering and cancelling: the scripts that the Form, the page and standing registrations share.

Each is safe to repeat. A seat is claimed before the registration is written and given back after it is
cancelled, so that a crash between the two leaves nobody without the seat they were promised.
docs/decisions/0005-seats-in-one-row.md says how seats and waiting list stay right among many at once.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from shared.messages import RegistrationCancelled, RegistrationMade
from shared.registrations import seating
from shared.registrations.sign_up import SignUp
from shared.rows import (
    OpenSession,
    Registration,
    RegistrationState,
    Seating,
    Session,
    SessionState,
    Standing,
    Waiting,
    session_key,
)
from shared.services import Services
from shared.storage.changing import pause
from shared.storage.tables import RowChanged

ATTEMPTS = 20
"""How often a change is tried anew when others change the same row; then the queue tries again."""

SHOULD_IT_DIE = timedelta(minutes=1)
"""When a cancelling is told on though the process died after the row was changed: no queue would try again."""


def register(
    services: Services, session: Session, details: SignUp, person: str, asked_at: datetime, *, standing: bool = False
) -> None:
    """Give the person a seat in the session or a place on its waiting list, and say so.

    Who is there already gets the newer details; who cancelled before `asked_at` comes back.
    """
    there = services.tables.get(Registration, (session.id, person))
    if there is None:
        there = _take_place(services, session, details, person, asked_at, standing=standing)
    elif asked_at > there.changed_at:
        there = _change_place(services, session, there, details, asked_at, standing=standing)
    _say(services, there)


def join(services: Services, session: Session, standing: Standing) -> None:
    """Let a standing registration join a session; who was there already, and left that one date, is not put back.

    It counts as asked for when they said "every session": joined again after a crash, it is the same asking.
    """
    there = services.tables.get(Registration, (session.id, standing.person))
    if there is None:
        there = _take_place(services, session, standing.details, standing.person, standing.since, standing=True)
    _say(services, there)


def cancel(services: Services, session_id: str, person: str, now: datetime) -> Registration | None:
    """The person no longer comes. None if they were never registered."""
    there = services.tables.get(Registration, (session_id, person))
    if there is None:
        return None
    is_new = there.state is not RegistrationState.CANCELLED
    gone = _cancelled(there, now) if is_new else there
    told = RegistrationCancelled(session=session_id, person=person, sequence=gone.sequence)
    if is_new:
        services.queues.send(told, delay=SHOULD_IT_DIE)
        gone = services.tables.replace(gone)
    services.queues.send(told)
    return gone


def withdraw(services: Services, session_id: str, person: str, now: datetime) -> None:
    """The person is to be forgotten: the seat is passed on, and nothing is said to them."""
    there = services.tables.get(Registration, (session_id, person))
    if there and there.state is not RegistrationState.CANCELLED:
        services.tables.replace(_cancelled(there, now))
    give_back_seat(services, session_id, person)


def end_standing(services: Services, series_id: str, person: str, now: datetime) -> None:
    """The person no longer comes to every session: the standing registration ends, and its places are cancelled."""
    there = services.tables.get(Standing, (series_id, person))
    if there and not there.ended:
        services.tables.replace(there.model_copy(update={"ended": True, "ended_at": now}))
    for session in upcoming(services, series_id, now):
        place = services.tables.get(Registration, (session.id, person))
        if place and place.standing:
            cancel(services, session.id, person, now)


def give_back_seat(services: Services, session_id: str, person: str) -> None:
    """Release the seat of somebody who cancelled (and has not come back); whoever moves up is registered and told."""
    place = services.tables.get(Registration, (session_id, person))
    if place is None or services.tables.get(Seating, (session_id, "seats")) is None:
        return
    if place.state is RegistrationState.CANCELLED:
        for asking in services.tables.partition(Waiting, session_id, start=f"{person}.", end=f"{person}/"):
            if asking.since <= place.changed_at:
                services.tables.delete(asking)
        change_seating(services, session_id, lambda seats: seating.release(seats, person))
        if back := services.tables.get(Registration, (session_id, person)):
            _keep_seat(services, back)  # unless they came back at this very moment, it changes nothing
    _fill_seats(services, session_id, lambda _: False)


def fit_seats(services: Services, session_id: str, capacity: int) -> None:
    """The programme file gives the session so many seats by now: who waits gets what is free, and nobody loses one."""
    seats = services.tables.get(Seating, (session_id, "seats"))
    if seats and (seats.free or seats.capacity != capacity):
        change_seating(services, session_id, lambda seats: seats.model_copy(update={"capacity": capacity}))
        _fill_seats(services, session_id, lambda _: False)


def open_sessions(services: Services, series_id: str = "") -> Iterator[Session]:
    """The sessions that still have something to come, of one series or all, soonest first within a series."""
    for entry in services.tables.partition(OpenSession, OpenSession.PARTITION):
        key = session_key(entry.id)
        if series_id in ("", key[0]) and (session := services.tables.get(Session, key)):
            yield session


def upcoming(services: Services, series_id: str, now: datetime) -> list[Session]:
    """The sessions of a series that one can still sign up to, soonest first."""
    states = (SessionState.PLANNED, SessionState.OPEN)
    found = [one for one in open_sessions(services, series_id) if one.state in states and one.start > now]
    return sorted(found, key=lambda one: one.start)


def change_seating(services: Services, session_id: str, change: Callable[[Seating], Seating]) -> Seating:
    """Apply a change to the seats, anew as long as others change them at the same time. Raises `RowChanged`."""
    for attempt in range(ATTEMPTS):
        row = services.tables.get(Seating, (session_id, "seats"))
        if row is None:
            break
        changed = change(row)
        if changed == row:
            return row
        try:
            return services.tables.replace(changed)
        except RowChanged:
            pause(attempt)
    raise RowChanged("seating")


def _cancelled(place: Registration, now: datetime) -> Registration:
    change = {"state": RegistrationState.CANCELLED, "sequence": place.sequence + 1, "changed_at": now}
    return place.model_copy(update=change)


def _say(services: Services, place: Registration) -> None:
    if place.state is RegistrationState.WAITING and _has_seat(services, place):
        _move_up(services, place.session, place.person)  # the seat came before the place was written
    elif place.state is not RegistrationState.CANCELLED:
        made = RegistrationMade(session=place.session, person=place.person, sequence=place.sequence)
        services.queues.send(made)


def _has_seat(services: Services, place: Registration) -> bool:
    row = services.tables.get(Seating, (place.session, "seats"))
    return row is not None and place.person in row.seated


def _take_place(
    services: Services, session: Session, details: SignUp, person: str, asked_at: datetime, *, standing: bool
) -> Registration:
    state = _claim_seat(services, session, person, asked_at)
    made = Registration(
        session=session.id, person=person, details=details, state=state, changed_at=asked_at, standing=standing
    )
    if not services.tables.insert(made):  # the same person, worked twice at the same moment
        give_back_seat(services, session.id, person)  # for the case that they have cancelled by now
        raise RowChanged("registrations")
    return made


def _change_place(
    services: Services, session: Session, there: Registration, details: SignUp, asked_at: datetime, *, standing: bool
) -> Registration:
    """They come back after cancelling, or signed up again: newer answers count; another hub is a change to be told."""
    change: dict[str, object] = {"details": details, "changed_at": asked_at}
    if there.state is RegistrationState.CANCELLED:
        state = _claim_seat(services, session, there.person, asked_at)
        change |= {"state": state, "sequence": there.sequence + 1, "standing": standing}
    elif details.hub != there.details.hub:
        change["sequence"] = there.sequence + 1
    place = services.tables.replace(there.model_copy(update=change))
    return _keep_seat(services, place) if there.state is RegistrationState.CANCELLED else place


def _claim_seat(services: Services, session: Session, person: str, asked_at: datetime) -> RegistrationState:
    capacity = services.programme.series_of(session.series).capacity
    if capacity is None:
        return RegistrationState.REGISTERED
    services.tables.insert(Seating(session=session.id, capacity=capacity))
    return _ask_for_seat(services, session.id, person, asked_at)


def _ask_for_seat(services: Services, session_id: str, person: str, asked_at: datetime) -> RegistrationState:
    """A seat if one is free and nobody asked before, else a place on the waiting list; asked twice is as once."""
    is_first = services.tables.insert(Waiting(session=session_id, person=person, since=asked_at))
    seats = _fill_seats(
        services, session_id, lambda seats: is_first and not seats.free and person not in seats.seated
    )  # asked again, as after a crash, all is gone through: who was seated then may not know it
    return RegistrationState.REGISTERED if person in seats.seated else RegistrationState.WAITING


def _fill_seats(services: Services, session_id: str, is_enough: Callable[[Seating], bool]) -> Seating:
    """Give the free seats to who asked first, and tell who has a seat and may not know it. Raises `RowChanged`.

    One change seats all who wait at that moment: of many who ask at once, most find that another did it for them.
    """
    for attempt in range(ATTEMPTS):
        seats = services.tables.get(Seating, (session_id, "seats"))
        if seats is None:
            break
        if is_enough(seats):
            return seats
        waiting = list(services.tables.partition(Waiting, session_id))
        filled = seating.seat(seats, waiting)
        try:
            filled = filled if filled == seats else services.tables.replace(filled)
        except RowChanged:
            pause(attempt)
            continue
        for asking in waiting:
            if asking.person in filled.seated:
                _move_up(services, session_id, asking.person)
                services.tables.delete(asking)
        return filled
    raise RowChanged("seating")


def _keep_seat(services: Services, place: Registration) -> Registration:
    """Who came back while their old seat was being released asks for one anew, and waits if it is gone."""
    seats = services.tables.get(Seating, (place.session, "seats"))
    if seats is None or place.state is not RegistrationState.REGISTERED or place.person in seats.seated:
        return place
    state = _ask_for_seat(services, place.session, place.person, place.changed_at)
    if state is RegistrationState.REGISTERED:
        return place
    return services.tables.replace(place.model_copy(update={"state": state, "sequence": place.sequence + 1}))


def _move_up(services: Services, session_id: str, person: str) -> None:
    """Tell somebody of their seat. Whose place is not written yet finds the seat by themselves when it is."""
    for _ in range(ATTEMPTS):
        place = services.tables.get(Registration, (session_id, person))
        if place is None or place.state is RegistrationState.CANCELLED:
            return
        try:
            if place.state is RegistrationState.WAITING:
                change = {"state": RegistrationState.REGISTERED, "sequence": place.sequence + 1}
                place = services.tables.replace(place.model_copy(update=change))
        except RowChanged:
            continue
        services.queues.send(RegistrationMade(session=session_id, person=person, sequence=place.sequence))
        return
    raise RowChanged("registrations")
