"""How long a delivery waits before what, to the moment."""

from datetime import timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, a_delivery, a_registration, a_session
from local.memory.services import MemoryServices, some_services
from shared.delivery.sending import deliver
from shared.graph.protocol import GraphUnavailable
from shared.mail.rows import Delivery, DeliveryState
from shared.messages import DeliveryDue

DUE = DeliveryDue(purpose=a_delivery().purpose, person=a_delivery().person)
MOMENT, SECOND, MINUTE = timedelta(microseconds=1), timedelta(seconds=1), timedelta(minutes=1)


def with_delivery(delivery: Delivery) -> MemoryServices:
    return some_services(having=[a_session(), a_registration(), delivery])


def state_of(services: MemoryServices) -> DeliveryState:
    row = services.tables.get(Delivery, a_delivery().key)
    assert row is not None
    return row.state


def begun(lookups: int = 0) -> MemoryServices:
    """A send that was begun now, and of which nothing is known."""
    return with_delivery(a_delivery(state=DeliveryState.SENDING, sending_since=NOW, lookups=lookups))


def test_a_mail_may_go_a_fifth_of_a_second_before_its_slot_and_no_earlier() -> None:
    early, too_early = (with_delivery(a_delivery(due=NOW + ahead)) for ahead in (SECOND / 5, SECOND / 5 + MOMENT))
    deliver(early, DUE, NOW)
    deliver(too_early, DUE, NOW)
    assert (state_of(early), state_of(too_early)) == (DeliveryState.SENT, DeliveryState.PENDING)


def test_for_two_minutes_a_send_is_taken_to_be_under_way() -> None:
    services = begun()
    deliver(services, DUE, NOW + 2 * MINUTE - MOMENT)
    assert services.graph.calls["was_sent"] == 0
    deliver(services, DUE, NOW + 2 * MINUTE)
    assert services.graph.calls["was_sent"] == 1


def test_ten_minutes_later_a_mail_that_is_not_in_the_mailbox_was_never_sent() -> None:
    services = begun()
    deliver(services, DUE, NOW + 10 * MINUTE - MOMENT)
    assert (services.graph.mails, services.queues.delays(DeliveryDue)) == ([], [MINUTE])
    deliver(services, DUE, NOW + 10 * MINUTE)
    assert [mail.to for mail in services.graph.mails] == [ADDRESS]


@pytest.mark.parametrize(("lookups", "state"), [(58, DeliveryState.SENDING), (59, DeliveryState.UNKNOWN)])
def test_the_sixtieth_question_without_an_answer_is_the_last(lookups: int, state: DeliveryState) -> None:
    services = begun(lookups)
    services.graph.fail("was_sent", GraphUnavailable())
    deliver(services, DUE, NOW + 2 * MINUTE)
    assert state_of(services) is state


def test_a_turn_is_good_for_four_tenths_of_a_second() -> None:
    fresh, stale = (with_delivery(a_delivery()) for _ in range(2))
    deliver(fresh, DUE, NOW + SECOND * 0.4)
    deliver(stale, DUE, NOW + SECOND * 0.4 + MOMENT)
    mailboxes = [[table for call, table in one.tables.operations if table == "mailboxes"] for one in (fresh, stale)]
    assert [bool(one) for one in mailboxes] == [False, True]


@pytest.mark.parametrize(("lookups", "minutes"), [(0, 1), (1, 2), (8, 9), (9, 10), (10, 10), (30, 10)])
def test_the_mailbox_is_asked_again_after_longer_and_longer_up_to_ten_minutes(lookups: int, minutes: int) -> None:
    services = begun(lookups)
    services.graph.fail("was_sent", GraphUnavailable())
    deliver(services, DUE, NOW + 2 * MINUTE)
    assert services.queues.sent == [(DUE, minutes * MINUTE)]
    row = services.tables.get(Delivery, a_delivery().key)
    assert row is not None
    assert row.lookups == lookups + 1
