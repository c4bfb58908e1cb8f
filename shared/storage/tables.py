"""Azure Tables: rows in, rows out. The only file that knows the SDK; its errors become ours.

An answer that we do not understand is no answer. It never says that a row is not there.

A single value is a column. Everything else is JSON in a column named `…_json`. Text too long for one column
continues in `…_2`, `…_3`, and so do bytes. (64 KiB a property, 1 MiB an entity: Azure Table storage's data model.)
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import batched
from typing import Any, Protocol

from azure.core import MatchConditions
from azure.core.credentials import TokenCredential
from azure.core.exceptions import (
    AzureError,
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
from shared.storage.transport import TABLES, Heard, StorageTransport
from shared.storage.unavailable import UNREADABLE, StorageUnavailable, sdk_errors_as_ours, understood

TRANSACTION = 100
"""Most entities in one transaction (Azure Table storage)."""

COLUMN = 30_000
"""UTF-16 units kept in one column; the limit is 32,768."""

BYTES = 60_000
"""Bytes kept in one column; the limit is 65,536."""


CLOCK = "clock"
"""A table that does not exist: storage says so, and what time it is."""

RETRIES = 4
"""The SDK tries again so often, for about ten seconds (its default of ten takes minutes). Then the queue does."""

CONFLICTS = frozenset({"UpdateConditionNotSatisfied", "ConditionNotMet", "ResourceNotFound", "EntityAlreadyExists"})
"""The service's error codes for a row that is not as it was read, is gone, or is there already."""

UNSENDABLE = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
FORBIDDEN_IN_KEYS = re.compile(rf"[/\\#?]|{UNSENDABLE.pattern}")
LONGEST_KEY = 512
"""The characters that no key has, and a key's most characters ("Understanding the Table service data model").

Web addresses bring such keys. No row has one, and the service answers with an error if it is asked for one.
"""


class RowChanged(MayPassLater):
    """Somebody changed or removed the row after it was read. Read it again, then decide again."""


@dataclass(frozen=True)
class Written[R: Row]:
    """A row, and the time by storage's clock at which it was last written."""

    row: R
    at: datetime


class Tables(Protocol):
    """What the café does with its rows."""

    def insert(self, row: Row) -> bool:
        """Insert the row. If its key is taken, change nothing and return False."""

    def insert_all[R: Row](self, rows: Sequence[R]) -> list[R]:
        """Insert rows of one partition. Returns the new ones. Up to 100 rows cost one operation."""

    def put_latest(self, row: Row) -> None:
        """Write this row over any row with its key. If two are written at the same moment, either may stay."""

    def get[R: Row](self, kind: type[R], key: tuple[str, str]) -> R | None:
        """The row with this key, or None."""

    def replace[R: Row](self, row: R) -> R:
        """Replace the version `row.etag` of the row. Returns the row as it is now. Raises `RowChanged`."""

    def change_together(self, rows: Sequence[Row]) -> None:
        """Write rows of one partition, all of them or none: rows that were read are replaced, new ones inserted.

        This is one operation. Raises `RowChanged` if somebody changed one of them, or if a new one is there already.
        """

    def delete(self, row: Row) -> None:
        """Remove the row, whatever its version. It is no error if the row is gone already."""

    def partition[R: Row](
        self, kind: type[R], partition: str, start: str = "", end: str = "", *, most: int = 0
    ) -> Iterator[R]:
        """The rows of a partition in order of row key, from `start` (inclusive) to `end` (exclusive), if given.

        One request brings at most `most` rows, if given: for a page that shows so many.
        """

    def partitions[R: Row](self, kind: type[R], start: str, end: str) -> Iterator[R]:
        """The rows of every partition from `start` (inclusive) to `end` (exclusive)."""

    def written[R: Row](
        self, kind: type[R], partition: str, since: datetime | None, key: str = ""
    ) -> Iterator[Written[R]]:
        """The rows of a partition that were written at `since` or later (all, if it is None), in order of row key.

        With `key`, that row alone. `since` is a time by storage's clock. A row that was deleted is not among them.
        """


class AzureTables:
    """`Tables` on Azure Table storage or its emulator. The first use of a table creates it."""

    def __init__(self, service: TableServiceClient) -> None:
        self._service = service
        self._table: Callable[[str], TableClient] = cache(service.get_table_client)

    @classmethod
    def from_connection_string(cls, connection: str, heard: Heard | None = None) -> "AzureTables":
        """The tables of the emulator. `heard` is told storage's time."""
        transport = StorageTransport(TABLES, heard)
        return cls(TableServiceClient.from_connection_string(connection, retry_total=RETRIES, transport=transport))

    @classmethod
    def from_identity(cls, uri: str, credential: TokenCredential, heard: Heard | None = None) -> "AzureTables":
        """The tables at this endpoint, with a managed identity. `heard` is told storage's time."""
        transport = StorageTransport(TABLES, heard)
        return cls(TableServiceClient(uri, credential=credential, retry_total=RETRIES, transport=transport))

    def ask_the_time(self) -> None:
        """Ask for a row that is not there, so that `heard` is told storage's time. No answer is no error."""
        with suppress(AzureError, *UNREADABLE):
            self._table(CLOCK).get_entity(CLOCK, CLOCK, retry_total=0, connection_timeout=3, read_timeout=3)

    @sdk_errors_as_ours()
    def insert(self, row: Row) -> bool:
        try:
            entity = to_entity(row)
            self._creating_table(row.TABLE, lambda table: table.create_entity(entity))
        except ResourceExistsError:
            return False
        return True

    @sdk_errors_as_ours()
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
        done = self._creating_table(rows[0].TABLE, lambda table: table.submit_transaction(operations))
        if len(done) != len(rows):
            raise StorageUnavailable(f"an answer about {len(done)} rows to a transaction of {len(rows)}")

    @sdk_errors_as_ours()
    def put_latest(self, row: Row) -> None:
        entity = to_entity(row)
        self._creating_table(row.TABLE, lambda table: table.upsert_entity(entity, UpdateMode.REPLACE))

    @sdk_errors_as_ours()
    def get[R: Row](self, kind: type[R], key: tuple[str, str]) -> R | None:
        if not all(map(is_key, key)):
            return None
        try:
            entity = understood(lambda: _checked(self._table(kind.TABLE).get_entity(*key), *key))
        except ResourceNotFoundError:
            return None
        return from_entity(kind, entity)

    @sdk_errors_as_ours()
    def replace[R: Row](self, row: R) -> R:
        try:
            entity, table = to_entity(row), self._table(row.TABLE)
            answer = table.update_entity(
                entity, UpdateMode.REPLACE, etag=row.etag, match_condition=MatchConditions.IfNotModified
            )
        except (ResourceModifiedError, ResourceNotFoundError) as changed:
            raise RowChanged(row.TABLE) from changed
        if not answer["etag"]:
            raise StorageUnavailable("a row that was replaced has no version")
        return row.model_copy(update={"etag": answer["etag"]})

    @sdk_errors_as_ours()
    def change_together(self, rows: Sequence[Row]) -> None:
        operations = [_change(row) for row in rows]
        try:
            self._creating_table(rows[0].TABLE, lambda table: table.submit_transaction(operations))
        except (TableTransactionError, ResourceModifiedError, ResourceNotFoundError) as refused:
            if _code(refused) not in CONFLICTS:
                raise
            raise RowChanged(rows[0].TABLE) from refused

    @sdk_errors_as_ours()
    def delete(self, row: Row) -> None:
        self._table(row.TABLE).delete_entity(*row.key)

    def partition[R: Row](
        self, kind: type[R], partition: str, start: str = "", end: str = "", *, most: int = 0
    ) -> Iterator[R]:
        if not is_key(partition) or UNSENDABLE.search(start + end):
            return
        query, parameters = "PartitionKey eq @partition", {"partition": partition}
        if start:
            query, parameters = query + " and RowKey ge @start", parameters | {"start": start}
        if end:
            query, parameters = query + " and RowKey lt @end", parameters | {"end": end}
        yield from self._found(kind, query, parameters, most)

    def partitions[R: Row](self, kind: type[R], start: str, end: str) -> Iterator[R]:
        query = "PartitionKey ge @start and PartitionKey lt @end"
        yield from self._found(kind, query, {"start": start, "end": end})

    def written[R: Row](
        self, kind: type[R], partition: str, since: datetime | None, key: str = ""
    ) -> Iterator[Written[R]]:
        if not is_key(partition) or not is_key(key):
            return
        query, parameters = "PartitionKey eq @partition", dict[str, Any](partition=partition)
        if since:
            query, parameters = query + " and Timestamp ge @since", parameters | {"since": since.astimezone(UTC)}
        if key:
            query, parameters = query + " and RowKey eq @key", parameters | {"key": key}
        for entity in self._entities(kind, query, parameters):
            if not isinstance(entity.metadata["timestamp"], datetime):
                raise StorageUnavailable("a row that does not say when it was written")
            yield Written(from_entity(kind, entity), entity.metadata["timestamp"])

    def _found[R: Row](self, kind: type[R], query: str, parameters: dict[str, Any], most: int = 0) -> Iterator[R]:
        return (from_entity(kind, entity) for entity in self._entities(kind, query, parameters, most))

    def _entities(self, kind: type[Row], query: str, parameters: dict[str, Any], most: int = 0) -> Iterator[Any]:
        with sdk_errors_as_ours(), suppress(ResourceNotFoundError):  # no table: nothing was ever kept in it
            table = self._table(kind.TABLE)
            found = iter(table.query_entities(query, parameters=parameters, results_per_page=most or None))
            while entity := understood(lambda: _checked(next(found, None))):
                yield entity

    def _creating_table[T](self, name: str, insert: Callable[[TableClient], T]) -> T:
        """Insert into the table. Create it first if there is none."""
        table = self._table(name)
        try:
            return insert(table)
        except HttpResponseError as missing:  # when we insert, only the table can be missing
            if not isinstance(missing, ResourceNotFoundError) and _code(missing) != "TableNotFound":
                raise
            self._service.create_table_if_not_exists(name)
            return insert(table)


def _change(row: Row) -> tuple[TransactionOperation, dict[str, Any], dict[str, Any]]:
    """The row's part in a transaction: it replaces the version that was read, or it is new."""
    if not row.etag:
        return TransactionOperation.CREATE, to_entity(row), {}
    this_version = {"etag": row.etag, "match_condition": MatchConditions.IfNotModified}
    return TransactionOperation.UPDATE, to_entity(row), {"mode": UpdateMode.REPLACE, **this_version}


def is_key(key: str) -> bool:
    """Whether a row can have this partition or row key."""
    return len(key) <= LONGEST_KEY and not FORBIDDEN_IN_KEYS.search(key)


def _checked(entity: Any, *key: str) -> Any:
    """The entity, if it is one and has this key. `None` is none. Raises `ValueError` for anything else."""
    if entity is None:
        return None
    found = (entity["PartitionKey"], entity["RowKey"])
    if not entity.metadata["etag"] or (key and found != key):
        raise ValueError("another entity than was asked for")
    return entity


def _code(error: HttpResponseError) -> str:
    """The service's error code. The SDK sets it on most of its errors, but does not declare it."""
    return str(getattr(error, "error_code", ""))


def to_entity(row: Row) -> dict[str, Any]:
    """The row in the SDK's form. Fields that are None are left out."""
    entity: dict[str, Any] = {"PartitionKey": row.key[0], "RowKey": row.key[1]}
    raw = {name: value for name, value in row if isinstance(value, bytes)}
    for name, value in raw.items():
        entity |= _parts(name, value, BYTES)
    for name, value in row.model_dump(mode="json", exclude={"etag", *raw}, exclude_none=True).items():
        if isinstance(value, list | dict):
            entity |= _columns(f"{name}_json", json.dumps(value, ensure_ascii=False, separators=(",", ":")))
        elif isinstance(value, str):
            entity |= _columns(name, value)
        else:
            entity[name] = value
    return entity


def from_entity[R: Row](kind: type[R], entity: Any) -> R:
    """The row that `to_entity` turned into this entity."""
    values: dict[str, Any] = {"etag": entity.metadata["etag"]}
    for name in kind.model_fields:
        if f"{name}_json" in entity:
            values[name] = json.loads(_joined(entity, f"{name}_json"))
        elif isinstance(entity.get(name), str | bytes):
            values[name] = _joined(entity, name)
        elif name in entity:
            values[name] = entity[name]
    return kind.model_validate(values)


def _columns(name: str, text: str) -> dict[str, str]:
    """The text as columns. A character is at most two UTF-16 units."""
    return _parts(name, text, COLUMN // 2)


def _parts[T: (str, bytes)](name: str, whole: T, size: int) -> dict[str, T]:
    """The whole as columns: the first has the plain name, the others have numbered names."""
    parts = [whole[start : start + size] for start in range(0, len(whole), size)] or [whole]
    return {name if number == 1 else f"{name}_{number}": part for number, part in enumerate(parts, 1)}


def _joined(entity: Any, name: str) -> Any:
    """The text or the bytes of these columns."""
    parts, number = [entity[name]], 2
    while f"{name}_{number}" in entity:
        parts.append(entity[f"{name}_{number}"])
        number += 1
    return parts[0][:0].join(parts)
