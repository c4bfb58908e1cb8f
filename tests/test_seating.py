"""Seats and the waiting list: never over capacity, in order of asking, and the same however often it is said."""

from dataclasses import dataclass
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.rows import RegistrationState, Seating, Waiting
from shared.seating import claim, release, state_of, told
from tests.builders import NOW, a_seating

PEOPLE = [f"person-{number}" for number in range(8)]


@dataclass(frozen=True)
class Step:
    """Somebody asks for a seat, gives it up, or was told that they moved up."""

    what: str
    person: str
    minute: int

    def on(self, seats: Seating) -> Seating:
        match self.what:
            case "claim":
                return claim(seats, self.person, NOW + timedelta(minutes=self.minute))
            case "release":
                return release(seats, self.person)
            case _:
                return told(seats, self.person)


STEPS = st.lists(
    st.builds(
        Step, st.sampled_from(["claim", "claim", "release", "told"]), st.sampled_from(PEOPLE), st.integers(0, 30)
    ),
    max_size=40,
)


def after(capacity: int, steps: list[Step]) -> Seating:
    seats = a_seating(capacity=capacity)
    for step in steps:
        seats = step.on(seats)
    return seats


@given(st.integers(1, 4), STEPS)
def test_there_are_never_more_seats_than_the_capacity_and_nobody_has_two_places(
    capacity: int, steps: list[Step]
) -> None:
    seats = after(capacity, steps)
    places = [*seats.seated, *(one.person for one in seats.waiting)]
    assert len(seats.seated) <= capacity
    assert len(set(places)) == len(places)


@given(st.integers(1, 4), STEPS)
def test_nobody_waits_while_a_seat_is_free(capacity: int, steps: list[Step]) -> None:
    seats = after(capacity, steps)
    assert not seats.waiting or len(seats.seated) == capacity


@given(st.integers(1, 4), STEPS)
def test_who_waits_is_in_order_of_asking(capacity: int, steps: list[Step]) -> None:
    waiting = after(capacity, steps).waiting
    assert list(waiting) == sorted(waiting, key=lambda one: (one.since, one.person))


@given(st.integers(1, 4), STEPS)
def test_only_who_has_a_seat_is_to_be_told_of_it(capacity: int, steps: list[Step]) -> None:
    seats = after(capacity, steps)
    assert set(seats.promoted) <= set(seats.seated)
    assert len(set(seats.promoted)) == len(seats.promoted)


@given(
    st.integers(1, 4),
    STEPS,
    st.builds(Step, st.sampled_from(["claim", "release", "told"]), st.sampled_from(PEOPLE), st.integers(0, 30)),
)
def test_said_twice_it_is_as_said_once(capacity: int, steps: list[Step], step: Step) -> None:
    once = step.on(after(capacity, steps))
    assert step.on(once) == once


@given(st.integers(1, 4), STEPS, st.sampled_from(PEOPLE))
def test_who_gave_up_a_place_has_none(capacity: int, steps: list[Step], person: str) -> None:
    assert state_of(release(after(capacity, steps), person), person) is None


def test_the_seat_that_comes_free_goes_to_who_asked_first() -> None:
    seats = a_seating(capacity=1, seated=["a"])
    for person, minute in (("d", 3), ("b", 1), ("c", 2)):
        seats = claim(seats, person, NOW + timedelta(minutes=minute))
    freed = release(seats, "a")
    assert (freed.seated, freed.promoted) == (("b",), ("b",))
    assert freed.waiting == (
        Waiting(since=NOW + timedelta(minutes=2), person="c"),
        Waiting(since=NOW + timedelta(minutes=3), person="d"),
    )
    assert told(freed, "b").promoted == ()


def test_who_asks_now_does_not_overtake_who_waits() -> None:
    seats = a_seating(capacity=2, seated=["a"], waiting=[Waiting(since=NOW, person="b")])
    assert claim(seats, "c", NOW + timedelta(minutes=1)).seated == ("a",)


def test_the_state_is_the_registrations() -> None:
    seats = a_seating(capacity=1, seated=["a"], waiting=[Waiting(since=NOW, person="b")])
    assert [state_of(seats, one) for one in ("a", "b", "c")] == [
        RegistrationState.REGISTERED,
        RegistrationState.WAITING,
        None,
    ]
