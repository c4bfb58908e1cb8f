"""Delivery: each mail is sent once, or there is a reason why not."""

from datetime import timedelta

import pytest

from functions.delivery import TRY_AGAIN, deliver
from shared.graph import GraphUnavailable, NotPermitted, Refused, Throttled
from shared.messages import DeliveryDue
from shared.pacing import fresh
from shared.rows import Delivery, DeliveryState, Lane, Mailbox, Registration, RegistrationState
from tests.builders import (
    ADDRESS,
    KEYS,
    NOW,
    START,
    MemoryServices,
    a_delivery,
    a_registration,
    a_session,
    some_services,
    some_settings,
    the_programme,
)

DUE = DeliveryDue(purpose=a_delivery().purpose, person=a_delivery().person)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
MAILBOX = KEYS.of("mailbox", the_programme().organiser.mailbox)


def with_delivery(delivery: Delivery, *, allowed: str = "*") -> MemoryServices:
    """Services with this delivery, to somebody who has a seat."""
    return some_services(
        settings=some_settings(allowed_recipients=allowed), having=[a_session(), a_registration(), delivery]
    )


def the_delivery(services: MemoryServices) -> Delivery:
    (row,) = services.tables.rows(Delivery)
    return row


def outcome(services: MemoryServices) -> tuple[DeliveryState, str]:
    row = the_delivery(services)
    return row.state, row.reason


def test_a_mail_is_sent_once_however_often_the_queue_delivers_it() -> None:
    services = with_delivery(a_delivery())
    for minutes in range(3):
        deliver(services, DUE, NOW + minutes * MINUTE)
    row = the_delivery(services)
    assert (row.state, row.settled_at, row.sending_since, row.reason) == (DeliveryState.SENT, NOW, NOW, "")
    (mail,) = services.graph.mails
    assert (mail.delivery_id, mail.to) == (row.id, ADDRESS)
    assert mail.subject.startswith("Confirmed: Virtual Café")
    assert [file.name for file in mail.attachments] == ["invite.ics"]
    assert services.queues.sent == []


def test_a_mail_costs_three_storage_operations_beside_what_it_says_and_one_call_of_graph() -> None:
    services = with_delivery(a_delivery())
    deliver(services, DUE, NOW)
    assert services.tables.operations == [
        ("get", "deliveries"),
        ("get", "sessions"),
        ("get", "registrations"),
        ("replace", "deliveries"),
        ("replace", "deliveries"),
    ]
    assert sum(services.graph.calls.values()) == 1


@pytest.mark.parametrize(
    "state", [DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.MISSED, DeliveryState.UNKNOWN]
)
def test_what_is_settled_stays_settled(state: DeliveryState) -> None:
    services = with_delivery(a_delivery(state=state, reason="as it was"))
    deliver(services, DUE, NOW)
    assert (outcome(services), services.graph.calls.total(), services.queues.sent) == ((state, "as it was"), 0, [])


def test_a_message_without_its_row_is_nothing_to_send() -> None:
    services = some_services()
    deliver(services, DUE, NOW)
    assert (services.graph.mails, services.queues.sent) == ([], [])


def test_a_message_seen_before_its_slot_waits_for_the_slot() -> None:
    services = with_delivery(a_delivery(due=NOW + 90.5 * SECOND))
    deliver(services, DUE, NOW)
    assert services.queues.sent == [(DUE, 91 * SECOND)]
    assert outcome(services) == (DeliveryState.PENDING, "")


def test_clocks_may_differ_by_two_seconds() -> None:
    services = with_delivery(a_delivery(due=NOW + 2 * SECOND))
    deliver(services, DUE, NOW)
    assert len(services.graph.mails) == 1


def test_a_slot_beyond_what_a_queue_can_hide_is_waited_for_in_turns() -> None:
    services = with_delivery(a_delivery(due=NOW + timedelta(days=9)))
    deliver(services, DUE, NOW)
    (waited,) = services.queues.delays(DeliveryDue)
    assert timedelta(days=6) < waited < timedelta(days=7)
    services.queues.drain(DeliveryDue)
    deliver(services, DUE, NOW + waited)
    assert services.queues.delays(DeliveryDue) == [timedelta(days=9) - waited]


def test_a_mail_that_is_no_longer_wanted_is_missed_with_the_reason() -> None:
    services = with_delivery(a_delivery())
    services.tables.put(a_registration(state=RegistrationState.CANCELLED))
    deliver(services, DUE, NOW)
    assert outcome(services) == (DeliveryState.MISSED, "the registration is cancelled")
    assert services.graph.calls["send_mail"] == 0


def test_a_mail_that_comes_too_late_is_missed() -> None:
    services = with_delivery(a_delivery())
    deliver(services, DUE, START + timedelta(hours=2))
    assert outcome(services) == (DeliveryState.MISSED, "the session is over")


@pytest.mark.parametrize("allowed", ["", "@example.org", "somebody@example.nhs.uk"])
def test_nobody_is_mailed_whom_the_list_does_not_allow(allowed: str) -> None:
    services = with_delivery(a_delivery(), allowed=allowed)
    deliver(services, DUE, NOW)
    assert outcome(services) == (DeliveryState.REFUSED, "not allowed here")
    assert services.graph.calls["send_mail"] == 0


def test_a_bad_address_is_refused_with_the_reason_and_harms_no_other() -> None:
    services = with_delivery(a_delivery())
    services.graph.refuses.add(ADDRESS)
    deliver(services, DUE, NOW)
    assert outcome(services) == (DeliveryState.REFUSED, "ErrorInvalidRecipients")
    assert services.queues.sent == []


# --- when Graph is not ready ------------------------------------------------------------------------------


def test_asked_to_wait_the_mail_waits_and_the_mailbox_gives_no_earlier_slot() -> None:
    services = with_delivery(a_delivery())
    services.tables.put(fresh(MAILBOX, NOW - MINUTE))
    services.graph.fail("send_mail", Throttled(40.2 * SECOND))
    deliver(services, DUE, NOW)
    row = the_delivery(services)
    assert (row.state, row.due) == (DeliveryState.PENDING, NOW + 40.2 * SECOND)
    assert services.queues.sent == [(DUE, 41 * SECOND)]
    (mailbox,) = services.tables.rows(Mailbox)
    assert mailbox.transactional_free > NOW + 40.2 * SECOND
    deliver(services, DUE, NOW + 41 * SECOND)
    assert outcome(services) == (DeliveryState.SENT, "")


def test_mails_that_were_all_asked_to_wait_come_back_at_the_mailboxs_pace() -> None:
    people = ["a", "b", "c"]
    deliveries = [a_delivery(person=person) for person in people]
    places = [a_registration(person=person) for person in people]
    settings = some_settings(mails_per_minute=30)
    services = some_services(settings=settings, having=[a_session(), *places, *deliveries])
    for number, person in enumerate(people):
        services.graph.fail("send_mail", Throttled((60 - number) * SECOND))
        deliver(services, DUE.model_copy(update={"person": person}), NOW + number * SECOND)
    dues = [row.due for row in services.tables.rows(Delivery)]
    assert dues == [NOW + 60 * SECOND, NOW + 62 * SECOND, NOW + 64 * SECOND]


@pytest.mark.parametrize(("after", "waits"), [(None, MINUTE), (10 * SECOND, MINUTE), (5 * MINUTE, 5 * MINUTE)])
def test_when_graph_is_away_the_mail_waits_at_least_as_long_as_graph_says(
    after: timedelta | None, waits: timedelta
) -> None:
    services = with_delivery(a_delivery())
    services.graph.fail("send_mail", GraphUnavailable("503", after))
    deliver(services, DUE, NOW)
    assert services.queues.sent == [(DUE, waits)]
    assert outcome(services) == (DeliveryState.PENDING, "")
    deliver(services, DUE, NOW + waits)
    assert len(services.graph.mails) == 1


def test_a_crash_between_putting_back_and_the_message_is_mended_by_the_next_delivery() -> None:
    services = with_delivery(a_delivery())
    services.graph.fail("send_mail", GraphUnavailable("503"))
    services.queues.fail("send", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        deliver(services, DUE, NOW)
    deliver(services, DUE, NOW + SECOND)
    assert services.queues.sent == [(DUE, TRY_AGAIN - SECOND)]


def test_a_missing_permission_is_raised_for_people_to_see_and_the_mail_stays_pending() -> None:
    services = with_delivery(a_delivery())
    services.graph.fail("send_mail", NotPermitted("Mail.Send"))
    with pytest.raises(NotPermitted):
        deliver(services, DUE, NOW)
    assert outcome(services) == (DeliveryState.PENDING, "")
    deliver(services, DUE, NOW + MINUTE)
    assert outcome(services) == (DeliveryState.SENT, "")


# --- two at once ------------------------------------------------------------------------------------------


def test_of_two_instances_at_once_one_sends() -> None:
    services = with_delivery(a_delivery())
    services.tables.meanwhile("replace", lambda: deliver(services, DUE, NOW))
    deliver(services, DUE, NOW)
    assert (len(services.graph.mails), outcome(services)) == (1, (DeliveryState.SENT, ""))


def test_who_finds_a_mail_on_its_way_elsewhere_comes_back_later_and_finds_it_sent() -> None:
    services = with_delivery(a_delivery())
    services.graph.meanwhile("send_mail", lambda: deliver(services, DUE, NOW + SECOND))
    deliver(services, DUE, NOW)
    assert services.queues.sent == [(DUE, 2 * MINUTE - SECOND)]
    deliver(services, DUE, NOW + 2 * MINUTE)
    assert (len(services.graph.mails), outcome(services)) == (1, (DeliveryState.SENT, ""))


def test_a_row_that_is_removed_while_it_is_sent_is_left_alone() -> None:
    services = with_delivery(a_delivery())
    services.graph.meanwhile("send_mail", lambda: services.tables.delete(a_delivery()))
    deliver(services, DUE, NOW)
    assert (services.tables.rows(Delivery), len(services.graph.mails)) == ([], 1)


def test_a_refusal_of_one_lane_does_not_change_the_row_of_the_person() -> None:
    services = with_delivery(a_delivery(lane=Lane.BULK))
    services.graph.fail("send_mail", Refused("ErrorMessageSizeExceeded"))
    deliver(services, DUE, NOW)
    assert outcome(services) == (DeliveryState.REFUSED, "ErrorMessageSizeExceeded")
    assert [row.state for row in services.tables.rows(Registration)] == [RegistrationState.REGISTERED]
