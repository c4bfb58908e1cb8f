"""Reminders: set off at the series' offsets, once for each occasion; and the facilitators' briefing."""

from datetime import UTC, datetime, timedelta

import pytest

from local.memory.builders import ADDRESS, HOUR, NOW, SESSION, START, a_question, a_registration, a_session, a_sign_up
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.mail.rows import Delivery, MailKind
from shared.messages import ReminderDue
from shared.registrations.rows import RegistrationState
from shared.reminders.reminding import remind, start_reminders
from shared.sessions.rows import OpenSession, Session, SessionState

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
EVENING_BEFORE = datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
HOSTS = sorted(KEYS.person(one.email) for one in the_programme().facilitators_of("pgdit"))


def with_session(session: Session) -> MemoryServices:
    return some_services(having=[session, OpenSession(id=session.id)])


def set_off(services: MemoryServices, now: datetime) -> list[str]:
    start_reminders(services, now)
    return [due.before for due in services.queues.drain(ReminderDue)]


def briefed(services: MemoryServices) -> list[str]:
    return [row.person for row in services.tables.rows(Delivery) if row.kind is MailKind.BRIEFING]


def test_each_reminder_is_set_off_once_however_often_the_timer_comes() -> None:
    services, now, at = with_session(a_session()), START - 8 * DAY, list[tuple[timedelta, str]]()
    while now < START + HOUR:
        at += [(START - now, before) for before in set_off(services, now)]
        now += 5 * MINUTE
    assert at == [(7 * DAY, "P7D"), (DAY, "P1D"), (HOUR, "PT1H")]


def test_a_reminder_whose_successor_is_due_too_is_stale_and_left_out() -> None:
    assert set_off(with_session(a_session()), START - 30 * MINUTE) == ["PT1H"]


def test_a_timer_that_was_late_still_sets_off_what_is_due() -> None:
    services = with_session(a_session())
    assert set_off(services, START - 4 * DAY) == ["P7D"]
    assert set_off(services, START - 4 * DAY) == []


def test_a_moved_session_is_another_occasion_with_reminders_of_its_own() -> None:
    services = with_session(a_session())
    assert set_off(services, START - DAY) == ["P1D"]
    (session,) = services.tables.rows(Session)
    services.tables.replace(session.model_copy(update={"start": START + DAY, "end": START + DAY + HOUR}))
    assert set_off(services, START - HOUR) == ["P7D"]
    assert set_off(services, START) == ["P1D"]


def test_a_reminder_that_fell_due_before_everyone_hears_of_the_new_time_is_left_out() -> None:
    told = START - 6 * DAY
    services = with_session(a_session(sequence=1).model_copy(update={"tell_at": told}))
    assert [set_off(services, now) for now in (told, told + HOUR, START - DAY)] == [[], [], ["P1D"]]


def test_a_session_cancelled_while_its_reminder_is_set_off_keeps_no_other_from_its_own() -> None:
    other = a_session(series="educators", start=START + HOUR)
    services = with_session(a_session())
    services.tables.put(other)
    services.tables.put(OpenSession(id=other.id))
    services.tables.meanwhile("replace", lambda: services.tables.delete(OpenSession(id=other.id)))
    assert set_off(services, START - DAY + HOUR) == ["P1D", "P1D"]
    assert [entry.id for entry in services.tables.rows(OpenSession)] == [SESSION]


@pytest.mark.parametrize("state", [one for one in SessionState if one is not SessionState.OPEN])
def test_only_an_open_session_reminds(state: SessionState) -> None:
    services = with_session(a_session(state=state))
    assert set_off(services, START - DAY) == []
    remind(services, ReminderDue(session=SESSION, before="P1D"), START - DAY)
    assert services.tables.rows(Delivery) == []


def test_an_index_entry_or_a_reminder_without_its_session_is_passed_over() -> None:
    services = some_services(having=[OpenSession(id=SESSION)])
    assert set_off(services, START - DAY) == []
    remind(services, ReminderDue(session=SESSION, before="P1D"), START - DAY)
    assert services.queues.sent == []


def test_a_series_that_the_programme_no_longer_has_harms_no_other() -> None:
    old = a_session().model_copy(update={"series": "nurses", "id": "nurses-2026-12-09"})
    services = some_services(having=[old, a_session(), OpenSession(id=old.id), OpenSession(id=SESSION)])
    assert set_off(services, START - DAY) == ["P1D"]


def test_a_crash_between_message_and_mark_sets_it_off_again_and_reminds_once() -> None:
    services = with_session(a_session())
    services.tables.put(a_registration())
    services.tables.fail("replace", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        start_reminders(services, START - DAY)
    start_reminders(services, START - DAY)
    due = services.queues.drain(ReminderDue)
    assert due == [ReminderDue(session=SESSION, before="P1D")] * 2
    for one in due:
        remind(services, one, START - DAY)
    assert [row.purpose for row in services.tables.rows(Delivery)] == ["pgdit-2026-12-09T1230.reminder-P1D"]


def test_only_who_has_a_seat_is_reminded_however_often_the_queue_delivers_it() -> None:
    places = [
        a_registration(details=a_sign_up(email=f"{state}@example.org"), person=state, state=state)
        for state in RegistrationState
    ]
    services = some_services(having=[a_session(), *places])
    for _ in range(3):
        remind(services, ReminderDue(session=SESSION, before="P1D"), START - DAY)
    assert [(row.purpose, row.person, row.detail) for row in services.tables.rows(Delivery)] == [
        ("pgdit-2026-12-09T1230.reminder-P1D", "registered", "P1D")
    ]


def test_a_reminder_of_a_session_that_was_moved_since_reminds_nobody_of_the_new_time() -> None:
    services = some_services(having=[a_session(start=START + 30 * DAY, id=SESSION, sequence=1), a_registration()])
    remind(services, ReminderDue(session=SESSION, before="P1D"), START - DAY)
    assert services.tables.rows(Delivery) == []


def test_somebody_who_registers_after_it_fell_due_gets_the_next_reminder_even_if_this_one_was_late() -> None:
    late = a_registration(person="late", changed_at=START - DAY + MINUTE)
    services = some_services(having=[a_session(), a_registration(), late])
    remind(services, ReminderDue(session=SESSION, before="P1D"), START - DAY + HOUR)
    assert [row.person for row in services.tables.rows(Delivery)] == [KEYS.person(ADDRESS)]
    remind(services, ReminderDue(session=SESSION, before="PT1H"), START - HOUR)
    assert {row.person for row in services.tables.rows(Delivery) if row.detail == "PT1H"} == {
        KEYS.person(ADDRESS),
        "late",
    }


# --- the briefing -----------------------------------------------------------------------------------------


def test_facilitators_are_briefed_once_on_the_evening_before() -> None:
    services = with_session(a_session())
    start_reminders(services, EVENING_BEFORE - MINUTE)
    assert briefed(services) == []
    for minutes in (0, 5, 10):
        start_reminders(services, EVENING_BEFORE + minutes * MINUTE)
    assert briefed(services) == HOSTS


def test_the_evening_before_is_the_programmes_also_in_summer() -> None:
    start = datetime(2026, 7, 8, 11, 30, tzinfo=UTC)
    services = with_session(a_session(start=start))
    start_reminders(services, datetime(2026, 7, 7, 15, 59, tzinfo=UTC))
    assert briefed(services) == []
    start_reminders(services, datetime(2026, 7, 7, 16, 0, tzinfo=UTC))
    assert briefed(services) == HOSTS


def test_a_session_opened_late_still_has_its_briefing_but_none_once_it_began() -> None:
    services = with_session(a_session())
    start_reminders(services, START)
    assert briefed(services) == []
    start_reminders(services, START - MINUTE)
    assert briefed(services) == HOSTS


def test_reminding_costs_the_same_after_ten_years() -> None:
    history = [a_session(start=START - timedelta(weeks=week), state=SessionState.CLOSED) for week in range(1, 520)]
    young = some_services(having=[a_session(), OpenSession(id=SESSION)])
    old = some_services(having=[*history, a_session(), OpenSession(id=SESSION)])
    for services in (young, old):
        start_reminders(services, NOW)
    assert len(young.tables.operations) == len(old.tables.operations)


# --- the update -------------------------------------------------------------------------------------------


def updated(services: MemoryServices) -> list[str]:
    return [row.person for row in services.tables.rows(Delivery) if row.kind is MailKind.BRIEFING_UPDATE]


def test_facilitators_hear_once_an_hour_before_of_questions_that_came_after_their_briefing() -> None:
    services = with_session(a_session())
    services.tables.put(a_question(id="question-1"))
    start_reminders(services, EVENING_BEFORE)
    services.tables.put(a_question(id="question-2"))
    start_reminders(services, START - HOUR - MINUTE)
    assert updated(services) == []
    for minutes in (60, 55, 5):
        start_reminders(services, START - minutes * MINUTE)
    assert updated(services) == HOSTS


def test_without_a_new_question_there_is_no_update() -> None:
    services = with_session(a_session())
    services.tables.put(a_question())
    for now in (EVENING_BEFORE, START - HOUR, START - MINUTE):
        start_reminders(services, now)
    assert (updated(services), briefed(services)) == ([], HOSTS)


def test_a_briefing_within_the_last_hour_needs_no_update() -> None:
    services = with_session(a_session())
    services.tables.put(a_question())
    for minutes in (30, 25):
        start_reminders(services, START - minutes * MINUTE)
    assert (updated(services), briefed(services)) == ([], HOSTS)


def test_a_moved_session_has_a_briefing_and_an_update_of_its_own() -> None:
    services = with_session(a_session())
    start_reminders(services, EVENING_BEFORE)
    (session,) = services.tables.rows(Session)
    services.tables.replace(session.model_copy(update={"start": START + DAY, "end": START + DAY + HOUR}))
    services.tables.put(a_question())
    start_reminders(services, EVENING_BEFORE + DAY)
    start_reminders(services, START + DAY - HOUR)
    assert updated(services) == []


@pytest.mark.parametrize(
    ("call", "after"), [("replace", False), ("replace", True), ("insert_all", False), ("insert_all", True)]
)
def test_a_question_that_comes_while_the_briefing_crashes_is_told_of_later(call: str, after: bool) -> None:
    services = with_session(a_session())
    services.tables.fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        start_reminders(services, EVENING_BEFORE)
    noted = services.tables.rows(OpenSession)[0].announced != ()
    services.tables.put(a_question())
    start_reminders(services, EVENING_BEFORE + 5 * MINUTE)
    start_reminders(services, START - HOUR)
    assert briefed(services) == HOSTS
    assert updated(services) == (HOSTS if noted else [])


@pytest.mark.parametrize(
    ("call", "after"), [("replace", False), ("replace", True), ("insert_all", False), ("insert_all", True)]
)
def test_an_update_that_crashes_is_sent_once(call: str, after: bool) -> None:
    services = with_session(a_session())
    start_reminders(services, EVENING_BEFORE)
    services.tables.put(a_question())
    services.tables.fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        start_reminders(services, START - HOUR)
    start_reminders(services, START - HOUR + 5 * MINUTE)
    assert updated(services) == HOSTS
