"""Seats and the waiting list of one session, as values: who has a seat, and who is next."""

from datetime import datetime

from shared.rows import RegistrationState, Seating, Waiting


def claim(seating: Seating, person: str, since: datetime) -> Seating:
    """A seat for the person if one is free, else a place on the waiting list by time of asking; twice is as once."""
    if state_of(seating, person):
        return seating
    if len(seating.seated) < seating.capacity and not seating.waiting:
        return seating.model_copy(update={"seated": (*seating.seated, person)})
    waiting = sorted((*seating.waiting, Waiting(since=since, person=person)), key=lambda one: (one.since, one.person))
    return seating.model_copy(update={"waiting": tuple(waiting)})


def release(seating: Seating, person: str) -> Seating:
    """The person gives up seat or place; whoever waits longest gets the seats that are free, and is to be told."""
    seated = [one for one in seating.seated if one != person]
    waiting = [one for one in seating.waiting if one.person != person]
    free = max(0, seating.capacity - len(seated))
    moving, staying = [one.person for one in waiting[:free]], waiting[free:]
    promoted = [one for one in seating.promoted if one != person] + moving
    return seating.model_copy(
        update={"seated": (*seated, *moving), "waiting": tuple(staying), "promoted": tuple(promoted)}
    )


def told(seating: Seating, person: str) -> Seating:
    """The person who moved up has been told."""
    return seating.model_copy(update={"promoted": tuple(one for one in seating.promoted if one != person)})


def state_of(seating: Seating, person: str) -> RegistrationState | None:
    """Whether the person has a seat, waits, or neither."""
    if person in seating.seated:
        return RegistrationState.REGISTERED
    if any(one.person == person for one in seating.waiting):
        return RegistrationState.WAITING
    return None
