"""Delivery: each mail is sent once, or there is a reason why not."""

from datetime import datetime, timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, START, a_delivery, a_registration, a_session
from local.memory.services import KEYS, MemoryServices, some_services, some_settings, the_programme
from shared.delivery.sending import deliver
from shared.graph.protocol import GraphUnavailable, NotPermitted, OutcomeUnknown, Refused, Throttled
from shared.mail.pacing import fresh
from shared.mail.rows import Delivery, DeliveryState, Lane, Mailbox
from shared.messages import DeliveryDue
from shared.registrations.rows import Registration, RegistrationState
from shared.storage.tables import RowChanged

DUE = DeliveryDue(purpose=a_delivery().purpose, person=a_delivery().person)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
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


def test_clocks_may_differ_a_little() -> None:
    services = with_delivery(a_delivery(due=NOW + 0.2 * SECOND))
    deliver(services, DUE, NOW)
    assert len(services.graph.mails) == 1


@pytest.mark.parametrize(("late", "operations"), [(0.4, []), (0.5, [("get", "mailboxes"), ("insert", "mailboxes")])])
def test_a_mail_that_comes_too_late_for_its_turn_asks_for_another(
    late: float, operations: list[tuple[str, str]]
) -> None:
    services = with_delivery(a_delivery())
    deliver(services, DUE, NOW + late * SECOND)
    assert len(services.graph.mails) == 1
    assert [one for one in services.tables.operations if one[1] == "mailboxes"] == operations


def test_a_mail_that_was_planned_asks_for_its_turn_and_waits_for_it() -> None:
    people = [f"person-{number}" for number in range(6)]
    rows = [a_delivery(person=person, booked=False) for person in people]
    services = some_services(having=[a_session(), *rows, *(a_registration(person=person) for person in people)])
    for person in people:
        deliver(services, DUE.model_copy(update={"person": person}), NOW + (person in people[4:]) * 3 * SECOND)
    assert len(services.graph.mails) == 4
    assert services.queues.drain(DeliveryDue) == [DUE.model_copy(update={"person": person}) for person in people[4:]]
    waiting = [row for row in services.tables.rows(Delivery) if row.state is DeliveryState.PENDING]
    assert [(row.booked, row.due - NOW > 5 * SECOND) for row in waiting] == [(True, True)] * 2
    for row in waiting:
        deliver(services, DUE.model_copy(update={"person": row.person}), row.due)
    assert len(services.graph.mails) == 6


def test_a_mail_that_is_no_longer_wanted_takes_no_turn() -> None:
    services = with_delivery(a_delivery(booked=False))
    services.tables.put(a_registration(state=RegistrationState.CANCELLED))
    deliver(services, DUE, NOW)
    assert services.tables.rows(Mailbox) == []


def test_after_hours_without_anything_running_all_that_is_due_goes_at_the_pace() -> None:
    """As after a clock that jumps: a hundred mails are there at once, each goes once, none too fast."""
    people = [f"person-{number:03}" for number in range(100)]
    rows = [a_delivery(person=person, due=NOW + number * SECOND) for number, person in enumerate(people)]
    services = some_services(having=[a_session(), *rows, *(a_registration(person=person) for person in people)])
    sent, queue = list[datetime](), [(NOW + 3 * HOUR, person) for person in people]
    while queue:
        queue.sort()
        now, person = queue.pop(0)
        before = len(services.graph.mails)
        deliver(services, DUE.model_copy(update={"person": person}), now)
        sent += [now] * (len(services.graph.mails) - before)
        queue += [(now + delay, due.person) for due, delay in _taken(services)]
    assert len(sent) == 100
    assert max(sum(at <= one < at + MINUTE for one in sent) for at in sent) <= 30
    assert max(sent) - min(sent) < timedelta(minutes=100 / 29 * 1.05)


def _taken(services: MemoryServices) -> list[tuple[DeliveryDue, timedelta]]:
    delays = services.queues.delays(DeliveryDue)
    return list(zip(services.queues.drain(DeliveryDue), delays, strict=True))


def test_a_mail_goes_from_its_own_mailbox_and_is_looked_for_there() -> None:
    services = with_delivery(a_delivery(sender="bulletin@example.nhs.uk"))
    services.graph.fail("send_mail", OutcomeUnknown("lost"), after=True)
    deliver(services, DUE, NOW)
    deliver(services, DUE, NOW + 3 * MINUTE)
    assert [mail.sender for mail in services.graph.mails] == ["bulletin@example.nhs.uk"]
    assert outcome(services) == (DeliveryState.SENT, "")


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
    assert (row.state, row.due) == (DeliveryState.PENDING, NOW + 40.4 * SECOND)
    assert services.queues.sent == [(DUE, 41 * SECOND)]
    (mailbox,) = services.tables.rows(Mailbox)
    assert mailbox.paused_until == row.due
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
    assert dues == [NOW + seconds * SECOND for seconds in (60.2, 62.2, 64.2)]


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
    assert services.queues.sent == [(DUE, 59 * SECOND)]


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
    assert services.queues.sent == [(DUE, 2 * MINUTE)]
    deliver(services, DUE, NOW + 2 * MINUTE)
    assert len(services.graph.mails) == 1


def test_a_claim_that_was_kept_and_then_called_a_clash_loses_no_mail() -> None:
    """The storage client repeats a change whose answer was lost; the repeat is refused by our own first try."""
    services = with_delivery(a_delivery())
    services.tables.fail("replace", RowChanged("deliveries"), after=True)
    deliver(services, DUE, NOW)
    assert (outcome(services), services.queues.drain(DeliveryDue)) == ((DeliveryState.SENDING, ""), [DUE])
    deliver(services, DUE, NOW + 10 * MINUTE)
    assert (len(services.graph.mails), outcome(services)) == (1, (DeliveryState.SENT, ""))


def test_a_worker_that_finds_a_mail_on_its_way_elsewhere_comes_back_later_and_finds_it_sent() -> None:
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
