"""Registering and cancelling: the scripts that the Form, the page and standing registrations share.

Each is safe to repeat. A seat is claimed before the registration is written and given back after it is
cancelled, so that a crash between the two leaves nobody without the seat they were promised.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from shared import seating
from shared.messages import RegistrationCancelled, RegistrationMade
from shared.rows import (
    OpenSession,
    Registration,
    RegistrationState,
    Seating,
    Session,
    SessionState,
    Standing,
    session_key,
)
from shared.services import Services
from shared.sign_up import SignUp
from shared.tables import RowChanged

ATTEMPTS = 20
"""How often a change is tried anew when others change the same row; then the queue tries again."""


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


def join(services: Services, session: Session, standing: Standing, now: datetime) -> None:
    """Let a standing registration join a session; who was there already, and left that one date, is not put back."""
    there = services.tables.get(Registration, (session.id, standing.person))
    if there is None:
        there = _take_place(services, session, standing.details, standing.person, now, standing=True)
    _say(services, there)


def cancel(services: Services, session_id: str, person: str, now: datetime) -> Registration | None:
    """The person no longer comes. None if they were never registered."""
    there = services.tables.get(Registration, (session_id, person))
    if there is None:
        return None
    if there.state is not RegistrationState.CANCELLED:
        change = {"state": RegistrationState.CANCELLED, "sequence": there.sequence + 1, "changed_at": now}
        there = services.tables.replace(there.model_copy(update=change))
    services.queues.send(RegistrationCancelled(session=session_id, person=person, sequence=there.sequence))
    return there


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
    if place is None or place.state is not RegistrationState.CANCELLED:
        return
    if services.tables.get(Seating, (session_id, "seats")) is None:
        return
    row = change_seating(services, session_id, lambda seats: seating.release(seats, person))
    for next_person in row.promoted:
        _move_up(services, session_id, next_person)
        change_seating(services, session_id, partial(seating.told, person=next_person))


def open_sessions(services: Services, series_id: str = "") -> Iterator[Session]:
    """The sessions that still have something to come, of one series or all, soonest first within a series."""
    for entry in services.tables.partition(OpenSession, OpenSession.PARTITION):
        session = services.tables.get(Session, session_key(entry.id))
        if session and series_id in ("", session.series):
            yield session


def upcoming(services: Services, series_id: str, now: datetime) -> list[Session]:
    """The sessions of a series that one can still sign up to, soonest first."""
    states = (SessionState.PLANNED, SessionState.OPEN)
    found = [one for one in open_sessions(services, series_id) if one.state in states and one.start > now]
    return sorted(found, key=lambda one: one.start)


def change_seating(services: Services, session_id: str, change: Callable[[Seating], Seating]) -> Seating:
    """Apply a change to the seats, anew as long as others change them at the same time."""
    for _ in range(ATTEMPTS):
        row = services.tables.get(Seating, (session_id, "seats"))
        if row is None:
            raise RowChanged("seating")
        changed = change(row)
        if changed == row:
            return row
        try:
            return services.tables.replace(changed)
        except RowChanged:
            continue
    raise RowChanged("seating")


def _say(services: Services, place: Registration) -> None:
    if place.state is RegistrationState.WAITING and _has_seat(services, place):
        _move_up(services, place.session, place.person)  # it came free before the place was written
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
    return services.tables.replace(there.model_copy(update=change))


def _claim_seat(services: Services, session: Session, person: str, now: datetime) -> RegistrationState:
    capacity = services.programme.series_of(session.series).capacity
    if capacity is None:
        return RegistrationState.REGISTERED
    services.tables.insert(Seating(session=session.id, capacity=capacity))
    row = change_seating(services, session.id, lambda seats: seating.claim(seats, person, now))
    return seating.state_of(row, person) or RegistrationState.WAITING


def _move_up(services: Services, session_id: str, person: str) -> None:
    place = services.tables.get(Registration, (session_id, person))
    if place is None or place.state is RegistrationState.CANCELLED:
        return
    if place.state is RegistrationState.WAITING:
        change = {"state": RegistrationState.REGISTERED, "sequence": place.sequence + 1}
        place = services.tables.replace(place.model_copy(update=change))
    services.queues.send(RegistrationMade(session=session_id, person=person, sequence=place.sequence))
