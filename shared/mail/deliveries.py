"""Announcing mail: one delivery row for each person and purpose, a send slot, and a queue message.

However often a mail is announced, there is one row. The `delivery` step sends it. A fan-out to n people costs
one reservation in each mailbox, n/100 transactions and at most n queue messages. A mail whose slot is further
away than `AHEAD` waits in the table. The `slots` step releases it in time.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched

from shared.mail.mailboxes import reserve, senders, would_reserve
from shared.mail.rows import Delivery, DeliveryState, Lane, LaterSlots, MailKind
from shared.messages import DeliveryDue
from shared.services import Services
from shared.storage.tables import TRANSACTION

AHEAD = timedelta(days=1)
"""A slot within this time goes on the queue. Seven days would fit, but a fan-out has ten minutes to queue them."""

EARLY = timedelta(seconds=0.2)
"""A mail may go this much before its slot, because queues count in whole seconds and clocks differ."""

RELEASED_TOGETHER = 1_000
"""After so many deliveries a release notes how far it has come."""


@dataclass(frozen=True)
class Announced:
    """The result of announcing: how many mails are new, and about when the last one goes."""

    new: int
    last_at: datetime


def announce(  # noqa: PLR0913 - all but the first five are by keyword
    services: Services,
    kind: MailKind,
    about: str,
    people: Iterable[str],
    now: datetime,
    *,
    occasion: str,
    detail: str = "",
    also: tuple[str, ...] = (),
    lane: Lane = Lane.TRANSACTIONAL,
) -> Announced:
    """Have one mail of this kind sent to each of these people (by key).

    `about` is the session or issue. `occasion` is the session at its present time, or a sign-up. A mail that is
    announced twice for the same occasion, kind and detail is sent once.
    """
    purpose = purpose_of(occasion, kind, detail)
    new, last_at = 0, now
    for sender, keys, end in _shares(sorted(set(people)), senders(services, lane)):
        slots = reserve(services, sender, lane, len(keys), now, purpose)
        rows = (
            Delivery(
                purpose=purpose,
                person=person,
                kind=kind,
                about=about,
                detail=detail,
                also=also,
                lane=lane,
                due=slots.slot(number),
                booked=slots.booked,
                sender=sender,
            )
            for number, person in enumerate(keys)
        )
        new += _kept(services, rows, end, now)
        last_at = max(last_at, slots.slot(len(keys) - 1))
    return Announced(new, last_at)


def purpose_of(occasion: str, kind: MailKind, detail: str = "") -> str:
    """The purpose of the mail, such as `pgdit-2026-12-09T1230.reminder-P1D`: the partition of its delivery rows."""
    return f"{occasion}.{kind}-{detail}" if detail else f"{occasion}.{kind}"


def forecast(services: Services, lane: Lane, count: int, now: datetime) -> datetime:
    """About when the last of `count` mails would go if they were announced now."""
    last_at = now
    for sender, keys, _ in _shares(range(count), senders(services, lane)):
        last_at = max(last_at, would_reserve(services, sender, lane, len(keys), now).slot(len(keys) - 1))
    return last_at


def release(services: Services, now: datetime) -> int:
    """Put the mails on the queue whose slot is now within `AHEAD`. Returns how many there were."""
    waiting = list(services.tables.partition(LaterSlots, LaterSlots.PARTITION))
    return sum(_release(services, later, now) for later in waiting)


def seen_at(slot: datetime, now: datetime) -> timedelta:
    """How long to hide the message of a mail with this slot. It may appear a little early."""
    return until(slot - EARLY, now)


def until(due: datetime, now: datetime) -> timedelta:
    """How long to hide a message so that nobody sees it before `due`: whole seconds, rounded up."""
    return timedelta(seconds=max(0, math.ceil((due - now).total_seconds())))


# --- rows and messages --------------------------------------------------------------------------------------


def _shares[T](keys: Sequence[T], mailboxes: Sequence[str]) -> Iterator[tuple[str, Sequence[T], T | None]]:
    """Each mailbox, its part of the keys (in order), and the key after that part."""
    size = -(-len(keys) // len(mailboxes))
    for number, sender in enumerate(mailboxes):
        share = keys[number * size : (number + 1) * size]
        if share:
            yield sender, share, next(iter(keys[(number + 1) * size :]), None)


def _kept(services: Services, rows: Iterable[Delivery], end: str | None, now: datetime) -> int:
    """Insert the rows and queue those due within `AHEAD`. Returns how many were new."""
    new, later = 0, ""
    for chunk in batched(rows, TRANSACTION, strict=False):
        new += len(services.tables.insert_all(chunk))
        for row in chunk:
            if row.due <= now + AHEAD:
                _queue(services, row, now)
            later = later or (row.person if row.due > now + AHEAD else "")
    if later:
        purpose = chunk[0].purpose
        services.tables.insert(LaterSlots(purpose=purpose, start=later, end=end or "", next=later))
    return new


def _release(services: Services, later: LaterSlots, now: datetime) -> int:
    released = 0
    for row in services.tables.partition(Delivery, later.purpose, start=later.next, end=later.end):
        if row.due > now + AHEAD or (released and released % RELEASED_TOGETHER == 0):
            later = services.tables.replace(later.model_copy(update={"next": row.person}))
        if row.due > now + AHEAD:
            return released
        if row.state is DeliveryState.PENDING:
            _queue(services, row, now)
        released += 1
    services.tables.delete(later)
    return released


def _queue(services: Services, row: Delivery, now: datetime) -> None:
    services.queues.send(DeliveryDue(purpose=row.purpose, person=row.person), delay=seen_at(row.due, now))
