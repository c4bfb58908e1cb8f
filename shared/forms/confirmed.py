"""A confirmed address: places become real, and the bulletin comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.bulletin import subscriptions
from shared.bulletin.subscriptions import open_wishes, subscribe_by_consent
from shared.messages import AddressConfirmed
from shared.registrations.provisional import make_real, pending_places
from shared.registrations.vouching import is_known
from shared.services import Services
from shared.sessions.rows import Session


@dataclass(frozen=True)
class Pending:
    """What waits for the owner of an address: the sessions, and the audiences of the bulletin."""

    sessions: Sequence[Session]
    audiences: Sequence[str]
    address: str
    """The address that was given. Empty if nothing waits."""


def pending(services: Services, person: str, now: datetime) -> Pending:
    """What a press of this person would make real."""
    places, wishes = list(pending_places(services, person, now)), open_wishes(services, person)
    wanted = {wish.audience for wish in wishes} | {
        place.details.series for _, place in places if place.details.bulletin
    }
    addresses = [*(place.details.email for _, place in places), *(wish.email for wish in wishes)]
    return Pending(
        sessions=[session for session, _ in places],
        audiences=[one for one in services.programme.audiences if one in wanted],
        address=next(iter(addresses), ""),
    )


def go_on(services: Services, confirmed: AddressConfirmed, now: datetime) -> None:
    """Do what waited for the owner of this address. It is safe to repeat."""
    if not is_known(services, confirmed.person):
        return
    for place in make_real(services, confirmed, now):
        subscribe_by_consent(services, place.details, confirmed.person, now)
    for wish in open_wishes(services, confirmed.person):
        if wish.since <= datetime.fromisoformat(confirmed.at):  # a later request waits for a press of its own
            subscriptions.confirm(services, wish.audience, confirmed.person, now)
