"""Announcing mail: one row for each person and purpose, whoever announces it how often."""

from datetime import timedelta

import pytest

from local.memory.builders import NOW, SESSION, a_delivery
from local.memory.services import MemoryServices, some_services, some_settings, the_programme
from shared.mail.deliveries import AHEAD, announce, forecast, purpose_of, release, seen_at, until
from shared.mail.mailboxes import call_off, pause, reserve, take_turn
from shared.mail.pacing import CYCLE
from shared.mail.rows import Delivery, DeliveryState, Lane, LaterSlots, Mailbox, MailKind
from shared.messages import DeliveryDue
from shared.storage.tables import RowChanged

OCCASION = "pgdit-2026-12-09T1230"
PURPOSE = f"{OCCASION}.reminder-P1D"
SECOND = timedelta(seconds=1)
NEXT_DAY = timedelta(hours=24, minutes=30)
"""When those go that are too many for one day: a mailbox takes 10,000 recipients in 24 hours."""


def remind(services: MemoryServices, people: list[str], *, lane: Lane = Lane.TRANSACTIONAL) -> int:
    return announce(services, MailKind.REMINDER, SESSION, people, NOW, occasion=OCCASION, detail="P1D", lane=lane).new


def at_thirty() -> MemoryServices:
    """Services that plan a mail every two seconds."""
    return some_services(settings=some_settings(mails_per_minute=30))


def test_each_person_gets_a_delivery_a_slot_and_a_message() -> None:
    services = at_thirty()
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


def test_a_mail_to_one_person_has_its_turn_booked_and_a_fan_out_asks_for_it_at_its_slots() -> None:
    services = some_services()
    remind(services, ["alone"])
    assert [(row.due, row.booked) for row in services.tables.rows(Delivery)] == [(NOW, True)]
    remind(services, ["b", "c"])
    assert [row.booked for row in services.tables.rows(Delivery)] == [True, False, False]


def test_two_who_reserve_at_once_get_different_slots() -> None:
    services = at_thirty()
    remind(services, ["a", "before"])
    services.tables.meanwhile("replace", lambda: remind(services, ["first", "next"]) and None)
    remind(services, ["second", "third"])
    due = {row.person: row.due for row in services.tables.rows(Delivery)}
    assert len(set(due.values())) == 6
    assert due["next"] < due["second"]


def test_two_who_reserve_the_very_first_slot_at_once_get_different_ones() -> None:
    services = at_thirty()
    services.tables.meanwhile("insert", lambda: remind(services, ["a", "b"]) and None)
    remind(services, ["c", "d"])
    due = {row.person: row.due for row in services.tables.rows(Delivery)}
    assert due == {person: NOW + 2 * number * SECOND for number, person in enumerate("abcd")}


def test_a_reservation_that_never_succeeds_is_left_to_the_queue() -> None:
    services = some_services()
    remind(services, ["before"])
    for _ in range(50):
        services.tables.fail("replace", RowChanged("mailboxes"))
    with pytest.raises(RowChanged):
        reserve(services, "", Lane.TRANSACTIONAL, 1, NOW)


def test_bulk_mail_is_planned_at_the_whole_pace() -> None:
    services = at_thirty()
    remind(services, ["a", "b"], lane=Lane.BULK)
    rows = services.tables.rows(Delivery)
    assert [(row.lane, row.due, row.booked) for row in rows] == [
        (Lane.BULK, NOW, False),
        (Lane.BULK, NOW + 2 * SECOND, False),
    ]
    assert services.queues.delays(DeliveryDue) == [0 * SECOND, 2 * SECOND]


def test_a_bulletin_that_is_announced_again_after_a_crash_takes_no_second_block_of_slots() -> None:
    services = at_thirty()
    services.tables.fail("insert_all", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        remind(services, ["a", "b", "c"], lane=Lane.BULK)
    remind(services, ["a", "b", "c"], lane=Lane.BULK)
    assert [row.due for row in services.tables.rows(Delivery)] == [NOW, NOW + 2 * SECOND, NOW + 4 * SECOND]


# --- the mailbox --------------------------------------------------------------------------------------------


def test_a_paused_mailbox_gives_no_slot_and_no_turn_before() -> None:
    services = some_services()
    mail = pause(services, a_delivery(), NOW + 90 * SECOND, NOW)
    assert (mail.slot(0), mail.booked) == (NOW + 90 * SECOND, False)
    assert reserve(services, "", Lane.TRANSACTIONAL, 1, NOW).slot(0) >= NOW + 90 * SECOND
    assert take_turn(services, a_delivery(lane=Lane.BULK, booked=False), NOW).slot(0) >= NOW + 90 * SECOND


def test_a_pause_that_meets_another_change_is_kept_too() -> None:
    services = some_services()
    remind(services, ["a"])
    services.tables.meanwhile("replace", lambda: remind(services, ["b"]) and None)
    pause(services, a_delivery(), NOW + 90 * SECOND, NOW)
    (mailbox,) = services.tables.rows(Mailbox)
    assert (mailbox.paused_until, mailbox.booked) == (NOW + 90 * SECOND, (NOW, NOW))


def test_a_mail_that_missed_its_turn_gives_it_back() -> None:
    services = some_services()
    remind(services, ["a"])
    (late,) = services.tables.rows(Delivery)
    take_turn(services, late, NOW + 5 * SECOND)
    (mailbox,) = services.tables.rows(Mailbox)
    assert mailbox.booked == (NOW + 5 * SECOND,)


# --- mailboxes of the bulletin's own ------------------------------------------------------------------------

OWN = ("bulletin@example.nhs.uk", "bulletin.2@example.nhs.uk")


def with_own_mailboxes() -> MemoryServices:
    organiser = the_programme().organiser.model_copy(update={"bulk_mailboxes": OWN})
    return some_services(programme=the_programme().model_copy(update={"organiser": organiser}))


def test_bulk_mail_is_shared_out_among_its_own_mailboxes_and_leaves_the_organisers_alone() -> None:
    services = with_own_mailboxes()
    remind(services, ["a", "b", "c"], lane=Lane.BULK)
    remind(services, ["d"])
    rows = services.tables.rows(Delivery)
    assert [(row.person, row.sender) for row in rows] == [("a", OWN[0]), ("b", OWN[0]), ("c", OWN[1]), ("d", "")]
    assert [row.due for row in rows if row.person in "acd"] == [NOW, NOW, NOW]
    assert len(services.tables.rows(Mailbox)) == 3


def test_two_mailboxes_take_half_the_time() -> None:
    assert forecast(with_own_mailboxes(), Lane.BULK, 2_000, NOW) == forecast(some_services(), Lane.BULK, 1_000, NOW)


def test_what_is_announced_to_fewer_people_than_there_are_mailboxes_goes_from_one() -> None:
    services = with_own_mailboxes()
    assert remind(services, ["a"], lane=Lane.BULK) == 1
    assert [row.sender for row in services.tables.rows(Delivery)] == [OWN[0]]


# --- slots of another day -----------------------------------------------------------------------------------


def people(count: int) -> list[str]:
    return [f"person-{number:05}" for number in range(count)]


def test_a_step_that_announces_learns_when_the_last_mail_goes_as_it_was_foretold() -> None:
    services = some_services()
    foretold = forecast(services, Lane.BULK, 10_001, NOW)
    assert services.tables.rows(Mailbox) == []
    everyone = people(10_001)
    announced = announce(
        services, MailKind.BULLETIN, "2026-W50", everyone, NOW, occasion="bulletin-2026-W50", lane=Lane.BULK
    )
    assert (announced.new, announced.last_at, foretold) == (10_001, NOW + NEXT_DAY, NOW + NEXT_DAY)


def test_slots_of_another_day_wait_in_the_table_until_they_are_released() -> None:
    services = some_services(settings=some_settings(mails_per_minute=0.02))  # one every 50 minutes
    remind(services, people(60), lane=Lane.BULK)
    assert [due.person for due in services.queues.drain(DeliveryDue)] == people(60)[:29]
    (later,) = services.tables.rows(LaterSlots)
    assert (later.start, later.next, later.end) == ("person-00029", "person-00029", "")
    assert release(services, NOW + timedelta(minutes=30)) == 1
    assert services.queues.sent == [
        (DeliveryDue(purpose=PURPOSE, person="person-00029"), timedelta(hours=23, minutes=40))
    ]
    services.queues.drain(DeliveryDue)
    assert release(services, NOW + timedelta(minutes=30)) == 0
    assert release(services, NOW + timedelta(days=3)) == 30
    assert [due.person for due in services.queues.drain(DeliveryDue)] == people(60)[30:]
    assert services.tables.rows(LaterSlots) == []
    assert release(services, NOW + timedelta(days=4)) == 0


def test_a_release_that_dies_is_done_again_and_loses_nobody() -> None:
    services = some_services(settings=some_settings(mails_per_minute=0.02))
    remind(services, people(40), lane=Lane.BULK)
    first = {due.person for due in services.queues.drain(DeliveryDue)}
    services.queues.fail("send", ConnectionError("gone"), after=True)
    with pytest.raises(ConnectionError):
        release(services, NOW + timedelta(days=3))
    release(services, NOW + timedelta(days=3))
    assert first | {due.person for due in services.queues.waiting(DeliveryDue)} == set(people(40))


def test_each_mailbox_releases_its_own_and_what_is_settled_is_not_released() -> None:
    own = with_own_mailboxes()
    services = some_services(programme=own.programme, settings=some_settings(mails_per_minute=0.02))
    remind(services, people(80), lane=Lane.BULK)
    assert [(one.start, one.end) for one in services.tables.rows(LaterSlots)] == [
        ("person-00029", "person-00040"),
        ("person-00069", ""),
    ]
    services.queues.drain(DeliveryDue)
    settled = services.tables.get(Delivery, (PURPOSE, "person-00075"))
    assert settled is not None
    services.tables.put(settled.model_copy(update={"state": DeliveryState.MISSED}))
    release(services, NOW + timedelta(days=3))
    expected = [*people(40)[29:], *people(75)[69:], *people(80)[76:]]
    assert [due.person for due in services.queues.drain(DeliveryDue)] == expected


def test_a_release_of_very_many_notes_how_far_it_came() -> None:
    services = some_services()
    everyone = people(12_500)
    remind(services, everyone, lane=Lane.BULK)
    services.queues.drain(DeliveryDue)
    for _ in range(1_500):
        services.queues.meanwhile("send", lambda: None)
    services.queues.fail("send", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        release(services, NOW + NEXT_DAY)
    (later,) = services.tables.rows(LaterSlots)
    assert later.next == everyone[11_000]
    assert release(services, NOW + NEXT_DAY) == 1_500


def test_after_an_issue_was_called_off_the_next_goes_at_once() -> None:
    services = some_services()
    remind(services, people(1_000), lane=Lane.BULK)
    call_off(services, Lane.BULK, NOW + SECOND)
    assert reserve(services, "", Lane.BULK, 1, NOW + SECOND).slot(0) == NOW + SECOND


def test_the_purpose_says_what_a_mail_is_for_and_when() -> None:
    assert purpose_of(OCCASION, MailKind.BRIEFING) == f"{OCCASION}.briefing"
    assert purpose_of(OCCASION, MailKind.REMINDER, "P7D") == f"{OCCASION}.reminder-P7D"


@pytest.mark.parametrize(("seconds", "hidden"), [(-5, 0), (0, 0), (0.001, 1), (1, 1), (59.2, 60)])
def test_a_message_is_hidden_for_whole_seconds_and_never_too_short(seconds: float, hidden: int) -> None:
    assert until(NOW + timedelta(seconds=seconds), NOW) == timedelta(seconds=hidden)


@pytest.mark.parametrize(("seconds", "hidden"), [(-5, 0), (0.2, 0), (0.3, 1), (1.2, 1), (1.3, 2)])
def test_the_message_of_a_mail_may_be_seen_a_little_early(seconds: float, hidden: int) -> None:
    assert seen_at(NOW + timedelta(seconds=seconds), NOW) == timedelta(seconds=hidden)


def test_a_day_of_slots_is_on_the_queue() -> None:
    assert AHEAD < CYCLE
