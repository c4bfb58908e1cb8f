"""The waiting list: the last seat is given once, whoever moves up is told once, and no crash loses a seat."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from shared.messages import RegistrationMade
from shared.registrations import cancel, change_seating, give_back_seat, register
from shared.rows import OpenSession, Registration, RegistrationState, Seating
from shared.seating import claim
from shared.tables import RowChanged
from tests.builders import (
    KEYS,
    NOW,
    SESSION,
    MemoryServices,
    a_seating,
    a_session,
    a_sign_up,
    some_services,
    the_programme,
)

REGISTERED, WAITING, CANCELLED = RegistrationState
MINUTE = timedelta(minutes=1)


def with_seats(capacity: int) -> MemoryServices:
    """A session with so many seats."""
    programme = the_programme()
    small = programme.series_of("pgdit").model_copy(update={"capacity": capacity})
    return some_services(
        programme=programme.model_copy(update={"series": (small, *programme.series[1:])}),
        having=[a_session(), OpenSession(id=SESSION)],
    )


def address(name: str) -> str:
    return f"{name}@example.org"


def sign_up(services: MemoryServices, names: Sequence[str]) -> None:
    """Each asks a minute after the one before."""
    for minute, name in enumerate(names):
        details, person = a_sign_up(name=name, email=address(name)), KEYS.person(address(name))
        register(services, a_session(), details, person, NOW + minute * MINUTE)


def leave(services: MemoryServices, name: str) -> None:
    cancel(services, SESSION, KEYS.person(address(name)), NOW + 60 * MINUTE)


def give_back(services: MemoryServices, name: str) -> None:
    give_back_seat(services, SESSION, KEYS.person(address(name)))


def both_give_back(services: MemoryServices) -> None:
    give_back(services, "ada")
    give_back(services, "ben")


def states(services: MemoryServices) -> dict[str, RegistrationState]:
    return {row.details.name: row.state for row in services.tables.rows(Registration)}


def told(services: MemoryServices) -> list[tuple[str, int]]:
    """Whose places were said to be made, with their sequence; and forget it."""
    names = {row.person: row.details.name for row in services.tables.rows(Registration)}
    return [(names[one.person], one.sequence) for one in services.queues.drain(RegistrationMade)]


def test_when_the_seats_are_taken_one_waits() -> None:
    services = with_seats(2)
    sign_up(services, ["ada", "ben", "cai"])
    assert states(services) == {"ada": REGISTERED, "ben": REGISTERED, "cai": WAITING}
    assert told(services) == [("ada", 0), ("ben", 0), ("cai", 0)]


def test_a_series_without_a_capacity_keeps_no_seats() -> None:
    services = some_services()
    session = a_session(series="educators")
    register(services, session, a_sign_up(series="educators"), "somebody", NOW)
    assert services.tables.rows(Seating) == []
    cancel(services, session.id, "somebody", NOW)
    give_back_seat(services, session.id, "somebody")
    assert [row.state for row in services.tables.rows(Registration)] == [CANCELLED]


def test_the_seat_that_comes_free_goes_to_who_asked_first_and_only_they_are_told_once() -> None:
    services = with_seats(1)
    sign_up(services, ["ada", "ben", "cai"])
    told(services)
    leave(services, "ada")
    for _ in range(3):
        give_back(services, "ada")
    assert states(services) == {"ada": CANCELLED, "ben": REGISTERED, "cai": WAITING}
    assert told(services) == [("ben", 1)]


def test_who_leaves_the_waiting_list_frees_no_seat() -> None:
    services = with_seats(1)
    sign_up(services, ["ada", "ben", "cai"])
    told(services)
    leave(services, "ben")
    give_back(services, "ben")
    assert states(services) == {"ada": REGISTERED, "ben": CANCELLED, "cai": WAITING}
    assert told(services) == []


def test_who_comes_back_before_the_seat_was_given_back_keeps_it() -> None:
    services = with_seats(1)
    sign_up(services, ["ada", "ben"])
    leave(services, "ada")
    details = a_sign_up(name="ada", email=address("ada"))
    register(services, a_session(), details, KEYS.person(address("ada")), NOW + 61 * MINUTE)
    give_back(services, "ada")
    assert states(services) == {"ada": REGISTERED, "ben": WAITING}


def test_who_comes_back_later_waits_behind_the_others() -> None:
    services = with_seats(1)
    sign_up(services, ["ada", "ben", "cai"])
    leave(services, "ada")
    give_back(services, "ada")
    details = a_sign_up(name="ada", email=address("ada"))
    register(services, a_session(), details, KEYS.person(address("ada")), NOW + 61 * MINUTE)
    (seats,) = services.tables.rows(Seating)
    assert states(services) == {"ada": WAITING, "ben": REGISTERED, "cai": WAITING}
    assert [one.person for one in seats.waiting] == [KEYS.person(address("cai")), KEYS.person(address("ada"))]


@pytest.mark.parametrize("number", range(6))
def test_wherever_moving_up_crashes_the_next_try_completes_it(number: int) -> None:
    services = with_seats(2)
    sign_up(services, ["ada", "ben", "cai", "dan"])
    leave(services, "ada")
    leave(services, "ben")
    told(services)
    call, which = [("replace", 0), ("replace", 1), ("replace", 2), ("replace", 3), ("send", 0), ("send", 1)][number]
    fake = services.queues if call == "send" else services.tables
    for _ in range(which):
        fake.meanwhile(call, lambda: None)
    fake.fail(call, ConnectionError("gone"), after=number % 2 == 0)
    with pytest.raises(ConnectionError):
        both_give_back(services)
    both_give_back(services)
    (seats,) = services.tables.rows(Seating)
    assert states(services) == {"ada": CANCELLED, "ben": CANCELLED, "cai": REGISTERED, "dan": REGISTERED}
    assert set(told(services)) == {("cai", 1), ("dan", 1)}
    assert (len(seats.seated), seats.waiting, seats.promoted) == (2, (), ())


def test_a_crash_between_seat_and_registration_keeps_the_seat_for_the_next_try() -> None:
    services = with_seats(1)
    services.tables.meanwhile("insert", lambda: None)
    services.tables.fail("insert", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        sign_up(services, ["ada"])
    register(
        services, a_session(), a_sign_up(name="ben", email=address("ben")), KEYS.person(address("ben")), NOW + MINUTE
    )
    sign_up(services, ["ada"])
    assert states(services) == {"ada": REGISTERED, "ben": WAITING}


def test_a_seat_that_comes_free_while_the_place_is_written_is_not_lost() -> None:
    services = with_seats(1)
    sign_up(services, ["ada"])
    leave(services, "ada")
    told(services)
    services.tables.meanwhile("insert", lambda: None)  # the seating row; the registration comes second
    services.tables.meanwhile("insert", lambda: give_back(services, "ada"))
    details = a_sign_up(name="ben", email=address("ben"))
    register(services, a_session(), details, KEYS.person(address("ben")), NOW + MINUTE)
    assert states(services) == {"ada": CANCELLED, "ben": REGISTERED}
    assert told(services) == [("ben", 1)]


def test_who_moves_up_but_cancelled_meanwhile_is_not_told() -> None:
    services = with_seats(1)
    sign_up(services, ["ada", "ben"])
    leave(services, "ada")
    leave(services, "ben")
    told(services)
    give_back(services, "ada")
    give_back(services, "ben")
    (seats,) = services.tables.rows(Seating)
    assert (seats.seated, seats.promoted, told(services)) == ((), (), [])


def test_who_never_cancelled_gives_nothing_back() -> None:
    services = with_seats(1)
    sign_up(services, ["ada", "ben"])
    give_back(services, "ada")
    give_back(services, "nobody")
    assert states(services) == {"ada": REGISTERED, "ben": WAITING}


def test_two_who_ask_for_the_last_seat_at_once_do_not_both_get_it() -> None:
    services = with_seats(1)
    ben = a_sign_up(name="ben", email=address("ben"))
    services.tables.meanwhile(
        "replace", lambda: register(services, a_session(), ben, KEYS.person(address("ben")), NOW + MINUTE)
    )
    sign_up(services, ["ada"])
    assert states(services) == {"ada": WAITING, "ben": REGISTERED}


def test_a_change_of_seats_that_never_succeeds_is_left_to_the_queue() -> None:
    services = some_services(having=[a_seating()])
    for _ in range(20):
        services.tables.fail("replace", RowChanged("seating"))
    with pytest.raises(RowChanged):
        change_seating(services, SESSION, lambda seats: claim(seats, "somebody", NOW))
    with pytest.raises(RowChanged):
        change_seating(services, "pgdit-2027-01-13", lambda seats: claim(seats, "somebody", NOW))
