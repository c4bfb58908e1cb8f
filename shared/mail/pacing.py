"""Pacing: which moment each mail gets, so that a mailbox is never asked for more than it takes.

Exchange Online takes 30 messages in a minute and 10,000 recipients in 24 hours from one mailbox, and Graph
4 requests at once. Slots that lie ahead are a plan, made by one change of the mailbox's row for a whole fan-out.
What holds the limits is the turn: at the moment of sending, a mail books its place among those that went in
the last minute, however late the queue was, whatever was planned. Who finds no room in the next seconds is
planned anew, at the end of its lane. Transactional mail goes first and bulk mail takes all that is left.
See docs/decisions/0010-pacing.md.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.mail.day_plan import cut, day_by_day
from shared.mail.rows import Block, Lane, Mailbox, Run

MESSAGES = 30
"""In a minute from one mailbox (Exchange Online's message rate limit)."""

CONCURRENT = 4
"""Requests at once to one mailbox (Microsoft Graph's limit for Outlook)."""

PER_DAY = 10_000
"""Recipients in 24 hours from one mailbox (Exchange Online's recipient rate limit)."""

KEPT = 1_000, 2_000
"""Room in the day that bulk mail leaves in a mailbox which sends transactional mail too, at least and at most."""

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
CYCLE = DAY + 2 * QUARTER
"""The bulk lane's day: long enough for the quarters of the day before to have passed."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CATCH_UP = 74 / 75
SHORTEST = timedelta(microseconds=1)


@dataclass(frozen=True)
class Pace:
    """How fast a mailbox may be used, from mails in a minute."""

    per_minute: float

    @property
    def step(self) -> timedelta:
        """Between two planned slots, rounded up."""
        return max(SHORTEST, timedelta(microseconds=math.ceil(60_000_000 / self.per_minute)))

    @property
    def most(self) -> int:
        """Turns in one `window`: one more than go in a minute, as both its ends can hold one."""
        return min(MESSAGES, math.ceil(self.per_minute) + 1)

    @property
    def window(self) -> timedelta:
        """What of it is over a minute (1.24 s at 29) is how unevenly mails may get from their turns to Exchange.

        Turns come a seventy-fifth faster than slots are planned, so that what is late catches up.
        """
        return timedelta(minutes=self.most / self.per_minute) * CATCH_UP

    @property
    def burst(self) -> timedelta:
        """The time in which `CONCURRENT` mails may go: longer than Graph takes for one (5 s)."""
        return self.window / 12

    @property
    def soon(self) -> timedelta:
        """How far ahead a turn is booked (4 s, two slots); what finds none by then is planned anew."""
        return self.window / 15


@dataclass(frozen=True)
class Reservation:
    """Send slots, and the mailbox as it is to be stored. If they are `booked`, the mails may go without a turn."""

    mailbox: Mailbox
    runs: tuple[Run, ...]
    booked: bool = False

    def slot(self, number: int) -> datetime:
        """When the mail with this number (from 0) may be sent. Raises `IndexError` beyond the last."""
        for run in self.runs:
            if number < run.count:
                return run.first + run.step * number
            number -= run.count
        raise IndexError(number)


def fresh(mailbox_id: str, now: datetime) -> Mailbox:
    """The row of a mailbox that has sent nothing yet."""
    return Mailbox(id=mailbox_id, transactional_free=now, bulk_free=now, paused_until=now)


def reserve(mailbox: Mailbox, lane: Lane, count: int, now: datetime, pace: Pace, purpose: str = "") -> Reservation:
    """Slots for `count` mails of this lane. A transactional mail alone has its turn at once, if there is room."""
    if lane is Lane.TRANSACTIONAL:
        return turn(mailbox, lane, now, pace) if count == 1 else _in_one_run(mailbox, count, now, pace)
    if mailbox.block and mailbox.block.purpose == purpose and sum(run.count for run in mailbox.block.runs) == count:
        return Reservation(mailbox, mailbox.block.runs)
    return _day_by_day(mailbox, count, now, pace, purpose)


def turn(mailbox: Mailbox, lane: Lane, now: datetime, pace: Pace, unused: datetime | None = None) -> Reservation:
    """The turn of a mail that is to go now: booked now or in the next seconds, or a slot at the end of its lane.

    `unused` is the turn that it had booked and was too late for.
    """
    if unused is not None:
        mailbox = _given_back(mailbox, lane, unused)
    at = _earliest(mailbox, lane, now, pace)
    if at <= now + pace.soon and not (lane is Lane.BULK and mailbox.owed):
        return Reservation(_booked(mailbox, lane, at, now, pace), (_single(at),), booked=True)
    at = max(at, _free(mailbox, lane))
    return Reservation(_planned(mailbox, lane, at + pace.step), (_single(at),))


def paused(mailbox: Mailbox, until: datetime) -> Mailbox:
    """The mailbox asked to wait: no turn and no new slot of either lane lies before this time."""
    return mailbox.model_copy(update={"paused_until": max(mailbox.paused_until, until)})


def released(mailbox: Mailbox, now: datetime) -> Mailbox:
    """Nothing that was planned for the bulk lane goes any more: its next slot is now."""
    return mailbox.model_copy(update={"bulk_free": now, "planned": cut(mailbox.planned, now), "block": None})


# --- planning -----------------------------------------------------------------------------------------------


def _in_one_run(mailbox: Mailbox, count: int, now: datetime, pace: Pace) -> Reservation:
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
    """The lane's plan reaches until then. A bulk mail that goes to its end has left its place to another."""
    if lane is Lane.BULK:
        return mailbox.model_copy(update={"bulk_free": until, "owed": max(0, mailbox.owed - 1)})
    return mailbox.model_copy(update={"transactional_free": until})


def _single(at: datetime) -> Run:
    return Run(first=at, step=SHORTEST, count=1)


# --- turns --------------------------------------------------------------------------------------------------


def _earliest(mailbox: Mailbox, lane: Lane, now: datetime, pace: Pace) -> datetime:
    """When the mailbox takes one more mail of this lane, after all that is booked."""
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
    """A turn at that time. Of a transactional mail, while bulk mail is under way, it is a bulk mail's place."""
    booked = (*(moment for moment in mailbox.booked if moment > now - pace.window), at)
    yesterday = _quarter(now - DAY - pace.window)
    counts = {quarter: count for quarter, count in mailbox.sent.get(lane, {}).items() if quarter >= yesterday}
    counts[_counted(at)] = counts.get(_counted(at), 0) + 1
    owed = (mailbox.owed + (lane is Lane.TRANSACTIONAL)) if mailbox.bulk_free > now else 0
    return mailbox.model_copy(update={"booked": booked, "sent": {**mailbox.sent, lane: counts}, "owed": owed})


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
    """Room in the day that bulk mail leaves: for as much transactional mail as the 24 hours before had."""
    had = _in_a_day(mailbox, [Lane.TRANSACTIONAL], at)
    return min(max(had, KEPT[0]), KEPT[1]) if had else 0


def _in_a_day(mailbox: Mailbox, lanes: Iterable[Lane], at: datetime) -> int:
    """Mails in the quarters of the 24 hours before, the first of which counts as a whole."""
    none: Mapping[int, int] = {}
    first = _quarter(at - DAY)
    return sum(count for lane in lanes for quarter, count in mailbox.sent.get(lane, none).items() if quarter >= first)


def _counted(turn: datetime) -> int:
    """The quarter of an hour in which the mail reaches Exchange at the latest."""
    return _quarter(turn + timedelta(minutes=1))


def _quarter(moment: datetime) -> int:
    return (moment - EPOCH) // QUARTER


def _end(quarter: int) -> datetime:
    return EPOCH + (quarter + 1) * QUARTER
