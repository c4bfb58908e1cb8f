"""Seats that are forgotten while somebody gives one back."""

from datetime import timedelta

import pytest

from local.memory.builders import SESSION, a_registration, a_seating, a_waiting
from local.memory.services import some_services
from shared.registrations.rows import Registration, RegistrationState, Seating, Waiting
from shared.registrations.seats import change_seating, give_back_seat, keep_seat, set_capacity
from shared.storage.tables import RowChanged


def test_seats_that_go_at_this_moment_are_left_to_the_queue() -> None:
    place = a_registration()
    services = some_services(having=[place, a_seating(seated=[place.person])])
    for action in (lambda: None, lambda: None, lambda: services.tables.delete(a_seating())):
        services.tables.meanwhile("get", action)
    with pytest.raises(RowChanged):
        give_back_seat(services, SESSION, place.person)


def test_who_waits_and_cancels_waits_no_longer() -> None:
    ada, ben = a_registration(person="ada"), a_registration(person="ben", state=RegistrationState.CANCELLED)
    asked = [a_waiting(person="ben", since=ben.changed_at), a_waiting(person="cyd", since=ben.changed_at)]
    services = some_services(having=[ada, ben, a_seating(capacity=1, seated=["ada"]), *asked])
    give_back_seat(services, SESSION, "ben")
    assert [row.person for row in services.tables.rows(Waiting)] == ["cyd"]


def test_who_asked_anew_after_cancelling_goes_on_waiting() -> None:
    ada, ben = a_registration(person="ada"), a_registration(person="ben", state=RegistrationState.CANCELLED)
    anew = a_waiting(person="ben", since=ben.changed_at + timedelta(microseconds=1))
    services = some_services(having=[ada, ben, a_seating(capacity=1, seated=["ada"]), anew])
    give_back_seat(services, SESSION, "ben")
    assert [row.person for row in services.tables.rows(Waiting)] == ["ben"]


def test_a_session_that_is_full_and_fits_costs_one_look() -> None:
    services = some_services(having=[a_seating(capacity=1, seated=["ada"])])
    set_capacity(services, SESSION, 1)
    assert len(services.tables.operations) == 1
    set_capacity(services, SESSION, 2)
    assert [row.capacity for row in services.tables.rows(Seating)] == [2]


def test_a_change_of_the_seats_gives_them_as_they_are_now() -> None:
    services = some_services(having=[a_seating(capacity=1)])
    changed = change_seating(services, SESSION, lambda seats: seats.model_copy(update={"capacity": 5}))
    assert (changed.capacity, changed.free) == (5, 5)


def test_who_came_back_to_a_full_session_waits_and_is_told() -> None:
    back = a_registration(person="ben", sequence=3)
    services = some_services(having=[back, a_seating(capacity=1, seated=["ada"])])
    (row,) = services.tables.rows(Registration)
    kept = keep_seat(services, row)
    assert (kept.state, kept.sequence) == (RegistrationState.WAITING, 4)
    assert [one.person for one in services.tables.rows(Waiting)] == ["ben"]
