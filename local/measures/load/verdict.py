"""The verdict: what became of every post, compared with what should have."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import httpx
from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient

from local.measures.load.posts import UNUSABLE, USABLE, Post
from local.month.books import every, services_of
from local.stack.stack import Stack
from shared.failures.rows import FailedWork
from shared.forms.intake import responses_on, roads
from shared.forms.rows import FormResponse
from shared.messages import Message
from shared.registrations.rows import Registration, RegistrationState, Seating, Waiting
from shared.services import Services
from shared.sessions.rows import Session
from shared.storage.queues import poison_of

MOST_SECONDS = 1.0
"""The longest time for an answer about the health, in seconds, whatever else goes on."""


@dataclass(frozen=True)
class Outcome:
    """Everything that was kept and sent."""

    registrations: Sequence[Registration]
    responses: Sequence[FormResponse]
    seating: Sequence[Seating]
    waiting: Sequence[Waiting]
    failed: Sequence[FailedWork]
    confirmed: Counter[str]
    """How many mails carry each confirmation's delivery id."""
    poison: int

    def places(self, session: str, state: RegistrationState) -> set[str]:
        return {row.person for row in self.registrations if (row.session, row.state) == (session, state)}


def read(stack: Stack) -> Outcome:
    """The whole of it, read from end to end."""
    services = services_of(stack)
    tables = TableServiceClient.from_connection_string(stack.azurite.connection_string)
    mails = httpx.get(f"{stack.sandbox}/sandbox/mails", params={"brief": "1"}, timeout=120).json()
    ids = (value for mail in mails for name, value in mail["properties"].items() if name.endswith("CafeDelivery"))
    return Outcome(
        registrations=every(tables, Registration),
        responses=[one for road in roads(services) for one in responses_on(services, road)],
        seating=every(tables, Seating),
        waiting=every(tables, Waiting),
        failed=every(tables, FailedWork),
        confirmed=Counter(one for one in ids if ".confirmation/" in one or ".seat-" in one),
        poison=_poison(stack),
    )


def amiss(
    services: Services, posts: Sequence[Post], sessions: Mapping[str, Session], outcome: Outcome
) -> Iterator[str]:
    """What did not come out right, in sentences. `sessions` are by series."""
    yield from _registrations(services, posts, sessions, outcome)
    yield from _seats(outcome)
    yield from _order(services, posts, outcome)
    yield from _confirmations(outcome)
    refused = {post.number for post in posts if post.status == UNUSABLE}
    if len(outcome.failed) != len(refused):
        yield f"{len(outcome.failed)} pieces of failed work are kept, and {len(refused)} responses were refused"
    if outcome.poison:
        yield f"{outcome.poison} messages are on poison queues"


def _registrations(
    services: Services, posts: Sequence[Post], sessions: Mapping[str, Session], outcome: Outcome
) -> Iterator[str]:
    wanted = {(sessions[post.series].id, services.keys.person(post.email)) for post in posts if post.status == USABLE}
    there = Counter(row.key for row in outcome.registrations)
    if lost := wanted - set(there):
        yield f"{len(lost)} of {len(wanted)} registrations are missing"
    if strange := set(there) - wanted:
        yield f"{len(strange)} registrations belong to nobody"
    details = {services.keys.person(row.details.email) for row in outcome.registrations}
    if details != {person for _, person in there}:
        yield "registrations carry somebody else's details"


def _seats(outcome: Outcome) -> Iterator[str]:
    for row in outcome.seating:
        registered = outcome.places(row.session, RegistrationState.REGISTERED)
        waiting = outcome.places(row.session, RegistrationState.WAITING)
        if len(row.seated) > row.capacity or len(set(row.seated)) != len(row.seated):
            yield f"{row.session}: {len(row.seated)} seats are given, of {row.capacity}"
        if set(row.seated) != registered:
            yield f"{row.session}: {len(registered)} are registered, and {len(row.seated)} have a seat"
        if waiting and row.free:
            yield f"{row.session}: {len(waiting)} wait while {row.free} seats are free"
        if {one.person for one in outcome.waiting} - set(row.seated) != waiting:
            yield f"{row.session}: the waiting list and the {len(waiting)} people who wait differ"


def _order(services: Services, posts: Sequence[Post], outcome: Outcome) -> Iterator[str]:
    numbers = {services.keys.person(post.email): str(post.number) for post in posts if post.email}
    received = {row.response: row.received_at for row in outcome.responses}
    late = [one for one in outcome.waiting if one.since != received[numbers[one.person]]]
    if late:
        yield f"{len(late)} people on waiting lists have a time other than that of their request"


def _confirmations(outcome: Outcome) -> Iterator[str]:
    told: dict[str, int] = defaultdict(int)
    for delivery_id, mails in outcome.confirmed.items():
        told[delivery_id.rpartition("/")[2]] += 1
        if mails != 1:
            yield f"a confirmation was sent {mails} times"
    moved_up = {row.person: row.sequence for row in outcome.registrations}
    for person, sequence in moved_up.items():
        if not 1 <= told.get(person, 0) <= sequence + 1:
            yield f"somebody was confirmed {told.get(person, 0)} times, and has changed {sequence} times"


def _poison(stack: Stack) -> int:
    queues = QueueServiceClient.from_connection_string(stack.azurite.connection_string)
    return sum(_length(queues, poison_of(kind.QUEUE)) for kind in Message.__subclasses__())


def _length(queues: QueueServiceClient, name: str) -> int:
    try:
        return queues.get_queue_client(name).get_queue_properties().approximate_message_count or 0
    except ResourceNotFoundError:
        return 0
