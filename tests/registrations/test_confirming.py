"""Confirmation: who signed up is told once, and so is who cancelled."""

from datetime import timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, SESSION, a_registration, a_seating, a_session, a_sign_up, a_waiting
from local.memory.services import KEYS, some_services
from shared.mail.rows import Delivery, MailKind
from shared.messages import DeliveryDue, RegistrationCancelled, RegistrationMade
from shared.registrations.confirming import confirm, confirm_cancellation
from shared.registrations.rows import Registration, RegistrationState, Seating
from shared.sessions.rows import SessionState

PERSON = KEYS.person(ADDRESS)
MADE = RegistrationMade(session=SESSION, person=PERSON, sequence=2)
GONE = RegistrationCancelled(session=SESSION, person=PERSON, sequence=3)


def test_a_registration_is_confirmed_once_however_often_the_queue_delivers_it() -> None:
    services = some_services(having=[a_session(), a_registration(sequence=2)])
    for _ in range(3):
        confirm(services, MADE, NOW)
    assert [(row.purpose, row.person, row.detail) for row in services.tables.rows(Delivery)] == [
        ("pgdit-2026-12-09T1230.confirmation-2", PERSON, "2")
    ]


def test_a_confirmation_costs_five_storage_operations() -> None:
    services = some_services(having=[a_session(), a_registration()])
    confirm(services, MADE, NOW)
    services.tables.operations.clear()
    services.queues.drain(DeliveryDue)
    confirm(services, MADE.model_copy(update={"sequence": 3}), NOW)
    assert len(services.tables.operations) + len(services.queues.sent) == 5


def test_a_session_without_its_meeting_yet_is_waited_for() -> None:
    services = some_services(having=[a_session(state=SessionState.PLANNED)])
    confirm(services, MADE, NOW)
    assert services.queues.sent == [(MADE, timedelta(minutes=5))]
    assert services.tables.rows(Delivery) == []


def test_somebody_who_signs_up_while_the_session_is_cancelled_is_told_that() -> None:
    services = some_services(having=[a_session(state=SessionState.CANCELLED, sequence=1), a_registration(sequence=2)])
    for _ in range(2):
        confirm(services, MADE, NOW)
    assert [(row.purpose, row.kind) for row in services.tables.rows(Delivery)] == [
        ("pgdit-2026-12-09T1230.session-cancelled-1", MailKind.SESSION_CANCELLED)
    ]


def test_a_session_that_is_not_kept_has_nobody_to_tell() -> None:
    services = some_services()
    confirm(services, MADE, NOW)
    confirm_cancellation(services, GONE, NOW)
    assert services.queues.sent == []


def test_a_crash_before_the_message_is_mended_by_the_next_try() -> None:
    services = some_services(having=[a_session()])
    services.queues.fail("send", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        confirm(services, MADE, NOW)
    confirm(services, MADE, NOW)
    assert (len(services.tables.rows(Delivery)), len(services.queues.waiting(DeliveryDue))) == (1, 1)


def test_a_cancellation_is_confirmed_once_and_the_seat_goes_on_however_often_the_queue_delivers_it() -> None:
    next_one = a_registration(
        details=a_sign_up(email="next@example.org"), person="next", state=RegistrationState.WAITING
    )
    services = some_services(
        having=[
            a_session(),
            a_registration(state=RegistrationState.CANCELLED, sequence=3),
            next_one,
            a_seating(capacity=1, seated=[PERSON]),
            a_waiting(person="next"),
        ]
    )
    for _ in range(3):
        confirm_cancellation(services, GONE, NOW)
    assert [row.purpose for row in services.tables.rows(Delivery)] == ["pgdit-2026-12-09T1230.cancellation-3"]
    assert [row.seated for row in services.tables.rows(Seating)] == [("next",)]
    moved_up = services.tables.get(Registration, (SESSION, "next"))
    assert moved_up is not None
    assert (moved_up.state, moved_up.sequence) == (RegistrationState.REGISTERED, 1)
    assert services.queues.waiting(RegistrationMade) == [RegistrationMade(session=SESSION, person="next", sequence=1)]


def test_a_cancelling_that_was_announced_and_did_not_happen_is_not_confirmed() -> None:
    services = some_services(having=[a_session(), a_registration(sequence=2), a_seating(seated=[PERSON])])
    confirm_cancellation(services, GONE, NOW)
    assert (services.tables.rows(Delivery), services.queues.sent) == ([], [])
    assert [row.seated for row in services.tables.rows(Seating)] == [(PERSON,)]


def test_a_cancellation_does_not_wait_for_the_meeting() -> None:
    gone = a_registration(state=RegistrationState.CANCELLED, sequence=3)
    services = some_services(having=[a_session(state=SessionState.PLANNED), gone])
    confirm_cancellation(services, GONE, NOW)
    assert services.queues.delays(DeliveryDue) == [timedelta(0)]
