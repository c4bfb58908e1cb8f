"""Retention: what is kept about people goes when its time is over, and nothing else does."""

from datetime import UTC, datetime, timedelta

import pytest

from local.memory.builders import (
    NOW,
    SESSION,
    START,
    a_delivery,
    a_feedback,
    a_question,
    a_registration,
    a_seating,
    a_session,
    a_sign_up,
    a_standing,
    a_waiting,
    an_attendance,
)
from local.memory.services import some_services
from shared.attendance.rows import Attendance
from shared.failures.rows import FailedWork
from shared.feedback.rows import Feedback
from shared.mail.rows import Delivery
from shared.privacy.forgetting import forget
from shared.questions.rows import Question
from shared.registrations.rows import Registration, Seating, Standing, Waiting
from shared.sessions.rows import Session
from shared.storage.row import Row

YEAR, TWO_YEARS, QUARTER = timedelta(days=365), timedelta(days=730), timedelta(days=90)
DAY = timedelta(days=1)
END = START + timedelta(hours=1)


def rows_of_a_session() -> list[Row]:
    return [a_session(), a_registration(), an_attendance(), a_question(), a_seating(), a_waiting(), a_feedback()]


def kept_after(age: timedelta) -> set[str]:
    services = some_services(having=rows_of_a_session())
    forget(services, END + age)
    kinds = (Session, Registration, Attendance, Question, Seating, Waiting, Feedback)
    return {kind.TABLE for kind in kinds if services.tables.rows(kind)}


def test_everything_is_kept_until_its_time() -> None:
    assert kept_after(YEAR - DAY) == {row.TABLE for row in rows_of_a_session()}


def test_a_year_after_the_session_only_it_and_its_feedback_are_left() -> None:
    assert kept_after(YEAR + DAY) == {"sessions", "feedback"}


@pytest.mark.parametrize(
    "purpose",
    [
        "pgdit-2026-12-09T1230.reminder-P1D",
        "pgdit-2026-12-09-on-2026-12-16T1230.moved-1",
        "bulletin-2026-W50.bulletin",
        "subscription-pgdit-2026-12-09.subscription",
        "operations-2026-12-09T12.alert-x",
    ],
)
def test_which_mail_went_to_whom_is_forgotten_after_a_year(purpose: str) -> None:
    services = some_services(having=[a_delivery(purpose=purpose, person=f"person-{number}") for number in range(3)])
    sent = datetime(2026, 12, 9, 12, 30, tzinfo=UTC)
    left = []
    for after in (YEAR - 2 * DAY, YEAR + 8 * DAY):
        forget(services, sent + after)
        left.append(len(services.tables.rows(Delivery)))
    assert left == [3, 0]


def test_feedback_goes_after_two_years() -> None:
    services = some_services(having=[a_session(), a_feedback()])
    forget(services, END + TWO_YEARS + DAY)
    assert services.tables.rows(Feedback) == []


def test_two_weeks_without_a_run_leave_nothing_behind() -> None:
    assert kept_after(YEAR + timedelta(days=13)) == {"sessions", "feedback"}


def test_forgetting_again_changes_nothing_however_often_the_timer_fires() -> None:
    services = some_services(having=[a_session(), a_registration()])
    assert [forget(services, END + YEAR + DAY) for _ in range(3)] == [1, 0, 0]


@pytest.mark.parametrize("weeks", [-3, 6, 26])
def test_a_session_that_was_moved_is_forgotten_a_year_after_it_took_place(weeks: int) -> None:
    start = START + timedelta(weeks=weeks)
    services = some_services(having=[a_session(id=SESSION, start=start), a_registration()])
    for days, left in ((364, 1), (366, 0)):
        forget(services, start + timedelta(days=days))
        assert len(services.tables.rows(Registration)) == left


def a_refused_response(*, days_old: int) -> FailedWork:
    first = NOW - timedelta(days=days_old)
    return FailedWork(step="sign-up", id=str(days_old), cause="email", payload="{}", first_at=first, last_at=NOW)


def test_a_response_that_was_never_mended_goes_after_three_months() -> None:
    services = some_services(having=[a_refused_response(days_old=91), a_refused_response(days_old=89)])
    forget(services, NOW)
    assert [row.id for row in services.tables.rows(FailedWork)] == ["89"]


def test_a_standing_registration_goes_a_year_after_it_ended_and_never_before() -> None:
    ended = a_standing(ended=True).model_copy(update={"ended_at": NOW})
    running = a_standing(details=a_sign_up(email="other@example.org", every_session=True))
    services = some_services(having=[ended, running])
    forget(services, NOW + YEAR - DAY)
    assert len(services.tables.rows(Standing)) == 2
    forget(services, NOW + YEAR + DAY)
    assert [row.person for row in services.tables.rows(Standing)] == [running.person]


def test_history_costs_no_run_anything() -> None:
    """Ten years of sessions are in the table; a run reads the two weeks that it is about."""
    history = [a_session(start=START - timedelta(days=28 * number)) for number in range(130)]
    with_history, without = some_services(having=history), some_services()
    for services in (with_history, without):
        forget(services, NOW + timedelta(days=20))
    in_window = 2 * 7 + 2  # one session lies in the window of registrations, with its roll, its tallies and what was
    # written to everyone, and one in that of feedback
    assert len(with_history.tables.operations) <= len(without.tables.operations) + in_window
