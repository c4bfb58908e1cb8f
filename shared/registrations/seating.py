"""Rules for the seats of one session: who has one, and who is next."""

from collections.abc import Iterable
from itertools import islice

from shared.registrations.rows import Seating, Waiting


def seat(seating: Seating, waiting: Iterable[Waiting]) -> Seating:
    """Give the free seats to the people who asked first. A person who has a seat gets no second one."""
    in_order = sorted(waiting, key=lambda one: (one.since, one.person))
    next_ones = dict.fromkeys(one.person for one in in_order if one.person not in seating.seated)
    return seating.model_copy(update={"seated": (*seating.seated, *islice(next_ones, seating.free))})


def release(seating: Seating, person: str) -> Seating:
    """Take the person's seat away, if they have one."""
    return seating.model_copy(update={"seated": tuple(one for one in seating.seated if one != person)})


def with_people(seating: Seating, people: Iterable[str]) -> Seating:
    """Give each of these people a seat, whether one is free or not."""
    return seating.model_copy(update={"seated": tuple(dict.fromkeys((*seating.seated, *people)))})
