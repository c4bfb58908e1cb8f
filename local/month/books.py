"""Comparing the books with the world: the café's rows with the sandbox's mailbox and calendar."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import TableServiceClient

from local.stack.asking import asker
from local.stack.stack import Stack
from shared.attendance.rows import Attendance
from shared.delivery.bounces import BOUNCED
from shared.failures.rows import FailedWork
from shared.feedback.rows import Feedback
from shared.mail.rows import Delivery, DeliveryState
from shared.operations.books import audit
from shared.registrations.rows import Registration
from shared.services import Services, services_from
from shared.sessions.rows import Session, SessionState
from shared.storage.row import Row
from shared.storage.tables import from_entity


@dataclass(frozen=True)
class Books:
    """Every row of the tables that the comparison needs, and what the sandbox holds."""

    sessions: list[Session]
    registrations: list[Registration]
    deliveries: list[Delivery]
    attendance: list[Attendance]
    feedback: list[Feedback]
    failed: list[FailedWork]
    mails: list[dict[str, Any]]
    events: list[dict[str, Any]]

    def deliveries_by(self, kind: str) -> Counter[str]:
        """How many deliveries of this kind are in which state."""
        return Counter(row.state.value for row in self.deliveries if row.kind == kind)


def read(stack: Stack) -> Books:
    """Read all the books. Only this tool reads tables from end to end; the café never does."""
    tables = TableServiceClient.from_connection_string(stack.azurite.connection_string)
    mails = asker().get(f"{stack.sandbox}/sandbox/mails", timeout=60).json()
    events = asker().get(f"{stack.sandbox}/sandbox/events", timeout=60).json()
    return Books(
        sessions=every(tables, Session),
        registrations=every(tables, Registration),
        deliveries=every(tables, Delivery),
        attendance=every(tables, Attendance),
        feedback=every(tables, Feedback),
        failed=every(tables, FailedWork),
        mails=mails,
        events=events,
    )


def discrepancies(stack: Stack, books: Books, since: datetime, now: datetime) -> Iterator[str]:
    """Everything that does not add up, within the books and between the books and the world."""
    for one in audit(services_of(stack), since, now + timedelta(seconds=1)):
        yield f"{one.about}: {one.what}"
    sent = Counter(row.id for row in books.deliveries if row.state is DeliveryState.SENT or row.reason == BOUNCED)
    carried = Counter(delivery_id for mail in books.mails for delivery_id in _delivery_ids(mail))
    if len(books.mails) != carried.total():
        yield f"{len(books.mails) - carried.total()} mails carry no delivery id"
    for delivery_id in sorted((sent - carried).keys()):
        yield f"{delivery_id} is said to be sent and is not in Sent Items"
    for delivery_id in sorted((carried - sent).keys()):
        yield f"{delivery_id} is in Sent Items {carried[delivery_id]} times, and {sent[delivery_id]} times in the books"
    for row in books.deliveries:
        if row.state in (DeliveryState.PENDING, DeliveryState.SENDING) and row.due < now:
            yield f"{row.id} is still {row.state}"
    yield from _meetings(books)


def services_of(stack: Stack) -> Services:
    """The café's own services, on the stack's storage and sandbox."""
    return services_from(stack.settings)


def _meetings(books: Books) -> Iterator[str]:
    alive = {row.event_id for row in books.sessions if row.state is not SessionState.CANCELLED and row.event_id}
    there = {event["id"] for event in books.events if event["state"] == "open"}
    for event_id in alive ^ there:
        yield f"the meeting {event_id} is {'only in the calendar' if event_id in there else 'not in the calendar'}"


def _delivery_ids(mail: dict[str, Any]) -> list[str]:
    """The ids of the deliveries that the mail carries, without the stage before them."""
    carried = [value for name, value in mail["properties"].items() if name.endswith("Name CafeDelivery")]
    return [value.partition("/")[2] for value in carried]


def every[R: Row](tables: TableServiceClient, kind: type[R]) -> list[R]:
    """Every row of a table."""
    try:
        return [from_entity(kind, entity) for entity in tables.get_table_client(kind.TABLE).list_entities()]
    except ResourceNotFoundError:
        return []
