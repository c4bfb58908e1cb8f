"""Announcing mail: one delivery row for each person and purpose, a send slot, and a queue message.

The row exists once, whoever announces it how often; the `delivery` step sends it. A fan-out to n people
costs one reservation, n/100 transactions and n queue messages.
"""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from shared import pacing
from shared.messages import DeliveryDue
from shared.rows import Delivery, Lane, Mailbox, MailKind
from shared.services import Services
from shared.tables import TRANSACTION, RowChanged

ATTEMPTS = 50
"""How often a reservation is tried anew when others reserve at the same time; then the queue tries again."""


def announce(  # noqa: PLR0913 - all but the first five are by keyword
    services: Services,
    kind: MailKind,
    about: str,
    people: Iterable[str],
    now: datetime,
    *,
    occasion: str,
    detail: str = "",
    lane: Lane = Lane.TRANSACTIONAL,
) -> int:
    """Have one mail of this kind sent to each of these people (by key); how many were not announced before.

    `about` is the session or issue, `occasion` the session at its present time: what is announced twice for
    the same occasion, kind and detail is sent once.
    """
    keys = sorted(set(people))
    if not keys:
        return 0
    purpose = purpose_of(occasion, kind, detail)
    slots = reserve(services, lane, len(keys), now)
    new = 0
    for first in range(0, len(keys), TRANSACTION):
        rows = [
            Delivery(
                purpose=purpose, person=person, kind=kind, about=about, detail=detail, lane=lane, due=slots.slot(number)
            )
            for number, person in enumerate(keys[first : first + TRANSACTION], first)
        ]
        new += len(services.tables.insert_all(rows))
        for row in rows:
            services.queues.send(DeliveryDue(purpose=purpose, person=row.person), delay=until(row.due, now))
    return new


def purpose_of(occasion: str, kind: MailKind, detail: str = "") -> str:
    """What the mail is for: the partition of its delivery rows, as in `pgdit-2026-12-09T1230.reminder-P1D`."""
    return f"{occasion}.{kind}-{detail}" if detail else f"{occasion}.{kind}"


def reserve(services: Services, lane: Lane, count: int, now: datetime) -> pacing.Reservation:
    """Reserve send slots in the organiser's mailbox, anew as long as others do so at the same time."""
    mailbox_id = services.keys.of("mailbox", services.programme.organiser.mailbox)
    for _ in range(ATTEMPTS):
        row = services.tables.get(Mailbox, (Mailbox.PARTITION, mailbox_id))
        slots = pacing.reserve(
            row or pacing.fresh(mailbox_id, now), lane, count, now, services.settings.mails_per_minute
        )
        if _kept(services, slots.mailbox, is_new=row is None):
            return slots
    raise RowChanged("mailboxes")


def pause(services: Services, until: datetime) -> None:
    """The mailbox asked to wait: no slot is given before this time. If others change the row first, it asks again."""
    mailbox_id = services.keys.of("mailbox", services.programme.organiser.mailbox)
    row = services.tables.get(Mailbox, (Mailbox.PARTITION, mailbox_id))
    if row is not None:
        _kept(services, pacing.paused(row, until), is_new=False)


def until(due: datetime, now: datetime) -> timedelta:
    """How long to hide a message so that it is not seen before `due`: whole seconds, rounded up."""
    return timedelta(seconds=max(0, math.ceil((due - now).total_seconds())))


def _kept(services: Services, mailbox: Mailbox, *, is_new: bool) -> bool:
    if is_new:
        return services.tables.insert(mailbox)
    try:
        services.tables.replace(mailbox)
    except RowChanged:
        return False
    return True
