"""Turns to the moment: when each comes, what the mailbox remembers of it, and what is owed."""

from datetime import datetime, timedelta

import pytest

from local.memory.builders import NOW
from shared.mail.pacing import Pace, fresh, paused, reserve, turn
from shared.mail.rows import Lane, Mailbox

PACE, MOMENT, SECOND, MINUTE = Pace(29), timedelta(microseconds=1), timedelta(seconds=1), timedelta(minutes=1)
DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)
BULK, TRANSACTIONAL = Lane.BULK, Lane.TRANSACTIONAL
EPOCH = NOW.replace(year=1970, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
NINE = NOW.replace(hour=9, minute=0, second=0, microsecond=0)
QUARTERS = (NINE - EPOCH) // QUARTER
"""Quarters of an hour from 1970 to nine o'clock."""


def a_mailbox(now: datetime = NINE, **known: object) -> Mailbox:
    return fresh("m", now).model_copy(update=known)


@pytest.mark.parametrize(("beyond", "booked"), [(timedelta(0), True), (MOMENT, False)])
def test_a_turn_is_booked_as_far_ahead_as_soon_goes(beyond: timedelta, booked: bool) -> None:
    mailbox = paused(a_mailbox(), NINE + PACE.soon + beyond)
    given_out = turn(mailbox, TRANSACTIONAL, NINE, PACE)
    assert (given_out.booked, given_out.slot(0)) == (booked, NINE + PACE.soon + beyond)


def test_a_turn_is_one_and_not_before_the_last_that_was_booked() -> None:
    given_out = turn(a_mailbox(booked=(NINE + 2 * SECOND,)), TRANSACTIONAL, NINE, PACE)
    assert ([run.count for run in given_out.runs], given_out.slot(0)) == ([1], NINE + 2 * SECOND)
    with pytest.raises(IndexError):
        given_out.slot(1)


def test_a_fourth_and_a_thirtieth_turn_wait_for_the_first() -> None:
    four = a_mailbox(booked=(NINE,) * 4)
    thirty = a_mailbox(booked=tuple(NINE + number * SECOND for number in range(30)))
    assert turn(four, TRANSACTIONAL, NINE, PACE).slot(0) == NINE + PACE.burst
    assert turn(thirty, TRANSACTIONAL, NINE + 40 * SECOND, PACE).slot(0) == NINE + PACE.window


@pytest.mark.parametrize(("age", "kept"), [(PACE.window - MOMENT, 2), (PACE.window, 1)])
def test_a_turn_is_remembered_for_a_window(age: timedelta, kept: int) -> None:
    assert len(turn(a_mailbox(booked=(NINE - age,)), TRANSACTIONAL, NINE, PACE).mailbox.booked) == kept


def test_counts_are_remembered_for_a_day_and_the_quarter_in_which_a_window_before_it_lies() -> None:
    sent = {TRANSACTIONAL: dict.fromkeys((QUARTERS - 98, QUARTERS - 97, QUARTERS - 96), 5)}
    mailbox = turn(a_mailbox(sent=sent), TRANSACTIONAL, NINE, PACE).mailbox
    assert mailbox.sent == {TRANSACTIONAL: {QUARTERS - 97: 5, QUARTERS - 96: 5, QUARTERS: 1}}


@pytest.mark.parametrize(
    ("at", "quarter"),
    [
        (NINE, 0),
        (NINE + 14 * MINUTE - MOMENT, 0),
        (NINE + 14 * MINUTE, 1),
        (NINE + 15 * MINUTE, 1),
    ],
)
def test_a_mail_counts_in_the_quarter_in_which_it_arrives_a_minute_later_at_the_latest(
    at: datetime, quarter: int
) -> None:
    mailbox = turn(a_mailbox(at), BULK, at, PACE).mailbox
    assert mailbox.sent == {BULK: {QUARTERS + quarter: 1}}


@pytest.mark.parametrize(("counted", "then"), [({}, 1), ({QUARTERS: 1}, 1), ({QUARTERS: 3}, 3)])
def test_a_turn_that_was_not_used_does_not_count(counted: dict[int, int], then: int) -> None:
    mailbox = a_mailbox(sent={BULK: counted})
    again = turn(mailbox, BULK, NINE + MINUTE, PACE, unused=NINE)
    assert again.mailbox.sent == {BULK: {QUARTERS: then}}


def test_a_full_day_has_room_a_day_after_the_end_of_its_first_quarter() -> None:
    full = a_mailbox(sent={TRANSACTIONAL: {QUARTERS - 96: 10_000}})
    assert turn(full, TRANSACTIONAL, NINE, PACE).slot(0) == NINE + QUARTER
    later = a_mailbox(sent={TRANSACTIONAL: {QUARTERS - 96: 1, QUARTERS - 50: 9_999}})
    assert turn(later, TRANSACTIONAL, NINE, PACE).slot(0) == NINE + QUARTER


@pytest.mark.parametrize(("owed", "left"), [(0, 0), (1, 0), (2, 1)])
def test_a_bulk_mail_that_goes_to_the_end_pays_one_place(owed: int, left: int) -> None:
    waits = a_mailbox(owed=owed, bulk_free=NINE + MINUTE, paused_until=NINE + MINUTE)
    given_out = turn(waits, BULK, NINE, PACE)
    assert (given_out.booked, given_out.mailbox.owed) == (False, left)
    assert given_out.mailbox.bulk_free == NINE + MINUTE + PACE.step


def test_a_transactional_turn_that_was_not_used_while_nothing_is_owed_owes_nothing() -> None:
    under_way = a_mailbox(bulk_free=NINE + 10 * MINUTE)
    assert turn(under_way, TRANSACTIONAL, NINE, PACE, unused=NINE - SECOND).mailbox.owed == 1


def test_a_plan_of_two_days_ends_after_its_last_slot() -> None:
    given_out = reserve(a_mailbox(), BULK, 10_001, NINE, PACE)
    assert [run.count for run in given_out.runs] == [10_000, 1]
    assert given_out.mailbox.bulk_free == given_out.slot(10_000) + PACE.step
    assert given_out.slot(10_000) == NINE + DAY + 2 * QUARTER


@pytest.mark.parametrize("lane", Lane)
def test_turns_that_a_clock_an_hour_ahead_booked_hold_nobody_back(lane: Lane) -> None:
    mailbox = fresh("m", NOW)
    for number in range(8):
        mailbox = turn(mailbox, lane, NOW + timedelta(hours=1, seconds=2 * number), PACE).mailbox
    mine = turn(mailbox, lane, NOW, PACE)
    assert (mine.booked, mine.slot(0)) == (True, NOW)
    assert reserve(mailbox, lane, 3, NOW, PACE).slot(0) == NOW


def test_turns_of_the_next_seconds_are_kept_though_clocks_differ_by_a_few() -> None:
    mailbox = fresh("m", NOW)
    for _ in range(4):
        mailbox = turn(mailbox, Lane.TRANSACTIONAL, NOW + timedelta(seconds=20), PACE).mailbox
    assert turn(mailbox, Lane.TRANSACTIONAL, NOW, PACE).slot(0) > NOW + timedelta(seconds=20)
