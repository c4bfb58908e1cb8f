"""Correcting an address with a slip: the right one has the place, and the wrong one keeps no seat."""

import json

import pytest

from functions.registration.correcting import address_correction_requested
from local.memory.builders import (
    NOW,
    SESSION,
    a_registration,
    a_request,
    a_seating,
    a_session,
    a_sign_up,
    a_standing,
    a_waiting,
)
from local.memory.services import KEYS, MemoryServices, some_services, some_settings
from shared.audit_trail.rows import AuditEntry
from shared.messages import RegistrationCancelled, RegistrationMade
from shared.registrations.confirming import confirm_cancellation
from shared.registrations.correcting import Correction, NobodyThere, correct_address
from shared.registrations.rows import Registration, RegistrationState, Seating, Standing, Waiting
from shared.sessions.rows import OpenSession
from shared.web.principal import Role
from tests.web.test_principal import signed_in_as

WRONG, RIGHT = "jo.bloggs@gmial.com", "jo.bloggs@gmail.com"
OLD, NEW, BEN = KEYS.person(WRONG), KEYS.person(RIGHT), KEYS.person("ben@example.org")
TYPED = a_sign_up(name="Jo Bloggs", email=WRONG)
WANTED = Correction(wrong=WRONG, right=RIGHT, reason="They phoned.")


def full() -> MemoryServices:
    """One seat, which the mistyped address has; Ben waits."""
    return some_services(
        having=[
            a_session(),
            OpenSession(id=SESSION),
            a_registration(details=TYPED),
            a_standing(details=TYPED),
            a_seating(capacity=1, seated=[OLD]),
            a_waiting(person=BEN),
            a_registration(person=BEN, state=RegistrationState.WAITING),
        ],
        settings=some_settings(signed_in_by_platform=True),
    )


def states(services: MemoryServices) -> dict[str, RegistrationState]:
    return {row.person: row.state for row in services.tables.rows(Registration)}


def seated(services: MemoryServices) -> tuple[str, ...]:
    (row,) = services.tables.rows(Seating)
    return row.seated


def test_the_seat_goes_to_the_right_address_and_not_to_whoever_waits() -> None:
    services = full()
    assert correct_address(services, "pgdit", WANTED, "a-coordinator", NOW) == 1
    for message in services.queues.drain(RegistrationCancelled):
        confirm_cancellation(services, message, NOW)
    assert seated(services) == (NEW,)
    assert states(services) == {
        OLD: RegistrationState.CANCELLED,
        NEW: RegistrationState.REGISTERED,
        BEN: RegistrationState.WAITING,
    }
    assert {row.person: row.details.email for row in services.tables.rows(Registration)}[NEW] == RIGHT
    assert {row.person: row.ended for row in services.tables.rows(Standing)} == {OLD: True, NEW: False}


def test_both_addresses_are_told() -> None:
    services = full()
    correct_address(services, "pgdit", WANTED, "a-coordinator", NOW)
    assert {one.person for one in services.queues.waiting(RegistrationMade)} == {NEW}
    assert {one.person for one in services.queues.waiting(RegistrationCancelled)} == {OLD}


@pytest.mark.parametrize("breaks", ["insert", "replace", "delete"])
def test_an_act_that_broke_off_is_finished_by_the_next(breaks: str) -> None:
    services = full()
    services.tables.fail(breaks, ConnectionError("gone"))
    try:
        correct_address(services, "pgdit", WANTED, "a-coordinator", NOW)
    except ConnectionError:
        correct_address(services, "pgdit", WANTED, "a-coordinator", NOW)
    assert seated(services) == (NEW,)
    assert states(services)[OLD] is RegistrationState.CANCELLED


def test_a_turn_on_the_waiting_list_moves_with_its_time() -> None:
    services = some_services(
        having=[
            a_session(),
            OpenSession(id=SESSION),
            a_seating(capacity=1, seated=[BEN]),
            a_registration(details=TYPED, state=RegistrationState.WAITING),
            a_waiting(person=OLD),
        ]
    )
    correct_address(services, "pgdit", WANTED, "a-coordinator", NOW)
    assert [(row.person, row.since) for row in services.tables.rows(Waiting)] == [(NEW, NOW)]


def test_nobody_is_made_of_an_address_without_a_place() -> None:
    services = some_services(having=[a_session(), OpenSession(id=SESSION)])
    with pytest.raises(NobodyThere):
        correct_address(services, "pgdit", WANTED, "a-coordinator", NOW)
    assert services.tables.rows(Registration) == []


def test_it_is_asked_for_at_its_address_and_is_in_the_audit_trail_without_addresses() -> None:
    services = full()
    headers = {**signed_in_as(Role.ADMIN), "Content-Type": "application/json"}
    request = a_request(
        method="POST", headers=headers, body=WANTED.model_dump_json().encode(), route={"series": "pgdit"}
    )
    answer = address_correction_requested.answer(services, request, NOW)
    assert (answer.status_code, json.loads(answer.get_body())) == (200, {"moved": 1})
    (entry,) = services.tables.rows(AuditEntry)
    assert (entry.act, entry.reason, "bloggs" in entry.model_dump_json()) == ("correct address", "They phoned.", False)
