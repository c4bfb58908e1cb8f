"""Pacing: which moment each mail gets, so that the mailbox is never asked for more than it takes.

Exchange Online takes about 30 messages a minute and 10,000 recipients in 24 hours from one mailbox.
A reservation is one change of the mailbox's row. There are two lanes: while bulk mail is under way,
transactional mail keeps `SHARE` of the pace for itself; otherwise each may use all of it.

What is promised, whatever is reserved in whatever order: any minute holds at most one slot more than the
pace (each lane rounds up for itself, so 28 a minute stay below 30), and any 24 hours at most `PER_DAY`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from shared.rows import Lane, Mailbox

SHARE = 0.2
"""The part of the pace, and of the day, that bulk mail leaves to transactional mail."""

DAY = timedelta(days=1)
PER_DAY = 10_000
"""Recipients in 24 hours from one mailbox (Exchange Online's recipient rate limit)."""

MOST = {Lane.TRANSACTIONAL: PER_DAY, Lane.BULK: round(PER_DAY * (1 - SHARE))}
"""Slots that two days in a row may have together, so that no 24 hours across midnight have more."""

SHORTEST = timedelta(microseconds=1)
MICROSECONDS = 60_000_000
"""In a minute."""


@dataclass(frozen=True)
class Run:
    """Slots at an even pace: the first at `first`, then one every `step`."""

    first: datetime
    step: timedelta
    count: int


@dataclass(frozen=True)
class Reservation:
    """Send slots: one run, and another for each day on which the mailbox has to go on."""

    mailbox: Mailbox
    runs: tuple[Run, ...]

    def slot(self, number: int) -> datetime:
        """When the mail with this number (from 0) may be sent. Raises `IndexError` beyond the last."""
        for run in self.runs:
            if number < run.count:
                return run.first + run.step * number
            number -= run.count
        raise IndexError(number)


def fresh(mailbox_id: str, now: datetime) -> Mailbox:
    """The row of a mailbox that has sent nothing yet."""
    return Mailbox(id=mailbox_id, transactional_free=now, bulk_free=now)


def reserve(mailbox: Mailbox, lane: Lane, count: int, now: datetime, per_minute: float) -> Reservation:
    """Slots for `count` mails of this lane; the reservation carries the mailbox as it is to be stored."""
    first = max(now, mailbox.transactional_free)
    if lane is Lane.BULK:
        first = max(first, mailbox.bulk_free)
        share = 1 - SHARE
    else:
        share = SHARE if mailbox.bulk_free > first else 1
    days = {day: slots for day, slots in mailbox.days.items() if day >= _name(now.date() - 2 * DAY)}
    runs, free = _runs(days, MOST[lane], count, first, _step(per_minute * share))
    lane_free = "bulk_free" if lane is Lane.BULK else "transactional_free"
    return Reservation(mailbox.model_copy(update={lane_free: free, "days": days}), runs)


def paused(mailbox: Mailbox, until: datetime) -> Mailbox:
    """The mailbox asked to wait: no new slot of either lane lies before this time."""
    return mailbox.model_copy(update={"transactional_free": max(mailbox.transactional_free, until)})


def _runs(
    taken: dict[str, int], most: int, count: int, at: datetime, step: timedelta
) -> tuple[tuple[Run, ...], datetime]:
    """A run on each day that has room, from `at` on, entered in `taken`; and when the next slot is free."""
    runs: list[Run] = []
    at = at.astimezone(UTC)
    while count:
        day = at.date()
        midnight = datetime.combine(day + DAY, time(), UTC)
        slots = min(count, _room(taken, day, most), -((at - midnight) // step))
        if slots:
            runs.append(Run(at, step, slots))
            taken[_name(day)] = taken.get(_name(day), 0) + slots
            at, count = at + step * slots, count - slots
        if count:
            at = max(at, midnight)
    return tuple(runs), at


def _step(per_minute: float) -> timedelta:
    """Between two slots: rounded up, so that a minute is never a slot too short."""
    return max(SHORTEST, timedelta(microseconds=math.ceil(MICROSECONDS / per_minute)))


def _room(taken: Mapping[str, int], day: date, most: int) -> int:
    """Slots that the day still has, next to the day before and, where it is begun already, the day after."""
    beside = max(taken.get(_name(day - DAY), 0), taken.get(_name(day + DAY), 0))
    return max(0, most - beside - taken.get(_name(day), 0))


def _name(day: date) -> str:
    return day.isoformat()
