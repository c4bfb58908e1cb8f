"""Figures of a session, and how they are printed."""

from collections.abc import Sequence

from local.memory.builders import a_feedback, a_registration, a_session, a_sign_up, an_attendance
from shared.figures.counting import Figures, as_briefed, figures_of
from shared.figures.disclosure import FEW, OTHER
from shared.figures.printing import PrintedFigures, WhereFrom, printed_figures
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
        expected=4,
        waiting=1,
        cancelled=1,
        came=2,
        guests=2,
        median_minutes=35,
        by_specialty={"General practice": 3, "Not said": 1},
        by_provider={"Eastvale Infirmary": 4},
        by_care={"secondary": 4},
        by_hub={"on their own device": 4},
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
    assert printed_figures(figures, RULE).came is None


def test_a_report_without_anybody_says_that_nobody_came() -> None:
    figures = figures_of(SESSION, registrations(1), [], [])
    assert (figures.came, figures.guests, figures.median_minutes) == (0, 0, None)


def test_figures_are_kept_as_json() -> None:
    figures = some_figures()
    assert Figures.model_validate_json(figures.model_dump_json()) == figures


def test_figures_are_printed_by_the_rule_for_small_numbers() -> None:
    assert printed_figures(some_figures(registered=43, came=31, guests=3), RULE) == PrintedFigures(
        registered="45",
        waiting=FEW,
        cancelled="10",
        came="30",
        share="70%",
        guests=FEW,
        median_minutes=51,
        answers="10",
        mean_score=4.5,
        scores=(),
        barriers=(("work", "10"),),
        where_from=WhereFrom((("GP", "25"), ("Surgery", "20")), (), (), ()),
    )


def test_what_describes_a_few_people_is_not_shown() -> None:
    present = [an_attendance(attendee="person-0", minutes=60)]
    few = printed_figures(figures_of(SESSION, registrations(3), present, [a_feedback(score=1)]), RULE)
    assert (few.came, few.share, few.median_minutes, few.mean_score, few.scores) == (FEW, None, None, None, ())


def test_a_few_who_came_and_a_few_guests_have_no_median_even_if_together_they_are_many() -> None:
    figures = some_figures(came=7, guests=7)
    assert printed_figures(figures, RULE).median_minutes is None
    assert printed_figures(some_figures(came=7, guests=8), RULE).median_minutes == 51


def test_a_mean_at_the_end_of_the_scale_does_not_say_that_everybody_agreed() -> None:
    best = some_figures().model_copy(update={"mean_score": 5.0, "scores": {"5": 12}})
    worst = some_figures().model_copy(update={"mean_score": 1.0, "scores": {"1": 12}})
    assert [printed_figures(one, RULE).mean_score for one in (best, worst)] == [4.5, 1.5]


def test_what_nobody_said_is_no_table() -> None:
    none = printed_figures(figures_of(SESSION, [], [], []), RULE)
    assert (none.where_from, none.scores, none.barriers, none.mean_score) == (WhereFrom((), (), (), ()), (), (), None)


def test_scores_come_best_first_and_others_last() -> None:
    figures = some_figures().model_copy(update={"answers": 60, "scores": {"5": 10, "4": 30, "3": 6, "2": 4, "1": 2}})
    assert printed_figures(figures, RULE).scores == (("5", "10"), ("4", "30"), (OTHER, "10"))


def test_a_share_is_of_true_counts() -> None:
    assert printed_figures(some_figures(registered=22, came=12), RULE).share == "55%", "10 of 20 would be 50 %"


def test_what_the_briefing_told_is_told_again_and_no_newer_number() -> None:
    briefed, later = some_figures(registered=30), some_figures(registered=44, came=35)
    both = as_briefed(later, briefed)
    assert (both.registered, both.by_specialty, both.came) == (30, {"GP": 25, "Surgery": 5}, 35)
    assert as_briefed(later, None) == later


def test_the_rarest_and_the_longest_answers_have_no_count_of_their_own() -> None:
    many = [
        place for number in range(300) for place in registrations(1, first=number, specialty=f"Specialty {number:03}")
    ]
    long = registrations(2, first=300, specialty="I work in " + "many places " * 20)
    counts = figures_of(SESSION, [*many, *long], [], []).by_specialty
    assert (len(counts), counts[OTHER], sum(counts.values())) == (101, 202, 302)
