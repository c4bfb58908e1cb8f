"""Pacing: when each mail goes, so that we never ask a mailbox for more than it takes.

From one mailbox Exchange Online takes 30 messages in a minute and 10,000 recipients in 24 hours. Graph takes 4
requests at the same time. Future slots are a plan. One change of the mailbox's row plans a whole fan-out.
The turn keeps the limits. When a mail is sent, it books its place among the mails of the last minute, even if the
queue was late. A mail that finds no room in the next seconds gets a new slot at the end of its lane. Transactional
mail goes first. Bulk mail takes all that is left. See docs/decisions/0010-pacing.md.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.mail.day_plan import cut, day_by_day
from shared.mail.rows import Block, Lane, Mailbox, Run

MESSAGES = 30
"""Messages in a minute from one mailbox (Exchange Online's message rate limit)."""

CONCURRENT = 4
"""Requests at the same time to one mailbox (Microsoft Graph's limit for Outlook)."""

PER_DAY = 10_000
"""Recipients in 24 hours from one mailbox (Exchange Online's recipient rate limit)."""

KEPT = 1_000, 2_000
"""Bulk mail leaves at least and at most this room in the day, if the mailbox sends transactional mail too."""

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
CYCLE = DAY + 2 * QUARTER
"""The bulk lane's day. It is longer than a day, so that the quarters of an hour of the day before have passed."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CATCH_UP = 74 / 75

DOUBTFUL = timedelta(minutes=1)
"""A booked turn is at most `Pace.soon` ahead. One this much further ahead is by a clock that was wrong."""

SHORTEST = timedelta(microseconds=1)


@dataclass(frozen=True)
class Pace:
    """How fast a mailbox may send. Everything follows from the mails in a minute."""

    per_minute: float

    @property
    def step(self) -> timedelta:
        """The time between two planned slots, rounded up."""
        return max(SHORTEST, timedelta(microseconds=math.ceil(60_000_000 / self.per_minute)))

    @property
    def most(self) -> int:
        """Most turns in one `window`: one more than the mails in a minute, because both ends can hold one."""
        return min(MESSAGES, math.ceil(self.per_minute) + 1)

    @property
    def window(self) -> timedelta:
        """A little over a minute. Mails may reach Exchange unevenly by the difference (1.24 s at 29 a minute).

        Turns come a seventy-fifth faster than planned slots, so that late mails catch up.
        """
        return timedelta(minutes=self.most / self.per_minute) * CATCH_UP

    @property
    def burst(self) -> timedelta:
        """`CONCURRENT` mails may go in this time. It is longer than Graph takes for one (5 s)."""
        return self.window / 12

    @property
    def soon(self) -> timedelta:
        """How far ahead a mail may book a turn (4 s, two slots). If it finds none, it gets a new slot."""
        return self.window / 15


@dataclass(frozen=True)
class Reservation:
    """Send slots, and the new row of the mailbox. If the slots are `booked`, the mails need no turn."""

    mailbox: Mailbox
    runs: tuple[Run, ...]
    booked: bool = False

    def slot(self, number: int) -> datetime:
        """When the mail with this number (from 0) may go. Raises `IndexError` after the last one."""
        for run in self.runs:
            if number < run.count:
                return run.first + run.step * number
            number -= run.count
        raise IndexError(number)


def fresh(mailbox_id: str, now: datetime) -> Mailbox:
    """The row of a mailbox that has sent nothing yet."""
    return Mailbox(id=mailbox_id, transactional_free=now, bulk_free=now, paused_until=now)


def reserve(mailbox: Mailbox, lane: Lane, count: int, now: datetime, pace: Pace, purpose: str = "") -> Reservation:
    """Slots for `count` mails of this lane. A single transactional mail books its turn now, if there is room."""
    if lane is Lane.TRANSACTIONAL:
        return turn(mailbox, lane, now, pace) if count == 1 else _in_one_run(mailbox, count, now, pace)
    if mailbox.block and mailbox.block.purpose == purpose and sum(run.count for run in mailbox.block.runs) == count:
        return Reservation(mailbox, mailbox.block.runs)
    return _day_by_day(mailbox, count, now, pace, purpose)


def turn(mailbox: Mailbox, lane: Lane, now: datetime, pace: Pace, unused: datetime | None = None) -> Reservation:
    """The turn of a mail that is due: booked for now or the next seconds, or else a slot at the end of its lane.

    `unused` is an earlier turn that the mail had booked but missed.
    """
    if unused is not None:
        mailbox = _given_back(mailbox, lane, unused)
    mailbox = _without_doubtful(mailbox, now, pace)
    at = _earliest(mailbox, lane, now, pace)
    if at <= now + pace.soon and not (lane is Lane.BULK and mailbox.owed):
        return Reservation(_booked(mailbox, lane, at, now, pace), (_single(at),), booked=True)
    at = max(at, _free(mailbox, lane))
    return Reservation(_planned(mailbox, lane, at + pace.step), (_single(at),))


def paused(mailbox: Mailbox, until: datetime) -> Mailbox:
    """The mailbox asked us to wait: neither lane has a turn or a new slot before this time."""
    return mailbox.model_copy(update={"paused_until": max(mailbox.paused_until, until)})


def released(mailbox: Mailbox, now: datetime) -> Mailbox:
    """No planned bulk mail will go. The bulk lane's next slot is now."""
    return mailbox.model_copy(update={"bulk_free": now, "planned": cut(mailbox.planned, now), "block": None})


# --- planning -----------------------------------------------------------------------------------------------


def _in_one_run(mailbox: Mailbox, count: int, now: datetime, pace: Pace) -> Reservation:
    mailbox = _without_doubtful(mailbox, now, pace)
    first = max(_earliest(mailbox, Lane.TRANSACTIONAL, now, pace), mailbox.transactional_free)
    run = Run(first=first, step=pace.step, count=count)
    return Reservation(_planned(mailbox, Lane.TRANSACTIONAL, first + pace.step * count), (run,))


def _day_by_day(mailbox: Mailbox, count: int, now: datetime, pace: Pace, purpose: str) -> Reservation:
    at = max(now, mailbox.paused_until, mailbox.bulk_free, mailbox.transactional_free)
    planned = tuple(run for run in mailbox.planned if run.end > now - CYCLE)
    room = PER_DAY - _in_a_day(mailbox, [Lane.TRANSACTIONAL], now) - _kept(mailbox, now)
    runs = day_by_day(planned, count, at, pace.step, room, CYCLE)
    plan = {"bulk_free": runs[-1].end, "planned": planned + runs, "block": Block(purpose=purpose, runs=runs)}
    return Reservation(mailbox.model_copy(update=plan), runs)


def _free(mailbox: Mailbox, lane: Lane) -> datetime:
    return mailbox.bulk_free if lane is Lane.BULK else mailbox.transactional_free


def _planned(mailbox: Mailbox, lane: Lane, until: datetime) -> Mailbox:
    """The lane's plan now reaches this time. A bulk mail that moves to the end has given its place to another mail."""
    if lane is Lane.BULK:
        return mailbox.model_copy(update={"bulk_free": until, "owed": max(0, mailbox.owed - 1)})
    return mailbox.model_copy(update={"transactional_free": until})


def _single(at: datetime) -> Run:
    return Run(first=at, step=SHORTEST, count=1)


# --- turns --------------------------------------------------------------------------------------------------


def _earliest(mailbox: Mailbox, lane: Lane, now: datetime, pace: Pace) -> datetime:
    """When the mailbox takes one more mail of this lane, after all booked mails."""
    at = max(now, mailbox.paused_until)
    if lane is Lane.BULK:
        at = max(at, mailbox.transactional_free)
    for most, window in ((1, timedelta(0)), (CONCURRENT, pace.burst), (pace.most, pace.window)):
        if len(mailbox.booked) >= most:
            at = max(at, mailbox.booked[-most] + window)
    return _when_the_day_has_room(mailbox, lane, at)


def _when_the_day_has_room(mailbox: Mailbox, lane: Lane, at: datetime) -> datetime:
    kept = _kept(mailbox, at) if lane is Lane.BULK else 0
    while _in_a_day(mailbox, Lane, at) + kept >= PER_DAY:
        first = _quarter(at - DAY)
        oldest = min(quarter for counts in mailbox.sent.values() for quarter in counts if quarter >= first)
        at = _end(oldest) + DAY
    return at


def _booked(mailbox: Mailbox, lane: Lane, at: datetime, now: datetime, pace: Pace) -> Mailbox:
    """Book a turn at that time. While bulk mail is going out, a transactional mail takes a bulk mail's place."""
    booked = (*(moment for moment in mailbox.booked if moment > now - pace.window), at)
    yesterday = _quarter(now - DAY - pace.window)
    counts = {quarter: count for quarter, count in mailbox.sent.get(lane, {}).items() if quarter >= yesterday}
    counts[_counted(at)] = counts.get(_counted(at), 0) + 1
    owed = (mailbox.owed + (lane is Lane.TRANSACTIONAL)) if mailbox.bulk_free > now else 0
    return mailbox.model_copy(update={"booked": booked, "sent": {**mailbox.sent, lane: counts}, "owed": owed})


def _without_doubtful(mailbox: Mailbox, now: datetime, pace: Pace) -> Mailbox:
    """The mailbox without turns that nobody can have booked by a right clock."""
    latest = now + pace.soon + DOUBTFUL
    return mailbox.model_copy(update={"booked": tuple(moment for moment in mailbox.booked if moment <= latest)})


def _given_back(mailbox: Mailbox, lane: Lane, unused: datetime) -> Mailbox:
    booked = list(mailbox.booked)
    if unused in booked:
        booked.remove(unused)
    counts = dict(mailbox.sent.get(lane, {}))
    counts[_counted(unused)] = max(0, counts.get(_counted(unused), 0) - 1)
    owed = max(0, mailbox.owed - (lane is Lane.TRANSACTIONAL))
    back = {"booked": tuple(booked), "sent": {**mailbox.sent, lane: counts}, "owed": owed}
    return mailbox.model_copy(update=back)


def _kept(mailbox: Mailbox, at: datetime) -> int:
    """The room in the day that bulk mail leaves: as much as transactional mail took in the last 24 hours."""
    had = _in_a_day(mailbox, [Lane.TRANSACTIONAL], at)
    return min(max(had, KEPT[0]), KEPT[1]) if had else 0


def _in_a_day(mailbox: Mailbox, lanes: Iterable[Lane], at: datetime) -> int:
    """Mails in the last 24 hours, by quarters of an hour. The first quarter counts as a whole."""
    none: Mapping[int, int] = {}
    first = _quarter(at - DAY)
    return sum(count for lane in lanes for quarter, count in mailbox.sent.get(lane, none).items() if quarter >= first)


def _counted(moment: datetime) -> int:
    """The last quarter of an hour in which the mail can reach Exchange."""
    return _quarter(moment + timedelta(minutes=1))


def _quarter(moment: datetime) -> int:
    return (moment - EPOCH) // QUARTER


def _end(quarter: int) -> datetime:
    return EPOCH + (quarter + 1) * QUARTER
