"""A confirmed address: places become real, and the bulletin comes."""

from datetime import datetime

from shared.bulletin import subscriptions
from shared.bulletin.subscriptions import open_wishes, subscribe_by_consent
from shared.messages import AddressConfirmed
from shared.registrations.provisional import make_real
from shared.registrations.vouching import is_known
from shared.services import Services


def go_on(services: Services, confirmed: AddressConfirmed, now: datetime) -> None:
    """Do what waited for the owner of this address. It is safe to repeat."""
    if not is_known(services, confirmed.person):
        return
    for place in make_real(services, confirmed, now):
        subscribe_by_consent(services, place.details, confirmed.person, now)
    for wish in open_wishes(services, confirmed.person):
        if wish.since <= datetime.fromisoformat(confirmed.at):  # a later request waits for a press of its own
            subscriptions.confirm(services, wish.audience, confirmed.person, now)
