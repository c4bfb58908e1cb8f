"""Planning: the sessions of the coming months, each inserted once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from local.memory.builders import NOW, SESSION, START, a_session, a_sign_up
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.messages import SessionPlanned
from shared.registrations.registering import register
from shared.registrations.rows import Registration, RegistrationState
from shared.registrations.seats import set_capacities
from shared.sessions.planning import plan_sessions
from shared.sessions.rows import OpenSession, Session, SessionState

PLANNED = [
    "educators-2026-12-17",
    "educators-2027-01-21",
    "educators-2027-02-18",
    "pgdit-2026-12-09",
    "pgdit-2027-01-13",
    "pgdit-2027-02-10",
]


def asked_for(services: MemoryServices) -> list[str]:
    return sorted(planned.session for planned in services.queues.drain(SessionPlanned))


def test_the_sessions_of_the_next_ninety_days_are_planned_and_asked_a_meeting_for() -> None:
    services = some_services()
    plan_sessions(services, NOW)
    assert [row.id for row in services.tables.rows(Session)] == PLANNED
    assert [row.id for row in services.tables.rows(OpenSession)] == PLANNED
    assert asked_for(services) == PLANNED
    first = services.tables.rows(Session)[3].model_copy(update={"etag": ""})
    assert first == a_session(state=SessionState.PLANNED, event_id="", join_url="")


@pytest.mark.parametrize(("capacity", "registered"), [(1, 1), (2, 2), (None, 3)])
def test_an_open_session_has_as_many_seats_as_the_programme_says_by_now(capacity: int | None, registered: int) -> None:
    services = with_capacity(1)
    services.tables.insert(a_session())
    services.tables.insert(OpenSession(id=SESSION))
    for number in range(3):
        email = f"registrant.{number}@example.org"
        register(services, a_session(), a_sign_up(email=email), KEYS.person(email), NOW + timedelta(seconds=number))
    set_capacities(replace(services, programme=with_capacity(capacity).programme), NOW)
    states = [row.state for row in services.tables.rows(Registration)]
    assert states.count(RegistrationState.REGISTERED) == registered


def with_capacity(capacity: int | None) -> MemoryServices:
    programme = the_programme()
    first = programme.series_of("pgdit").model_copy(update={"capacity": capacity})
    return some_services(programme=programme.model_copy(update={"series": (first, *programme.series[1:])}))


def test_planning_changes_nothing_however_often_it_runs() -> None:
    services = some_services()
    for _ in range(3):
        plan_sessions(services, NOW)
    assert len(services.tables.rows(Session)) == len(services.tables.rows(OpenSession)) == 6


def test_what_has_no_meeting_yet_is_asked_for_again_the_next_day() -> None:
    services = some_services(having=[a_session(state=SessionState.PLANNED)])
    plan_sessions(services, NOW)
    assert "pgdit-2026-12-09" in asked_for(services)
    assert "pgdit-2026-12-09" in {row.id for row in services.tables.rows(OpenSession)}


@pytest.mark.parametrize(
    "session",
    [
        a_session(),
        a_session(start=START + timedelta(days=7), id="pgdit-2026-12-09"),
        a_session(state=SessionState.CANCELLED, reason="strike", sequence=1),
    ],
)
def test_a_session_that_is_open_moved_or_cancelled_stays_as_it_is(session: Session) -> None:
    services = some_services(having=[session])
    plan_sessions(services, NOW)
    kept = services.tables.get(Session, session.key)
    assert kept is not None
    assert kept.model_copy(update={"etag": ""}) == session
    assert session.id not in asked_for(services)


@pytest.mark.parametrize("call", ["insert", "send"])
def test_a_crash_half_way_is_mended_by_the_next_run(call: str) -> None:
    services = some_services()
    broken = services.queues if call == "send" else services.tables
    broken.fail(call, ConnectionError("gone"), after=True)
    with pytest.raises(ConnectionError):
        plan_sessions(services, NOW)
    services.queues.drain(SessionPlanned)
    plan_sessions(services, NOW)
    assert [row.id for row in services.tables.rows(OpenSession)] == PLANNED
    assert asked_for(services) == PLANNED


def test_a_session_that_has_begun_today_is_not_planned_any_more() -> None:
    services = some_services()
    plan_sessions(services, START)
    assert asked_for(services) == [one for one in PLANNED if one != "pgdit-2026-12-09"]


def test_sessions_stay_at_half_past_twelve_across_the_clock_change() -> None:
    services = some_services()
    plan_sessions(services, datetime(2027, 2, 20, 4, 0, tzinfo=UTC))
    starts = [row.start for row in services.tables.rows(Session) if row.series == "pgdit"]
    assert starts == [
        datetime(2027, 3, 10, 12, 30, tzinfo=UTC),
        datetime(2027, 4, 14, 11, 30, tzinfo=UTC),
        datetime(2027, 5, 12, 11, 30, tzinfo=UTC),
    ]


def test_planning_costs_the_same_after_ten_years() -> None:
    history = [a_session(start=START - timedelta(weeks=week), state=SessionState.CLOSED) for week in range(1, 520)]
    young, old = some_services(), some_services(having=history)
    plan_sessions(young, NOW)
    plan_sessions(old, NOW)
    assert len(young.tables.operations) == len(old.tables.operations)
