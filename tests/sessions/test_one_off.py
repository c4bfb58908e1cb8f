"""One-off sessions, and themes: what a person gives a session that no rule does."""

from datetime import UTC, datetime, timedelta

import pytest

from local.memory.builders import HOUR, NOW, SESSION, START, WHO, a_session
from local.memory.playing import Play
from local.memory.services import MemoryServices, some_services
from shared.audit_trail.rows import AuditEntry
from shared.errors import AnotherVersion, NotUsable, Refusal
from shared.meetings.calendar import open_session
from shared.messages import SessionPlanned
from shared.sessions.one_off import OneOff, make_session
from shared.sessions.planning import plan_sessions
from shared.sessions.rescheduling import Move, move_session
from shared.sessions.rows import OpenSession, Session, SessionState
from shared.sessions.themes import NewTheme, set_theme
from shared.sessions.upcoming import upcoming

MONDAY = datetime(2026, 12, 14, 18, 0, tzinfo=UTC)
ID = "pgdit-2026-12-14"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WANTED = OneOff(start=MONDAY, minutes=90, theme="Applying for training")


def made(services: MemoryServices) -> list[str]:
    return [row.id for row in services.tables.rows(Session)]


# --- one-off sessions ---------------------------------------------------------------------------------------


def test_a_one_off_session_is_a_row_like_any_other_and_gets_its_meeting() -> None:
    services = some_services()
    make_session(services, "pgdit", WANTED, WHO, NOW)
    (row,) = services.tables.rows(Session)
    assert (row.id, row.start, row.end, row.theme) == (ID, MONDAY, MONDAY + HOUR * 1.5, "Applying for training")
    assert (row.state, row.one_off, row.title) == (
        SessionState.PLANNED,
        True,
        "Virtual Café for postgraduate doctors in training",
    )
    open_session(services, ID, NOW)
    assert [one.id for one in upcoming(services, "pgdit", NOW)] == [ID]


def test_however_often_it_is_pressed_there_is_one() -> None:
    services = some_services()
    for _ in range(2):
        make_session(services, "pgdit", WANTED, WHO, NOW)
    open_session(services, ID, NOW)
    make_session(services, "pgdit", WANTED, WHO, NOW)
    assert made(services) == [ID]
    assert [one.act for one in services.tables.rows(AuditEntry)] == ["make session"]


@pytest.mark.parametrize("number", [1, 2])
def test_a_process_that_dies_on_the_way_leaves_a_session_that_opens_or_none(number: int) -> None:
    services = some_services()
    for _ in range(number - 1):
        services.tables.meanwhile("insert", lambda: None)
    services.tables.fail("insert", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        make_session(services, "pgdit", WANTED, WHO, NOW)
    for due in services.queues.drain(SessionPlanned):
        open_session(services, due.session, NOW + MINUTE)
    coming = upcoming(services, "pgdit", NOW)
    assert [one.state for one in coming] == ([SessionState.OPEN] if number == 2 else [])


def test_a_day_that_has_a_session_of_the_series_gets_no_second_one() -> None:
    services = some_services(having=[a_session(), OpenSession(id=SESSION)])
    for start in (START, START + 3 * HOUR):
        with pytest.raises(Refusal, match="has a session on Wednesday 9 December 2026 already"):
            make_session(services, "pgdit", OneOff(start=start), WHO, NOW)
    make_session(services, "educators", OneOff(start=START), WHO, NOW)


def test_a_day_to_which_a_session_was_moved_or_on_which_one_was_cancelled_is_taken() -> None:
    services = some_services(having=[a_session(), OpenSession(id=SESSION)])
    move_session(services, SESSION, Move(start=MONDAY), WHO, NOW)
    with pytest.raises(Refusal, match="already"):
        make_session(services, "pgdit", WANTED, WHO, NOW)
    gone = a_session(start=MONDAY, state=SessionState.CANCELLED)
    with pytest.raises(Refusal, match="or had one that was moved or cancelled"):
        make_session(some_services(having=[gone]), "pgdit", WANTED, WHO, NOW)


def test_a_day_that_the_rule_will_give_a_session_is_taken_before_it_is_planned() -> None:
    with pytest.raises(Refusal, match="already"):
        make_session(some_services(), "pgdit", OneOff(start=datetime(2027, 6, 9, 9, tzinfo=UTC)), WHO, NOW)


@pytest.mark.parametrize(("start", "why"), [(NOW, "in the future"), (NOW + 367 * DAY, "within the next 12 months")])
def test_a_session_is_made_neither_in_the_past_nor_too_far_ahead(start: datetime, why: str) -> None:
    with pytest.raises(NotUsable, match=why) as refused:
        make_session(some_services(), "pgdit", OneOff(start=start), WHO, NOW)
    assert refused.value.errors[0]["field"] == "start"


def test_there_is_no_session_of_a_series_that_there_is_not() -> None:
    with pytest.raises(Refusal, match="There is no such café"):
        make_session(some_services(), "nobody", WANTED, WHO, NOW)


def test_planning_leaves_it_alone() -> None:
    services = some_services()
    make_session(services, "pgdit", WANTED, WHO, NOW)
    plan_sessions(services, NOW)
    assert len([one for one in made(services) if one.startswith("pgdit-2026-12")]) == 2
    row = services.tables.get(Session, ("pgdit", ID))
    assert row is not None
    assert (row.start, row.one_off) == (MONDAY, True)


def test_it_takes_place_as_any_other_does() -> None:
    play = Play(some_services(), NOW)
    make_session(play.services, "pgdit", WANTED, WHO, NOW)
    play.until(MONDAY + 3 * DAY)
    row = play.services.tables.get(Session, ("pgdit", ID))
    assert row is not None
    assert row.state in (SessionState.ENDED, SessionState.CLOSED)


# --- themes -------------------------------------------------------------------------------------------------


def test_a_theme_is_set_and_nobody_is_mailed_about_it() -> None:
    services = some_services(having=[a_session()])
    for _ in range(2):
        set_theme(services, SESSION, NewTheme(theme="  Less than\nfull time "), WHO, NOW)
    (row,) = services.tables.rows(Session)
    assert (row.theme, row.sequence, services.queues.sent) == ("Less than full time", 0, [])
    assert [one.act for one in services.tables.rows(AuditEntry)] == ["set theme"]


def test_a_theme_that_somebody_else_set_meanwhile_is_not_overwritten() -> None:
    services = some_services(having=[a_session(theme="Rotas")])
    with pytest.raises(AnotherVersion):
        set_theme(services, SESSION, NewTheme(theme="Exams", was=""), WHO, NOW)
    set_theme(services, SESSION, NewTheme(theme="Exams", was="Rotas"), WHO, NOW)
    set_theme(services, SESSION, NewTheme(theme="Exams", was="Rotas"), WHO, NOW)  # pressed twice
    assert [row.theme for row in services.tables.rows(Session)] == ["Exams"]


def test_a_theme_that_names_somebody_is_turned_back() -> None:
    services = some_services(having=[a_session()])
    with pytest.raises(NotUsable) as refused:
        set_theme(services, SESSION, NewTheme(theme="What Dr Jane Smith did"), WHO, NOW)
    assert refused.value.errors[0]["field"] == "theme"
