"""Hosting: facilitators are invited to the sessions of their series, and hear of moves and cancellations, once."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from icalendar import Calendar

from local.memory.builders import NOW, SESSION, START, WHO, a_session
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.delivery.sending import deliver
from shared.mail.rows import Delivery, DeliveryState
from shared.meetings.calendar import cancel_meeting, move_meeting, open_session
from shared.meetings.hosting import invite_hosts, tell_hosts
from shared.meetings.rows import Host
from shared.messages import DeliveryDue, SessionChanged
from shared.programme.model import Facilitator, Programme
from shared.sessions.cancelling import cancel_session
from shared.sessions.rescheduling import Move, move_session
from shared.sessions.rows import OpenSession, Session, SessionState

PLANNED = a_session(state=SessionState.PLANNED, event_id="", join_url="")
IMOGEN, MARCUS, WEN_LI = the_programme().facilitators
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
JANUARY = a_session(start=START + timedelta(days=35))


def a_programme(*facilitators: Facilitator) -> Programme:
    return the_programme().model_copy(update={"facilitators": facilitators})


def with_programme(services: MemoryServices, programme: Programme) -> MemoryServices:
    """The same café after somebody changed the programme file."""
    return some_services(programme=programme, tables=services.tables, queues=services.queues, graph=services.graph)


def opened(*facilitators: Facilitator) -> MemoryServices:
    services = some_services(
        programme=a_programme(*(facilitators or (IMOGEN, MARCUS, WEN_LI))),
        having=[PLANNED, OpenSession(id=SESSION)],
    )
    open_session(services, SESSION, NOW)
    return services


def the_session(services: MemoryServices) -> Session:
    session = services.tables.get(Session, PLANNED.key)
    assert session is not None
    return session


def due(services: MemoryServices) -> list[tuple[str, str]]:
    """The mails that were announced: purpose, and the facilitator's first name."""
    names = {KEYS.person(one.email): one.name.removeprefix("Dr ").split()[0] for one in the_programme().facilitators}
    return sorted((row.purpose.partition("T")[2], names[row.person]) for row in services.tables.rows(Delivery))


def send_all(services: MemoryServices, hours: int = 0) -> Sequence[tuple[str, str]]:
    """Send what is due: to whom each mail goes, and the method and SEQUENCE of its entry."""
    before, now = len(services.graph.mails), NOW + HOUR * hours + 2 * MINUTE
    while messages := services.queues.drain(DeliveryDue):
        for message in messages:
            now += timedelta(seconds=10)
            deliver(services, message, now)
    said = []
    for mail in services.graph.mails[before:]:
        (file,) = mail.attachments
        calendar = Calendar.from_ical(file.content)
        (event,) = calendar.walk("VEVENT")
        said.append((mail.to.partition(".")[0], f"{calendar['METHOD']} {event['SEQUENCE']}"))
    return sorted(said)


def test_the_facilitators_of_the_series_and_nobody_else_are_invited_once() -> None:
    services = opened()
    for _ in range(3):
        open_session(services, SESSION, NOW)
        invite_hosts(services, NOW)
    assert due(services) == [("1230.hosting-0", "Imogen"), ("1230.hosting-0", "Marcus")]
    assert send_all(services) == [("imogen", "REQUEST 0"), ("marcus", "REQUEST 0")]


def test_a_move_is_told_when_the_time_has_settled_and_reaches_the_same_entry() -> None:
    services = opened(IMOGEN)
    send_all(services)
    move_session(services, SESSION, Move(start=START + HOUR), WHO, NOW)
    move_meeting(services, SESSION, NOW)
    invite_hosts(services, NOW + 10 * MINUTE)
    assert send_all(services) == []
    for _ in range(2):
        move_meeting(services, SESSION, NOW + 30 * MINUTE)
    assert send_all(services, 1) == [("imogen", "REQUEST 1")]
    first, second = (Calendar.from_ical(mail.attachments[0].content) for mail in services.graph.mails)
    assert [str(one.walk("VEVENT")[0]["UID"]) for one in (first, second)] == [
        f"{SESSION}.host.{KEYS.person(IMOGEN.email)}@example.nhs.uk"
    ] * 2


def test_a_session_moved_and_moved_back_is_told_to_no_facilitator() -> None:
    services = opened(IMOGEN)
    send_all(services)
    move_session(services, SESSION, Move(start=START + HOUR), WHO, NOW)
    move_session(services, SESSION, Move(start=START), WHO, NOW + MINUTE)
    for _ in services.queues.drain(SessionChanged):
        move_meeting(services, SESSION, NOW + HOUR)
    assert send_all(services, 2) == []


def test_a_cancelled_session_leaves_the_calendar_and_its_facilitator_reads_why() -> None:
    services = opened(IMOGEN)
    send_all(services)
    cancel_session(services, SESSION, "The panel is ill.", WHO, NOW)
    for _ in range(3):
        cancel_meeting(services, SESSION, NOW + HOUR)
    assert send_all(services) == [("imogen", "CANCEL 1")]
    assert "The panel is ill." in services.graph.mails[-1].html


def test_a_session_cancelled_before_anybody_was_invited_is_told_to_no_facilitator() -> None:
    services = some_services(having=[a_session(state=SessionState.CANCELLED, sequence=1)])
    cancel_meeting(services, SESSION, NOW)
    assert services.tables.rows(Delivery) == []


def test_a_facilitator_who_joins_later_is_invited_and_one_who_leaves_is_told() -> None:
    services = opened(IMOGEN)
    send_all(services)
    after = with_programme(services, a_programme(MARCUS))
    for _ in range(2):
        invite_hosts(after, NOW)
    assert send_all(after) == [("imogen", "CANCEL 1"), ("marcus", "REQUEST 0")]
    again = with_programme(services, a_programme(IMOGEN, MARCUS))
    for _ in range(2):
        invite_hosts(again, NOW)
    assert send_all(again) == [("imogen", "REQUEST 2")]
    assert again.graph.mails[-1].subject.startswith("You are hosting: ")


def test_a_new_address_of_a_facilitator_is_another_host() -> None:
    services = opened(MARCUS)
    send_all(services)
    moved = MARCUS.model_copy(update={"email": "m.oyelaran@example.nhs.uk"})
    invite_hosts(with_programme(services, a_programme(moved)), NOW)
    assert send_all(services) == [("m", "REQUEST 0"), ("marcus", "CANCEL 1")]


def test_only_coming_sessions_that_are_open_are_looked_at() -> None:
    over = a_session(start=NOW - HOUR)
    planned = JANUARY.model_copy(update={"state": SessionState.PLANNED})
    rows = [over, planned, OpenSession(id=over.id), OpenSession(id=planned.id)]
    services = some_services(having=rows)
    invite_hosts(services, NOW)
    assert services.tables.rows(Delivery) == []


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("fake", "call"), [("tables", "insert"), ("tables", "insert_all"), ("queues", "send"), ("tables", "replace")]
)
def test_wherever_it_crashes_the_next_try_invites_each_once(fake: str, call: str, after: bool) -> None:
    services = some_services(having=[a_session(), OpenSession(id=SESSION)])
    broken = services.queues if fake == "queues" else services.tables
    broken.fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        tell_hosts(services, a_session(), NOW)
    for _ in range(2):
        tell_hosts(services, a_session(), NOW)
    assert send_all(services) == [("imogen", "REQUEST 0"), ("marcus", "REQUEST 0")]
    assert [row.told for row in services.tables.rows(Host)] == ["2026-12-09T1230/2026-12-09T1330"] * 2


def test_two_who_invite_at_once_invite_each_once_and_neither_fails() -> None:
    services = some_services(having=[a_session(), OpenSession(id=SESSION)])
    services.tables.meanwhile("replace", lambda: tell_hosts(services, a_session(), NOW))
    invite_hosts(services, NOW)
    assert send_all(services) == [("imogen", "REQUEST 0"), ("marcus", "REQUEST 0")]
    assert [row.told_in for row in services.tables.rows(Host)] == ["pgdit-2026-12-09T1230.hosting-0"] * 2


def test_an_invitation_that_is_overtaken_by_a_move_is_not_sent() -> None:
    services = opened(IMOGEN)
    (first,) = services.queues.drain(DeliveryDue)
    move_session(services, SESSION, Move(start=START + HOUR), WHO, NOW)
    move_meeting(services, SESSION, NOW + 30 * MINUTE)
    deliver(services, first, NOW + HOUR)
    assert send_all(services, 1) == [("imogen", "REQUEST 1")]
    states = {row.detail: row.state for row in services.tables.rows(Delivery)}
    assert states == {"0": DeliveryState.MISSED, "1": DeliveryState.SENT}


def test_hosts_that_know_all_cost_one_read_a_session() -> None:
    services = opened()
    session = the_session(services)
    services.tables.operations.clear()
    tell_hosts(services, session, NOW)
    assert len(services.tables.operations) == 1
