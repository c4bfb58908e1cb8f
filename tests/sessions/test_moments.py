"""To the moment: until when a session can be signed up to, moved and told of, and what is due."""

from datetime import UTC, datetime, timedelta

import pytest

from local.memory.builders import HOUR, NOW, SESSION, START, WHO, a_registration, a_session
from local.memory.services import MemoryServices, some_services, the_programme
from shared.attendance.closing import close_sessions, take_attendance
from shared.attendance.rows import AttendanceTaken
from shared.errors import Refusal
from shared.mail.rows import Delivery, MailKind
from shared.messages import FeedbackDue, ReminderDue, SessionEnded
from shared.registrations.places import Place
from shared.reminders.due import due_reminder
from shared.reminders.reminding import remind, start_reminders
from shared.sessions.cancelling import cancel_session
from shared.sessions.planning import plan_sessions
from shared.sessions.rescheduling import Move, move_session
from shared.sessions.rows import OpenSession, Session, SessionState
from shared.sessions.upcoming import upcoming
from shared.storage.row import Row

MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)
END = a_session().end


def an_open_session(*rows: Row, state: SessionState = SessionState.OPEN) -> MemoryServices:
    return some_services(having=[a_session(state=state), OpenSession(id=SESSION), *rows])


def test_one_can_sign_up_until_the_start() -> None:
    services = an_open_session()
    assert [one.id for one in upcoming(services, "pgdit", START - MOMENT)] == [SESSION]
    assert upcoming(services, "pgdit", START) == []


def test_a_place_is_ahead_until_the_start() -> None:
    place = Place(a_session(), a_registration(), None)
    assert [place.is_ahead(now) for now in (START - MOMENT, START)] == [True, False]


def test_a_session_can_be_changed_until_the_start() -> None:
    wanted, reason = Move(start=START + DAY), "The speaker is ill."
    move_session(an_open_session(), SESSION, wanted, WHO, START - MOMENT)
    cancel_session(an_open_session(), SESSION, reason, WHO, START - MOMENT)
    with pytest.raises(Refusal):
        move_session(an_open_session(), SESSION, wanted, WHO, START)
    with pytest.raises(Refusal):
        cancel_session(an_open_session(), SESSION, reason, WHO, START)


@pytest.mark.parametrize(("ahead", "told"), [(2 * HOUR - MOMENT, timedelta(0)), (2 * HOUR, HOUR / 2)])
def test_a_session_two_hours_ahead_is_not_told_of_at_once(ahead: timedelta, told: timedelta) -> None:
    services = some_services(having=[a_session(id=SESSION, start=NOW + ahead)])
    assert move_session(services, SESSION, Move(start=NOW + DAY), WHO, NOW).tell_at == NOW + told


def test_a_change_after_everyone_was_told_is_a_change_of_its_own() -> None:
    services = some_services(having=[a_session()])
    first = move_session(services, SESSION, Move(start=START + DAY), WHO, NOW)
    assert first.tell_at == NOW + HOUR / 2
    second = move_session(services, SESSION, Move(start=START + 2 * DAY), WHO, NOW + HOUR / 2)
    assert (second.tell_at, second.moved_from) == (NOW + HOUR, START + DAY)


def test_a_session_is_over_at_its_end() -> None:
    services = an_open_session()
    close_sessions(services, END - MOMENT)
    assert services.queues.waiting(SessionEnded) == []
    close_sessions(services, END)
    assert services.queues.waiting(SessionEnded) == [SessionEnded(session=SESSION)]


def test_a_report_is_waited_for_for_a_day() -> None:
    services = an_open_session(state=SessionState.ENDED)
    take_attendance(services, SESSION, END + DAY - MOMENT)
    assert (services.tables.rows(AttendanceTaken), services.queues.waiting(FeedbackDue)) == ([], [])
    take_attendance(services, SESSION, END + DAY)
    assert [row.reported for row in services.tables.rows(AttendanceTaken)] == [False]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (START - DAY - MOMENT, None),
        (START - DAY, DAY),
        (START - HOUR - MOMENT, DAY),
        (START - HOUR, HOUR),
        (START - MOMENT, HOUR),
        (START, None),
    ],
)
def test_a_reminder_is_due_from_its_time_until_the_next(now: datetime, due: timedelta | None) -> None:
    assert due_reminder(START, [DAY, HOUR], now, the_programme().zone) == due


def test_what_begins_now_is_not_planned_any_more() -> None:
    for early, there in ((MOMENT, True), (timedelta(0), False)):
        services = some_services()
        plan_sessions(services, START - early)
        assert (services.tables.get(Session, ("pgdit", SESSION)) is not None) is there


@pytest.mark.parametrize("state", [SessionState.PLANNED, SessionState.OPEN])
def test_a_session_can_be_changed_before_it_has_its_meeting_too(state: SessionState) -> None:
    services = an_open_session(state=state)
    assert move_session(services, SESSION, Move(start=START + DAY), WHO, NOW).sequence == 1
    assert cancel_session(services, SESSION, "The speaker is ill.", WHO, NOW).state is SessionState.CANCELLING


@pytest.mark.parametrize("state", [SessionState.ENDED, SessionState.CLOSED])
def test_a_session_that_is_over_is_not_changed(state: SessionState) -> None:
    with pytest.raises(Refusal, match="cannot be changed now"):
        cancel_session(an_open_session(state=state), SESSION, "The speaker is ill.", WHO, NOW)


@pytest.mark.parametrize(("signed_up", "count"), [(START - 2 * DAY - MOMENT, 1), (START - 2 * DAY, 0)])
def test_a_reminder_goes_to_who_asked_for_a_seat_a_day_before_it_fell_due(signed_up: datetime, count: int) -> None:
    services = an_open_session(a_registration(changed_at=signed_up))
    remind(services, ReminderDue(session=SESSION, before="P1D"), START - DAY)
    assert len(services.tables.rows(Delivery)) == count


@pytest.mark.parametrize(("told", "count"), [(START - 2 * DAY - MOMENT, 1), (START - 2 * DAY, 0)])
def test_who_is_just_told_of_another_time_needs_no_reminder(told: datetime, count: int) -> None:
    moved = a_session().model_copy(update={"tell_at": told})
    services = some_services(having=[moved, a_registration(changed_at=NOW - 40 * DAY)])
    remind(services, ReminderDue(session=SESSION, before="P1D"), START - DAY)
    assert len(services.tables.rows(Delivery)) == count


@pytest.mark.parametrize(
    ("now", "briefed"),
    [
        (datetime(2026, 12, 8, 17, tzinfo=UTC) - MOMENT, False),
        (datetime(2026, 12, 8, 17, tzinfo=UTC), True),
        (START - MOMENT, True),
        (START, False),
    ],
)
def test_facilitators_are_briefed_from_five_on_the_evening_before(now: datetime, briefed: bool) -> None:
    services = an_open_session()
    start_reminders(services, now)
    assert any(row.kind is MailKind.BRIEFING for row in services.tables.rows(Delivery)) is briefed
