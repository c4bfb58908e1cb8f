"""Telling people of their places once.

A sign-up has one confirmation, for all of its dates. A place that a standing registration takes by itself has no mail
of its own: the next mail that goes to this person anyway tells of it. `told_in` on the place says which, so that no
two do. docs/decisions/0020-one-mail-for-a-sign-up.md says why.
"""

from collections.abc import Sequence
from datetime import datetime

from shared.keys import Keys
from shared.mail.letter import Told
from shared.mail.rows import Delivery, DeliveryState
from shared.messages import RegistrationMade
from shared.registrations.rows import Registration, RegistrationState
from shared.services import Services
from shared.sessions.rows import Session
from shared.storage.tables import RowChanged

NEVER_WENT = frozenset({DeliveryState.MISSED, DeliveryState.REFUSED})
"""A mail that ended so told nobody anything."""


def sign_up_occasion(keys: Keys, person: str, asked_at: datetime) -> str:
    """The occasion of a sign-up's confirmation: its day, and a key made of the person and the moment."""
    return f"sign-up-{asked_at:%Y-%m-%d}.{keys.of('sign-up', person, asked_at.isoformat())}"


def announce_sign_up(services: Services, places: Sequence[Registration], asked_at: datetime) -> None:
    """Have one confirmation sent for these places, soonest first: the dates of one sign-up."""
    first, *rest = places
    made = RegistrationMade(
        session=first.session,
        person=first.person,
        sequence=first.sequence,
        sign_up=sign_up_occasion(services.keys, first.person, asked_at),
        also=tuple(place.session for place in rest),
    )
    services.queues.send(made)


def is_owed(services: Services, place: Registration, delivery_id: str) -> bool:
    """Whether the mail with this id should tell of a place that came by itself, as no other mail does."""
    if place.told_in is None:
        return False
    if place.told_in in ("", delivery_id):
        return True
    purpose, _, person = place.told_in.rpartition("/")
    other = services.tables.get(Delivery, (purpose, person))
    return other is None or other.state in NEVER_WENT


def hears_of_move(session: Session, place: Registration) -> bool:
    """Whether this person hears of the session's new time: not if they know it, or were told of no time yet.

    If the session was moved back, only those hear of it who signed up meanwhile.
    """
    if place.state is RegistrationState.CANCELLED or place.told_in == "":
        return False
    if session.moved_at and place.changed_at >= session.moved_at:
        return False
    signed_up_meanwhile = session.moving_since is not None and place.changed_at >= session.moving_since
    return signed_up_meanwhile or not session.is_as_told


def claim(services: Services, person: str, told: Sequence[Told], delivery_id: str) -> None:
    """Note that this mail tells of these places. Raises `RowChanged` if another mail tells of one meanwhile."""
    for one in told:
        place = services.tables.get(Registration, (one.session, person))
        if place is None or place.told_in == delivery_id:
            continue
        if place.told_in != one.told_in:
            raise RowChanged(Registration.TABLE)
        services.tables.replace(place.model_copy(update={"told_in": delivery_id}))
