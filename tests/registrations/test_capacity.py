"""The capacity of one session: more or fewer seats than its series has. Nobody loses a seat."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from local.memory.builders import NOW, SESSION, WHO, a_registration, a_seating, a_session, a_sign_up, a_waiting
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.audit_trail.rows import AuditEntry
from shared.errors import AnotherVersion
from shared.messages import RegistrationMade
from shared.programme.model import Programme
from shared.registrations.capacity import NewCapacity, change_capacity
from shared.registrations.registering import register
from shared.registrations.rows import Registration, RegistrationState, Seating
from shared.registrations.seats import set_capacities
from shared.sessions.rows import OpenSession, Session

MINUTE = timedelta(minutes=1)


def with_capacity(capacity: int | None) -> Programme:
    programme = the_programme()
    series = tuple(one.model_copy(update={"capacity": capacity}) for one in programme.series)
    return programme.model_copy(update={"series": series})


def place(name: str, state: RegistrationState = RegistrationState.REGISTERED) -> Registration:
    return a_registration(details=a_sign_up(email=f"{name}@example.org"), state=state)


def a_cafe(
    capacity: int | None, seated: Sequence[str] = (), waiting: Sequence[str] = (), *, own: int | None = None
) -> MemoryServices:
    """A session in which these people have a seat, and these wait."""
    places = [place(one) for one in seated] + [place(one, RegistrationState.WAITING) for one in waiting]
    asking = [a_waiting(person=KEYS.person(f"{one}@example.org"), since=NOW - MINUTE) for one in waiting]
    keys = [KEYS.person(f"{one}@example.org") for one in seated]
    seats = [a_seating(capacity=seats_there, seated=keys)] if (seats_there := own or capacity) else []
    having = [a_session(capacity=own), OpenSession(id=SESSION), *places, *asking, *seats]
    return some_services(programme=with_capacity(capacity), having=having)


def change(services: MemoryServices, capacity: int) -> None:
    change_capacity(services, SESSION, NewCapacity(capacity=capacity), WHO, NOW)


def states(services: MemoryServices) -> dict[str, RegistrationState]:
    return {row.details.email.partition("@")[0]: row.state for row in services.tables.rows(Registration)}


def sign_up(services: MemoryServices, name: str) -> RegistrationState:
    details = a_sign_up(email=f"{name}@example.org")
    (session,) = services.tables.rows(Session)
    return register(services, session, details, KEYS.person(details.email), NOW).state


def test_with_more_seats_those_who_waited_longest_have_one_and_are_told() -> None:
    services = a_cafe(1, ["ada"], ["ben", "cai"])
    change_capacity(services, SESSION, NewCapacity(capacity=3), WHO, NOW)
    assert set(states(services).values()) == {RegistrationState.REGISTERED}
    assert len(services.queues.waiting(RegistrationMade)) == 2
    change_capacity(services, SESSION, NewCapacity(capacity=3), WHO, NOW)
    assert len(services.queues.waiting(RegistrationMade)) == 2


def test_with_fewer_seats_than_people_nobody_loses_one_and_nobody_new_gets_one() -> None:
    services = a_cafe(None, ["ada", "ben"])
    change_capacity(services, SESSION, NewCapacity(capacity=1), WHO, NOW)
    assert states(services) == {"ada": RegistrationState.REGISTERED, "ben": RegistrationState.REGISTERED}
    assert sign_up(services, "cai") is RegistrationState.WAITING


def test_a_session_of_a_series_without_limit_counts_who_is_there_before_it_gives_seats() -> None:
    services = a_cafe(None, ["ada", "ben"])
    change_capacity(services, SESSION, NewCapacity(capacity=3), WHO, NOW)
    assert [sign_up(services, one) for one in ("cai", "dee")] == [
        RegistrationState.REGISTERED,
        RegistrationState.WAITING,
    ]


def test_the_daily_planning_keeps_it() -> None:
    services = a_cafe(60, ["ada"])
    change_capacity(services, SESSION, NewCapacity(capacity=2), WHO, NOW)
    set_capacities(services, NOW)
    assert [row.capacity for row in services.tables.rows(Seating)] == [2]
    assert [sign_up(services, one) for one in ("ben", "cai")] == [
        RegistrationState.REGISTERED,
        RegistrationState.WAITING,
    ]


def test_without_a_number_of_its_own_it_has_as_many_seats_as_its_series_again() -> None:
    services = a_cafe(3, ["ada"], ["ben"], own=1)
    change_capacity(services, SESSION, NewCapacity(capacity=None), WHO, NOW)
    assert states(services)["ben"] is RegistrationState.REGISTERED
    assert [row.capacity for row in services.tables.rows(Seating)] == [3]


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_a_process_that_dies_on_the_way_is_mended_by_pressing_again(number: int) -> None:
    """It dies before it writes the session, the number of seats, who has them, or the place."""
    services = a_cafe(1, ["ada"], ["ben"])
    for _ in range(number):
        services.tables.meanwhile("replace", lambda: None)
    services.tables.fail("replace", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        change(services, 2)
    change(services, 2)
    assert states(services)["ben"] is RegistrationState.REGISTERED
    assert len(services.queues.waiting(RegistrationMade)) == 1


def test_a_number_that_somebody_else_changed_meanwhile_is_not_overwritten() -> None:
    services = a_cafe(60, own=20)
    with pytest.raises(AnotherVersion):
        change_capacity(services, SESSION, NewCapacity(capacity=30, was=""), WHO, NOW)
    change_capacity(services, SESSION, NewCapacity(capacity=30, was="20"), WHO, NOW)
    assert [(one.act, one.reason) for one in services.tables.rows(AuditEntry)] == [("change capacity", "30")]
