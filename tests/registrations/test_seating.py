"""Seats: never over capacity, in order of asking, and the same however often it is said."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from local.memory.builders import NOW, a_seating, a_waiting
from shared.registrations.rows import Waiting
from shared.registrations.seating import release, seat


def asking(person: str, minute: int) -> Waiting:
    return a_waiting(person=person, since=NOW + timedelta(minutes=minute))


PEOPLE = st.sampled_from([f"person-{number}" for number in range(8)])
SEATED = st.lists(PEOPLE, unique=True, max_size=5)
WAITING = st.lists(st.builds(asking, PEOPLE, st.integers(0, 30)), max_size=12)


@given(st.integers(0, 6), SEATED, WAITING)
def test_nobody_loses_a_seat_and_nobody_gets_one_beyond_the_capacity_or_two(
    capacity: int, seated: list[str], waiting: list[Waiting]
) -> None:
    seats = seat(a_seating(capacity=capacity, seated=seated), waiting)
    assert list(seats.seated[: len(seated)]) == seated
    assert len(seats.seated) <= max(capacity, len(seated))
    assert len(set(seats.seated)) == len(seats.seated)


@given(st.integers(0, 6), SEATED, WAITING)
def test_nobody_waits_while_a_seat_is_free(capacity: int, seated: list[str], waiting: list[Waiting]) -> None:
    seats = seat(a_seating(capacity=capacity, seated=seated), waiting)
    left = {one.person for one in waiting} - set(seats.seated)
    assert not left or seats.free == 0


@given(st.integers(0, 6), SEATED, WAITING)
def test_who_gets_a_seat_asked_before_everybody_who_does_not(
    capacity: int, seated: list[str], waiting: list[Waiting]
) -> None:
    seats = seat(a_seating(capacity=capacity, seated=seated), waiting)
    asked = {
        person: min(one.since for one in waiting if one.person == person) for person in {w.person for w in waiting}
    }
    lucky = [asked[person] for person in seats.seated[len(seated) :]]
    left = [since for person, since in asked.items() if person not in seats.seated]
    assert lucky == sorted(lucky)
    assert not lucky or not left or lucky[-1] <= min(left)


@given(st.integers(0, 6), SEATED, WAITING, PEOPLE)
def test_said_twice_it_is_as_said_once(capacity: int, seated: list[str], waiting: list[Waiting], person: str) -> None:
    once = seat(a_seating(capacity=capacity, seated=seated), waiting)
    assert seat(once, waiting) == once
    assert release(release(once, person), person) == release(once, person)


def test_the_seat_that_comes_free_goes_to_who_asked_first() -> None:
    waiting = [asking("d", 3), asking("b", 1), asking("c", 2)]
    seats = a_seating(capacity=1, seated=["a"])
    assert seat(seats, waiting).seated == ("a",)
    assert seat(release(seats, "a"), waiting).seated == ("b",)


def test_two_who_asked_at_the_same_moment_are_always_in_the_same_order() -> None:
    waiting = [asking("c", 1), asking("b", 1)]
    assert seat(a_seating(capacity=1), waiting).seated == seat(a_seating(capacity=1), waiting[::-1]).seated == ("b",)


def test_asked_again_somebody_keeps_the_place_of_the_first_time() -> None:
    waiting = [asking("b", 9), asking("c", 5), asking("b", 1)]
    assert seat(a_seating(capacity=1), waiting).seated == ("b",)
