"""The rows about somebody: how each table about people finds those of one person. `records` lists the tables."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.bulletin.rows import Issue, Subscription
from shared.colleagues.knowing import with_address
from shared.failures import failed_work
from shared.forms.intake import responses_on, roads
from shared.mail.rows import Delivery, MailKind
from shared.registrations.places import Place
from shared.registrations.rows import KnownAddress, Registration, Roll, Standing, Waiting
from shared.reminders.mails_of_place import mails_of_place
from shared.services import Services
from shared.sessions.rows import Session
from shared.storage.row import Row
from shared.text.addresses import mended_address

AHEAD = timedelta(days=366)
"""We plan no session further ahead than this."""


@dataclass(frozen=True)
class Person:
    """A person: the address as they gave it, and their key."""

    address: str
    key: str


_BETWEEN = re.compile(r"[\s,;<>()\[\]]+")
"""What stands between an address and other words."""

type OfPerson = Callable[[Services, Person, datetime], Iterator[Row]]


def by_session(kind: type[Row]) -> OfPerson:
    def found(services: Services, person: Person, now: datetime) -> Iterator[Row]:
        for session in sessions_kept(services, now):
            if row := services.tables.get(kind, (session.id, person.key)):
                yield row

    return found


def standing_of(services: Services, person: Person, _: datetime) -> Iterator[Row]:
    for series in services.programme.series:
        if row := services.tables.get(Standing, (series.id, person.key)):
            yield row


def known_address_of(services: Services, person: Person, _: datetime) -> Iterator[Row]:
    if row := services.tables.get(KnownAddress, (person.key, KnownAddress.PLACE)):
        yield row


def waiting_of(services: Services, person: Person, now: datetime) -> Iterator[Row]:
    for session in sessions_kept(services, now):
        yield from services.tables.partition(Waiting, session.id, start=f"{person.key}.", end=f"{person.key}/")


def rolls_with(services: Services, _: Person, now: datetime) -> Iterator[Row]:
    """Every copy of places. A page that is open now may be about to write the person into any of them."""
    first, last = _days_kept(services, now)
    for series in services.programme.series:
        yield from services.tables.partition(Roll, series.id, start=f"{series.id}-{first}", end=f"{series.id}-{last}")


def subscriptions_of(services: Services, person: Person, _: datetime) -> Iterator[Row]:
    for readers in services.programme.audiences:
        if row := services.tables.get(Subscription, (readers, person.key)):
            yield row


def mails_of(services: Services, person: Person, now: datetime) -> Iterator[Row]:
    """The emails about each of the person's places, and the issues of the bulletin that went to them."""
    for session in sessions_kept(services, now):
        if place := services.tables.get(Registration, (session.id, person.key)):
            mails = mails_of_place(services, Place(session, place, None), now)
            yield from (mail.row for mail in mails if mail.row)
    first = f"{now - timedelta(days=services.programme.retention.registrations):%G-W%V}"
    for issue in services.tables.partition(Issue, Issue.PARTITION, start=first):
        if row := services.tables.get(Delivery, (f"bulletin-{issue.id}.{MailKind.BULLETIN}", person.key)):
            yield row


def responses_naming(services: Services, person: Person, _: datetime) -> Iterator[Row]:
    """Sign-ups that wait to be worked, or were given up. Only these still hold the person's answers."""
    for road in roads(services):
        for row in responses_on(services, road):
            if row.raw and _names(row.raw, person, services):
                yield row


def refused_naming(services: Services, person: Person, _: datetime) -> Iterator[Row]:
    """Responses that could not be used. They still hold the person's answers."""
    return (row for row in failed_work.kept(services, failed_work.SIGN_UP) if _names(row.payload, person, services))


def colleagues_with(services: Services, person: Person, _: datetime) -> Iterator[Row]:
    return with_address(services.tables, lambda email: services.keys.person(email) == person.key)


def _names(text: str, person: Person, services: Services) -> bool:
    """Whether a response holds this person's address, in any spelling."""
    values = [text]
    with suppress(ValueError, RecursionError):
        values = list(_texts(json.loads(text)))
    words = (word for value in values if "@" in value or "＠" in value for word in [value, *_BETWEEN.split(value)])
    return any(services.keys.person(mended_address(word)) == person.key for word in words)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)


def sessions_kept(services: Services, now: datetime) -> Iterator[Session]:
    """Every future session, and every past one that still has rows about people."""
    first, last = _days_kept(services, now)
    for series in services.programme.series:
        start, end = f"{series.id}-{first}", f"{series.id}-{last}"
        yield from services.tables.partition(Session, series.id, start=start, end=end)


def _days_kept(services: Services, now: datetime) -> tuple[str, str]:
    """The first day whose session may still have rows about people, and the day after the last."""
    kept = services.programme.retention
    back = timedelta(days=max(kept.registrations, kept.feedback) + 30)
    return f"{now - back:%Y-%m-%d}", f"{now + AHEAD:%Y-%m-%d}"
