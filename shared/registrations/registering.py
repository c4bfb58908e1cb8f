"""Registering and cancelling: the scripts that the Form, the page and standing registrations share.

Each is safe to repeat. A seat is claimed before the registration is written and given back after it is
cancelled, so that a crash between the two leaves nobody without the seat they were promised.
docs/decisions/0005-seats-in-one-row.md says how seats and waiting list stay right among many at once.
"""

from datetime import datetime, timedelta

from shared.messages import RegistrationCancelled, RegistrationMade
from shared.registrations.rows import Registration, RegistrationState, Standing
from shared.registrations.seats import claim_seat, give_back_seat, has_seat, keep_seat, move_up
from shared.registrations.sign_up import SignUp
from shared.services import Services
from shared.sessions.rows import Session
from shared.sessions.upcoming import upcoming
from shared.storage.tables import RowChanged

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


def _cancelled(place: Registration, now: datetime) -> Registration:
    change = {"state": RegistrationState.CANCELLED, "sequence": place.sequence + 1, "changed_at": now}
    return place.model_copy(update=change)


def _say(services: Services, place: Registration) -> None:
    if place.state is RegistrationState.WAITING and has_seat(services, place):
        move_up(services, place.session, place.person)  # the seat came before the place was written
    elif place.state is not RegistrationState.CANCELLED:
        made = RegistrationMade(session=place.session, person=place.person, sequence=place.sequence)
        services.queues.send(made)


def _take_place(
    services: Services, session: Session, details: SignUp, person: str, asked_at: datetime, *, standing: bool
) -> Registration:
    state = claim_seat(services, session, person, asked_at)
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
        state = claim_seat(services, session, there.person, asked_at)
        change |= {"state": state, "sequence": there.sequence + 1, "standing": standing}
    elif details.hub != there.details.hub:
        change["sequence"] = there.sequence + 1
    place = services.tables.replace(there.model_copy(update=change))
    return keep_seat(services, place) if there.state is RegistrationState.CANCELLED else place
