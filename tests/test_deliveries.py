"""Announcing mail: one row for each person and purpose, whoever announces it how often."""

from datetime import timedelta

import pytest

from shared.deliveries import announce, pause, purpose_of, reserve, until
from shared.messages import DeliveryDue
from shared.rows import Delivery, DeliveryState, Lane, Mailbox, MailKind
from shared.tables import RowChanged
from tests.builders import NOW, SESSION, MemoryServices, some_services, some_settings

OCCASION = "pgdit-2026-12-09T1230"
PURPOSE = f"{OCCASION}.reminder-P1D"
SECOND = timedelta(seconds=1)


def remind(services: MemoryServices, people: list[str], *, lane: Lane = Lane.TRANSACTIONAL) -> int:
    return announce(services, MailKind.REMINDER, SESSION, people, NOW, occasion=OCCASION, detail="P1D", lane=lane)


def test_each_person_gets_a_delivery_a_slot_and_a_message() -> None:
    services = some_services(settings=some_settings(mails_per_minute=30))
    assert remind(services, ["b", "a"]) == 2
    assert services.tables.rows(Delivery)[1].model_copy(update={"etag": ""}) == Delivery(
        purpose=PURPOSE,
        person="b",
        kind=MailKind.REMINDER,
        about=SESSION,
        detail="P1D",
        lane=Lane.TRANSACTIONAL,
        state=DeliveryState.PENDING,
        due=NOW + 2 * SECOND,
    )
    assert services.queues.sent == [
        (DeliveryDue(purpose=PURPOSE, person="a"), 0 * SECOND),
        (DeliveryDue(purpose=PURPOSE, person="b"), 2 * SECOND),
    ]


def test_announced_again_nobody_gets_a_second_delivery_but_all_are_looked_at_again() -> None:
    services = some_services()
    remind(services, ["a"])
    services.queues.drain(DeliveryDue)
    assert remind(services, ["a", "b"]) == 1
    assert [row.person for row in services.tables.rows(Delivery)] == ["a", "b"]
    assert [due.person for due in services.queues.waiting(DeliveryDue)] == ["a", "b"]


def test_a_person_named_twice_is_one() -> None:
    services = some_services()
    assert remind(services, ["a", "a"]) == 1


def test_for_nobody_nothing_is_done() -> None:
    services = some_services()
    assert remind(services, []) == 0
    assert (services.tables.operations, services.queues.sent) == ([], [])


@pytest.mark.parametrize("call", ["insert_all", "send"])
def test_a_crash_in_between_is_mended_by_the_next_try(call: str) -> None:
    services = some_services()
    broken = services.queues if call == "send" else services.tables
    broken.fail(call, ConnectionError("gone"), after=call == "insert_all")
    with pytest.raises(ConnectionError):
        remind(services, ["a", "b"])
    remind(services, ["a", "b"])
    assert [row.person for row in services.tables.rows(Delivery)] == ["a", "b"]
    assert [due.person for due in services.queues.waiting(DeliveryDue)] == ["a", "b"]


def test_a_fan_out_costs_a_reservation_a_transaction_a_hundred_and_a_message_each() -> None:
    services = some_services()
    remind(services, ["before"])
    services.tables.operations.clear()
    services.queues.drain(DeliveryDue)
    people = [f"person-{number:04}" for number in range(250)]
    assert remind(services, people) == 250
    assert services.tables.operations == [
        ("get", "mailboxes"),
        ("replace", "mailboxes"),
        *[("transaction", "deliveries")] * 3,
    ]
    assert len(services.queues.sent) == 250


def test_two_who_reserve_at_once_get_different_slots() -> None:
    services = some_services(settings=some_settings(mails_per_minute=30))
    remind(services, ["before"])
    services.tables.meanwhile("replace", lambda: remind(services, ["first"]) and None)
    remind(services, ["second"])
    due = {row.person: row.due for row in services.tables.rows(Delivery)}
    assert due == {"before": NOW, "first": NOW + 2 * SECOND, "second": NOW + 4 * SECOND}


def test_two_who_reserve_the_very_first_slot_at_once_get_different_ones() -> None:
    services = some_services(settings=some_settings(mails_per_minute=30))
    services.tables.meanwhile("insert", lambda: remind(services, ["first"]) and None)
    remind(services, ["second"])
    due = {row.person: row.due for row in services.tables.rows(Delivery)}
    assert due == {"first": NOW, "second": NOW + 2 * SECOND}


def test_a_reservation_that_never_succeeds_is_left_to_the_queue() -> None:
    services = some_services()
    remind(services, ["before"])
    for _ in range(50):
        services.tables.fail("replace", RowChanged("mailboxes"))
    with pytest.raises(RowChanged):
        reserve(services, Lane.TRANSACTIONAL, 1, NOW)


def test_bulk_mail_is_slower_than_the_whole_pace() -> None:
    services = some_services(settings=some_settings(mails_per_minute=30))
    remind(services, ["a", "b"], lane=Lane.BULK)
    assert [(row.lane, row.due) for row in services.tables.rows(Delivery)] == [
        (Lane.BULK, NOW),
        (Lane.BULK, NOW + 2.5 * SECOND),
    ]
    assert services.queues.delays(DeliveryDue) == [0 * SECOND, 3 * SECOND]


def test_a_paused_mailbox_gives_no_slot_before() -> None:
    services = some_services()
    remind(services, ["a"])
    pause(services, NOW + 90 * SECOND)
    assert reserve(services, Lane.TRANSACTIONAL, 1, NOW).slot(0) == NOW + 90 * SECOND


def test_a_pause_of_a_mailbox_that_never_sent_or_that_others_change_is_let_go() -> None:
    services = some_services()
    pause(services, NOW + 90 * SECOND)
    assert services.tables.rows(Mailbox) == []
    remind(services, ["a"])
    services.tables.meanwhile("replace", lambda: remind(services, ["b"]) and None)
    pause(services, NOW + 90 * SECOND)
    assert reserve(services, Lane.TRANSACTIONAL, 1, NOW).slot(0) < NOW + 90 * SECOND


def test_the_purpose_says_what_a_mail_is_for_and_when() -> None:
    assert purpose_of(OCCASION, MailKind.BRIEFING) == f"{OCCASION}.briefing"
    assert purpose_of(OCCASION, MailKind.REMINDER, "P7D") == f"{OCCASION}.reminder-P7D"


@pytest.mark.parametrize(("seconds", "hidden"), [(-5, 0), (0, 0), (0.001, 1), (1, 1), (59.2, 60)])
def test_a_message_is_hidden_for_whole_seconds_and_never_too_short(seconds: float, hidden: int) -> None:
    assert until(NOW + timedelta(seconds=seconds), NOW) == timedelta(seconds=hidden)
