"""Meetings: one Teams meeting for each session, whatever happens in between."""

from datetime import timedelta

import pytest

from local.memory.builders import NOW, SESSION, START, WHO, a_registration, a_session, a_sign_up, a_standing
from local.memory.services import MemoryServices, some_services, the_programme
from shared.graph.protocol import GraphUnavailable
from shared.mail.rows import Delivery, MailKind
from shared.meetings.calendar import cancel_meeting, move_meeting, open_session, waiting_for_graph
from shared.meetings.words import invitation
from shared.messages import DeliveryDue, RegistrationMade, SessionCancelled, SessionChanged, SessionPlanned
from shared.registrations.rows import Registration, RegistrationState
from shared.sessions.rescheduling import Move, move_session
from shared.sessions.rows import OpenSession, Session, SessionState
from shared.storage.tables import RowChanged

PLANNED = a_session(state=SessionState.PLANNED, event_id="", join_url="")
KEY = f"virtual-cafe.{SESSION}"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def the_session(services: MemoryServices) -> Session:
    (session,) = services.tables.rows(Session)
    return session


def people() -> list[Registration]:
    """Somebody with a seat, somebody who waits, and somebody who cancelled."""
    return [
        a_registration(details=a_sign_up(email=f"{state}@example.org"), person=state, state=state)
        for state in RegistrationState
    ]


def an_open_session() -> MemoryServices:
    """It has no facilitators: `test_hosting` says what they are told."""
    nobody_hosts = the_programme().model_copy(update={"facilitators": ()})
    services = some_services(programme=nobody_hosts, having=[PLANNED, OpenSession(id=SESSION), *people()])
    open_session(services, SESSION, NOW)
    return services


# --- opening ----------------------------------------------------------------------------------------------


def test_a_session_gets_one_meeting_however_often_the_queue_delivers_it() -> None:
    services = some_services(having=[PLANNED])
    for _ in range(3):
        open_session(services, SESSION, NOW)
    session, event = the_session(services), services.graph.events[KEY]
    assert (session.state, session.event_id, session.join_url) == (SessionState.OPEN, event.id, event.join_url)
    assert services.graph.calls["create_meeting"] == 1
    assert event.invitation == invitation(the_programme(), PLANNED)


@pytest.mark.parametrize("after", [False, True])
def test_a_lost_answer_from_graph_makes_no_second_meeting(after: bool) -> None:
    services = some_services(having=[PLANNED])
    services.graph.fail("create_meeting", GraphUnavailable("no answer"), after=after)
    with pytest.raises(GraphUnavailable):
        open_session(services, SESSION, NOW)
    open_session(services, SESSION, NOW)
    assert len(services.graph.events) == 1
    assert the_session(services).event_id == "event-1"


@pytest.mark.parametrize(
    ("after", "waits"), [(None, MINUTE), (timedelta(seconds=10), MINUTE), (5 * MINUTE, 5 * MINUTE)]
)
def test_when_graph_is_away_the_session_waits_a_minute_or_as_long_as_graph_says(
    after: timedelta | None, waits: timedelta
) -> None:
    services, message = some_services(having=[PLANNED]), SessionPlanned(session=SESSION)
    services.graph.fail("create_meeting", GraphUnavailable("503", after))
    with waiting_for_graph(services, message, NOW):
        open_session(services, SESSION, NOW)
    assert services.queues.sent == [(message, waits)]


def test_a_crash_before_the_session_is_open_is_mended_by_the_next_try() -> None:
    services = some_services(having=[PLANNED])
    services.tables.fail("replace", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        open_session(services, SESSION, NOW)
    open_session(services, SESSION, NOW)
    assert services.graph.calls["create_meeting"] == 1
    assert the_session(services).state is SessionState.OPEN


def test_a_link_that_comes_a_moment_later_is_read_again() -> None:
    services = some_services(having=[PLANNED])
    services.graph.links_come_later = True
    open_session(services, SESSION, NOW)
    assert the_session(services).join_url == services.graph.events[KEY].join_url


def test_a_meeting_without_a_link_is_asked_for_again_by_the_queue() -> None:
    services = some_services(having=[PLANNED])
    services.graph.links_come_later = True
    services.graph.create_meeting(invitation(the_programme(), PLANNED))
    services.graph.events[KEY].join_url = ""
    with pytest.raises(GraphUnavailable, match="the meeting has no join link yet"):
        open_session(services, SESSION, NOW)
    assert the_session(services).state is SessionState.PLANNED


def test_standing_registrations_join_when_the_session_opens() -> None:
    ended = a_standing(details=a_sign_up(email="gone@example.org"), ended=True)
    services = some_services(having=[PLANNED, a_standing(), ended, a_standing(series="educators")])
    open_session(services, SESSION, NOW)
    open_session(services, SESSION, NOW)
    assert [(row.session, row.person) for row in services.tables.rows(Registration)] == [(SESSION, a_standing().person)]
    assert [row.told_in for row in services.tables.rows(Registration)] == [""]
    assert services.queues.waiting(RegistrationMade) == []


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.ENDED, SessionState.CLOSED])
def test_what_is_over_or_cancelled_gets_no_meeting(state: SessionState) -> None:
    services = some_services(having=[a_session(state=state), a_standing()])
    open_session(services, SESSION, NOW)
    open_session(services, "pgdit-2027-01-13", NOW)
    assert (services.graph.events, services.tables.rows(Registration)) == ({}, [])


def test_a_meeting_made_before_the_session_was_moved_gets_the_new_time_when_it_is_found() -> None:
    services = some_services(having=[PLANNED])
    services.graph.meanwhile("create_meeting", lambda: moved(services))
    with pytest.raises(RowChanged):
        open_session(services, SESSION, NOW)
    open_session(services, SESSION, NOW)
    session, event = the_session(services), services.graph.events[KEY]
    assert (session.state, session.event_id, services.graph.calls["create_meeting"]) == (SessionState.OPEN, event.id, 1)
    assert (event.invitation.start, event.invitation.end) == (session.start, session.end)


# --- moving -----------------------------------------------------------------------------------------------


def moved(services: MemoryServices) -> Session:
    session = the_session(services)
    times = {"start": START + DAY, "end": START + DAY + timedelta(hours=2), "sequence": 1}
    return services.tables.replace(session.model_copy(update=times))


def test_a_moved_meeting_is_told_once_to_all_who_come_or_wait_however_often_the_queue_delivers_it() -> None:
    services = an_open_session()
    session = moved(services)
    for _ in range(2):
        move_meeting(services, SESSION, NOW)
    event = services.graph.events[KEY]
    assert (event.invitation.start, event.invitation.end) == (session.start, session.end)
    assert [(row.purpose, row.person) for row in services.tables.rows(Delivery)] == [
        ("pgdit-2026-12-09-on-2026-12-10T1230.changed-1", "registered"),
        ("pgdit-2026-12-09-on-2026-12-10T1230.changed-1", "waiting"),
    ]


def test_the_meeting_moves_at_once_and_everyone_is_told_when_the_time_has_settled() -> None:
    services = an_open_session()
    session = services.tables.replace(moved(services).model_copy(update={"tell_at": NOW + timedelta(minutes=30)}))
    move_meeting(services, SESSION, NOW)
    assert services.graph.events[KEY].invitation.start == session.start
    assert services.tables.rows(Delivery) == []
    assert services.queues.delays(SessionChanged) == [timedelta(minutes=30)]
    move_meeting(services, SESSION, NOW + timedelta(minutes=30))
    assert {(row.kind, row.detail) for row in services.tables.rows(Delivery)} == {(MailKind.CHANGED, "1")}


def test_three_changes_within_half_an_hour_make_one_mail_about_the_last() -> None:
    services = an_open_session()
    for minutes in (0, 10, 20):
        at = NOW + timedelta(minutes=minutes)
        move_session(services, SESSION, Move(start=START + DAY + timedelta(minutes=minutes)), WHO, at)
        move_meeting(services, SESSION, at)
    for changed in services.queues.drain(SessionChanged):
        move_meeting(services, changed.session, NOW + timedelta(minutes=30))
    assert {(row.purpose, row.detail) for row in services.tables.rows(Delivery)} == {
        ("pgdit-2026-12-09-on-2026-12-10T1250.changed-3", "3"),
    }


def test_a_session_moved_and_moved_back_is_told_only_to_who_signed_up_meanwhile() -> None:
    services = an_open_session()
    move_session(services, SESSION, Move(start=START + DAY), WHO, NOW)
    services.tables.put(a_registration(person="meanwhile", changed_at=NOW + MINUTE))
    move_session(services, SESSION, Move(start=START), WHO, NOW + 2 * MINUTE)
    for changed in services.queues.drain(SessionChanged):
        move_meeting(services, changed.session, NOW + timedelta(minutes=30))
    assert [(row.kind, row.person) for row in services.tables.rows(Delivery)] == [(MailKind.CHANGED, "meanwhile")]
    assert services.graph.events[KEY].invitation.start == START


def test_a_meeting_that_somebody_deleted_from_the_calendar_is_made_anew() -> None:
    services = an_open_session()
    session = moved(services)
    services.graph.cancel_meeting(session.event_id, "")
    gone = services.graph.events.pop(KEY)
    services.graph.events["deleted"] = gone
    move_meeting(services, SESSION, NOW)
    event = services.graph.events[KEY]
    assert (event.id, event.invitation.start) == ("event-2", session.start)
    assert (the_session(services).event_id, the_session(services).join_url) == (event.id, event.join_url)
    assert {row.kind for row in services.tables.rows(Delivery)} == {MailKind.CHANGED}


def test_when_graph_fails_nobody_is_told_before_the_meeting_has_moved() -> None:
    services = an_open_session()
    moved(services)
    services.graph.fail("update_meeting", GraphUnavailable("no answer"))
    with pytest.raises(GraphUnavailable):
        move_meeting(services, SESSION, NOW)
    assert services.queues.waiting(DeliveryDue) == []
    move_meeting(services, SESSION, NOW)
    assert len(services.queues.waiting(DeliveryDue)) == 2


@pytest.mark.parametrize("state", [one for one in SessionState if one is not SessionState.OPEN])
def test_only_an_open_session_has_a_meeting_to_move(state: SessionState) -> None:
    services = some_services(having=[a_session(state=state), *people()])
    move_meeting(services, SESSION, NOW)
    move_meeting(services, "pgdit-2027-01-13", NOW)
    assert (services.graph.calls["update_meeting"], services.tables.rows(Delivery)) == (0, [])


# --- cancelling -------------------------------------------------------------------------------------------


def cancelled(services: MemoryServices) -> None:
    session = the_session(services)
    change = {"state": SessionState.CANCELLED, "reason": "The panel is ill.", "sequence": 1}
    services.tables.replace(session.model_copy(update=change))


def test_a_cancelled_meeting_is_told_once_however_often_the_queue_delivers_it() -> None:
    services = an_open_session()
    cancelled(services)
    for _ in range(2):
        cancel_meeting(services, SESSION, NOW)
    event = services.graph.events[KEY]
    assert (event.cancelled, event.comment) == (True, "The panel is ill.")
    assert [(row.purpose, row.person) for row in services.tables.rows(Delivery)] == [
        ("pgdit-2026-12-09T1230.session-cancelled-1", "registered"),
        ("pgdit-2026-12-09T1230.session-cancelled-1", "waiting"),
    ]
    assert services.tables.rows(OpenSession) == []


@pytest.mark.parametrize("call", ["insert_all", "delete", "send"])
def test_a_crash_while_cancelling_is_mended_by_the_next_try(call: str) -> None:
    services = an_open_session()
    cancelled(services)
    broken = services.queues if call == "send" else services.tables
    broken.fail(call, ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        cancel_meeting(services, SESSION, NOW)
    cancel_meeting(services, SESSION, NOW)
    assert len(services.tables.rows(Delivery)) == 2
    assert {due.person for due in services.queues.waiting(DeliveryDue)} == {"registered", "waiting"}
    assert services.tables.rows(OpenSession) == []


def test_a_session_cancelled_before_it_had_a_meeting_needs_none_cancelled() -> None:
    services = some_services(having=[PLANNED.model_copy(update={"state": SessionState.CANCELLED})])
    cancel_meeting(services, SESSION, NOW)
    assert services.graph.calls["cancel_meeting"] == 0


def test_a_meeting_that_was_made_while_the_session_was_cancelled_is_cancelled_too() -> None:
    services = some_services(having=[PLANNED])
    services.graph.meanwhile("create_meeting", lambda: cancelled(services))
    with pytest.raises(RowChanged):
        open_session(services, SESSION, NOW)
    cancel_meeting(services, SESSION, NOW)
    assert services.graph.events[KEY].cancelled


def test_a_meeting_that_was_made_after_the_cancelling_was_worked_is_cancelled_too() -> None:
    services = some_services(having=[PLANNED])

    def cancel_and_work_it() -> None:
        cancelled(services)
        cancel_meeting(services, SESSION, NOW)

    services.graph.meanwhile("create_meeting", cancel_and_work_it)
    with pytest.raises(RowChanged):
        open_session(services, SESSION, NOW)
    open_session(services, SESSION, NOW)
    for one in services.queues.drain(SessionCancelled):
        cancel_meeting(services, one.session, NOW)
    assert services.graph.events[KEY].cancelled


def test_a_session_that_is_not_cancelled_keeps_its_meeting() -> None:
    services = an_open_session()
    cancel_meeting(services, SESSION, NOW)
    cancel_meeting(services, "pgdit-2027-01-13", NOW)
    assert not services.graph.events[KEY].cancelled


# --- words ------------------------------------------------------------------------------------------------


def test_the_calendar_says_what_the_meeting_is_and_its_ground_rules_safely() -> None:
    session = a_session(title="Café & <friends>")
    words = invitation(the_programme(), session)
    assert (words.key, words.subject, words.start, words.end) == (KEY, "Café & <friends>", session.start, session.end)
    assert words.html.startswith("<p>Café &amp; &lt;friends&gt;, Northmoor.</p><ul><li>What is said in the café")
    assert words.html.count("<li>") == len(the_programme().ground_rules.rules)
