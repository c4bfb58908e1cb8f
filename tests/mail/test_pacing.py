"""Pacing: the mailbox is never asked for more than it takes, whatever is reserved and asked for in whatever order."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from local.memory.builders import NOW
from shared.mail.pacing import (
    Pace,
    Reservation,
    fresh,
    paused,
    released,
    reserve,
    turn,
)
from shared.mail.rows import Lane, Mailbox

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MESSAGES, CONCURRENT, PER_DAY = 30, 4, 10_000
"""What one mailbox takes: messages in a minute, requests at once, recipients in 24 hours."""
LEFT_FREE = 1_000
"""What bulk mail leaves in the day at least, where transactional mail goes too."""
QUARTER, CYCLE = timedelta(minutes=15), timedelta(hours=24, minutes=30)
MICROSECOND = timedelta(microseconds=1)
PACE = Pace(29)
PACES = st.sampled_from([0.5, 1, 5, 7.5, 28, 29]).map(Pace)
"""Paces that Exchange takes."""
BULK, TRANSACTIONAL = Lane.BULK, Lane.TRANSACTIONAL
ASKED = st.lists(st.tuples(st.sampled_from(Lane), st.floats(0, 9, allow_nan=False)), min_size=1, max_size=80)
"""Mails that ask for their turn, each so many seconds after the one before."""


def slots_of(reservation: Reservation) -> list[datetime]:
    return [reservation.slot(number) for number in range(sum(run.count for run in reservation.runs))]


def most_within(moments: Sequence[datetime], span: timedelta) -> int:
    """The most moments in any half-open span of this length."""
    ordered = sorted(moments)
    most, first = 0, 0
    for last, moment in enumerate(ordered):
        while moment - ordered[first] >= span:
            first += 1
        most = max(most, last - first + 1)
    return most


def turns(asked: list[tuple[Lane, float]], pace: Pace, mailbox: Mailbox | None = None) -> list[Reservation]:
    """What each of these mails is given."""
    now, given_out = NOW, list[Reservation]()
    mailbox = mailbox or fresh("m", NOW)
    for lane, later in asked:
        now += timedelta(seconds=later)
        given_out.append(turn(mailbox, lane, now, pace))
        mailbox = given_out[-1].mailbox
        assert given_out[-1].slot(0) >= now
    return given_out


def booked(given_out: list[Reservation]) -> list[datetime]:
    return [one.slot(0) for one in given_out if one.booked]


@pytest.mark.parametrize(
    ("per_minute", "step", "most", "window"),
    [
        (29, 2_068_966, 30, 61_241_380),
        (28, 2_142_858, 29, 61_314_286),
        (30, 2_000_000, 30, 59_200_000),
        (1, 60_000_000, 2, 118_400_000),
        (0.5, 120_000_000, 2, 236_800_000),
    ],
)
def test_a_pace_in_microseconds(per_minute: float, step: int, most: int, window: int) -> None:
    pace = Pace(per_minute)
    assert (pace.step // MICROSECOND, pace.most, pace.window // MICROSECOND) == (step, most, window)
    assert (pace.burst, pace.soon) == (pace.window / 12, pace.window / 15)


# --- turns --------------------------------------------------------------------------------------------------


@given(ASKED, PACES, st.data())
def test_no_minute_holds_more_than_exchange_takes_however_unevenly_mails_get_there(
    asked: list[tuple[Lane, float]], pace: Pace, data: st.DataObject
) -> None:
    given_out = booked(turns(asked, pace))
    latest = (pace.window - MINUTE) / SECOND - 0.001
    later = data.draw(st.lists(st.floats(0, latest), min_size=len(given_out), max_size=len(given_out)))
    arrived = [at + timedelta(seconds=seconds) for at, seconds in zip(given_out, later, strict=True)]
    assert most_within(arrived, MINUTE) <= min(MESSAGES, math.ceil(pace.per_minute) + 1)


@given(ASKED)
@example([(BULK, 0.0)] * 90)
@example([(BULK, 2.0)] * 90)
def test_no_more_mails_go_at_once_than_graph_takes(asked: list[tuple[Lane, float]]) -> None:
    assert most_within(booked(turns(asked, PACE)), PACE.burst) <= CONCURRENT
    assert PACE.burst >= 5 * SECOND


@given(ASKED, PACES)
def test_a_mail_goes_has_its_turn_in_some_seconds_or_is_planned_at_the_end_of_its_lane(
    asked: list[tuple[Lane, float]], pace: Pace
) -> None:
    now, free = NOW, dict.fromkeys(Lane, NOW)
    for (lane, later), one in zip(asked, turns(asked, pace), strict=True):
        now += timedelta(seconds=later)
        if one.booked:
            assert now <= one.slot(0) <= now + pace.soon
        else:
            assert one.slot(0) >= free[lane]
            free[lane] = one.slot(0) + pace.step


def test_mails_that_are_all_there_at_once_go_four_at_a_time_and_the_rest_at_the_pace() -> None:
    given_out = turns([(BULK, 0)] * 40, PACE)
    at = [(one.slot(0) - NOW) / SECOND for one in given_out]
    assert [one.booked for one in given_out] == [True] * 4 + [False] * 36
    assert at[:4] == [0] * 4
    assert at[4:] == [pytest.approx(5.103448 + number * 2.068966) for number in range(36)]


def test_what_is_late_catches_up_by_a_seventy_fifth() -> None:
    assert PACE.window * 75 / 74 == pytest.approx(PACE.most * PACE.step, abs=timedelta(milliseconds=1))


def test_at_a_pace_far_beyond_exchange_the_row_stays_small() -> None:
    given_out = turns([(TRANSACTIONAL, 0.01)] * 500, Pace(6_000))
    assert all(one.booked for one in given_out)
    assert len(given_out[-1].mailbox.booked) <= MESSAGES + CONCURRENT


@given(ASKED)
def test_a_turn_that_was_not_used_is_given_to_the_next(asked: list[tuple[Lane, float]]) -> None:
    mailbox = turns(asked, PACE)[-1].mailbox
    first = turn(mailbox, BULK, NOW + HOUR, PACE)
    assume(first.booked)  # else it owed its place to another
    again = turn(first.mailbox, BULK, NOW + HOUR + SECOND, PACE, unused=first.slot(0))
    assert again.mailbox.booked == (NOW + HOUR + SECOND,)
    assert sum(again.mailbox.sent[BULK].values()) == sum(mailbox.sent.get(BULK, {}).values()) + 1


# --- the lanes ----------------------------------------------------------------------------------------------


def under_way(count: int, *, minutes: int = 5) -> Mailbox:
    """Bulk mail to so many, which has gone at its slots for some minutes."""
    reservation = reserve(fresh("m", NOW), BULK, count, NOW, PACE)
    mailbox = reservation.mailbox
    for slot in slots_of(reservation):
        if slot < NOW + minutes * MINUTE:
            mailbox = turn(mailbox, BULK, slot, PACE).mailbox
    return mailbox


@given(st.integers(1, 40))
def test_while_bulk_mail_is_under_way_transactional_mail_goes_at_the_whole_pace(count: int) -> None:
    now, mailbox = NOW + 5 * MINUTE, under_way(1_000)
    for number in range(count):
        given_out = reserve(mailbox, TRANSACTIONAL, 1, now, PACE)
        mailbox = given_out.mailbox
        assert given_out.slot(0) <= now + 10 * SECOND + number * PACE.step


def test_a_bulk_mail_leaves_its_place_to_each_transactional_one_and_goes_to_the_end() -> None:
    now, mailbox = NOW + 5 * MINUTE, under_way(1_000)
    end = mailbox.bulk_free
    mailbox = reserve(mailbox, TRANSACTIONAL, 1, now, PACE).mailbox
    first = turn(mailbox, BULK, now + 3 * SECOND, PACE)
    second = turn(first.mailbox, BULK, now + 5 * SECOND, PACE)
    assert (first.booked, first.slot(0)) == (False, end)
    assert (second.booked, second.slot(0)) == (True, now + 5 * SECOND)


def test_without_bulk_mail_nobody_leaves_a_place() -> None:
    mailbox = turns([(TRANSACTIONAL, 1)] * 20, PACE)[-1].mailbox
    bulk = reserve(mailbox, BULK, 1, NOW + HOUR, PACE)
    assert turn(bulk.mailbox, BULK, NOW + HOUR, PACE).booked


def test_bulk_mail_waits_until_a_transactional_fan_out_has_gone() -> None:
    fan_out = reserve(fresh("m", NOW), TRANSACTIONAL, 30, NOW, PACE)
    end = NOW + 30 * PACE.step
    assert reserve(fan_out.mailbox, BULK, 1, NOW, PACE).slot(0) == end
    bulk = turn(fan_out.mailbox, BULK, NOW + SECOND, PACE)
    assert (bulk.booked, bulk.slot(0)) == (False, end)


def test_a_transactional_mail_alone_goes_before_a_fan_out_that_is_planned() -> None:
    fan_out = reserve(fresh("m", NOW), TRANSACTIONAL, 300, NOW, PACE)
    alone = reserve(fan_out.mailbox, TRANSACTIONAL, 1, NOW + MINUTE, PACE)
    assert (alone.booked, alone.slot(0)) == (True, NOW + MINUTE)


@pytest.mark.parametrize("lane", Lane)
def test_asked_to_wait_no_turn_and_no_new_slot_comes_before(lane: Lane) -> None:
    mailbox = paused(under_way(1_000), NOW + HOUR)
    assert turn(mailbox, lane, NOW + 6 * MINUTE, PACE).slot(0) >= NOW + HOUR
    assert reserve(mailbox, lane, 2, NOW + 6 * MINUTE, PACE).slot(0) >= NOW + HOUR


def test_a_shorter_wait_does_not_cut_a_longer_one() -> None:
    mailbox = paused(paused(fresh("m", NOW), NOW + 5 * MINUTE), NOW + MINUTE)
    assert turn(mailbox, TRANSACTIONAL, NOW, PACE).slot(0) == NOW + 5 * MINUTE


def test_after_a_short_wait_mails_have_their_turns_one_after_another() -> None:
    given_out = turns([(BULK, 0.1)] * 5, PACE, paused(fresh("m", NOW), NOW + 4 * SECOND))
    assert booked(given_out) == [NOW + 4 * SECOND] * 4


# --- the plan -----------------------------------------------------------------------------------------------


def test_a_mailbox_of_the_bulletin_alone_sends_ten_thousand_at_its_whole_pace() -> None:
    slots = slots_of(reserve(fresh("m", NOW), BULK, PER_DAY, NOW, PACE))
    assert slots[-1] - slots[0] <= timedelta(minutes=PER_DAY / MESSAGES) * 1.05
    assert most_within(slots, MINUTE) == 29


def test_what_does_not_fit_in_a_day_goes_in_the_next() -> None:
    reservation = reserve(fresh("m", NOW), BULK, 25_000, NOW, PACE)
    assert [(run.first, run.count) for run in reservation.runs] == [
        (NOW, 10_000),
        (NOW + CYCLE, 10_000),
        (NOW + 2 * CYCLE, 5_000),
    ]


@given(st.lists(st.tuples(st.integers(1, 25_000), st.integers(0, 40)), min_size=1, max_size=5))
def test_no_24_hours_of_the_plan_hold_more_than_the_mailbox_takes(asked: list[tuple[int, int]]) -> None:
    mailbox, now, runs = fresh("m", NOW), NOW, list[tuple[datetime, int]]()
    for number, (count, hours) in enumerate(asked):
        now += hours * HOUR
        reservation = reserve(mailbox, BULK, count, now, PACE, f"issue {number}")
        mailbox = reservation.mailbox
        runs += [(run.first, run.count) for run in reservation.runs]
    for start, _ in runs:
        held = sum(max(0, min(count, -((first - start - DAY) // PACE.step))) for first, count in runs if first >= start)
        assert held <= PER_DAY


def test_bulk_mail_leaves_room_in_the_day_where_transactional_mail_goes_too() -> None:
    mailbox = turn(fresh("m", NOW), TRANSACTIONAL, NOW, PACE).mailbox
    reservation = reserve(mailbox, BULK, 10_000, NOW, PACE)
    assert [run.count for run in reservation.runs] == [PER_DAY - 1 - LEFT_FREE, 1 + LEFT_FREE]


def test_the_same_fan_out_is_given_the_same_slots_again() -> None:
    first = reserve(fresh("m", NOW), BULK, 100, NOW, PACE, "bulletin-2026-W50.bulletin")
    again = reserve(first.mailbox, BULK, 100, NOW + MINUTE, PACE, "bulletin-2026-W50.bulletin")
    assert (slots_of(again), again.mailbox) == (slots_of(first), first.mailbox)
    other = reserve(first.mailbox, BULK, 100, NOW + MINUTE, PACE, "bulletin-2026-W51.bulletin")
    assert other.slot(0) == first.slot(99) + PACE.step


def test_what_was_called_off_is_waited_for_no_longer_but_what_went_counts() -> None:
    now, mailbox = NOW + 10 * MINUTE, under_way(10_000, minutes=10)
    went = sum(mailbox.sent[BULK].values())
    reservation = reserve(released(mailbox, now), BULK, PER_DAY, now, PACE)
    assert [(run.first, run.count) for run in reservation.runs] == [(now, PER_DAY - went), (NOW + CYCLE, went)]


def test_there_is_no_slot_beyond_the_last() -> None:
    with pytest.raises(IndexError):
        reserve(fresh("m", NOW), BULK, 3, NOW, PACE).slot(3)


# --- the day ------------------------------------------------------------------------------------------------

QUARTERS = st.dictionaries(st.integers(0, 100), st.integers(1, 450), max_size=100)
"""How many mails went in which quarter of an hour before now."""


def has_sent(lanes: dict[Lane, dict[int, int]]) -> Mailbox:
    now = (NOW - datetime.fromtimestamp(0, NOW.tzinfo)) // QUARTER
    sent = {lane: {now - ago: count for ago, count in counts.items()} for lane, counts in lanes.items()}
    return fresh("m", NOW).model_copy(update={"sent": sent})


@given(QUARTERS, QUARTERS, st.sampled_from(Lane))
def test_no_turn_comes_before_the_day_has_room(bulk: dict[int, int], transactional: dict[int, int], lane: Lane) -> None:
    at = turn(has_sent({BULK: bulk, TRANSACTIONAL: transactional}), lane, NOW, PACE).slot(0)
    within = [
        sum(count for ago, count in counts.items() if NOW - (ago - 1) * QUARTER > at - DAY)
        for counts in (bulk, transactional)
    ]
    assert sum(within) < PER_DAY
    if lane is BULK and within[1]:
        assert sum(within) < PER_DAY - LEFT_FREE
    assert at == NOW or (at - NOW) % QUARTER == timedelta(0)


def test_a_full_day_has_room_when_its_first_quarter_of_an_hour_is_a_day_ago() -> None:
    full = has_sent({BULK: {20: 9_999, 10: 1}})
    assert turn(full, TRANSACTIONAL, NOW, PACE).slot(0) == NOW - 19 * QUARTER + DAY
    assert turn(has_sent({BULK: {20: 9_998, 10: 1}}), TRANSACTIONAL, NOW, PACE).slot(0) == NOW


def test_bulk_mail_keeps_as_much_room_as_transactional_mail_took_but_not_for_ever() -> None:
    def goes(transactional: int, bulk: int) -> bool:
        return turn(has_sent({TRANSACTIONAL: {10: transactional}, BULK: {20: bulk}}), BULK, NOW, PACE).slot(0) == NOW

    assert (goes(1_500, 6_999), goes(1_500, 7_000)) == (True, False)
    assert (goes(5_000, 2_999), goes(5_000, 3_000)) == (True, False)


def test_the_row_remembers_a_day() -> None:
    mailbox = turns([(TRANSACTIONAL, 1_000.0)] * 300, PACE)[-1].mailbox
    assert (len(mailbox.sent[TRANSACTIONAL]), len(mailbox.booked)) == (87, 1)
