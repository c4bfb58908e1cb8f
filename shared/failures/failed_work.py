"""Failed work: we keep it for a person, and tell the team about each cause once an hour.

A trigger that fails notes why (`note`), because a poison message does not say. If the work succeeds later, the
note is removed. A poison message is kept (`keep_message`). So is work that comes from no queue: refused responses,
and mails with an unknown outcome (`keep`). `shared.operations.replaying` tries again.
"""

import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from shared.errors import NotThere
from shared.failures.rows import FailedState, FailedWork
from shared.graph.protocol import GraphUnavailable, NotPermitted, OutcomeUnknown, Refused, Throttled
from shared.mail.deliveries import announce, purpose_of
from shared.mail.rows import Delivery, MailKind
from shared.messages import DeliveryDue
from shared.services import Services
from shared.storage.tables import RowChanged
from shared.telemetry import metrics
from shared.telemetry.tracing import trace_at_hand, trace_in

SIGN_UP = "sign-up"
"""The step of the Form's responses that could not be used. Their payload holds somebody's answers."""

FEEDBACK = "feedback"
"""The step of responses of the feedback Form under a known number. The payload says which. The Form has the answers."""

UNKNOWN_DELIVERY = "unknown-delivery"
"""The step of mails with an unknown outcome: they may have been sent or not."""

NOT_TOLD = "It ended without an error: stopped, or out of time."
"""The cause of a message if none of its attempts noted a cause."""

ATTEMPTS = 5
"""How often the host tries a message (host.json, maxDequeueCount)."""

IF_THE_PROCESS_DIES = timedelta(minutes=1)
"""An alert's message is also sent this much later, in case the process dies before it announces the alert."""

IMPERSONAL = (GraphUnavailable, NotPermitted, OutcomeUnknown, Refused, Throttled)
"""Errors whose words hold nothing personal. Their classes promise it."""


class NoSuchWork(NotThere):
    """This work never failed, or somebody has dealt with it."""


def note(services: Services, queue: str, body: bytes, error: Exception, now: datetime) -> None:
    """Note that an attempt at a message failed. The queue tries it again, or gives it up."""
    row = _row_of(services, queue, body.decode("utf-8", "replace"), now)
    change = {"cause": _cause(error), "detail": str(error) if isinstance(error, IMPERSONAL) else ""}
    _count(services, row.model_copy(update={**change, "state": FailedState.RETRYING}), (*change, "last_at"))


def remove_note(services: Services, queue: str, body: bytes) -> None:
    """Remove the note about a message that failed before and has now succeeded."""
    there = services.tables.get(FailedWork, _key(services, queue, body.decode("utf-8", "replace")))
    if there and there.state is FailedState.RETRYING:
        services.tables.delete(there)


def keep_message(services: Services, queue: str, text: str, now: datetime) -> None:
    """Keep a message that this queue gave up, and tell the team."""
    row = _row_of(services, queue, text, now).model_copy(update={"attempts": ATTEMPTS})
    there = services.tables.get(FailedWork, row.key)
    if there and there.state is FailedState.RETRYING:
        row = services.tables.replace(there.model_copy(update={"state": FailedState.KEPT}))
    elif there is None and not services.tables.insert(row):
        raise RowChanged(FailedWork.TABLE)
    metrics.failed(queue)
    tell(services, there or row, now)


def keep(services: Services, step: str, payload: str, cause: str, now: datetime, detail: str = "") -> None:
    """Keep failed work that comes from no queue, and tell the team. Keeping it again counts one more attempt."""
    said = {"cause": cause, "detail": detail, "trace": trace_at_hand()}
    row = _row_of(services, step, payload, now).model_copy(update=said)
    _count(services, row, ("cause", "detail", "last_at"))
    metrics.failed(step)
    tell(services, row, now)


def tell(services: Services, row: FailedWork, now: datetime) -> None:
    """Send the operating team one mail for each cause and hour, but none about a failed mail of this same kind."""
    if row.step in (UNKNOWN_DELIVERY, DeliveryDue.QUEUE) and f".{MailKind.ALERT}-" in row.payload:
        return
    person = services.keys.person(services.programme.about.operations)
    occasion = f"operations-{now:%Y-%m-%dT%H}"
    alert = DeliveryDue(purpose=purpose_of(occasion, MailKind.ALERT, row.cause_id), person=person)
    if services.tables.get(Delivery, (alert.purpose, alert.person)) is None:
        services.queues.send(alert, delay=IF_THE_PROCESS_DIES)
        announce(services, MailKind.ALERT, row.step, [person], now, occasion=occasion, detail=row.cause_id)


def kept(services: Services, step: str = "", cause_id: str = "") -> Iterator[FailedWork]:
    """The failed work that waits for a person: all of it, or that of one step or one cause."""
    span = (f"{step}.", f"{step}/") if step else ("", "")  # a slash sorts after a full stop, and no key has one
    for row in services.tables.partition(FailedWork, FailedWork.PARTITION, start=span[0], end=span[1]):
        if row.state is FailedState.KEPT and cause_id in ("", row.cause_id):
            yield row


def find(services: Services, step: str, row_id: str) -> FailedWork | None:
    """One piece of failed work that waits for a person, or None."""
    row = services.tables.get(FailedWork, (FailedWork.PARTITION, f"{step}.{row_id}"))
    return row if row and row.state is FailedState.KEPT else None


def with_payload(services: Services, step: str, payload: str) -> FailedWork | None:
    """The failed work of this step with this payload, if it waits for a person."""
    return find(services, step, services.keys.of("failed", step, payload))


def the_piece(services: Services, step: str, row_id: str) -> FailedWork:
    """One piece of failed work that waits for a person. Raises `NoSuchWork`."""
    row = find(services, step, row_id)
    if row is None:
        raise NoSuchWork("There is no such failed work, or somebody has dealt with it.")
    return row


def old(services: Services, now: datetime) -> Iterator[FailedWork]:
    """The failed work that was kept as long as the programme file says, mended or not."""
    before = now - timedelta(days=services.programme.retention.refused_responses)
    rows = services.tables.partition(FailedWork, FailedWork.PARTITION)
    return (row for row in rows if row.first_at < before)


def _key(services: Services, step: str, payload: str) -> tuple[str, str]:
    """The key of the row. The same payload of the same step has the same key."""
    return FailedWork.PARTITION, f"{step}.{services.keys.of('failed', step, payload)}"


def _row_of(services: Services, step: str, payload: str, now: datetime) -> FailedWork:
    """A new row. The same payload of the same step has the same key."""
    return FailedWork(
        step=step,
        id=services.keys.of("failed", step, payload),
        cause=NOT_TOLD,
        payload=payload,
        trace=trace_in(payload.encode("utf-8", "replace")),
        first_at=now,
        last_at=now,
    )


def _count(services: Services, row: FailedWork, renewed: tuple[str, ...]) -> None:
    """Insert the row. If it is there already, count one more attempt and renew these fields."""
    if services.tables.insert(row):
        return
    there = services.tables.get(FailedWork, row.key)
    with suppress(RowChanged):  # somebody else noted it at the same moment
        if there:
            change = {name: getattr(row, name) for name in renewed}
            services.tables.replace(there.model_copy(update={**change, "attempts": there.attempts + 1}))


def _cause(error: Exception) -> str:
    """The error's class and our file in which it happened. Its words are left out: they may quote what people wrote."""
    ours = [
        frame.f_globals["__name__"]
        for frame, _ in traceback.walk_tb(error.__traceback__)
        if frame.f_globals["__name__"].startswith(("functions.", "shared."))
    ]
    return f"{type(error).__name__} in {ours[-1] if ours else 'the app'}"
