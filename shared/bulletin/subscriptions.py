"""Subscriptions: the people who get the bulletin, and their audiences.

Only the person's own new request overrides an ended row. An ended row holds neither name nor address.
Stakeholders come from the programme file and need no row. An ended row takes them out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.bulletin.rows import Subscription
from shared.programme.model import STAKEHOLDERS
from shared.registrations.sign_up import SignUp
from shared.services import Services
from shared.storage.changing import change
from shared.storage.tables import RowChanged

WISH_KEPT = timedelta(days=30)
"""A request waits this long for its confirmation. Then we forget the person who made it."""


@dataclass(frozen=True)
class Reader:
    """A person who gets the bulletin: their address, and their audiences in the programme's order."""

    email: str
    audiences: tuple[str, ...]


def subscribe_by_consent(services: Services, details: SignUp, person: str, now: datetime) -> None:
    """Subscribe a person to their series' bulletin, if they agreed at sign-up and never subscribed or stopped."""
    if details.bulletin:
        services.tables.insert(
            Subscription(
                audience=details.series,
                person=person,
                name=details.name,
                email=details.email,
                confirmed=True,
                since=now,
            )
        )


def request(services: Services, audience: str, name: str, email: str, now: datetime) -> str:
    """Keep the request to subscribe until the owner of the address confirms it (`confirm`). Returns their key.

    An active subscription does not change. An ended one stays ended until it is confirmed.
    """
    person = services.keys.person(email)
    wish = Subscription(audience=audience, person=person, name=name, email=email, confirmed=False, since=now)
    if not services.tables.insert(wish):
        change(services.tables, Subscription, (audience, person), lambda row: _wished(row, wish))
    return person


def confirm(services: Services, audience: str, person: str, now: datetime) -> bool:
    """Confirm a request, for the owner of its address. Returns False if there is no request: they must ask again."""
    row = change(services.tables, Subscription, (audience, person), lambda row: _confirmed(row, now))
    return row is not None and is_active(row)


def end(services: Services, audience: str, person: str, now: datetime) -> None:
    """End the subscription, whoever made it, and forget the name and the address."""
    ended = Subscription(audience=audience, person=person, name="", email="", confirmed=False, ended=True, since=now)
    services.tables.put_latest(ended)


def forget_old_wishes(services: Services, now: datetime) -> None:
    """Forget people who never confirmed their request. An ended subscription stays ended. Once a week is enough."""
    for audience in services.programme.audiences:
        for row in services.tables.partition(Subscription, audience):
            if row.email and not row.confirmed and row.since <= now - WISH_KEPT:
                _forget(services, row)


def is_active(row: Subscription) -> bool:
    """True if this row's person gets mail."""
    return row.confirmed and not row.ended


def readers(services: Services, audiences: Sequence[str]) -> Iterator[str]:
    """The key of everybody who gets the bulletin as a member of one of these audiences. Some keys come twice."""
    for audience in audiences:
        ended = set()
        for row in services.tables.partition(Subscription, audience):
            if is_active(row):
                yield row.person
            elif row.ended:
                ended.add(row.person)
        if audience == STAKEHOLDERS:
            yield from _by_office(services).keys() - ended


def reader(services: Services, person: str) -> Reader | None:
    """The person's subscriptions now; None if there are none."""
    found = {
        audience: email for audience in services.programme.audiences if (email := _address(services, audience, person))
    }
    return Reader(next(iter(found.values())), tuple(found)) if found else None


def _forget(services: Services, row: Subscription) -> None:
    """Empty the row, unless the person confirms or asks again at this moment. Remove it if it says nothing then."""
    try:
        services.tables.replace(row.model_copy(update={"name": "", "email": ""}))
    except RowChanged:
        return
    if not row.ended:
        services.tables.delete(row)


def _address(services: Services, audience: str, person: str) -> str:
    row = services.tables.get(Subscription, (audience, person))
    if row is not None and (row.ended or row.confirmed):
        return row.email if is_active(row) else ""
    return _by_office(services).get(person, "") if audience == STAKEHOLDERS else ""


def _by_office(services: Services) -> dict[str, str]:
    return {services.keys.person(one.email): one.email for one in services.programme.stakeholders}


def _wished(row: Subscription, wish: Subscription) -> Subscription:
    if is_active(row):
        return row
    return wish.model_copy(update={"ended": row.ended, "etag": row.etag})


def _confirmed(row: Subscription, now: datetime) -> Subscription:
    if is_active(row) or not row.email:
        return row
    return row.model_copy(update={"confirmed": True, "ended": False, "since": now})
