"""Erasure: nothing about a person is left, and nobody else is touched."""

import json
from datetime import timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, SESSION, START, a_session, a_sign_up
from local.memory.services import KEYS, MemoryServices, some_services
from shared.attendance.rows import Attendance
from shared.audit_trail.rows import AuditEntry
from shared.bulletin.rows import Subscription
from shared.errors import Refusal
from shared.failures import failed_work
from shared.feedback.rows import Answered
from shared.messages import RegistrationMade
from shared.privacy.erasing import erase
from shared.registrations.registering import register
from shared.registrations.rows import Registration, RegistrationState, Seating, Standing
from shared.sessions.rows import Session

PERSON = KEYS.person(ADDRESS)
OTHER = "joel.menon@example.nhs.uk"
PAST = START - timedelta(days=28)


def forgotten(services: MemoryServices) -> int:
    return erase(services, ADDRESS, "asked by mail", "an-admin", NOW)


def a_life() -> MemoryServices:
    """Somebody with the last seat of a session, a past one behind them, and somebody who waits."""
    services = some_services()
    coming, past = a_session(), a_session(start=PAST)
    for session in (coming, past):
        services.tables.insert(session)
    services.tables.insert(Seating(session=SESSION, capacity=1))
    for session, email in ((past, ADDRESS), (coming, ADDRESS), (coming, OTHER)):
        register(services, session, a_sign_up(email=email), KEYS.person(email), NOW - timedelta(days=40))
    join = PAST + timedelta(minutes=1)
    services.tables.insert(
        Attendance(session=past.id, attendee=PERSON, seconds=60, first_join=join, last_leave=join, registered=True)
    )
    services.tables.insert(Answered(session=past.id, person=PERSON))
    services.tables.insert(Standing(series="pgdit", person=PERSON, details=a_sign_up(), since=PAST))
    services.tables.insert(
        Subscription(audience="pgdit", person=PERSON, name="Amara", email=ADDRESS, confirmed=True, since=PAST)
    )
    failed_work.keep(services, failed_work.SIGN_UP, json.dumps({"response": {"r1": ADDRESS.upper()}}), "x", NOW)
    return services


def test_no_row_holds_the_person_any_more() -> None:
    services = a_life()
    assert forgotten(services) == 6
    assert [row.person for row in services.tables.rows(Registration)] == [KEYS.person(OTHER)]
    assert [services.tables.rows(kind) for kind in (Attendance, Answered, Standing)] == [[], [], []]
    left = " ".join(row.model_dump_json() for kind in (Subscription, Session) for row in services.tables.rows(kind))
    assert ADDRESS not in left.casefold()
    assert list(failed_work.kept(services, failed_work.SIGN_UP)) == []


def test_their_seat_goes_to_whoever_waits() -> None:
    services = a_life()
    assert waiting(services) == [KEYS.person(OTHER)]
    services.queues.sent.clear()
    forgotten(services)
    (other,) = services.tables.rows(Registration)
    assert other.state is RegistrationState.REGISTERED
    assert waiting(services) == []
    told = RegistrationMade(session=SESSION, person=other.person, sequence=other.sequence)
    assert [message for message, _ in services.queues.sent] == [told], "the other is told; who is forgotten is not"


def waiting(services: MemoryServices) -> list[str]:
    rows = services.tables.rows(Registration)
    return [row.person for row in rows if row.state is RegistrationState.WAITING]


def test_that_it_was_done_is_entered_without_the_address() -> None:
    services = a_life()
    forgotten(services)
    (entry,) = services.tables.rows(AuditEntry)
    assert (entry.who, entry.act, entry.about, entry.reason) == (
        "an-admin",
        "erase",
        f"person.{PERSON}",
        "asked by mail",
    )


def test_however_often_it_is_asked_the_second_time_finds_nothing() -> None:
    services = a_life()
    forgotten(services)
    assert forgotten(services) == 0


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(Refusal):
        erase(some_services(), "Amara", "x", "an-admin", NOW)
