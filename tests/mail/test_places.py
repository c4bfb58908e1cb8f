"""Places in a mailbox's minute and day: owed, given back, and kept for transactional mail."""

from datetime import timedelta

import pytest

from local.memory.builders import NOW
from local.memory.services import some_services, some_settings
from shared.mail.deliveries import announce
from shared.mail.pacing import Pace, fresh, released, reserve, turn
from shared.mail.rows import Lane, LaterSlots, Mailbox, MailKind
from shared.messages import DeliveryDue

PACE, SECOND = Pace(29), timedelta(seconds=1)
QUARTER, CYCLE = timedelta(minutes=15), timedelta(hours=24, minutes=30)
BULK, TRANSACTIONAL = Lane.BULK, Lane.TRANSACTIONAL
EPOCH = NOW.replace(year=1970, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)


def under_way() -> Mailbox:
    """Bulk mail to a thousand is planned from now on."""
    return reserve(fresh("m", NOW), BULK, 1_000, NOW, PACE).mailbox


def having_sent(lane: Lane, count: int) -> Mailbox:
    """An hour ago it sent so many."""
    return fresh("m", NOW).model_copy(update={"sent": {lane: {(NOW - EPOCH) // QUARTER - 4: count}}})


def test_a_transactional_mail_owes_a_place_while_bulk_mail_is_under_way() -> None:
    first = turn(under_way(), TRANSACTIONAL, NOW, PACE)
    assert first.mailbox.owed == 1
    assert turn(first.mailbox, TRANSACTIONAL, NOW + SECOND, PACE).mailbox.owed == 2
    assert turn(fresh("m", NOW), TRANSACTIONAL, NOW, PACE).mailbox.owed == 0


def test_a_turn_that_was_not_used_owes_no_place() -> None:
    first = turn(under_way(), TRANSACTIONAL, NOW, PACE)
    again = turn(first.mailbox, TRANSACTIONAL, NOW + SECOND, PACE, unused=first.slot(0))
    assert (again.mailbox.owed, again.mailbox.booked) == (1, (NOW + SECOND,))


def test_a_bulk_mail_that_did_not_use_its_turn_leaves_what_is_owed() -> None:
    bulk = turn(under_way(), BULK, NOW, PACE)
    owing = turn(bulk.mailbox, TRANSACTIONAL, NOW + SECOND, PACE)
    late = turn(owing.mailbox, BULK, NOW + 2 * SECOND, PACE, unused=bulk.slot(0))
    assert (late.booked, late.slot(0), late.mailbox.owed) == (False, owing.mailbox.bulk_free, 0)


@pytest.mark.parametrize(
    ("lane", "count", "at_once"),
    [
        (TRANSACTIONAL, 9_999, True),
        (TRANSACTIONAL, 10_000, False),
        (BULK, 7_999, True),
        (BULK, 8_000, False),
    ],
)
def test_the_day_has_room_for_ten_thousand_of_which_bulk_mail_leaves_two(lane: Lane, count: int, at_once: bool) -> None:
    given_out = turn(having_sent(TRANSACTIONAL, count), lane, NOW, PACE)
    assert (given_out.booked, given_out.slot(0) == NOW) == (at_once, at_once)


def test_a_transactional_fan_out_takes_the_room_that_bulk_mail_leaves() -> None:
    assert reserve(having_sent(TRANSACTIONAL, 9_000), TRANSACTIONAL, 2, NOW, PACE).slot(0) == NOW


def test_what_was_called_off_is_planned_no_longer() -> None:
    mailbox = released(under_way(), NOW + 3 * SECOND)
    assert (mailbox.bulk_free, mailbox.block) == (NOW + 3 * SECOND, None)
    assert [run.count for run in mailbox.planned] == [2]


def test_a_slot_a_day_ahead_to_the_moment_is_on_the_queue() -> None:
    services = some_services(settings=some_settings(mails_per_minute=1 / 60))  # one an hour
    people = [f"person-{number:02}" for number in range(27)]
    announce(services, MailKind.BULLETIN, "2026-W50", people, NOW, occasion="bulletin-2026-W50", lane=BULK)
    assert [due.person for due in services.queues.drain(DeliveryDue)] == people[:25]
    assert [row.start for row in services.tables.rows(LaterSlots)] == [people[25]]


def test_a_plan_is_remembered_for_a_day_and_two_quarters_after_its_end() -> None:
    mailbox = reserve(fresh("m", NOW), BULK, 10, NOW, PACE, "first").mailbox
    gone = mailbox.bulk_free + CYCLE
    for now, count in ((gone - timedelta(microseconds=1), 2), (gone, 1)):
        assert len(reserve(mailbox, BULK, 1, now, PACE, "second").mailbox.planned) == count


@pytest.mark.parametrize(("quarters", "at_once"), [(96, False), (97, True)])
def test_the_quarter_of_an_hour_a_day_ago_counts_as_a_whole(quarters: int, at_once: bool) -> None:
    sent = {TRANSACTIONAL: {(NOW - EPOCH) // QUARTER - quarters: 10_000}}
    mailbox = fresh("m", NOW).model_copy(update={"sent": sent})
    assert turn(mailbox, TRANSACTIONAL, NOW, PACE).booked is at_once
