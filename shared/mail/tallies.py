"""Tallies: how far the emails of one purpose have come, counted without reading thousands of deliveries each time.

A tally is a copy. Sending pays nothing for it. Whoever opens a page reads the copy, asks storage which deliveries were
written since, and keeps the newer copy if it is worth it. Deliveries go by whole purposes, and their tallies with them.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from shared.mail.rows import Delivery, DeliveryState, Tally
from shared.services import Services
from shared.storage.tables import RowChanged

MARGIN = timedelta(seconds=1)
"""We ask for deliveries from so long before the newest that we saw: of two at once, the earlier may show later."""

WORTH = 25
"""A newer copy is kept if we had to read so many deliveries to find what changed."""

LARGEST = 900_000
"""Most bytes of a copy. A longer one is not kept."""

FORM = 1
"""How a copy is packed. Count it up when `Come` changes."""


WITH_REASON = frozenset({DeliveryState.REFUSED, DeliveryState.MISSED})
"""The states in which a delivery says why."""

ENDED = WITH_REASON | {DeliveryState.SENT}
"""The states that stay, once no report of mail that came back is to be expected any more."""


@dataclass(frozen=True)
class Come:
    """How far the email to one person has come."""

    person: str
    state: DeliveryState
    reason: str = ""


def tallies_of(services: Services, session_id: str) -> Mapping[str, Tally]:
    """The copies of every purpose of this session, as they stand. Costs one operation."""
    return {one.purpose: one for one in services.tables.partition(Tally, session_id)}


def come_so_far(services: Services, kept: Tally, *, is_over: bool) -> list[Come]:
    """How far the emails of a purpose have come, by person. Costs one operation, more with much news.

    `kept` is the copy as it stands, or an empty one. If it `is_over`, and all emails of the copy have ended, nothing
    changes any more.
    """
    tally = kept if kept.form == FORM else kept.model_copy(update={"seen": None, "packed": b""})
    come, seen, read, changed = {one.person: one for one in unpacked(tally)}, tally.seen, 0, False
    if is_over and come and all(one.state in ENDED for one in come.values()):
        return list(come.values())
    for found in services.tables.written(Delivery, tally.purpose, seen - MARGIN if seen else None):
        row = found.row
        now = Come(row.person, row.state, row.reason if row.state in WITH_REASON else "")
        changed, read = changed or come.get(row.person) != now, read + 1
        come[row.person] = now
        seen = max(seen or found.at, found.at)
    if changed and (read >= WORTH or is_over):
        _keep(services, tally.model_copy(update={"seen": seen, "form": FORM, "packed": _packed(come.values())}))
    return list(come.values())


def counted(come: Iterable[Come]) -> Counter[DeliveryState]:
    """How many emails are in each state."""
    return Counter(one.state for one in come)


def unpacked(tally: Tally) -> Iterator[Come]:
    """The copy's entries."""
    if tally.packed and tally.form == FORM:
        for person, state, reason in json.loads(zlib.decompress(tally.packed)):
            yield Come(person, DeliveryState(state), reason)


def _packed(come: Iterable[Come]) -> bytes:
    values = [[one.person, one.state, one.reason] for one in come]
    return zlib.compress(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode())


def _keep(services: Services, tally: Tally) -> None:
    """Keep the newer copy, unless somebody else kept one meanwhile."""
    if len(tally.packed) > LARGEST:
        return
    if not tally.etag:
        services.tables.insert(tally)
        return
    with suppress(RowChanged):
        services.tables.replace(tally)
