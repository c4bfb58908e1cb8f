"""The waiting list: the last seat is given once, whoever moves up is told once, and no crash loses a seat."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest

from local.memory.builders import NOW, SESSION, a_seating, a_session, a_sign_up
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from local.stack.azurite import Azurite
from shared.messages import RegistrationMade
from shared.registrations.registering import cancel, register
from shared.registrations.rows import Registration, RegistrationState, Seating, Waiting
from shared.registrations.seating import release
from shared.registrations.seats import change_seating, give_back_seat, set_capacity
from shared.services import Services
from shared.sessions.rows import OpenSession
from shared.storage.tables import AzureTables, RowChanged

_, REGISTERED, WAITING, CANCELLED = RegistrationState
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


def seated(services: MemoryServices) -> list[str]:
    names = {row.person: row.details.name for row in services.tables.rows(Registration)}
    (seats,) = services.tables.rows(Seating)
    return [names[person] for person in seats.seated]


def waiting_list(services: MemoryServices) -> list[str]:
    """Who waits, in order."""
    names = {row.person: row.details.name for row in services.tables.rows(Registration)}
    in_order = sorted(services.tables.rows(Waiting), key=lambda one: one.since)
    has_seat = seated(services)
    return [names[one.person] for one in in_order if names[one.person] not in has_seat]


def told(services: MemoryServices) -> list[tuple[str, int]]:
    """Who was said to have a seat that became free, with their place's sequence; and forget it."""
    names = {row.person: row.details.name for row in services.tables.rows(Registration)}
    return [(names[one.person], one.sequence) for one in services.queues.drain(RegistrationMade)]


def test_when_the_seats_are_taken_one_waits() -> None:
    services = with_seats(2)
    sign_up(services, ["ada", "ben", "cai"])
    assert states(services) == {"ada": REGISTERED, "ben": REGISTERED, "cai": WAITING}
    assert told(services) == []


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


def test_somebody_who_leaves_the_waiting_list_frees_no_seat() -> None:
    services = with_seats(1)
    sign_up(services, ["ada", "ben", "cai"])
    told(services)
    leave(services, "ben")
    give_back(services, "ben")
    assert states(services) == {"ada": REGISTERED, "ben": CANCELLED, "cai": WAITING}
    assert told(services) == []


def test_somebody_who_comes_back_before_the_seat_was_given_back_keeps_it() -> None:
    services = with_seats(1)
    sign_up(services, ["ada", "ben"])
    leave(services, "ada")
    details = a_sign_up(name="ada", email=address("ada"))
    register(services, a_session(), details, KEYS.person(address("ada")), NOW + 61 * MINUTE)
    give_back(services, "ada")
    assert states(services) == {"ada": REGISTERED, "ben": WAITING}


def test_somebody_who_comes_back_later_waits_behind_the_others() -> None:
    services = with_seats(1)
    sign_up(services, ["ada", "ben", "cai"])
    leave(services, "ada")
    give_back(services, "ada")
    details = a_sign_up(name="ada", email=address("ada"))
    register(services, a_session(), details, KEYS.person(address("ada")), NOW + 61 * MINUTE)
    assert states(services) == {"ada": WAITING, "ben": REGISTERED, "cai": WAITING}
    assert waiting_list(services) == ["cai", "ada"]


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
    assert states(services) == {"ada": CANCELLED, "ben": CANCELLED, "cai": REGISTERED, "dan": REGISTERED}
    assert set(told(services)) == {("cai", 1), ("dan", 1)}
    assert (seated(services), waiting_list(services)) == (["cai", "dan"], [])


def test_a_crash_between_seat_and_registration_keeps_the_seat_for_the_next_try() -> None:
    services = with_seats(1)
    for _ in ("the seats", "the asking"):
        services.tables.meanwhile("insert", lambda: None)
    services.tables.fail("insert", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        sign_up(services, ["ada"])
    register(
        services, a_session(), a_sign_up(name="ben", email=address("ben")), KEYS.person(address("ben")), NOW + MINUTE
    )
    sign_up(services, ["ada"])
    assert states(services) == {"ada": REGISTERED, "ben": WAITING}
    assert [row.person for row in services.tables.rows(Waiting)] == [KEYS.person(address("ben"))]


def test_a_seat_whose_passing_on_crashed_is_passed_on_though_they_came_back_meanwhile() -> None:
    services = with_seats(1)
    sign_up(services, ["ada", "ben"])
    leave(services, "ada")
    told(services)
    for _ in ("the seat released", "the seat given to Ben"):
        services.tables.meanwhile("replace", lambda: None)
    services.tables.fail("replace", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        give_back(services, "ada")
    assert states(services) == {"ada": CANCELLED, "ben": WAITING}, "he does not know yet"
    details = a_sign_up(name="ada", email=address("ada"))
    register(services, a_session(), details, KEYS.person(address("ada")), NOW + 61 * MINUTE)
    told(services)
    give_back(services, "ada")
    assert states(services) == {"ada": WAITING, "ben": REGISTERED}
    assert [name for name, _ in told(services)] == ["ben"]


@pytest.mark.parametrize(("seats", "now_registered"), [(3, ["ada", "ben", "cai"]), (1, ["ada", "ben"])])
def test_more_seats_are_given_to_who_waits_and_fewer_take_none_away(seats: int, now_registered: list[str]) -> None:
    services = with_seats(2)
    sign_up(services, ["ada", "ben", "cai", "dan"])
    set_capacity(services, SESSION, seats)
    assert sorted(name for name, state in states(services).items() if state is REGISTERED) == now_registered
    leave(services, "ada")
    give_back(services, "ada")
    assert (states(services)["dan"] is REGISTERED) == (seats == 3)


def test_more_seats_that_a_crash_left_empty_are_given_the_next_day() -> None:
    services = with_seats(1)
    sign_up(services, ["ada", "ben"])
    services.tables.meanwhile("replace", lambda: None)
    services.tables.fail("replace", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        set_capacity(services, SESSION, 2)
    set_capacity(services, SESSION, 2)
    assert states(services) == {"ada": REGISTERED, "ben": REGISTERED}


def test_a_seat_that_comes_free_while_the_place_is_written_is_not_lost() -> None:
    services = with_seats(1)
    sign_up(services, ["ada"])
    leave(services, "ada")
    told(services)
    for _ in ("the seats", "the asking"):  # the registration comes third
        services.tables.meanwhile("insert", lambda: None)
    services.tables.meanwhile("insert", lambda: give_back(services, "ada"))
    details = a_sign_up(name="ben", email=address("ben"))
    register(services, a_session(), details, KEYS.person(address("ben")), NOW + MINUTE)
    assert states(services) == {"ada": CANCELLED, "ben": REGISTERED}
    assert told(services) == [("ben", 1)]


def test_somebody_who_moves_up_but_cancelled_meanwhile_is_not_told() -> None:
    services = with_seats(1)
    sign_up(services, ["ada", "ben"])
    leave(services, "ada")
    leave(services, "ben")
    told(services)
    give_back(services, "ada")
    give_back(services, "ben")
    assert (seated(services), waiting_list(services), told(services)) == ([], [], [])


def test_somebody_who_never_cancelled_gives_nothing_back() -> None:
    services = with_seats(1)
    sign_up(services, ["ada", "ben"])
    give_back(services, "ada")
    give_back(services, "nobody")
    assert states(services) == {"ada": REGISTERED, "ben": WAITING}


def test_of_two_who_ask_for_the_last_seat_at_once_the_first_gets_it_whoever_is_quicker() -> None:
    services = with_seats(1)
    ben = a_sign_up(name="ben", email=address("ben"))
    services.tables.meanwhile(
        "replace", lambda: register(services, a_session(), ben, KEYS.person(address("ben")), NOW + MINUTE)
    )
    sign_up(services, ["ada"])
    assert states(services) == {"ada": REGISTERED, "ben": WAITING}


def test_a_change_of_seats_that_never_succeeds_is_left_to_the_queue() -> None:
    services = some_services(having=[a_seating(seated=["somebody"])])
    for _ in range(20):
        services.tables.fail("replace", RowChanged("seating"))
    with pytest.raises(RowChanged):
        change_seating(services, SESSION, lambda seats: release(seats, "somebody"))
    with pytest.raises(RowChanged):
        change_seating(services, "pgdit-2027-01-13", lambda seats: release(seats, "somebody"))


def test_somebody_whose_sign_up_got_a_seat_at_once_is_not_told_again_by_a_request_that_finds_them_waiting() -> None:
    services = with_seats(2)
    sign_up(services, ["ada"])
    services.tables.insert(Waiting(session=SESSION, person=KEYS.person(address("ada")), since=NOW))  # not removed yet
    sign_up(services, ["ben"])
    assert (states(services), waiting_list(services)) == ({"ada": REGISTERED, "ben": REGISTERED}, [])
    assert told(services) == []


# --- coming back ------------------------------------------------------------------------------------------


def come_back(services: MemoryServices, name: str) -> None:
    details = a_sign_up(name=name, email=address(name))
    register(services, a_session(), details, KEYS.person(address(name)), NOW + 61 * MINUTE)


@pytest.mark.parametrize("call", ["get", "replace", "partition"])
@pytest.mark.parametrize("number", range(5))
def test_whenever_somebody_comes_back_while_their_seat_is_released_the_seats_stay_right(call: str, number: int) -> None:
    services = with_seats(1)
    sign_up(services, ["ada", "ben"])
    leave(services, "ada")
    for _ in range(number):
        services.tables.meanwhile(call, lambda: None)
    services.tables.meanwhile(call, lambda: come_back(services, "ada"))
    for again in (give_back, come_back, give_back, come_back):
        with suppress(RowChanged):  # then the queue tries again
            again(services, "ada")
    registered = [name for name, state in states(services).items() if state is REGISTERED]
    waiting = [name for name, state in states(services).items() if state is WAITING]
    assert (registered, waiting) == (seated(services), waiting_list(services))
    assert (len(registered), len(waiting)) == (1, 1)


def test_somebody_who_comes_back_while_their_seat_is_released_and_nobody_waits_has_a_seat_again() -> None:
    services = with_seats(1)
    sign_up(services, ["ada"])
    leave(services, "ada")
    told(services)
    services.tables.meanwhile("replace", lambda: give_back(services, "ada"))
    come_back(services, "ada")
    assert (states(services), seated(services)) == ({"ada": REGISTERED}, ["ada"])
    assert told(services) == [], "the confirmation of their new sign-up tells of the seat"


def test_somebody_who_cancels_while_another_copy_of_their_sign_up_is_worked_keeps_no_seat() -> None:
    services = with_seats(1)

    def the_other_copy() -> None:
        sign_up(services, ["ada"])
        leave(services, "ada")
        give_back(services, "ada")

    services.tables.meanwhile("insert", the_other_copy)
    with pytest.raises(RowChanged):
        sign_up(services, ["ada"])
    assert (states(services), seated(services)) == ({"ada": CANCELLED}, [])


# --- many at once -----------------------------------------------------------------------------------------

NAMES = [f"person {number:02}" for number in range(40)]


def at_once(acts: Sequence[Callable[[], None]]) -> None:
    """All at the same time, as if each ran on an instance of its own."""
    with ThreadPoolExecutor(len(acts)) as workers:
        for done in [workers.submit(act) for act in acts]:
            done.result()


def join_in(services: MemoryServices, name: str) -> None:
    minute = NAMES.index(name) * MINUTE
    register(services, a_session(), a_sign_up(name=name, email=address(name)), KEYS.person(address(name)), NOW + minute)


def test_forty_who_ask_at_once_for_ten_seats_all_get_a_place_and_ten_a_seat() -> None:
    services = with_seats(10)
    at_once([partial(join_in, services, name) for name in NAMES])
    registered = [name for name, state in states(services).items() if state is REGISTERED]
    assert sorted(seated(services)) == sorted(registered)
    assert len(registered) == 10
    assert waiting_list(services) == [name for name in NAMES if name not in registered]
    assert set(states(services)) == set(NAMES)


def test_twenty_who_leave_at_once_are_followed_by_the_twenty_who_waited_longest() -> None:
    services = with_seats(20)
    for name in NAMES:
        join_in(services, name)
    for name in NAMES[:20]:
        leave(services, name)
    told(services)
    at_once([partial(give_back, services, name) for name in NAMES[:20]])
    assert sorted(seated(services)) == NAMES[20:]
    assert {name: state for name, state in states(services).items() if state is REGISTERED}.keys() == set(NAMES[20:])
    assert set(told(services)) == {(name, 1) for name in NAMES[20:]}
    assert services.tables.rows(Waiting) == []


def test_twenty_four_workers_on_the_real_storage_leave_no_message_to_the_queue(azurite: Azurite) -> None:
    """None of them gives up: `RowChanged` would cost the message one of its five attempts, and a minute."""
    memory = with_seats(8)
    services = Services(
        programme=memory.programme,
        settings=memory.settings,
        keys=memory.keys,
        tables=AzureTables.from_connection_string(azurite.connection_string),
        queues=memory.queues,
        graph=memory.graph,
        feeds=memory.feeds,
    )
    session = a_session(id="pgdit-2026-12-10")
    people = [KEYS.person(address(name)) for name in NAMES[:24]]

    def ask(number: int) -> None:
        details = a_sign_up(name=NAMES[number], email=address(NAMES[number]))
        register(services, session, details, people[number], NOW + number * MINUTE)

    at_once([partial(ask, number) for number in range(24)])
    places = {row.person: row.state for row in services.tables.partition(Registration, session.id)}
    seats = services.tables.get(Seating, (session.id, "seats"))
    assert seats is not None
    assert set(places) == set(people)
    assert {person for person, state in places.items() if state is REGISTERED} == set(seats.seated)
    assert len(seats.seated) == 8
    for person in seats.seated:
        cancel(services, session.id, person, NOW + 60 * MINUTE)
    at_once([partial(give_back_seat, services, session.id, person) for person in seats.seated])
    places = {row.person: row.state for row in services.tables.partition(Registration, session.id)}
    waited = [person for person in people if person not in seats.seated]
    assert [person for person in waited if places[person] is REGISTERED] == waited[:8]
