"""A storage queue's message, in the form a function gets it."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from azure.storage.queue import QueueMessage

from local.host.worker.protos import TypedData


@dataclass(frozen=True)
class Delivery:
    """What the service says about a message it hands out. Times are aware, in UTC."""

    id: str
    pop_receipt: str
    dequeue_count: int
    inserted: datetime
    expires: datetime
    next_visible: datetime
    content: str  # as it lies in the queue


def delivery_of(message: QueueMessage) -> Delivery:
    """The SDK's message, with the fields that it leaves optional filled in."""
    now = datetime.now(UTC)
    return Delivery(
        id=message.id,
        pop_receipt=message.pop_receipt or "",
        dequeue_count=message.dequeue_count or 1,
        inserted=message.inserted_on or now,
        expires=message.expires_on or now,
        next_visible=message.next_visible_on or now,
        content=message.content or "",
    )


def decoded(content: str, encoding: Literal["base64", "none"]) -> str | None:
    """The text of the message, decoded where host.json asks for base64. None if it is not base64 then."""
    if encoding == "none":
        return content
    try:
        return base64.b64decode("".join(content.split()), validate=True).decode("utf-8", "replace")
    except ValueError:  # binascii's own error is one, and so is text that is not ASCII
        return None


def metadata(delivery: Delivery, text: str) -> Mapping[str, TypedData]:
    """The trigger metadata that `azure.functions.QueueMessage` is made of.

    As in Azure, a key of a JSON message with the name of one of these, in any case, replaces it. For example,
    the `id` in a message becomes its `msg.id`.
    """
    fields = {
        "QueueTrigger": TypedData(string=text),
        "Id": TypedData(string=delivery.id),
        "PopReceipt": TypedData(string=delivery.pop_receipt),
        "DequeueCount": TypedData(json=str(delivery.dequeue_count)),
        "InsertionTime": _moment(delivery.inserted),
        "ExpirationTime": _moment(delivery.expires),
        "NextVisibleTime": _moment(delivery.next_visible),
    }
    names = {name.lower(): name for name in fields}
    for key, value in _members(text).items():
        if name := names.get(key.lower()):
            fields[name] = TypedData(string=value) if isinstance(value, str) else TypedData(json=json.dumps(value))
    return fields


def _moment(when: datetime) -> TypedData:
    return TypedData(json=json.dumps(when.isoformat()))


def _members(text: str) -> Mapping[str, object]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
