"""A send whose outcome is lost: the mailbox is asked before anything is sent again."""

import json
from datetime import datetime, timedelta

import pytest

from local.memory.builders import NOW, a_delivery, a_registration, a_session
from local.memory.services import MemoryServices, some_services
from shared.delivery.sending import deliver
from shared.failures import failed_work
from shared.graph.protocol import GraphUnavailable, NotPermitted, OutcomeUnknown, Refused, Throttled
from shared.mail.rows import Delivery, DeliveryState
from shared.messages import DeliveryDue
from shared.registrations.rows import Registration, RegistrationState

DUE = DeliveryDue(purpose=a_delivery().purpose, person=a_delivery().person)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def begun(*, sent: bool, lag: int = 0) -> MemoryServices:
    """A process died after it began to send: the mail has left, or not."""
    services = some_services(having=[a_session(), a_registration(), a_delivery()])
    services.graph.sent_items_lag = lag
    services.graph.fail("send_mail", MemoryError("killed"), after=sent)
    with pytest.raises(MemoryError):
        deliver(services, DUE, NOW)
    return services


def the_delivery(services: MemoryServices) -> Delivery:
    row = services.tables.get(Delivery, (DUE.purpose, DUE.person))
    assert row is not None
    return row


def outcome(services: MemoryServices) -> tuple[DeliveryState, str]:
    row = the_delivery(services)
    return row.state, row.reason


def worked_off(services: MemoryServices, now: datetime) -> datetime:
    """Deliver the message whenever it is seen again, until none is left; when that was."""
    deliver(services, DUE, now)
    while waiting := [delay for message, delay in services.queues.sent if message == DUE]:
        (delay,) = waiting
        services.queues.drain(DeliveryDue)
        now += delay
        deliver(services, DUE, now)
    return now


def test_a_mail_that_left_before_the_process_died_is_found_and_not_sent_again() -> None:
    services = begun(sent=True)
    assert the_delivery(services).state is DeliveryState.SENDING
    worked_off(services, NOW + MINUTE)
    assert (len(services.graph.mails), outcome(services)) == (1, (DeliveryState.SENT, ""))


def test_a_mail_that_never_left_is_sent_once_its_absence_is_certain() -> None:
    services = begun(sent=False)
    at = worked_off(services, NOW + MINUTE)
    assert (len(services.graph.mails), outcome(services)) == (1, (DeliveryState.SENT, ""))
    assert at == NOW + 10 * MINUTE
    assert the_delivery(services).sending_since == at


@pytest.mark.parametrize("lag", [1, 3, 8])
def test_a_mail_that_appears_late_among_the_sent_items_is_not_sent_again(lag: int) -> None:
    services = begun(sent=True, lag=lag)
    worked_off(services, NOW + MINUTE)
    assert (len(services.graph.mails), outcome(services)) == (1, (DeliveryState.SENT, ""))
    assert services.graph.calls["was_sent"] == lag + 1


@pytest.mark.parametrize("sent", [True, False])
def test_a_process_that_dies_while_it_saves_is_found_out_about_too(sent: bool) -> None:
    services = some_services(having=[a_session(), a_registration(), a_delivery()])
    if sent:
        services.tables.meanwhile("replace", lambda: None)
    services.tables.fail("replace", ConnectionError("gone"), after=not sent)
    with pytest.raises(ConnectionError):
        deliver(services, DUE, NOW)
    assert the_delivery(services).state is DeliveryState.SENDING
    worked_off(services, NOW + MINUTE)
    assert (len(services.graph.mails), outcome(services)) == (1, (DeliveryState.SENT, ""))


def test_nothing_is_asked_while_the_send_may_still_be_under_way() -> None:
    services = begun(sent=True)
    deliver(services, DUE, NOW + 119 * SECOND)
    assert (services.graph.calls["was_sent"], services.queues.sent) == (0, [(DUE, SECOND)])


@pytest.mark.parametrize(("after", "waits"), [(None, 2 * MINUTE), (SECOND, 2 * MINUTE), (5 * MINUTE, 5 * MINUTE)])
@pytest.mark.parametrize("sent", [True, False])
def test_an_answer_that_was_lost_is_found_out_about(sent: bool, after: timedelta | None, waits: timedelta) -> None:
    services = some_services(having=[a_session(), a_registration(), a_delivery()])
    services.graph.fail("send_mail", OutcomeUnknown("504", after), after=sent)
    deliver(services, DUE, NOW)
    assert (services.queues.sent, the_delivery(services).state) == ([(DUE, waits)], DeliveryState.SENDING)
    services.queues.drain(DeliveryDue)
    worked_off(services, NOW + waits)
    assert (len(services.graph.mails), outcome(services)) == (1, (DeliveryState.SENT, ""))


UNANSWERED = [
    Throttled(20 * SECOND),
    GraphUnavailable("503"),
    OutcomeUnknown("504"),
    NotPermitted("Mail.Read"),
    Refused("ErrorInvalidFilter"),
]


@pytest.mark.parametrize("error", UNANSWERED, ids=lambda error: type(error).__name__)
def test_a_mailbox_that_cannot_be_asked_is_asked_again(error: Exception) -> None:
    services = begun(sent=True)
    services.graph.fail("was_sent", error)
    deliver(services, DUE, NOW + 2 * MINUTE)
    assert (the_delivery(services).lookups, services.queues.sent) == (1, [(DUE, MINUTE)])
    services.queues.drain(DeliveryDue)
    worked_off(services, NOW + 3 * MINUTE)
    assert (len(services.graph.mails), outcome(services)) == (1, (DeliveryState.SENT, ""))


def test_a_mailbox_is_asked_again_no_sooner_than_it_says() -> None:
    services = begun(sent=True)
    services.graph.fail("was_sent", Throttled(5 * MINUTE))
    deliver(services, DUE, NOW + 2 * MINUTE)
    assert services.queues.sent == [(DUE, 5 * MINUTE)]


def test_what_cannot_be_found_out_is_unknown_and_never_sent_again() -> None:
    services = begun(sent=True)
    for _ in range(60):
        services.graph.fail("was_sent", GraphUnavailable("503"))
    at = worked_off(services, NOW + 2 * MINUTE)
    assert outcome(services) == (DeliveryState.UNKNOWN, "the mailbox did not say whether it was sent")
    assert timedelta(hours=8) < at - NOW < timedelta(hours=11)
    (shown,) = failed_work.kept(services)
    assert (shown.step, shown.cause) == ("unknown-delivery", "the mailbox did not say whether it was sent")
    assert (json.loads(shown.payload), shown.first_at) == (DUE.model_dump(), at)
    deliver(services, DUE, at + timedelta(days=1))
    assert (len(services.graph.mails), services.graph.calls["was_sent"]) == (1, 60)


def test_a_mail_that_never_left_and_is_no_longer_wanted_is_missed() -> None:
    services = begun(sent=False)
    (place,) = services.tables.rows(Registration)
    services.tables.put(place.model_copy(update={"state": RegistrationState.CANCELLED}))
    deliver(services, DUE, NOW + 10 * MINUTE)
    assert (services.graph.mails, outcome(services)) == ([], (DeliveryState.MISSED, "the registration is cancelled"))


def test_of_two_that_send_again_at_once_one_does() -> None:
    services = begun(sent=False)
    services.graph.meanwhile("was_sent", lambda: deliver(services, DUE, NOW + 10 * MINUTE))
    deliver(services, DUE, NOW + 10 * MINUTE)
    assert (len(services.graph.mails), outcome(services)) == (1, (DeliveryState.SENT, ""))
