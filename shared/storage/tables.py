"""Azure Tables: rows in, rows out. The only file that knows the SDK; its errors become ours.

Scalars are columns, everything else is JSON in a column named `…_json`; text beyond a column's limit
continues in `…_2`, `…_3`. (64 KiB a property, 1 MiB an entity: Azure Table storage's data model.)
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from itertools import batched
from typing import Any, Protocol

from azure.core import MatchConditions
from azure.core.credentials import TokenCredential
from azure.core.exceptions import (
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.data.tables import (
    TableClient,
    TableServiceClient,
    TableTransactionError,
    TransactionOperation,
    UpdateMode,
)

from shared.errors import MayPassLater
from shared.storage.row import Row
from shared.storage.unavailable import as_ours

TRANSACTION = 100
"""Entities in one transaction at most (Azure Table storage)."""

COLUMN = 30_000
"""UTF-16 units kept in one column; the limit is 32,768."""


RETRIES = 4
"""Tried again so often by the SDK, within some ten seconds (its own ten tries take minutes); then by the queue."""

UNSPEAKABLE = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
NO_KEY = re.compile(rf"[/\\#?]|{UNSPEAKABLE.pattern}")
LONGEST_KEY = 512
"""What no key has in it, and how many characters it has at most ("Understanding the Table service data model").

Addresses bring such keys: nothing is there, and the service, asked for them, answers with an error.
"""


class RowChanged(MayPassLater):
    """Somebody changed or removed the row after it was read: read it again and decide anew."""


class Tables(Protocol):
    """What the café does with its rows."""

    def insert(self, row: Row) -> bool:
        """Insert the row; False, changing nothing, if its key is taken."""

    def insert_all[R: Row](self, rows: Sequence[R]) -> list[R]:
        """Insert rows of one partition; those that were new. Up to 100 cost one operation."""

    def put_latest(self, row: Row) -> None:
        """Keep this row, whatever was there with its key: of two at the same moment either may stay."""

    def get[R: Row](self, kind: type[R], key: tuple[str, str]) -> R | None:
        """The row with this key, or None."""

    def replace[R: Row](self, row: R) -> R:
        """Replace the row that was read as `row.etag`; the row as it is now. Raises `RowChanged`."""

    def delete(self, row: Row) -> None:
        """Remove the row, whatever its version; one that is gone is fine."""

    def partition[R: Row](self, kind: type[R], partition: str, start: str = "", end: str = "") -> Iterator[R]:
        """The rows of a partition by row key, from `start` (inclusive) to `end` (exclusive) where given."""

    def partitions[R: Row](self, kind: type[R], start: str, end: str) -> Iterator[R]:
        """The rows of every partition from `start` (inclusive) to `end` (exclusive)."""


class AzureTables:
    """`Tables` on Azure Table storage or its emulator. A table that is missing is made on first use."""

    def __init__(self, service: TableServiceClient) -> None:
        self._service = service
        self._table: Callable[[str], TableClient] = cache(service.get_table_client)

    @classmethod
    def from_connection_string(cls, connection: str) -> "AzureTables":
        """The tables of the emulator."""
        return cls(TableServiceClient.from_connection_string(connection, retry_total=RETRIES))

    @classmethod
    def from_identity(cls, uri: str, credential: TokenCredential) -> "AzureTables":
        """The tables at this endpoint, with a managed identity."""
        return cls(TableServiceClient(uri, credential=credential, retry_total=RETRIES))

    @as_ours()
    def insert(self, row: Row) -> bool:
        try:
            self._making(row.TABLE, lambda table: table.create_entity(to_entity(row)))
        except ResourceExistsError:
            return False
        return True

    @as_ours()
    def insert_all[R: Row](self, rows: Sequence[R]) -> list[R]:
        new: list[R] = []
        for chunk in batched(rows, TRANSACTION, strict=False):
            try:
                self._insert_together(chunk)
                new.extend(chunk)
            except TableTransactionError as refused:
                if _code(refused) != "EntityAlreadyExists":
                    raise
                new.extend(row for row in chunk if self.insert(row))
        return new

    def _insert_together(self, rows: Sequence[Row]) -> None:
        operations = [(TransactionOperation.CREATE, to_entity(row)) for row in rows]
        self._making(rows[0].TABLE, lambda table: table.submit_transaction(operations))

    @as_ours()
    def put_latest(self, row: Row) -> None:
        self._making(row.TABLE, lambda table: table.upsert_entity(to_entity(row), UpdateMode.REPLACE))

    @as_ours()
    def get[R: Row](self, kind: type[R], key: tuple[str, str]) -> R | None:
        if not all(map(is_key, key)):
            return None
        try:
            return from_entity(kind, self._table(kind.TABLE).get_entity(*key))
        except ResourceNotFoundError:
            return None

    @as_ours()
    def replace[R: Row](self, row: R) -> R:
        try:
            answer = self._table(row.TABLE).update_entity(
                to_entity(row), UpdateMode.REPLACE, etag=row.etag, match_condition=MatchConditions.IfNotModified
            )
        except (ResourceModifiedError, ResourceNotFoundError) as changed:
            raise RowChanged(row.TABLE) from changed
        return row.model_copy(update={"etag": answer["etag"]})

    @as_ours()
    def delete(self, row: Row) -> None:
        self._table(row.TABLE).delete_entity(*row.key)

    def partition[R: Row](self, kind: type[R], partition: str, start: str = "", end: str = "") -> Iterator[R]:
        if not is_key(partition) or UNSPEAKABLE.search(start + end):
            return
        query, parameters = "PartitionKey eq @partition", {"partition": partition}
        if start:
            query, parameters = query + " and RowKey ge @start", parameters | {"start": start}
        if end:
            query, parameters = query + " and RowKey lt @end", parameters | {"end": end}
        yield from self._found(kind, query, parameters)

    def partitions[R: Row](self, kind: type[R], start: str, end: str) -> Iterator[R]:
        query = "PartitionKey ge @start and PartitionKey lt @end"
        yield from self._found(kind, query, {"start": start, "end": end})

    def _found[R: Row](self, kind: type[R], query: str, parameters: dict[str, str]) -> Iterator[R]:
        with as_ours(), suppress(ResourceNotFoundError):  # the table itself: nothing was ever kept there
            for entity in self._table(kind.TABLE).query_entities(query, parameters=parameters):
                yield from_entity(kind, entity)

    def _making(self, name: str, insert: Callable[[TableClient], object]) -> None:
        table = self._table(name)
        try:
            insert(table)
        except HttpResponseError as missing:  # of an insert, only the table itself can be missing
            if not isinstance(missing, ResourceNotFoundError) and _code(missing) != "TableNotFound":
                raise
            self._service.create_table_if_not_exists(name)
            insert(table)


def is_key(key: str) -> bool:
    """Whether a row can have this partition or row key."""
    return len(key) <= LONGEST_KEY and not NO_KEY.search(key)


def _code(error: HttpResponseError) -> str:
    """The service's error code, which the SDK sets on most of its errors without declaring it."""
    return str(getattr(error, "error_code", ""))


def to_entity(row: Row) -> dict[str, Any]:
    """The row as the SDK takes it. Fields that are None are left out."""
    entity: dict[str, Any] = {"PartitionKey": row.key[0], "RowKey": row.key[1]}
    for name, value in row.model_dump(mode="json", exclude={"etag"}, exclude_none=True).items():
        if isinstance(value, list | dict):
            entity |= _columns(f"{name}_json", json.dumps(value, ensure_ascii=False, separators=(",", ":")))
        elif isinstance(value, str):
            entity |= _columns(name, value)
        else:
            entity[name] = value
    return entity


def from_entity[R: Row](kind: type[R], entity: Any) -> R:
    """The row that `to_entity` made this of."""
    values: dict[str, Any] = {"etag": entity.metadata["etag"]}
    for name in kind.model_fields:
        if f"{name}_json" in entity:
            values[name] = json.loads(_joined(entity, f"{name}_json"))
        elif isinstance(entity.get(name), str):
            values[name] = _joined(entity, name)
        elif name in entity:
            values[name] = entity[name]
    return kind.model_validate(values)


def _columns(name: str, text: str) -> dict[str, str]:
    """The text under its name, and what is beyond a column's limit under numbered names."""
    units = COLUMN // 2  # a character is at most two UTF-16 units
    parts = [text[start : start + units] for start in range(0, len(text), units)] or [""]
    return {name if number == 1 else f"{name}_{number}": part for number, part in enumerate(parts, 1)}


def _joined(entity: Any, name: str) -> str:
    parts, number = [entity[name]], 2
    while f"{name}_{number}" in entity:
        parts.append(entity[f"{name}_{number}"])
        number += 1
    return "".join(parts)
