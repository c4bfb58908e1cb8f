"""Figures of a session, and how they are printed."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.memory.builders import a_feedback, a_registration, a_session, a_sign_up, an_attendance
from shared.figures.counting import Figures, figures_of
from shared.figures.disclosure import HIDDEN, largest_hidden
from shared.figures.printing import NOT_KNOWN, Comparison, PrintedFigures, Trend, printed_figures, trend
from shared.programme.model import SmallNumbers
from shared.registrations.rows import Registration, RegistrationState

RULE = SmallNumbers(hide_up_to=7, round_to=5)
SESSION = a_session()


def registrations(count: int, *, first: int = 0, specialty: str = "Surgery") -> Sequence[Registration]:
    """Seats of people with the keys `person-0`, `person-1` and so on."""
    details = a_sign_up(specialty=specialty, care="secondary", provider="Eastvale Infirmary")
    return [a_registration(person=f"person-{number}", details=details) for number in range(first, first + count)]


def some_figures(*, registered: int = 40, came: int | None = 30, guests: int | None = 0) -> Figures:
    return Figures(
        session=SESSION.id,
        registered=registered,
        waiting=0,
        cancelled=9,
        came=came,
        guests=guests,
        median_minutes=None if came is None else 51,
        by_specialty={"GP": 25, "Surgery": registered - 25},
        by_provider={},
        by_care={"primary": registered},
        answers=12,
        mean_score=4.28,
        scores={"5": 9, "3": 3},
        barriers={"work": 8, "device": 2},
    )


def test_a_session_is_counted_from_its_rows() -> None:
    places = [
        *registrations(2, specialty="General practice"),
        *registrations(1, first=2, specialty="general  Practice"),
        *registrations(1, first=3, specialty=""),
        a_registration(person="waits", state=RegistrationState.WAITING),
        a_registration(person="cancelled", state=RegistrationState.CANCELLED),
    ]
    present = [
        an_attendance(attendee="person-0", minutes=60),
        an_attendance(attendee="person-1", minutes=50),
        an_attendance(attendee="cancelled", minutes=20, registered=False),
        an_attendance(attendee="guest-1", minutes=10, registered=False),
        an_attendance(attendee="host", minutes=70, registered=False),
    ]
    said = [
        a_feedback(score=5),
        a_feedback(score=4),
        a_feedback(came=False, score=None, stopped_by=("work", "device")),
        a_feedback(came=False, score=None, stopped_by=("work",)),
    ]
    assert figures_of(SESSION, places, present, said, hosts={"host"}) == Figures(
        session=SESSION.id,
        registered=4,
        waiting=1,
        cancelled=1,
        came=2,
        guests=2,
        median_minutes=35,
        by_specialty={"General practice": 3, "Not said": 1},
        by_provider={"Eastvale Infirmary": 4},
        by_care={"secondary": 4},
        answers=4,
        mean_score=4.5,
        scores={"5": 1, "4": 1},
        barriers={"work": 2, "device": 1},
    )


def test_a_facilitator_who_signed_up_counts_like_everybody() -> None:
    figures = figures_of(SESSION, registrations(1), [an_attendance(attendee="person-0")], [], hosts={"person-0"})
    assert (figures.came, figures.guests) == (1, 0)


def test_without_a_report_nobody_knows_who_came() -> None:
    figures = figures_of(SESSION, registrations(1), [], [], reported=False)
    assert (figures.came, figures.guests, figures.median_minutes) == (None, None, None)
    assert printed_figures(figures, RULE).came == NOT_KNOWN


def test_a_report_without_anybody_says_that_nobody_came() -> None:
    figures = figures_of(SESSION, registrations(1), [], [])
    assert (figures.came, figures.guests, figures.median_minutes) == (0, 0, None)


def test_figures_are_kept_as_json() -> None:
    figures = some_figures()
    assert Figures.model_validate_json(figures.model_dump_json()) == figures


def test_figures_are_printed_by_the_rule_for_small_numbers() -> None:
    assert printed_figures(some_figures(registered=43, came=31, guests=3), RULE) == PrintedFigures(
        registered="45",
        waiting="0",
        cancelled="10",
        came="30",
        share="65%",
        guests="*",
        median_minutes="51",
        by_specialty=(("GP", "25"), ("Surgery", "20")),
        by_provider=(),
        by_care=(("primary", "45"),),
        answers="10",
        mean_score="4.5",
        scores=(("5", "*"), ("4", "0"), ("3", "*"), ("2", "0"), ("1", "0")),
        barriers=(("work", "10"), ("device", "*")),
    )


def test_what_describes_a_few_people_is_hidden() -> None:
    figures = figures_of(
        SESSION, registrations(3), [an_attendance(attendee="person-0", minutes=60)], [a_feedback(score=1)]
    )
    few = printed_figures(figures, RULE)
    assert (few.came, few.share, few.median_minutes, few.mean_score) == ("*", "*", "*", "*")


def test_what_nobody_said_is_no_table() -> None:
    none = printed_figures(figures_of(SESSION, [], [], []), RULE)
    assert (none.by_specialty, none.scores, none.barriers, none.mean_score) == ((), (), (), NOT_KNOWN)


def test_the_first_session_has_no_trend() -> None:
    assert trend([], some_figures(), RULE) is None


def test_a_session_is_compared_with_the_mean_of_those_before() -> None:
    before = [some_figures(registered=30, came=25), some_figures(registered=41, came=None, guests=None)]
    assert trend(before, some_figures(registered=44, came=20), RULE) == Trend(
        sessions=2,
        registered=Comparison("45", "35", "up"),
        came=Comparison("20", "25", "down"),
        share=Comparison("45%", "85%", "down"),
    )


def test_a_mean_is_rounded_before_it_is_printed() -> None:
    found = trend([some_figures(registered=27), some_figures(registered=28)], some_figures(registered=30), RULE)
    assert found is not None
    assert found.registered == Comparison("30", "30", "level"), "27.5 is 28, and 28 is printed as 30"


@pytest.mark.parametrize(
    ("came", "now", "direction"), [(29, "30", "level"), (3, "*", "not known"), (None, NOT_KNOWN, "not known")]
)
def test_a_trend_goes_as_far_as_printed_numbers_tell(came: int | None, now: str, direction: str) -> None:
    found = trend([some_figures(came=31)], some_figures(came=came), RULE)
    assert found is not None
    assert (found.came.now, found.came.before, found.came.direction) == (now, "30", direction)


@settings(deadline=None)  # the first example may import what the rule needs
@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from([0, *range(2, 10)]), st.integers(1, 12))
def test_no_printed_figure_tells_a_small_count(registered: int, came: int, hide_up_to: int, round_to: int) -> None:
    rule = SmallNumbers(hide_up_to=hide_up_to, round_to=round_to)
    present = [an_attendance(attendee=f"person-{number}") for number in range(came)]
    figures = printed_figures(figures_of(SESSION, registrations(registered), present, []), rule)
    small = {0 < figure <= largest_hidden(rule) for figure in (registered, min(registered, came))}
    assert (HIDDEN in {figures.registered, figures.came}) == (True in small)
    assert (figures.share == HIDDEN) == (True in small)


def test_when_everybody_came_the_share_is_the_whole() -> None:
    found = trend([some_figures(came=40)], some_figures(came=40), RULE)
    assert found is not None
    assert found.share == Comparison("100%", "100%", "level")
