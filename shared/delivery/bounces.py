"""Mail that came back: Exchange took it, and later a report came that it did not reach its person.

Such a delivery ends as refused, and waits for a person of the team. Each time is read again from before the last
one, because a report may be late. That is harmless: a delivery that has ended so stays as it is.
"""

import logging
from datetime import datetime, timedelta

from shared.attention.matters import raise_matter
from shared.attention.rows import MatterKind
from shared.graph.protocol import Bounce, NothingDone
from shared.mail.mailboxes import mailbox_id, mailboxes
from shared.mail.rows import BouncesRead, Delivery, DeliveryState
from shared.mail.troubles import note_trouble
from shared.services import Services
from shared.storage.changing import change
from shared.telemetry import metrics

log = logging.getLogger(__name__)

WENT = frozenset({DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN})
"""A mail in one of these states has gone, or may have gone."""

FIRST = timedelta(days=2)
"""How far back the first reading of a mailbox looks. Exchange gives up a mail after a day."""

AGAIN = timedelta(hours=1)
"""How far before the last reading the next one begins."""

BOUNCED = "bounced"


def read_bounces(services: Services, now: datetime) -> int:
    """End the deliveries of mails that came back. Returns how many there were.

    If Graph is away, the next reading of that mailbox begins where this one would have.
    """
    ended = 0
    for sender in mailboxes(services):
        try:
            ended += _read(services, sender, now)
        except NothingDone as away:
            log.warning("a mailbox was not read for bounces", extra={"reason": str(away)})
    return ended


def _read(services: Services, sender: str, now: datetime) -> int:
    mailbox = mailbox_id(services, sender)
    last = services.tables.get(BouncesRead, (BouncesRead.PARTITION, mailbox))
    found = services.graph.bounces(last.until - AGAIN if last else now - FIRST, sender)
    ended = sum(_end(services, bounce, now) for bounce in found)
    services.tables.put_latest(BouncesRead(id=mailbox, until=now))
    if strange := sum(1 for bounce in found if not bounce.delivery_id):
        log.info("reports lead to no mail of ours", extra={"count": strange})
    return ended


def _end(services: Services, bounce: Bounce, now: datetime) -> bool:
    """End the delivery of this mail as refused. False if it has ended so before, or is not kept any more."""
    purpose, _, person = bounce.delivery_id.rpartition("/")
    row = services.tables.get(Delivery, (purpose, person)) if purpose and person else None
    if row is None or row.state not in WENT:
        return False
    raise_matter(services, MatterKind.BOUNCED, row.about, row.person, now, f"{row.kind}: {BOUNCED}")
    note_trouble(services, row, DeliveryState.REFUSED, BOUNCED, now)
    change(services.tables, Delivery, row.key, lambda there: _refused(there, now))
    metrics.delivery_became(DeliveryState.REFUSED, row.kind)
    log.info("delivery settled: %s", DeliveryState.REFUSED, extra={"delivery": row.id, "reason": BOUNCED})
    return True


def _refused(row: Delivery, now: datetime) -> Delivery:
    if row.state not in WENT:
        return row
    return row.model_copy(update={"state": DeliveryState.REFUSED, "settled_at": now, "reason": BOUNCED})
