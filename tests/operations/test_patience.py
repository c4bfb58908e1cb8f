"""How long the café waits before something is amiss: at the limit nothing is, a moment later it is."""

from datetime import datetime, timedelta

import pytest

from local.memory.builders import ADDRESS, HOUR, NOW, SESSION, START, a_delivery, a_registration, a_session
from local.memory.services import KEYS, some_services
from shared.attendance.rows import AttendanceTaken
from shared.mail.deliveries import purpose_of
from shared.mail.rows import Delivery, MailKind
from shared.messages import DigestDue, SessionEnded
from shared.operations.books import audit
from shared.operations.health import collect_poison, read_health
from shared.operations.heartbeats import LONGEST_SILENCE, beat, silent
from shared.operations.rows import Pulse
from shared.registrations.rows import RegistrationState
from shared.registrations.telling import sign_up_occasion
from shared.sessions.rows import SessionState
from shared.storage.queues import poison_of
from shared.storage.row import Row

MOMENT = timedelta(microseconds=1)
END = a_session().end


def a_confirmation(signed_up: datetime, *, due: datetime, settled_at: datetime | None = None) -> Delivery:
    occasion = sign_up_occasion(KEYS, KEYS.person(ADDRESS), signed_up)
    return a_delivery(purpose=purpose_of(occasion, MailKind.CONFIRMATION), due=due, settled_at=settled_at)


def amiss(rows: list[Row], now: datetime, since: datetime = NOW) -> list[str]:
    return [one.what for one in audit(some_services(having=rows), since, now)]


@pytest.mark.parametrize(
    ("state", "patience", "said"),
    [
        (SessionState.OPEN, 2 * HOUR, "is over but was not closed"),
        (SessionState.PLANNED, 2 * HOUR, "is over but was not closed"),
        (SessionState.ENDED, 50 * HOUR, "ended but its attendance was not settled"),
    ],
)
def test_a_session_has_its_time_to_go_on(state: SessionState, patience: timedelta, said: str) -> None:
    assert amiss([a_session(state=state)], END + patience) == []
    assert amiss([a_session(state=state)], END + patience + MOMENT) == [said]


def test_a_digest_is_owed_a_day_and_two_hours_after_feedback_was_asked_for() -> None:
    at = END + 30 * HOUR
    taken = AttendanceTaken(session=SESSION, reported=False, people=0, at=at)
    rows: list[Row] = [a_session(state=SessionState.ENDED), taken]
    assert amiss(rows, at + 26 * HOUR) == []
    assert amiss(rows, at + 26 * HOUR + MOMENT) == ["ended but has no digest"]


def test_a_confirmation_is_owed_two_hours_after_the_seat_was_given() -> None:
    rows: list[Row] = [a_session(), a_registration(changed_at=NOW)]
    assert amiss(rows, NOW + 2 * HOUR) == []
    assert len(amiss(rows, NOW + 2 * HOUR + MOMENT)) == 1


@pytest.mark.parametrize(("changed_at", "count"), [(END - MOMENT, 1), (END, 0)])
def test_somebody_who_cancels_when_the_session_is_over_is_owed_nothing(changed_at: datetime, count: int) -> None:
    gone = a_registration(state=RegistrationState.CANCELLED, changed_at=changed_at, sequence=1)
    session = a_session(state=SessionState.ENDED)
    assert len(amiss([session, gone], changed_at + 2 * HOUR + MOMENT)) == count
    assert amiss([session, gone], changed_at + 2 * HOUR) == []


def test_somebody_who_would_have_come_is_owed_the_cancellation_after_the_start() -> None:
    rows: list[Row] = [a_session(state=SessionState.CANCELLED, sequence=1), a_registration(changed_at=NOW)]
    assert amiss(rows, START) == []
    assert len(amiss(rows, START + MOMENT)) == 1


def test_a_mail_waits_two_hours_beyond_its_slot() -> None:
    confirmation = a_confirmation(NOW, due=NOW + HOUR)
    rows: list[Row] = [a_session(), a_registration(changed_at=NOW), confirmation]
    assert amiss(rows, NOW + 3 * HOUR) == []
    assert len(amiss(rows, NOW + 3 * HOUR + MOMENT)) == 1


def test_a_session_is_looked_at_until_its_end() -> None:
    rows: list[Row] = [a_session(state=SessionState.OPEN)]
    assert amiss(rows, END + HOUR * 3, since=END) == []
    assert amiss(rows, END + HOUR * 3, since=END - MOMENT) == ["is over but was not closed"]


@pytest.mark.parametrize(("seconds", "said"), [(900, ()), (901, ("a mail has been due for 15 minutes",))])
def test_a_mail_that_is_due_for_a_quarter_of_an_hour_is_not_late_yet(seconds: int, said: tuple[str, ...]) -> None:
    services = some_services(having=[Pulse(at=NOW, oldest_due_seconds=seconds, failed=0)])
    for timer in LONGEST_SILENCE:
        beat(services, timer, NOW)
    assert read_health(services, NOW).amiss == said


@pytest.mark.parametrize("timer", LONGEST_SILENCE)
def test_a_timer_may_be_silent_for_its_longest_silence(timer: str) -> None:
    longest = LONGEST_SILENCE[timer]
    assert list(silent({timer: NOW}, NOW + longest)) == []
    assert list(silent({timer: NOW}, NOW + longest + MOMENT)) == [timer]


def test_before_anything_was_measured_nothing_is_due_or_failed() -> None:
    seen = read_health(some_services(), NOW)
    assert (seen.measured_at, seen.oldest_due_seconds, seen.failed) == (None, 0, 0)


def test_history_costs_the_audit_nothing() -> None:
    old = [a_session(id=f"pgdit-{2000 + number // 300}-{number % 300:03}") for number in range(2_100)]
    new, grown = some_services(), some_services(having=old)
    for services in (new, grown):
        services.tables.operations.clear()
        assert list(audit(services, NOW, NOW)) == []
    assert grown.tables.operations == new.tables.operations


def test_collecting_says_how_many_messages_were_given_up() -> None:
    services = some_services()
    services.queues.raw[poison_of(DigestDue.QUEUE)] = ["one", "two"]
    services.queues.raw[poison_of(SessionEnded.QUEUE)] = ["three"]
    assert [collect_poison(services, NOW) for _ in range(2)] == [3, 0]


@pytest.mark.parametrize(("now", "owed"), [(START - HOUR, []), (START - HOUR + MOMENT, ["P1D"])])
def test_a_reminder_is_owed_once_the_next_is_due(now: datetime, owed: list[str]) -> None:
    rows: list[Row] = [a_session(), a_registration(changed_at=START - 8 * 24 * HOUR)]
    due = a_confirmation(START - 8 * 24 * HOUR, due=START - 6 * 24 * HOUR, settled_at=NOW)
    found = [what.rpartition("reminder-")[2] for what in amiss([*rows, due], now, since=NOW - 30 * 24 * HOUR)]
    assert found == owed


def test_the_last_reminder_is_owed_from_the_start() -> None:
    told = START - 7 * 24 * HOUR
    confirmation = a_confirmation(told, due=told, settled_at=told)
    day_before = a_delivery(
        purpose=purpose_of(a_session().occasion, MailKind.REMINDER, "P1D"), due=told, settled_at=told
    )
    rows: list[Row] = [a_session(), a_registration(changed_at=told), confirmation, day_before]
    assert amiss(rows, START, since=NOW) == []
    assert [what.rpartition("-")[2] for what in amiss(rows, START + MOMENT, since=NOW)] == ["PT1H"]


@pytest.mark.parametrize(("signed_up", "owed"), [(START - 48 * HOUR - MOMENT, 1), (START - 48 * HOUR, 0)])
def test_who_signs_up_within_a_day_before_a_reminder_is_not_owed_it(signed_up: datetime, owed: int) -> None:
    confirmation = a_confirmation(signed_up, due=signed_up, settled_at=signed_up)
    rows: list[Row] = [a_session(), a_registration(changed_at=signed_up), confirmation]
    assert len(amiss(rows, START - HOUR + MOMENT, since=NOW)) == owed


@pytest.mark.parametrize(("later", "owed"), [(timedelta(0), 1), (-MOMENT, 0)])
def test_a_confirmation_of_the_new_time_is_owed_two_hours_after_everyone_is_told(later: timedelta, owed: int) -> None:
    told = NOW + HOUR
    moved = a_session(sequence=1).model_copy(update={"tell_at": told})
    rows: list[Row] = [moved, a_registration(changed_at=NOW - 24 * HOUR)]
    assert len(amiss(rows, told + 2 * HOUR + later)) == owed
