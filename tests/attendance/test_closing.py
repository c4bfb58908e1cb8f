"""Closing: sessions that are over, and who came."""

from datetime import datetime, timedelta

import pytest

from local.memory.builders import (
    ADDRESS,
    HOUR,
    NOW,
    SESSION,
    START,
    a_record,
    a_registration,
    a_report,
    a_session,
    a_sign_up,
)
from local.memory.services import KEYS, MemoryServices, some_services
from shared.attendance.closing import close_sessions, take_attendance
from shared.attendance.rows import Attendance, AttendanceTaken, NotTaken
from shared.graph.protocol import AttendanceRecord, GraphUnavailable, NotPermitted, Throttled
from shared.messages import DigestDue, FeedbackDue, SessionEnded
from shared.registrations.finding import series_with
from shared.registrations.rows import RegistrationState
from shared.sessions.rows import OpenSession, Session, SessionState

END = START + HOUR
DAY = timedelta(days=1)
LINK = "https://teams.example.org/l/meetup-join/1"
AMARA = KEYS.person(ADDRESS)
BEN = "ben@example.org"


def ended(session: Session | None = None) -> MemoryServices:
    """A session that is over, with somebody who had a seat and somebody who cancelled."""
    gone = a_registration(details=a_sign_up(email=BEN), state=RegistrationState.CANCELLED)
    return some_services(
        having=[session or a_session(state=SessionState.ENDED), OpenSession(id=SESSION), a_registration(), gone]
    )


def with_report() -> MemoryServices:
    services = ended()
    services.graph.reports[LINK] = [
        a_report(
            a_record(stays=[(0, 20), (30, 60)]),
            a_record(address=BEN, name="Ben"),
            a_record(address="", name="Somebody by telephone", stays=[(5, 10)]),
        )
    ]
    return services


def is_waited_for(services: MemoryServices) -> bool:
    """Whether the timer asks every time, because the attendance is not settled."""
    return [row.look_again_at for row in services.tables.rows(OpenSession)] == [None]


def present(services: MemoryServices) -> dict[str, int]:
    return {row.attendee: row.seconds for row in services.tables.rows(Attendance)}


# --- what is over -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [SessionState.PLANNED, SessionState.OPEN])
def test_a_session_that_is_over_is_ended_and_asked_for_until_it_is_settled(state: SessionState) -> None:
    services = ended(a_session(state=state))
    for minutes in (0, 10, 20):
        close_sessions(services, END + timedelta(minutes=minutes))
    (session,) = services.tables.rows(Session)
    assert session.state is SessionState.ENDED
    assert services.queues.waiting(SessionEnded) == [SessionEnded(session=SESSION)] * 3


def test_a_session_that_somebody_changes_at_this_moment_holds_up_no_other() -> None:
    other = a_session(series="educators", start=START)
    services = ended(a_session())
    services.tables.put(other)
    services.tables.put(OpenSession(id=other.id))
    services.tables.meanwhile("replace", lambda: services.tables.put(other))
    close_sessions(services, END)
    states = {row.id: row.state for row in services.tables.rows(Session)}
    assert states == {other.id: SessionState.OPEN, SESSION: SessionState.ENDED}
    close_sessions(services, END)
    assert {row.state for row in services.tables.rows(Session)} == {SessionState.ENDED}


def test_whoever_signed_up_last_is_found_after_the_session_too() -> None:
    services = some_services(having=[a_session(state=SessionState.OPEN), OpenSession(id=SESSION), a_registration()])
    close_sessions(services, END)
    assert series_with(services, a_registration().person, ["pgdit"], END) == ["pgdit"]


def test_a_session_under_way_is_left_alone() -> None:
    services = ended(a_session())
    close_sessions(services, END - timedelta(seconds=1))
    (session,) = services.tables.rows(Session)
    assert (session.state, services.queues.sent) == (SessionState.OPEN, [])


def test_a_crash_between_the_state_and_the_message_is_mended_by_the_next_run() -> None:
    services = ended(a_session())
    services.queues.fail("send", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        close_sessions(services, END)
    close_sessions(services, END)
    assert services.queues.waiting(SessionEnded) == [SessionEnded(session=SESSION)]


def test_closing_costs_the_same_after_ten_years() -> None:
    history = [a_session(start=START - timedelta(weeks=week), state=SessionState.CLOSED) for week in range(1, 520)]
    young, old = ended(), ended()
    for row in history:
        old.tables.put(row)
    for services in (young, old):
        close_sessions(services, NOW)
    assert young.tables.operations == old.tables.operations


# --- who came ---------------------------------------------------------------------------------------------


def test_the_report_is_kept_once_however_often_the_queue_delivers_it() -> None:
    services = with_report()
    for _ in range(3):
        take_attendance(services, SESSION, END + HOUR)
    there = {row.attendee: (row.seconds, row.registered) for row in services.tables.rows(Attendance)}
    guest = next(attendee for attendee in there if attendee.startswith("guest-"))
    assert there == {AMARA: (3000, True), KEYS.person(BEN): (3600, False), guest: (300, False)}
    (taken,) = services.tables.rows(AttendanceTaken)
    assert (taken.reported, taken.people, taken.unmatched, taken.at) == (True, 3, 1, END + HOUR)
    assert services.graph.calls["attendance"] == 1


def test_then_feedback_is_due_and_a_day_after_that_the_digest() -> None:
    services = with_report()
    take_attendance(services, SESSION, END + HOUR)
    assert services.queues.sent == [
        (FeedbackDue(session=SESSION), timedelta(0)),
        (DigestDue(session=SESSION), timedelta(hours=24)),
    ]
    assert not is_waited_for(services)


def test_without_a_report_yet_the_session_stays_to_be_asked_for_again() -> None:
    services = ended()
    take_attendance(services, SESSION, END + 24 * HOUR - timedelta(seconds=1))
    assert (services.queues.sent, services.tables.rows(AttendanceTaken)) == ([], [])
    assert is_waited_for(services)


def test_after_a_day_without_a_report_nobody_knows_who_came(caplog: pytest.LogCaptureFixture) -> None:
    services = ended()
    take_attendance(services, SESSION, END + 24 * HOUR)
    (taken,) = services.tables.rows(AttendanceTaken)
    assert (taken.reported, taken.people, taken.reason) == (False, 0, NotTaken.NO_REPORT)
    assert services.queues.sent == [
        (FeedbackDue(session=SESSION), timedelta(0)),
        (DigestDue(session=SESSION), timedelta(hours=24)),
    ]
    assert [(one.levelname, one.getMessage()) for one in caplog.records] == [
        ("WARNING", "attendance not taken: pgdit-2026-12-09, no-report")
    ]


def test_a_session_that_never_had_a_meeting_is_not_asked_about() -> None:
    services = ended(a_session(state=SessionState.ENDED, join_url=""))
    take_attendance(services, SESSION, END + 24 * HOUR)
    assert services.graph.calls["attendance"] == 0
    assert [row.reason for row in services.tables.rows(AttendanceTaken)] == [NotTaken.NO_MEETING]


def test_the_report_of_a_trial_the_day_before_is_not_taken_for_that_of_the_session() -> None:
    services = ended()
    trial = a_report(a_record(address=BEN, start=START - DAY), started=START - DAY, ended=END - DAY)
    services.graph.reports[LINK] = [trial]
    take_attendance(services, SESSION, END)
    assert services.tables.rows(AttendanceTaken) == []
    services.graph.reports[LINK] = [trial, a_report(a_record())]
    take_attendance(services, SESSION, END + HOUR)
    assert [(row.attendee, row.seconds) for row in services.tables.rows(Attendance)] == [(AMARA, 3600)]


@pytest.mark.parametrize("records", [[], [a_record(start=START - DAY)]])
def test_a_report_without_anybody_in_the_hour_counts_when_no_other_comes(records: list[AttendanceRecord]) -> None:
    services = ended()
    services.graph.reports[LINK] = [a_report(*records)]
    take_attendance(services, SESSION, END)
    assert services.tables.rows(AttendanceTaken) == []
    take_attendance(services, SESSION, END + 24 * HOUR)
    assert [(row.reported, row.people) for row in services.tables.rows(AttendanceTaken)] == [(True, 0)]


def test_a_policy_that_is_granted_within_the_day_still_gives_the_report(caplog: pytest.LogCaptureFixture) -> None:
    services = with_report()
    services.graph.fail("attendance", NotPermitted("OnlineMeetingArtifact.Read.All"))
    take_attendance(services, SESSION, END)
    assert is_waited_for(services)
    assert [record.msg for record in caplog.records] == ["attendance refused"]
    take_attendance(services, SESSION, END + HOUR)
    assert len(services.tables.rows(Attendance)) == 3


AWAY = [GraphUnavailable("503"), Throttled(timedelta(minutes=5))]


@pytest.mark.parametrize("away", AWAY)
def test_when_graph_is_away_the_timer_asks_again(away: Exception) -> None:
    services = with_report()
    services.graph.fail("attendance", away)
    take_attendance(services, SESSION, END)
    assert is_waited_for(services)
    take_attendance(services, SESSION, END)
    assert len(services.tables.rows(Attendance)) == 3


@pytest.mark.parametrize("away", AWAY)
def test_that_graph_is_away_after_a_day_does_not_say_that_there_is_no_report(away: Exception) -> None:
    services = with_report()
    services.graph.fail("attendance", away)
    take_attendance(services, SESSION, END + DAY)
    assert is_waited_for(services)
    take_attendance(services, SESSION, END + DAY)
    assert [row.reported for row in services.tables.rows(AttendanceTaken)] == [True]


@pytest.mark.parametrize("away", AWAY)
def test_after_two_days_without_an_answer_we_go_on_without_knowing(away: Exception) -> None:
    services = with_report()
    for _ in range(2):
        services.graph.fail("attendance", away)
    take_attendance(services, SESSION, END + 2 * DAY - timedelta(seconds=1))
    assert is_waited_for(services)
    take_attendance(services, SESSION, END + 2 * DAY)
    assert [row.reason for row in services.tables.rows(AttendanceTaken)] == [NotTaken.NO_ANSWER]


def test_a_refusal_that_lasts_a_day_is_the_reason_that_is_kept() -> None:
    services = with_report()
    services.graph.fail("attendance", NotPermitted("OnlineMeetingArtifact.Read.All"))
    take_attendance(services, SESSION, END + DAY)
    (taken,) = services.tables.rows(AttendanceTaken)
    assert (taken.reported, taken.reason) == (False, NotTaken.NOT_PERMITTED)


# --- several reports --------------------------------------------------------------------------------------

FIRST = a_report(a_record(stays=[(0, 20)]), started=START, ended=START + timedelta(minutes=20))
SECOND = a_report(
    a_record(stays=[(22, 60)]),
    a_record(address=BEN, stays=[(22, 60)]),
    started=START + timedelta(minutes=22),
    ended=START + timedelta(minutes=72),
)


def test_a_meeting_that_ended_early_may_have_begun_again_so_another_report_is_waited_for() -> None:
    services = ended()
    services.graph.reports[LINK] = [FIRST]
    for minutes in (0, 10):
        take_attendance(services, SESSION, END + timedelta(minutes=minutes))
        assert is_waited_for(services)
    services.graph.reports[LINK] = [FIRST, SECOND]
    take_attendance(services, SESSION, END + timedelta(minutes=20))
    assert present(services) == {AMARA: 3480, KEYS.person(BEN): 2280}
    assert not is_waited_for(services)


@pytest.mark.parametrize("last_end", [START + timedelta(minutes=57), None])
def test_after_an_hour_what_there_is_counts_as_all(last_end: datetime | None) -> None:
    services = ended()
    services.graph.reports[LINK] = [a_report(a_record(stays=[(0, 57)]), ended=last_end)]
    take_attendance(services, SESSION, END + HOUR - timedelta(seconds=1))
    assert is_waited_for(services)
    take_attendance(services, SESSION, END + HOUR)
    assert present(services) == {AMARA: 57 * 60}


def test_a_later_report_adds_to_what_was_settled_and_asks_nobody_again() -> None:
    services = ended()
    services.graph.reports[LINK] = [FIRST]
    take_attendance(services, SESSION, END + HOUR)
    assert present(services) == {AMARA: 1200}
    services.graph.reports[LINK] = [FIRST, SECOND]
    close_sessions(services, END + 2 * HOUR)
    services.queues.drain(SessionEnded)
    for _ in range(2):
        take_attendance(services, SESSION, END + 2 * HOUR)
    assert present(services) == {AMARA: 3480, KEYS.person(BEN): 2280}
    (taken,) = services.tables.rows(AttendanceTaken)
    assert (taken.people, taken.reports, taken.at) == (2, 2, END + HOUR)
    assert services.queues.waiting(FeedbackDue) == [FeedbackDue(session=SESSION)]
    assert services.queues.waiting(DigestDue) == [DigestDue(session=SESSION)]


def test_a_report_that_comes_after_we_gave_up_still_counts() -> None:
    services = ended()
    take_attendance(services, SESSION, END + DAY)
    services.graph.reports[LINK] = [a_report(a_record())]
    session = services.tables.rows(Session)[0]
    services.tables.replace(session.model_copy(update={"state": SessionState.CLOSED}))
    take_attendance(services, SESSION, END + 2 * DAY)
    (taken,) = services.tables.rows(AttendanceTaken)
    assert (taken.reported, taken.reason, taken.people, taken.at) == (True, None, 1, END + DAY)


def test_a_guest_whose_address_a_later_report_gives_is_counted_once() -> None:
    services = ended()
    services.graph.reports[LINK] = [a_report(a_record(address="", identity="7"), ended=START + HOUR / 2)]
    take_attendance(services, SESSION, END + HOUR)
    (guest,) = present(services)
    assert guest.startswith("guest-")
    services.graph.reports[LINK].append(a_report(a_record(identity="7", stays=[(50, 60)])))
    take_attendance(services, SESSION, END + 2 * HOUR)
    assert list(present(services)) == [AMARA]


def test_when_fewer_reports_are_seen_later_nothing_is_taken_away() -> None:
    services = ended()
    services.graph.reports[LINK] = [FIRST, SECOND]
    take_attendance(services, SESSION, END)
    services.graph.reports[LINK] = [FIRST]
    take_attendance(services, SESSION, END + 2 * HOUR)
    assert len(present(services)) == 2


def test_later_reports_are_looked_for_less_and_less_often_for_a_week() -> None:
    services = ended()
    services.graph.reports[LINK] = [a_report(a_record())]
    take_attendance(services, SESSION, END)
    now, looks = END, list[float]()
    while services.tables.rows(OpenSession):
        now += timedelta(minutes=10)
        close_sessions(services, now)
        for one in services.queues.drain(SessionEnded):
            take_attendance(services, one.session, now)
            looks.append((now - END) / HOUR)
    assert looks == [2, 4, 8, 24, 48, 72, 168]
    assert services.graph.calls["attendance"] == 8


@pytest.mark.parametrize(("call", "after"), [("insert_all", True), ("replace", False), ("replace", True)])
def test_wherever_adding_a_report_crashes_the_next_try_completes_it(call: str, after: bool) -> None:
    services = ended()
    services.graph.reports[LINK] = [FIRST]
    take_attendance(services, SESSION, END + HOUR)
    services.graph.reports[LINK] = [FIRST, SECOND]
    services.tables.fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        take_attendance(services, SESSION, END + 2 * HOUR)
    take_attendance(services, SESSION, END + 2 * HOUR)
    assert present(services) == {AMARA: 3480, KEYS.person(BEN): 2280}
    assert [row.people for row in services.tables.rows(AttendanceTaken)] == [2]
    assert services.queues.waiting(FeedbackDue) == [FeedbackDue(session=SESSION)]


@pytest.mark.parametrize(
    ("fake", "call", "after"),
    [
        ("tables", "insert_all", False),
        ("tables", "insert_all", True),
        ("tables", "insert", False),
        ("tables", "insert", True),
        ("queues", "send", False),
        ("queues", "send", True),
        ("tables", "replace", False),
        ("tables", "replace", True),
    ],
)
def test_wherever_it_crashes_the_next_try_completes_it(fake: str, call: str, after: bool) -> None:
    services = with_report()
    (services.queues if fake == "queues" else services.tables).fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        take_attendance(services, SESSION, END)
    take_attendance(services, SESSION, END)
    assert (len(services.tables.rows(Attendance)), len(services.tables.rows(AttendanceTaken))) == (3, 1)
    assert set(services.queues.waiting(FeedbackDue)) == {FeedbackDue(session=SESSION)}
    assert set(services.queues.waiting(DigestDue)) == {DigestDue(session=SESSION)}
    assert not is_waited_for(services)


@pytest.mark.parametrize("state", [one for one in SessionState if one is not SessionState.ENDED])
def test_only_a_session_that_ended_has_an_attendance(state: SessionState) -> None:
    services = ended(a_session(state=state))
    take_attendance(services, SESSION, END + 24 * HOUR)
    take_attendance(services, "pgdit-2027-01-13", END + 24 * HOUR)
    assert (services.queues.sent, services.tables.rows(AttendanceTaken)) == ([], [])
