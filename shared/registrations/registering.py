"""Registering and cancelling: the acts that the Form, the page and standing registrations share.

Each is safe to repeat. A person claims a seat before the registration is written, and gives it back after it is
cancelled. So a crash between the two takes no promised seat away.
docs/decisions/0005-seats-in-one-row.md says how seats and waiting list stay right when many people ask at once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.messages import RegistrationCancelled
from shared.registrations.rows import Registration, RegistrationState, Standing, Waiting
from shared.registrations.seats import claim_seat, give_back_seat, has_seat, keep_seat, move_up
from shared.registrations.sign_up import SignUp, renewed
from shared.registrations.telling import stop_occasion
from shared.services import Services
from shared.sessions.rows import Session
from shared.sessions.upcoming import to_come
from shared.storage import changing
from shared.storage.tables import RowChanged

IF_THE_PROCESS_DIES = timedelta(minutes=1)
"""A cancellation is also announced this much later, in case the process dies right after it changes the row."""


def register(  # noqa: PLR0913 - the last two are by keyword
    services: Services,
    session: Session,
    details: SignUp,
    person: str,
    asked_at: datetime,
    *,
    standing: bool = False,
    provisional: bool = False,
) -> Registration:
    """Give the person a seat in the session or a place on its waiting list. Whoever calls this tells them.

    If they have a place already, it gets the newer details. If they cancelled before `asked_at`, they come back.
    There is something to tell if the place's `sign_up_at` is `asked_at`. A `provisional` sign-up, for which nobody
    vouched, changes no place that is real.
    """
    there = services.tables.get(Registration, (session.id, person))
    if there is None:
        place = _place(session, details, person, asked_at, standing=standing)
        place = place.model_copy(update={"sign_up_at": asked_at})
        there = _take_place(services, session, _provisional(place) if provisional else place)
    elif asked_at > there.changed_at and provisional:
        there = _renew_provisional(services, session, there, details, asked_at)
    elif asked_at > there.changed_at:
        there = _change_place(services, session, there, details, asked_at, standing=standing)
    _seat_if_given(services, there)
    return there


def join(services: Services, session: Session, standing: Standing, now: datetime) -> None:
    """Let a standing registration join a session. Somebody who cancelled this one date is not put back.

    The place counts from when they asked for every session. A second try after a crash is the same request.
    The next mail that goes to the person anyway tells of it (see `telling`).
    """
    there = services.tables.get(Registration, (session.id, standing.person))
    if there is None:
        place = _place(session, standing.details, standing.person, standing.since, standing=True)
        there = _take_place(services, session, place.model_copy(update={"told_in": "", "made_at": now}))
    _seat_if_given(services, there)


def has_left(services: Services, session: Session, standing: Standing) -> bool:
    """Whether the person gave up this one date. They come back to it only if they choose it."""
    there = services.tables.get(Registration, (session.id, standing.person))
    if there is None or there.state is not RegistrationState.CANCELLED:
        return False
    return not (there.standing and standing.back_from and there.changed_at >= standing.back_from)


def renew(services: Services, details: SignUp, person: str, asked_at: datetime) -> list[tuple[Session, Registration]]:
    """Give the newer answers to every other coming place of the person in this series, and to those yet to come.

    Returns the places of which there is something to tell.
    """
    told = []
    changing.change(services.tables, Standing, (details.series, person), lambda row: _renewed(row, details, asked_at))
    for session in to_come(services, details.series, asked_at):
        there = services.tables.get(Registration, (session.id, person))
        if there is None or there.state is RegistrationState.CANCELLED:
            continue
        place = register(services, session, details, person, asked_at, standing=there.standing)
        if place.sign_up_at == asked_at:
            told.append((session, place))
    return told


def _renewed(row: Standing, details: SignUp, asked_at: datetime) -> Standing:
    if row.ended or row.since >= asked_at:
        return row
    return row.model_copy(update={"details": renewed(row.details, details)})


def cancel(services: Services, session_id: str, person: str, now: datetime) -> Registration | None:
    """Cancel the person's place. Returns None if they were never registered."""
    there = services.tables.get(Registration, (session_id, person))
    if there is None:
        return None
    is_new = there.state is not RegistrationState.CANCELLED
    gone = _cancelled(there, now) if is_new else there
    told = RegistrationCancelled(session=session_id, person=person, sequence=gone.sequence)
    if is_new:
        services.queues.send(told, delay=IF_THE_PROCESS_DIES)
        gone = services.tables.replace(gone)
    services.queues.send(told)
    return gone


def withdraw(services: Services, session_id: str, person: str, now: datetime) -> None:
    """Cancel the place of a person whom we must forget. Their seat is passed on, and they get no mail."""
    there = services.tables.get(Registration, (session_id, person))
    if there and there.state is not RegistrationState.CANCELLED:
        services.tables.replace(_cancelled(there, now))
    give_back_seat(services, session_id, person)


def end_standing(services: Services, series_id: str, person: str, now: datetime) -> None:
    """End the person's standing registration, and cancel the places that it made. One mail tells of them all."""
    there = services.tables.get(Standing, (series_id, person))
    if there and not there.ended:
        there = services.tables.replace(there.model_copy(update={"ended": True, "ended_at": now}))
    at = (there and there.ended_at) or now
    coming = (services.tables.get(Registration, (one.id, person)) for one in to_come(services, series_id, now))
    places = [one for one in coming if one and one.standing and _goes_with_a_stop(one, at)]
    if not places:
        return
    told = RegistrationCancelled(
        session=places[0].session,
        person=person,
        sequence=places[0].sequence,
        stopped=stop_occasion(services.keys, person, at),
        also=tuple(place.session for place in places[1:]),
    )
    services.queues.send(told, delay=IF_THE_PROCESS_DIES)
    give_up(services, [place.session for place in places], person, at)
    services.queues.send(told)


def give_up(services: Services, sessions: Sequence[str], person: str, stopped_at: datetime) -> None:
    """Cancel the places in these sessions that a standing registration made. It is safe to repeat."""
    for session_id in sessions:
        place = services.tables.get(Registration, (session_id, person))
        if place and place.standing and place.state is not RegistrationState.CANCELLED:
            services.tables.replace(_cancelled(place, stopped_at))


def _goes_with_a_stop(place: Registration, stopped_at: datetime) -> bool:
    """Whether it is still to be cancelled, or a first try that died cancelled it already."""
    return place.state is not RegistrationState.CANCELLED or place.changed_at == stopped_at


def _cancelled(place: Registration, now: datetime) -> Registration:
    change = {"state": RegistrationState.CANCELLED, "sequence": place.sequence + 1, "changed_at": now}
    return place.model_copy(update=change)


def _seat_if_given(services: Services, place: Registration) -> None:
    """Tell the person of a seat that they were given before their place was written."""
    if place.state is RegistrationState.WAITING and has_seat(services, place):
        move_up(services, place.session, place.person)


def _place(session: Session, details: SignUp, person: str, asked_at: datetime, *, standing: bool) -> Registration:
    return Registration(
        session=session.id,
        person=person,
        details=details,
        state=RegistrationState.WAITING,
        changed_at=asked_at,
        standing=standing,
    )


def _take_place(services: Services, session: Session, place: Registration) -> Registration:
    """The place with a seat, if one is free."""
    made = _with_seat(services, session, place)
    if not services.tables.insert(made):  # another process registers the same person at this moment
        give_back_seat(services, session.id, place.person)  # they may have cancelled already
        raise RowChanged("registrations")
    return made


def _with_seat(services: Services, session: Session, place: Registration) -> Registration:
    """The place with a seat if one is free. Without one, a provisional place does not stand on the waiting list."""
    state = claim_seat(services, session, place.person, place.changed_at)
    if place.state is not RegistrationState.PROVISIONAL:
        return place.model_copy(update={"state": state})
    if state is RegistrationState.WAITING:
        services.tables.delete(Waiting(session=session.id, person=place.person, since=place.changed_at))
    return place


def _provisional(place: Registration) -> Registration:
    return place.model_copy(update={"state": RegistrationState.PROVISIONAL})


def _renew_provisional(
    services: Services, session: Session, there: Registration, details: SignUp, asked_at: datetime
) -> Registration:
    """What a sign-up does for which nobody vouched: nothing, unless the place is provisional or cancelled."""
    if there.is_told:
        return there
    place = there.model_copy(
        update={"details": renewed(there.details, details), "changed_at": asked_at, "sign_up_at": asked_at}
    )
    if there.state is RegistrationState.CANCELLED:
        place = _with_seat(services, session, _provisional(place.model_copy(update={"told_in": None})))
    return services.tables.replace(place)


def _change_place(
    services: Services, session: Session, there: Registration, details: SignUp, asked_at: datetime, *, standing: bool
) -> Registration:
    """Change the place of a person who comes back or signs up again. The newer answers count. We tell of a new hub."""
    details = renewed(there.details, details)
    change: dict[str, object] = {"details": details, "changed_at": asked_at}
    if not there.is_told:
        state = claim_seat(services, session, there.person, asked_at)
        change |= {"state": state, "standing": standing}
    if not there.is_told or details.hub != there.details.hub:
        change |= {"sequence": there.sequence + 1, "sign_up_at": asked_at, "sign_up_sequence": there.sequence + 1}
        change |= {"told_in": None}
    place = services.tables.replace(there.model_copy(update=change))
    return place if there.is_told else keep_seat(services, place)
