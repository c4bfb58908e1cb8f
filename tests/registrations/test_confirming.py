"""Confirmation: who signed up is told once, and so is who cancelled."""

from datetime import timedelta

import pytest

from local.memory.builders import (
    ADDRESS,
    NOW,
    SESSION,
    START,
    a_registration,
    a_seating,
    a_session,
    a_sign_up,
    a_waiting,
)
from local.memory.services import KEYS, some_services
from shared.mail.rows import Delivery, MailKind
from shared.messages import DeliveryDue, RegistrationCancelled, RegistrationMade
from shared.registrations.confirming import confirm, confirm_cancellation
from shared.registrations.rows import Registration, RegistrationState, Seating
from shared.sessions.rows import SessionState

PERSON = KEYS.person(ADDRESS)
MADE = RegistrationMade(session=SESSION, person=PERSON, sequence=2)
JANUARY = a_session(start=START + timedelta(days=35))
EDUCATORS = a_session(series="educators", start=START + timedelta(days=8))
SIGNED_UP = RegistrationMade(
    session=SESSION,
    person=PERSON,
    sequence=0,
    sign_up="sign-up-2026-12-01.a-key",
    also=(EDUCATORS.id, JANUARY.id),
)
GONE = RegistrationCancelled(session=SESSION, person=PERSON, sequence=3)


def test_a_seat_that_became_free_is_told_once_however_often_the_queue_delivers_it() -> None:
    services = some_services(having=[a_session(), a_registration(sequence=2)])
    for _ in range(3):
        confirm(services, MADE, NOW)
    assert [(row.purpose, row.person, row.detail) for row in services.tables.rows(Delivery)] == [
        ("pgdit-2026-12-09T1230.seat-2", PERSON, "2")
    ]


def test_a_sign_up_is_confirmed_once_for_all_of_its_dates_however_often_the_queue_delivers_it() -> None:
    services = some_services(having=[a_session(), JANUARY, EDUCATORS])
    for _ in range(3):
        confirm(services, SIGNED_UP, NOW)
    assert [(row.purpose, row.person, row.about, row.also) for row in services.tables.rows(Delivery)] == [
        ("sign-up-2026-12-01.a-key.confirmation", PERSON, SESSION, (EDUCATORS.id, JANUARY.id))
    ]


def test_the_confirmation_of_three_dates_costs_as_much_as_that_of_one() -> None:
    three = SIGNED_UP.model_copy(update={"also": (JANUARY.id, "pgdit-2027-02-10")})
    sessions = [a_session(), JANUARY, a_session(start=START + timedelta(days=63))]
    services = some_services(having=sessions)
    confirm(services, three, NOW)
    services.tables.operations.clear()
    services.queues.drain(DeliveryDue)
    confirm(services, three.model_copy(update={"sign_up": "sign-up-2026-12-01.another-key"}), NOW)
    assert len(services.tables.operations) + len(services.queues.sent) == 5


def test_a_confirmation_waits_an_hour_for_all_meetings_and_leaves_the_rest_to_a_later_mail() -> None:
    planned = JANUARY.model_copy(update={"state": SessionState.PLANNED})
    places = [a_registration(changed_at=NOW), a_registration(session=planned.id, changed_at=NOW)]
    services = some_services(having=[a_session(), EDUCATORS, planned, *places])
    confirm(services, SIGNED_UP, NOW + timedelta(minutes=59))
    assert services.queues.sent == [(SIGNED_UP, timedelta(minutes=5))]
    for _ in range(2):
        confirm(services, SIGNED_UP, NOW + timedelta(hours=1))
    assert len(services.tables.rows(Delivery)) == 1
    assert [(row.session, row.told_in) for row in services.tables.rows(Registration)] == [
        (SESSION, None),
        (planned.id, ""),
    ]


def test_a_sign_up_all_of_whose_meetings_are_to_come_waits_for_the_first() -> None:
    planned = [one.model_copy(update={"state": SessionState.PLANNED}) for one in (a_session(), JANUARY, EDUCATORS)]
    services = some_services(having=[*planned, a_registration(changed_at=NOW - timedelta(days=1))])
    confirm(services, SIGNED_UP, NOW)
    assert services.queues.sent == [(SIGNED_UP, timedelta(minutes=5))]


def test_a_date_that_is_cancelled_meanwhile_has_a_mail_of_its_own() -> None:
    off = JANUARY.model_copy(update={"state": SessionState.CANCELLED, "sequence": 1})
    services = some_services(having=[a_session(), off, EDUCATORS])
    confirm(services, SIGNED_UP, NOW)
    assert sorted(row.purpose for row in services.tables.rows(Delivery)) == [
        "pgdit-2027-01-13T1230.session-cancelled-1",
        "sign-up-2026-12-01.a-key.confirmation",
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
