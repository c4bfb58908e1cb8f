"""Troubles: which emails did not go or came back lately, kept when it happens, so that no page looks for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.mail.rows import Delivery, DeliveryState, Trouble
from shared.services import Services
from shared.text.months import is_month, month_before

EARLIEST = "2000"
"""No page begins before this year."""

PAGE = 50
"""How many a page shows."""

MONTHS = 3
"""A page looks at so many months at most."""

LOOKED_AT = 500
"""A page reads so many at most, if it leaves out most of what it reads."""

LOOK_BACK = timedelta(days=62)
"""They have a partition for each month. Each search for old ones goes back this far."""


@dataclass(frozen=True)
class Troubles:
    """Some troubles, the newest first, and where the next page begins: empty if there is none."""

    rows: tuple[Trouble, ...]
    next: str = ""


def note_trouble(services: Services, row: Delivery, state: DeliveryState, reason: str, now: datetime) -> None:
    """Note that this email ends so. It comes first: what dies between leaves one line too many."""
    trouble = Trouble(
        id=services.keys.of("trouble", row.id, state),
        at=now,
        purpose=row.purpose,
        person=row.person,
        kind=row.kind,
        about=row.about,
        state=state,
        reason=reason,
    )
    services.tables.insert(trouble)


def troubles(services: Services, state: DeliveryState | None, now: datetime, begin: str = "") -> Troubles:
    """A page of what went wrong lately, in this state or in any. `begin` is the `next` of the page before."""
    month, _, start = begin.partition(".")
    newest = f"{now:%Y-%m}"
    month, start = (month, start) if is_month(month) and EARLIEST <= month <= newest else (newest, "")
    found: list[Trouble] = []
    looked_at = 0
    for _ in range(MONTHS):
        for row in services.tables.partition(
            Trouble, month, start=start, most=(PAGE if state is None else LOOKED_AT) + 1
        ):
            if len(found) == PAGE or looked_at == LOOKED_AT:
                return Troubles(tuple(found), f"{month}.{row.key[1]}")
            looked_at += 1
            found += [row] if state in (None, row.state) else []
        month, start = month_before(month), ""
    return Troubles(tuple(found))


def old_troubles(services: Services, now: datetime) -> Iterator[Trouble]:
    """Those that were kept as long as deliveries are, by whole months."""
    before = now - timedelta(days=services.programme.retention.registrations)
    return services.tables.partitions(Trouble, f"{before - LOOK_BACK:%Y-%m}", f"{before:%Y-%m}")
