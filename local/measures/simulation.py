"""`python -m local.measures.simulation 100000`: a bulletin to so many readers while people sign up.

The clock is simulated. The app's own acts run on storage in memory: the fan-out, every mail's delivery, the timer that
releases later slots. Instances poll the queue as the Functions host does, up to ten seconds late and many
messages at once. Each mail takes its time to reach Graph. Then the Graph sandbox's limits judge the mails that did.
"""

import argparse
import heapq
import random
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from rich.console import Console
from rich.table import Table

from local.memory.builders import NOW, a_registration, a_session, an_issue, an_item
from local.memory.graph import MemoryGraph
from local.memory.queues import MemoryQueues
from local.memory.services import some_services, the_programme
from local.memory.tables import MemoryTables
from local.sandbox.graph.odata import GraphError
from local.sandbox.graph.throttle import Throttle
from shared.bulletin.rows import IssueState, Subscription
from shared.bulletin.sending import send_issue
from shared.delivery.sending import deliver
from shared.graph.protocol import Mail
from shared.mail.deliveries import announce, release
from shared.mail.pacing import DAY, MESSAGES, PER_DAY
from shared.mail.rows import LaterSlots, MailKind
from shared.messages import DeliveryDue, Message

INSTANCES = 40
"""Flex Consumption can scale a queue function to 40, and takes no lower maximum."""

BATCH = 8
"""Messages that an instance takes at once (host.json)."""

FIRST_POLL, LAST_POLL = 0.1, 10.0
"""Seconds between two polls of a queue. They grow while it is empty (the host's default, and host.json)."""

TO_GRAPH = 0.1, 0.7
"""Seconds from taking a message to its mail's arrival at Graph."""

AT_GRAPH = 0.2, 1.5
"""Seconds that Graph takes for a mail."""

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
STOPPED = NOW + 10 * MINUTE, NOW + 40 * MINUTE
BULLETIN = "bulletin-"
ISSUE = an_issue(id="2026-W49", state=IssueState.APPROVED, approved_at=NOW)


@dataclass(frozen=True)
class Plan:
    """What is simulated."""

    what: str
    readers: int
    own_mailbox: bool = False
    """Whether the bulletin has a mailbox of its own."""
    sign_ups: bool = True
    """Whether people sign up meanwhile: about one in two minutes, and forty at once after half an hour."""
    instances: int = INSTANCES
    stops: bool = False
    """Whether nothing runs for half an hour. Then everything that fell due meanwhile is there at once."""


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    mails: int
    throttled: int
    took: timedelta
    ratio: float
    """How long the bulletin took, against the least that the limits allow for so many mails."""
    worst_wait: timedelta
    """The worst time of a confirmation, from its announcement to Graph."""
    operations: float
    """Storage operations for each mail, sent messages included."""
    put_back: float
    """How often a mail waited once more, for each mail."""


@dataclass(frozen=True)
class Arrival:
    """A mail that reached Graph."""

    at: datetime
    sender: str
    done: datetime


class Queue(MemoryQueues):
    """A queue with its own clock: the messages by the time at which they are seen."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.count = 0
        self._hidden: list[tuple[datetime, int, DeliveryDue]] = []

    def send(self, message: Message, delay: timedelta = timedelta(0)) -> None:
        if isinstance(message, DeliveryDue):
            self.count += 1
            heapq.heappush(self._hidden, (self.now + delay, self.count, message))

    @property
    def next_at(self) -> datetime | None:
        """When the next message is seen; None if there is none."""
        return self._hidden[0][0] if self._hidden else None

    def take(self, most: int, now: datetime) -> Iterator[DeliveryDue]:
        """Up to so many of the messages that are seen by now."""
        while most and self._hidden and self._hidden[0][0] <= now:
            most -= 1
            yield heapq.heappop(self._hidden)[2]


class Exchange(MemoryGraph):
    """Takes every mail. The limits judge the mails afterwards, in the order of arrival."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.now = NOW
        self.arrivals: list[Arrival] = []
        self.arrived: dict[str, datetime] = {}
        self.bulletins = 0
        self._chance = chance

    def send_mail(self, mail: Mail) -> None:
        at = self.now + timedelta(seconds=self._chance.uniform(*TO_GRAPH))
        self.arrivals.append(Arrival(at, mail.sender, at + timedelta(seconds=self._chance.uniform(*AT_GRAPH))))
        self.arrived[mail.delivery_id] = at
        self.bulletins += mail.delivery_id.startswith(BULLETIN)


class Simulation:
    """One plan, from the approval to the last mail."""

    def __init__(self, plan: Plan, seed: int = 1) -> None:
        self.plan, self.chance = plan, random.Random(seed)
        self.tables, self.queue, self.exchange = MemoryTables(), Queue(), Exchange(self.chance)
        organiser = the_programme().organiser.model_copy(
            update={"bulk_mailboxes": ("bulletin@example.nhs.uk",) * plan.own_mailbox}
        )
        programme = the_programme().model_copy(update={"organiser": organiser})
        having = [ISSUE, an_item(), a_session(start=NOW + 60 * DAY, end=NOW + 60 * DAY + HOUR)]
        self.services = some_services(
            programme=programme, tables=self.tables, queues=self.queue, graph=self.exchange, having=having
        )
        for number in range(plan.readers - len(programme.stakeholders)):
            self.tables.put(_reader(number))
        self.announced: dict[str, datetime] = {}
        self._events: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._numbers, self._polled, self._operations = count(), NOW, 0

    def run(self) -> Outcome:
        """Runs until every reader has their mail."""
        send_issue(self.services, ISSUE.id, NOW)
        self._at(NOW + HOUR, self._release)
        if self.plan.sign_ups:
            self._at(NOW + MINUTE, self._sign_up)
            for _ in range(40):
                self._at(NOW + 30 * MINUTE, self._confirm)
        while self.queue.next_at or self._events:
            self._step()
        return self._outcome()

    def _step(self) -> None:
        """The next event, or the next poll that finds something."""
        poll = self._next_poll()
        if self._events and (poll is None or self._events[0][0] <= poll):
            at, _, act = heapq.heappop(self._events)
            self.queue.now = at
            act(at)
            return
        assert poll is not None
        taken = list(self.queue.take(BATCH * self.plan.instances, poll))
        moments = sorted(poll + timedelta(seconds=self.chance.uniform(0, 0.3)) for _ in taken)
        for due, now in zip(taken, moments, strict=True):
            self.queue.now = self.exchange.now = now
            deliver(self.services, due, now)
        self._polled = poll
        self._count()

    def _next_poll(self) -> datetime | None:
        """The longer the queue was empty, the later the first instance looks."""
        seen = self.queue.next_at
        if seen is None:
            return None
        pause = min(LAST_POLL, max(FIRST_POLL, (seen - self._polled).total_seconds()))
        first = 1 - self.chance.random() ** (1 / self.plan.instances)
        return self._running(max(seen, self._polled) + timedelta(seconds=pause * first))

    def _running(self, at: datetime) -> datetime:
        """The first moment, from then on, at which something runs."""
        return STOPPED[1] if self.plan.stops and STOPPED[0] <= at < STOPPED[1] else at

    # --- what happens beside ------------------------------------------------------------------------------

    def _at(self, at: datetime, act: Callable[[datetime], None]) -> None:
        heapq.heappush(self._events, (at, next(self._numbers), act))

    def _under_way(self) -> bool:
        return self.exchange.bulletins < self.plan.readers

    def _sign_up(self, now: datetime) -> None:
        self._confirm(now)
        if self._under_way():
            self._at(now + 2 * MINUTE * self.chance.expovariate(1), self._sign_up)

    def _confirm(self, now: datetime) -> None:
        session, person = a_session(start=NOW + 60 * DAY), f"new-{next(self._numbers)}"
        self.tables.put(a_registration(session=session.id, person=person))
        announce(self.services, MailKind.CONFIRMATION, session.id, [person], now, occasion=session.occasion, detail="0")
        self.announced[f"{session.occasion}.confirmation-0/{person}"] = now

    def _release(self, now: datetime) -> None:
        release(self.services, now)
        if self.tables.rows(LaterSlots):
            self._at(now + HOUR, self._release)

    def _count(self) -> None:
        self._operations += len(self.tables.operations)
        self.tables.operations.clear()

    # --- the books ----------------------------------------------------------------------------------------

    def _outcome(self) -> Outcome:
        bulletin = [at for name, at in self.exchange.arrived.items() if name.startswith(BULLETIN)]
        if len(bulletin) < self.plan.readers or len(self.exchange.arrived) < len(self.exchange.arrivals):
            raise AssertionError(f"{self.plan.what}: {self.plan.readers} readers, {len(bulletin)} mails")
        last = max(bulletin)
        sent = [one for one in self.exchange.arrivals if one.at <= last]
        took, by_sender = last - NOW, Counter(one.sender for one in sent)
        least = max(map(_least, by_sender.values()))
        stopped = (STOPPED[1] - STOPPED[0]) * self.plan.stops
        waits = [self.exchange.arrived[name] - self._running(at) for name, at in self.announced.items()]
        mails = len(self.exchange.arrivals)
        return Outcome(
            mails=mails,
            throttled=throttled(self.exchange.arrivals),
            took=took,
            ratio=(took - stopped) / least,
            worst_wait=max(waits, default=timedelta(0)),
            operations=(self._operations + self.queue.count) / mails,
            put_back=self.queue.count / mails - 1,
        )


def throttled(arrivals: Sequence[Arrival]) -> int:
    """How many of these mails Graph would have refused for its limits."""
    throttle, refused = Throttle(), 0
    under_way: list[tuple[datetime, str]] = []
    for one in sorted(arrivals, key=lambda one: one.at):
        while under_way and under_way[0][0] <= one.at:
            throttle.leave(heapq.heappop(under_way)[1])
        try:
            throttle.enter(one.sender, one.at)
            heapq.heappush(under_way, (one.done, one.sender))
            throttle.send(one.sender, one.at, 1)
        except GraphError:
            refused += 1
    return refused


def plans(readers: int) -> list[Plan]:
    """What is shown for so many readers."""
    return [
        Plan("nothing else to send", readers, sign_ups=False),
        Plan("while people sign up", readers),
        Plan("the same, one instance", readers, instances=1),
        Plan("the same, stopped for half an hour", readers, stops=True),
        Plan("the bulletin has its own mailbox", readers, own_mailbox=True),
    ]


def table(readers: int, outcomes: Sequence[tuple[Plan, Outcome]]) -> Table:
    """The outcomes, a plan each."""
    shown = Table(title=f"A bulletin to {readers:,} readers", title_justify="left")
    for column in ("", "mails", "429s", "took", "÷ least", "worst wait of a confirmation", "operations", "put back"):
        shown.add_column(column, justify="right" if column else "left")
    for plan, one in outcomes:
        figures = (f"{one.ratio:.3f}", f"{one.worst_wait.total_seconds():.0f} s" if plan.sign_ups else "-")
        took, each = str(one.took).split(".")[0], (f"{one.operations:.1f}", f"{one.put_back:.2f}")
        shown.add_row(plan.what, f"{one.mails:,}", str(one.throttled), took, *figures, *each)
    return shown


def main(line: list[str]) -> int:
    """Exit status 1 if a limit was met, a bulletin took over 1.05 of the least, or a confirmation over two minutes."""
    parser = argparse.ArgumentParser(prog="python -m local.measures.simulation", description=__doc__)
    parser.add_argument("readers", type=int, nargs="?", default=PER_DAY)
    readers = parser.parse_args(line).readers
    outcomes = [(plan, Simulation(plan).run()) for plan in plans(readers)]
    console = Console(highlight=False)
    console.print(table(readers, outcomes))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(f"Peak memory {peak:.0f} MB, with all rows of the storage in it.")
    kept = (one.throttled == 0 and _in_time(plan, one) and one.worst_wait < 2 * MINUTE for plan, one in outcomes)
    return 0 if all(kept) else 1


def _in_time(plan: Plan, outcome: Outcome) -> bool:
    """Whether it took no more than 1.05 of the least.

    Not asked of a bulletin that shares its mailbox for days: each day it leaves the others' mail a share of the limit.
    """
    shares_for_days = plan.readers > PER_DAY and plan.sign_ups and not plan.own_mailbox
    return shares_for_days or outcome.ratio <= 1.05


def _least(mails: int) -> timedelta:
    """The time in which Exchange Online takes so many mails of one mailbox."""
    days, rest = divmod(mails - 1, PER_DAY)
    return DAY * days + MINUTE * ((rest + 1) / MESSAGES)


def _reader(number: int) -> Subscription:
    person = f"reader-{number:06}"
    email = f"{person}@example.org"
    return Subscription(audience="pgdit", person=person, name=person, email=email, confirmed=True, since=NOW - DAY)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
