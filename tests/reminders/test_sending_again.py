"""Sending again: one press is one mail, whatever went before."""

from datetime import timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, SESSION, START, a_delivery, a_registration, a_session
from local.memory.services import KEYS, MemoryServices, some_services
from shared.delivery.sending import deliver
from shared.errors import NotPossible
from shared.mail.rows import Delivery, DeliveryState
from shared.messages import DeliveryDue
from shared.registrations.by_hand import ByHand, the_place
from shared.registrations.rows import Registration, RegistrationState
from shared.reminders.sending_again import Again, next_number, send_again
from shared.sessions.rows import SessionState

BY = ByHand("a-coordinator", "It went into the junk folder.", NOW)
AMARA = KEYS.person(ADDRESS)
PURPOSE = "pgdit-2026-12-09T1230"


def a_cafe(place: Registration | None = None) -> MemoryServices:
    return some_services(having=[a_session(), place or a_registration()])


def press(services: MemoryServices, kind: Again, number: int, by: ByHand = BY) -> None:
    send_again(services, the_place(services, SESSION, AMARA), kind, number, by)


def sent(services: MemoryServices, now: ByHand = BY) -> dict[str, str]:
    """The mails that go, by their purpose, with the reason of those that do not."""
    for due in services.queues.drain(DeliveryDue):
        deliver(services, due, now.now + timedelta(minutes=1))
    return {row.purpose: row.reason or row.state for row in services.tables.rows(Delivery)}


@pytest.mark.parametrize("kind", Again)
def test_a_mail_is_sent_again_once_however_often_its_page_is_pressed(kind: Again) -> None:
    services = a_cafe()
    for _ in range(2):
        press(services, kind, 1)
    assert sent(services) == {f"{PURPOSE}.{kind}-again-1": DeliveryState.SENT}
    place = the_place(services, SESSION, AMARA).registration
    assert place.again == (f"{PURPOSE}.{kind}-again-1",)
    assert next_number(place, kind) == 2


@pytest.mark.parametrize("told_in", [None, "", "reminder-of-january/somebody"])
def test_a_confirmation_goes_again_whichever_mail_told_of_the_place_first(told_in: str | None) -> None:
    first = a_delivery(purpose="reminder-of-january", person="somebody", state=DeliveryState.SENT)
    place = a_registration(standing=True, told_in=told_in, sequence=1, sign_up_sequence=0)
    services = some_services(having=[a_session(), place, first])
    press(services, Again.CONFIRMATION, 1)
    assert sent(services)[f"{PURPOSE}.confirmation-again-1"] == DeliveryState.SENT


def test_a_reminder_goes_again_although_a_later_one_is_due() -> None:
    services, close = a_cafe(), ByHand("a-coordinator", "Asked.", START - timedelta(minutes=20))
    press(services, Again.REMINDER, 1, close)
    assert sent(services, close) == {f"{PURPOSE}.reminder-again-1": DeliveryState.SENT}


def test_who_cancels_meanwhile_gets_nothing() -> None:
    services = a_cafe()
    press(services, Again.CONFIRMATION, 1)
    services.tables.put(a_registration(state=RegistrationState.CANCELLED))
    assert sent(services) == {f"{PURPOSE}.confirmation-again-1": "the registration is cancelled"}


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        (a_registration(state=RegistrationState.CANCELLED), Again.CONFIRMATION),
        (a_registration(state=RegistrationState.PROVISIONAL), Again.CONFIRMATION),
        (a_registration(state=RegistrationState.WAITING), Again.REMINDER),
    ],
)
def test_nobody_is_emailed_about_a_seat_that_they_do_not_have(place: Registration, kind: Again) -> None:
    services = a_cafe(place)
    with pytest.raises(NotPossible):
        press(services, kind, 1)
    assert services.tables.rows(Delivery) == []


def test_nobody_is_emailed_about_a_session_that_is_not_open() -> None:
    services = a_cafe()
    services.tables.put(a_session(state=SessionState.CANCELLED))
    with pytest.raises(NotPossible):
        press(services, Again.CONFIRMATION, 1)


def test_no_number_is_left_out_and_five_are_enough() -> None:
    services = a_cafe()
    with pytest.raises(NotPossible):
        press(services, Again.CONFIRMATION, 2)
    for number in range(1, 6):
        press(services, Again.CONFIRMATION, number)
    with pytest.raises(NotPossible):
        press(services, Again.CONFIRMATION, 6)
    assert len(sent(services)) == 5
