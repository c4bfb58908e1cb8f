"""Vouching: whether somebody is the owner of an address.

Anybody can write anybody's address into the page. So an address that nobody vouched for gets one mail with one
button, and nothing else. Until its owner presses it, places are provisional. The Form vouches for the address of a
person who was signed in to it. A press or a signed-in response counts for two years.

What anybody can post brings an address at most one mail a day, whatever is posted.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from shared.mail.deliveries import announce
from shared.mail.rows import MailKind
from shared.messages import AddressConfirmed
from shared.registrations.rows import KnownAddress
from shared.services import Services
from shared.storage.changing import change
from shared.storage.tables import RowChanged

COUNTS = timedelta(days=730)
"""How long a press counts."""


def is_vouched(services: Services, person: str, now: datetime) -> bool:
    """Whether somebody vouched for the person's address in the last two years."""
    row = services.tables.get(KnownAddress, (person, KnownAddress.PLACE))
    return row is not None and row.vouched_at is not None and now < row.vouched_at + COUNTS


def is_known(services: Services, person: str) -> bool:
    """Whether we know anything of the person's address."""
    return services.tables.get(KnownAddress, (person, KnownAddress.PLACE)) is not None


def vouch(services: Services, person: str, now: datetime) -> None:
    """Note that the person is the owner of their address."""
    _change(services, person, lambda row: row.model_copy(update={"vouched_at": max(row.vouched_at or now, now)}))


def may_mail(services: Services, person: str, what: str, now: datetime) -> bool:
    """Whether a post that anybody can make may send this person a mail today. True again for the same `what`."""
    today = f"{now:%Y-%m-%d}"

    def take(row: KnownAddress) -> KnownAddress:
        return row if row.mailed_on == today else row.model_copy(update={"mailed_on": today, "mailed_for": what})

    row = _change(services, person, take)
    return (row.mailed_on, row.mailed_for) == (today, what)


def ask_owner(services: Services, person: str, about: str, now: datetime) -> None:
    """Ask the owner of the address, at most once a day, whether it was them. `about` is a session or an audience."""
    occasion = f"address-{now:%Y-%m-%d}"
    if may_mail(services, person, occasion, now):
        announce(services, MailKind.ADDRESS, about, [person], now, occasion=occasion)


def confirm_address(services: Services, person: str, now: datetime) -> None:
    """The owner pressed the button. What waited for that is worked after the queue."""
    vouch(services, person, now)
    services.queues.send(AddressConfirmed(person=person, at=now.isoformat()))


def _change(services: Services, person: str, how: Callable[[KnownAddress], KnownAddress]) -> KnownAddress:
    new = KnownAddress(person=person)
    row = change(services.tables, KnownAddress, new.key, how)
    if row is None:
        services.tables.insert(new)
        row = change(services.tables, KnownAddress, new.key, how)
    if row is None:  # the person was erased at this moment
        raise RowChanged(KnownAddress.TABLE)
    return row
