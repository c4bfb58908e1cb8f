"""Correcting an address: somebody's sign-ups go to the right address, and the wrong one keeps no seat.

Both addresses are told: the right one that it has a place, the wrong one that it has none any more. Each part is safe
to repeat, so a coordinator can do it again if it breaks off.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from shared.attention.matters import settle
from shared.attention.rows import MatterKind
from shared.audit_trail.entering import enter
from shared.errors import NotThere, NotUsable
from shared.gate.naming_nobody import must_name_nobody
from shared.registrations.registering import cancel
from shared.registrations.rows import Registration, RegistrationState, Seating, Standing, Waiting
from shared.registrations.seats import change_seating
from shared.registrations.telling import announce_sign_up
from shared.services import Services
from shared.sessions.upcoming import to_come
from shared.storage.changing import change
from shared.text.addresses import is_address, mended_address


class Correction(BaseModel):
    """The address as it was typed, the right one, and why. The reason must name nobody, because we keep it."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    wrong: Annotated[str, StringConstraints(max_length=320)]
    right: Annotated[str, StringConstraints(max_length=320)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class NobodyThere(NotThere):
    """Nobody with this address comes to a session of the series."""


def correct_address(services: Services, series: str, wanted: Correction, who: str, now: datetime) -> int:
    """Move every coming place of the series to the right address. Returns how many.

    Raises `NotUsable` if the right one is no address or the reason names somebody, and `NobodyThere` if the wrong one
    has no place.
    """
    right = mended_address(wanted.right)
    if not is_address(right):
        raise NotUsable("right: this is not an email address.")
    old, new = services.keys.person(mended_address(wanted.wrong)), services.keys.person(right)
    if old == new:
        raise NotUsable("right: this is the same address.")
    must_name_nobody(services.programme, wanted.reason)
    enter(services, who, "correct address", f"person.{old}", wanted.reason, now, at=now.isoformat())
    stands = _move_standing(services, series, old, new, right, now)
    coming = to_come(services, series, now)
    moved = [place for session in coming if (place := _move_place(services, session.id, (old, new), right))]
    if not moved and not stands:
        raise NobodyThere("Nobody with this address comes to a session of this café.")
    for asked_at in sorted({place.changed_at for place in moved}):
        announce_sign_up(services, [place for place in moved if place.changed_at == asked_at], asked_at)
    for place in moved:
        cancel(services, place.session, old, now)
    settle(services, MatterKind.SLIP, old)
    return len(moved)


def correct_everywhere(services: Services, series: Sequence[str], wanted: Correction, who: str, now: datetime) -> int:
    """Move every coming place in these series to the right address. Returns how many.

    Raises `NobodyThere` if the wrong address has no place in any of them.
    """
    moved, nowhere = 0, 0
    for each in series:
        try:
            moved += correct_address(services, each, wanted, who, now)
        except NobodyThere:
            nowhere += 1
    if nowhere == len(series):
        raise NobodyThere("Nobody with this address comes to a session of these cafés.")
    return moved


def coming_places(services: Services, series: str, person: str, now: datetime) -> int:
    """How many coming places of the series a person has, by key."""
    places = (services.tables.get(Registration, (session.id, person)) for session in to_come(services, series, now))
    return sum(1 for place in places if place and place.state is not RegistrationState.CANCELLED)


def _move_standing(services: Services, series: str, old: str, new: str, right: str, now: datetime) -> bool:
    there = services.tables.get(Standing, (series, old))
    if there is None or there.ended:
        return False
    details = there.details.model_copy(update={"email": right})
    services.tables.insert(there.model_copy(update={"person": new, "details": details, "etag": ""}))
    change(services.tables, Standing, there.key, lambda row: row.model_copy(update={"ended": True, "ended_at": now}))
    return True


def _move_place(services: Services, session_id: str, people: tuple[str, str], right: str) -> Registration | None:
    """Give the right address the place, with its seat or its turn on the waiting list. None if there is no place."""
    old, new = people
    there = services.tables.get(Registration, (session_id, old))
    if there is None or there.state is RegistrationState.CANCELLED:
        return None
    details = there.details.model_copy(update={"email": right})
    fresh = {"sequence": 0, "sign_up_at": there.changed_at, "sign_up_sequence": 0, "told_in": None, "etag": ""}
    place = there.model_copy(update={"person": new, "details": details, **fresh})
    if services.tables.insert(place) or _is_same(services, place):
        _move_seat(services, session_id, old, new)
    return place


def _is_same(services: Services, place: Registration) -> bool:
    """Whether the right address has the place because an earlier try moved it, and not of its own."""
    there = services.tables.get(Registration, place.key)
    return there is not None and there.changed_at == place.changed_at and there.state is not RegistrationState.CANCELLED


def _move_seat(services: Services, session_id: str, old: str, new: str) -> None:
    for asking in services.tables.partition(Waiting, session_id, start=f"{old}.", end=f"{old}/"):
        services.tables.insert(asking.model_copy(update={"person": new, "etag": ""}))
        services.tables.delete(asking)
    if services.tables.get(Seating, (session_id, "seats")):
        change_seating(services, session_id, lambda seats: _handed_over(seats, old, new))


def _handed_over(seats: Seating, old: str, new: str) -> Seating:
    if old not in seats.seated:
        return seats
    return seats.model_copy(update={"seated": tuple(dict.fromkeys(new if one == old else one for one in seats.seated))})
