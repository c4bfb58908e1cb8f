"""Pacing: the mailbox is never asked for more than it takes, whatever is reserved in whatever order."""

import math
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.pacing import PER_DAY, Reservation, Run, fresh, paused, reserve
from shared.rows import Lane, Mailbox
from tests.builders import NOW

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SECONDS = st.integers(0, 3600)
RESERVATIONS = st.lists(st.tuples(st.sampled_from(Lane), st.integers(1, 90), SECONDS), min_size=1, max_size=12)
PACES = st.sampled_from([1, 5, 7.5, 28, 30, 60])


def slots_of(reservation: Reservation) -> list[datetime]:
    return [reservation.slot(number) for number in range(sum(run.count for run in reservation.runs))]


def simulated(
    asked: list[tuple[Lane, int, int]], per_minute: float, start: datetime = NOW
) -> list[tuple[Lane, datetime]]:
    """Every slot given, when this much is asked for, so many seconds after one another."""
    mailbox, now, given_out = fresh("m", start), start, list[tuple[Lane, datetime]]()
    for lane, count, later in asked:
        now += timedelta(seconds=later)
        reservation = reserve(mailbox, lane, count, now, per_minute)
        mailbox = reservation.mailbox
        slots = slots_of(reservation)
        assert len(slots) == count
        assert min(slots) >= now
        given_out += [(lane, slot) for slot in slots]
    return given_out


def most_within(slots: list[datetime], span: timedelta) -> int:
    """The most slots in any half-open span of this length."""
    ordered = sorted(slots)
    most, first = 0, 0
    for last, slot in enumerate(ordered):
        while slot - ordered[first] >= span:
            first += 1
        most = max(most, last - first + 1)
    return most


@given(RESERVATIONS, PACES)
def test_no_minute_holds_more_than_one_slot_above_the_pace(
    asked: list[tuple[Lane, int, int]], per_minute: float
) -> None:
    slots = [slot for _, slot in simulated(asked, per_minute)]
    assert most_within(slots, MINUTE) <= math.ceil(per_minute) + 1


@given(RESERVATIONS, PACES)
@example([(Lane.TRANSACTIONAL, 90, 0)], 28)
def test_no_lane_alone_exceeds_the_pace(asked: list[tuple[Lane, int, int]], per_minute: float) -> None:
    given_out = simulated(asked, per_minute)
    for lane in Lane:
        slots = [slot for one, slot in given_out if one is lane]
        assert most_within(slots, MINUTE) <= math.ceil(per_minute)
        assert slots == sorted(slots)


def test_alone_transactional_mail_goes_at_the_whole_pace() -> None:
    reservation = reserve(fresh("m", NOW), Lane.TRANSACTIONAL, 31, NOW, 30)
    assert (reservation.slot(0), reservation.slot(1), reservation.slot(30)) == (
        NOW,
        NOW + timedelta(seconds=2),
        NOW + MINUTE,
    )


def test_bulk_mail_leaves_transactional_mail_its_share() -> None:
    bulk = reserve(fresh("m", NOW), Lane.BULK, 240, NOW, 30)
    first = reserve(bulk.mailbox, Lane.TRANSACTIONAL, 1, NOW + MINUTE, 30)
    second = reserve(first.mailbox, Lane.TRANSACTIONAL, 1, NOW + MINUTE, 30)
    assert bulk.slot(239) == NOW + 239 * timedelta(seconds=2.5)
    assert (first.slot(0), second.slot(0)) == (NOW + MINUTE, NOW + MINUTE + timedelta(seconds=10))


def test_bulk_mail_waits_until_transactional_mail_has_gone() -> None:
    mailbox = reserve(fresh("m", NOW), Lane.TRANSACTIONAL, 30, NOW, 30).mailbox
    assert reserve(mailbox, Lane.BULK, 1, NOW, 30).slot(0) == NOW + MINUTE


def test_after_bulk_mail_transactional_mail_has_the_whole_pace_again() -> None:
    mailbox = reserve(fresh("m", NOW), Lane.BULK, 24, NOW, 30).mailbox
    later = reserve(mailbox, Lane.TRANSACTIONAL, 2, NOW + MINUTE, 30)
    assert later.slot(1) - later.slot(0) == timedelta(seconds=2)


@pytest.mark.parametrize("lane", Lane)
def test_asked_to_wait_no_new_slot_comes_before(lane: Lane) -> None:
    mailbox = paused(fresh("m", NOW), NOW + 5 * MINUTE)
    assert reserve(mailbox, lane, 1, NOW, 30).slot(0) == NOW + 5 * MINUTE


def test_a_shorter_wait_does_not_cut_a_longer_one() -> None:
    mailbox = paused(paused(fresh("m", NOW), NOW + 5 * MINUTE), NOW + MINUTE)
    assert reserve(mailbox, Lane.TRANSACTIONAL, 1, NOW, 30).slot(0) == NOW + 5 * MINUTE


# --- the day ------------------------------------------------------------------------------------------------

LATE = datetime(2026, 12, 1, 22, 0, tzinfo=UTC)


def test_ten_thousand_mails_go_at_the_pace_also_across_midnight() -> None:
    slots = slots_of(reserve(fresh("m", LATE), Lane.TRANSACTIONAL, PER_DAY, LATE, 28))
    assert slots[-1] - slots[0] <= timedelta(minutes=PER_DAY / 28) * 1.05
    assert most_within(slots, DAY) == PER_DAY


def test_what_does_not_fit_in_a_day_goes_when_a_day_has_room() -> None:
    slots = slots_of(reserve(fresh("m", NOW), Lane.TRANSACTIONAL, 25_000, NOW, 28))
    assert Counter(slot.date().isoformat() for slot in slots) == {
        "2026-12-01": 10_000,
        "2026-12-03": 10_000,
        "2026-12-05": 5_000,
    }


def test_bulk_mail_leaves_a_share_of_the_day() -> None:
    bulk = reserve(fresh("m", NOW), Lane.BULK, 9_000, NOW, 28)
    mail = reserve(bulk.mailbox, Lane.TRANSACTIONAL, 1, NOW, 28)
    assert bulk.slot(7_999).date() == NOW.date()
    assert bulk.slot(8_000) == datetime(2026, 12, 3, tzinfo=UTC)
    assert mail.slot(0) == NOW


LARGE = st.lists(
    st.tuples(st.sampled_from(Lane), st.integers(1, 9_000), st.integers(0, 200_000)), min_size=1, max_size=6
)


@given(LARGE, st.sampled_from([28, 60]))
def test_no_day_of_24_hours_holds_more_than_the_mailbox_takes(
    asked: list[tuple[Lane, int, int]], per_minute: float
) -> None:
    mailbox, now, runs = fresh("m", LATE), LATE, list[Run]()
    for lane, count, later in asked:
        now += timedelta(seconds=later)
        reservation = reserve(mailbox, lane, count, now, per_minute)
        mailbox = reservation.mailbox
        runs += reservation.runs
    ends = [run.first for run in runs] + [run.first + run.step * (run.count - 1) - DAY for run in runs]
    for start in ends:
        held = sum(max(0, min(run.count, _index(run, start + DAY)) - max(0, _index(run, start))) for run in runs)
        assert held <= PER_DAY


def _index(run: Run, moment: datetime) -> int:
    """How many slots of the run lie before this moment, counted without end."""
    return -((run.first - moment) // run.step)


def test_the_row_remembers_only_the_days_that_matter() -> None:
    mailbox: Mailbox = fresh("m", NOW)
    for day in range(30):
        mailbox = reserve(mailbox, Lane.TRANSACTIONAL, 3, NOW + day * DAY, 28).mailbox
    assert mailbox.days == {"2026-12-28": 3, "2026-12-29": 3, "2026-12-30": 3}


def test_a_pace_faster_than_a_clock_can_tell_is_still_in_order() -> None:
    slots = slots_of(reserve(fresh("m", NOW), Lane.BULK, 3, NOW, math.inf))
    assert slots == sorted(set(slots))


def test_there_is_no_slot_beyond_the_last() -> None:
    with pytest.raises(IndexError):
        reserve(fresh("m", NOW), Lane.BULK, 3, NOW, 28).slot(3)
