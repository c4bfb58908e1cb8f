"""Mailboxes: one row holds the slots and turns of a mailbox (`shared.mail.pacing`). Many may change it at once."""

from collections.abc import Callable, Sequence
from datetime import datetime

from shared.mail import pacing
from shared.mail.pacing import Pace, Reservation
from shared.mail.rows import Delivery, Lane, Mailbox
from shared.services import Services
from shared.storage.changing import repeat_if_changed
from shared.storage.tables import RowChanged

ATTEMPTS = 50
"""How often we try to change a row while others change it. After that the queue tries again."""


def senders(services: Services, lane: Lane) -> Sequence[str]:
    """The mailboxes that send this lane's mail. An empty name is the organiser's mailbox."""
    return (lane is Lane.BULK and services.programme.organiser.bulk_mailboxes) or ("",)


def mailboxes(services: Services) -> Sequence[str]:
    """Every mailbox that sends mail."""
    return tuple(dict.fromkeys(sender for lane in Lane for sender in senders(services, lane)))


def mailbox_id(services: Services, sender: str) -> str:
    """The mailbox's id in the tables."""
    return services.keys.of("mailbox", sender or services.programme.organiser.mailbox)


def reserve(services: Services, sender: str, lane: Lane, count: int, now: datetime, purpose: str = "") -> Reservation:
    """Reserve send slots in this mailbox. Raises `RowChanged` if others keep changing it."""
    return _changed(services, sender, now, lambda row: pacing.reserve(row, lane, count, now, pace(services), purpose))


def would_reserve(services: Services, sender: str, lane: Lane, count: int, now: datetime) -> Reservation:
    """The slots that `reserve` would give. This reserves nothing."""
    row = _row(services, sender) or pacing.fresh("", now)
    return pacing.reserve(row, lane, count, now, pace(services))


def take_turn(services: Services, row: Delivery, now: datetime) -> Reservation:
    """The turn of this mail, which is due now: now, in a few seconds, or in a new slot. Raises `RowChanged`."""
    unused = row.due if row.booked else None
    return _changed(
        services, row.sender, now, lambda mailbox: pacing.turn(mailbox, row.lane, now, pace(services), unused)
    )


def pause(services: Services, row: Delivery, until: datetime, now: datetime) -> Reservation:
    """The mailbox asked us to wait: no mail has a turn or a new slot before `until`. Returns this mail's next turn."""
    return _changed(
        services,
        row.sender,
        now,
        lambda mailbox: pacing.turn(pacing.paused(mailbox, until), row.lane, now, pace(services)),
    )


def call_off(services: Services, lane: Lane, now: datetime) -> None:
    """No mail that was announced in this lane will go. The next mails need not wait for it."""
    for sender in senders(services, lane):
        _changed(services, sender, now, lambda row: Reservation(pacing.released(row, now), ()))


def pace(services: Services) -> Pace:
    """How fast each mailbox sends."""
    return Pace(services.settings.mails_per_minute)


def _changed(services: Services, sender: str, now: datetime, change: Callable[[Mailbox], Reservation]) -> Reservation:
    """Change the mailbox's row, or insert it."""

    def once() -> Reservation:
        row = _row(services, sender)
        done = change(row or pacing.fresh(mailbox_id(services, sender), now))
        if row:
            services.tables.replace(done.mailbox)
        elif not services.tables.insert(done.mailbox):
            raise RowChanged(Mailbox.TABLE)
        return done

    return repeat_if_changed(once, ATTEMPTS)


def _row(services: Services, sender: str) -> Mailbox | None:
    return services.tables.get(Mailbox, (Mailbox.PARTITION, mailbox_id(services, sender)))
