"""JSON documents as Graph exchanges them, and typed looks into them."""

import base64
from collections.abc import Iterable
from datetime import UTC, datetime

type Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
type Document = dict[str, Json]


def text(document: Document, name: str) -> str:
    """The string under `name`; empty where there is none."""
    value = document.get(name)
    return value if isinstance(value, str) else ""


def inner(document: Document, name: str) -> Document:
    """The object under `name`; an empty one where there is none."""
    value = document.get(name)
    return value if isinstance(value, dict) else {}


def rows(document: Document, name: str) -> list[Document]:
    """The objects of the list under `name`."""
    value = document.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def listed(documents: Iterable[Document]) -> list[Json]:
    """The same objects as a JSON value (lists are invariant to the type checker)."""
    return list(documents)


def stamp(moment: datetime) -> str:
    """A DateTimeOffset as Graph writes it, whole seconds, UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def opaque(*parts: str) -> str:
    """A token that is safe in a path and says nothing to its reader."""
    return base64.urlsafe_b64encode("|".join(parts).encode()).decode().rstrip("=")
