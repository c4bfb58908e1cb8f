"""Seats of one session, as values: who has one, and who is next."""

from collections.abc import Iterable
from itertools import islice

from shared.registrations.rows import Seating, Waiting


def seat(seating: Seating, waiting: Iterable[Waiting]) -> Seating:
    """The free seats go to who asked first; who has a seat already gets no other."""
    in_order = sorted(waiting, key=lambda one: (one.since, one.person))
    next_ones = dict.fromkeys(one.person for one in in_order if one.person not in seating.seated)
    return seating.model_copy(update={"seated": (*seating.seated, *islice(next_ones, seating.free))})


def release(seating: Seating, person: str) -> Seating:
    """The person gives up the seat, if they have one."""
    return seating.model_copy(update={"seated": tuple(one for one in seating.seated if one != person)})
