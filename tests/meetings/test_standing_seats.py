"""Seats of standing registrations: whoever asked first comes first, in every session; equals take turns."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from local.memory.builders import NOW, START, a_session, a_sign_up, a_standing
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.meetings.calendar import open_session
from shared.registrations.rows import Registration, RegistrationState, Standing
from shared.sessions.rows import OpenSession, SessionState

WEEK, MINUTE = timedelta(weeks=1), timedelta(minutes=1)


def planned_with(capacity: int, sessions: int, standing: list[Standing]) -> MemoryServices:
    """So many sessions that have no meeting yet."""
    programme = the_programme()
    small = programme.series_of("pgdit").model_copy(update={"capacity": capacity})
    rows = [a_session(start=START + week * WEEK, state=SessionState.PLANNED, join_url="") for week in range(sessions)]
    return some_services(
        programme=programme.model_copy(update={"series": (small, *programme.series[1:])}),
        having=[*rows, *(OpenSession(id=one.id) for one in rows), *standing],
    )


def stood(order: list[int]) -> list[Standing]:
    """Person n asked for every session at this place in the order."""
    return [
        a_standing(
            details=a_sign_up(email=f"person.{number}@example.org", every_session=True),
            since=NOW - timedelta(days=30) + place * MINUTE,
        )
        for number, place in enumerate(order)
    ]


def seated(services: MemoryServices) -> dict[str, set[str]]:
    """Who has a seat in each session."""
    found: dict[str, set[str]] = {}
    for row in services.tables.rows(Registration):
        if row.state is RegistrationState.REGISTERED:
            found.setdefault(row.session, set()).add(row.person)
    return found


def open_all(services: MemoryServices) -> None:
    for entry in services.tables.rows(OpenSession):
        open_session(services, entry.id, NOW)


@settings(max_examples=25)
@given(st.permutations(list(range(12))), st.integers(1, 12))
def test_whoever_stood_first_has_a_seat_in_every_session(order: list[int], capacity: int) -> None:
    standing = stood(order)
    services = planned_with(capacity, 3, standing)
    open_all(services)
    first = {KEYS.person(f"person.{number}@example.org") for number, place in enumerate(order) if place < capacity}
    assert list(seated(services).values()) == [first] * 3
    assert len(services.tables.rows(Registration)) == 36


def test_those_who_asked_at_the_same_moment_take_turns() -> None:
    services = planned_with(2, 40, stood([0] * 4))
    open_all(services)
    times = Counter(person for people in seated(services).values() for person in people)
    assert times.total() == 80
    assert all(10 <= count <= 30 for count in times.values())
    assert len(times) == 4


def test_a_crash_half_way_gives_the_same_people_the_seats() -> None:
    services = planned_with(2, 1, stood([3, 0, 2, 1]))
    (entry,) = services.tables.rows(OpenSession)
    services.tables.meanwhile("insert", lambda: None)
    services.queues.fail("send", ConnectionError("gone"))
    try:
        open_session(services, entry.id, NOW)
    except ConnectionError:
        open_session(services, entry.id, NOW)
    assert list(seated(services).values()) == [{KEYS.person(f"person.{number}@example.org") for number in (1, 3)}]
    assert {row.made_at for row in services.tables.rows(Registration)} == {NOW}
