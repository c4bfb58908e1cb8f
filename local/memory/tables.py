"""Tables in memory."""

import base64
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from local.memory.eventful import Eventful
from shared import clock
from shared.storage.row import Row
from shared.storage.tables import TRANSACTION, UNSENDABLE, RowChanged, Written, from_entity, is_key, to_entity

PAGE = 1_000
"""Entities in one answer of a query (Azure Table storage)."""


class _Entity(dict[str, Any]):
    """An entity as the SDK gives it: a dictionary with the ETag beside it."""

    def __init__(self, content: bytes, etag: str) -> None:
        super().__init__(json.loads(content, object_hook=_bytes_again))
        self.metadata = {"etag": etag}


@dataclass(frozen=True)
class Stored:
    """An entity as somebody with the whole account sees it: what it holds, its ETag, and when it was last written."""

    kind: type[Row]
    content: bytes
    etag: str
    timestamp: datetime


class MemoryTables(Eventful):
    """`Tables` in memory. `operations` lists the requests that the service would get, each as (what, table).

    `now` gives the time of each write, which the service keeps as the entity's timestamp.
    """

    def __init__(self, now: Callable[[], datetime] = clock.now) -> None:
        super().__init__()
        self.operations: list[tuple[str, str]] = []
        self._now = now
        self._tables: dict[str, dict[tuple[str, str], Stored]] = {}
        self._version = 0

    def rows[R: Row](self, kind: type[R]) -> list[R]:
        """All rows of a kind, in order. Only tests ask for them; the café never does."""
        table = self._tables.get(kind.TABLE, {})
        return [_row(kind, table[key]) for key in sorted(table) if table[key].kind is kind]

    def everything(self) -> list[Stored]:
        """Every entity of every table, in order of table and keys: what somebody with the whole account sees."""
        return [stored for _, table in sorted(self._tables.items()) for _, stored in sorted(table.items())]

    def put[R: Row](self, row: R) -> R:
        """Put this row there, whatever was there before. A test arranges rows so; it counts as no operation."""
        self._store(row)
        return row.model_copy(update={"etag": self._tables[row.TABLE][row.key].etag})

    def insert(self, row: Row) -> bool:
        with self._call("insert"):
            return self._insert(row)

    def insert_all[R: Row](self, rows: Sequence[R]) -> list[R]:
        with self._call("insert_all"):
            return [row for chunk in batched(rows, TRANSACTION, strict=False) for row in self._transaction(chunk)]

    def put_latest(self, row: Row) -> None:
        with self._call("put_latest"):
            self.operations.append(("put_latest", row.TABLE))
            self._store(row)

    def get[R: Row](self, kind: type[R], key: tuple[str, str]) -> R | None:
        with self._call("get"):
            if not all(map(is_key, key)):
                return None
            self.operations.append(("get", kind.TABLE))
            found = self._tables.get(kind.TABLE, {}).get(key)
            return _row(kind, found) if found else None

    def replace[R: Row](self, row: R) -> R:
        with self._call("replace"):
            if not row.etag:
                raise ValueError("only a row that was read can be replaced")
            self.operations.append(("replace", row.TABLE))
            if self._etag(row) != row.etag:
                raise RowChanged(row.TABLE)
            return self.put(row)

    def change_together(self, rows: Sequence[Row]) -> None:
        with self._call("change_together"):
            _must_fit_together(rows)
            self.operations.append(("transaction", rows[0].TABLE))
            if any(self._etag(row) != row.etag for row in rows):
                raise RowChanged(rows[0].TABLE)
            for row in rows:
                _storable(row.TABLE, to_entity(row))
            for row in rows:
                self._store(row)

    def delete(self, row: Row) -> None:
        with self._call("delete"):
            self.operations.append(("delete", row.TABLE))
            self._tables.get(row.TABLE, {}).pop(row.key, None)

    def partition[R: Row](
        self, kind: type[R], partition: str, start: str = "", end: str = "", *, most: int = 0
    ) -> Iterator[R]:
        with self._call("partition"):
            if not is_key(partition) or UNSENDABLE.search(start + end):
                return
            found = self._found(kind, lambda key: key[0] == partition and key[1] >= start and (not end or key[1] < end))
        yield from self._pages(kind, found, most or PAGE)

    def partitions[R: Row](self, kind: type[R], start: str, end: str) -> Iterator[R]:
        with self._call("partitions"):
            found = self._found(kind, lambda key: start <= key[0] < end)
        yield from self._pages(kind, found)

    def written[R: Row](
        self, kind: type[R], partition: str, since: datetime | None, key: str = ""
    ) -> Iterator[Written[R]]:
        with self._call("written"):
            if not is_key(partition) or not is_key(key):
                return
            found = self._found(kind, lambda one: one[0] == partition and key in ("", one[1]))
        wanted = [entity for entity in found if since is None or entity.timestamp >= since]
        for entity, row in zip(wanted, self._pages(kind, wanted), strict=True):
            yield Written(row, entity.timestamp)

    def _found(self, kind: type[Row], is_wanted: Callable[[tuple[str, str]], bool]) -> list[Stored]:
        self._page_of(kind)
        table = self._tables.get(kind.TABLE, {})
        return [table[key] for key in sorted(filter(is_wanted, table))]

    def _pages[R: Row](self, kind: type[R], found: Sequence[Stored], size: int = PAGE) -> Iterator[R]:
        for number, entity in enumerate(found):
            if number and number % size == 0:
                self._page_of(kind)
            yield _row(kind, entity)

    def _page_of(self, kind: type[Row]) -> None:
        self.operations.append(("query", kind.TABLE))

    def _insert(self, row: Row) -> bool:
        self.operations.append(("insert", row.TABLE))
        if row.key in self._tables.get(row.TABLE, {}):
            return False
        self._store(row)
        return True

    def _transaction[R: Row](self, rows: Sequence[R]) -> list[R]:
        _must_fit_together(rows)
        self.operations.append(("transaction", rows[0].TABLE))
        taken = self._tables.get(rows[0].TABLE, {})
        if any(row.key in taken for row in rows):  # the whole of it is refused
            return [row for row in rows if self._insert(row)]
        for row in rows:
            self._store(row)
        return list(rows)

    def _store(self, row: Row) -> None:
        entity = to_entity(row)
        _storable(row.TABLE, entity)
        self._version += 1
        content = json.dumps(entity, ensure_ascii=False, default=_bytes_as_json).encode()
        self._tables.setdefault(row.TABLE, {})[row.key] = Stored(
            type(row), content, f'W/"{self._version}"', self._now()
        )

    def _etag(self, row: Row) -> str:
        """The version of this row that is there; empty if there is none."""
        found = self._tables.get(row.TABLE, {}).get(row.key)
        return found.etag if found else ""


BYTES = "bytes in base64"


def _bytes_as_json(value: bytes) -> dict[str, str]:
    return {BYTES: base64.b64encode(value).decode()}


def _bytes_again(value: dict[str, Any]) -> Any:
    return base64.b64decode(value[BYTES]) if BYTES in value else value


def _row[R: Row](kind: type[R], stored: Stored) -> R:
    return from_entity(kind, _Entity(stored.content, stored.etag))


def _must_fit_together(rows: Sequence[Row]) -> None:
    keys = [row.key for row in rows]
    if len({partition for partition, _ in keys}) > 1 or len(set(keys)) < len(keys):
        raise ValueError("a transaction is about one partition, and about each row once")


FORBIDDEN = re.compile(r"[/\\#?\x00-\x1f\x7f-\x9f]")
"""What no key may contain (Azure Table storage's data model)."""


def _storable(table: str, entity: dict[str, Any]) -> None:
    """Raise ValueError for what Azure Table storage would not keep."""
    for name in ("PartitionKey", "RowKey"):
        key = entity[name]
        if FORBIDDEN.search(key) or len(key.encode("utf-16-le")) > 1024:
            raise ValueError(f"{table}: {name} {key!r} has a forbidden character or is over 1 KiB")
    size = sum(2 * len(name) + _size(value) for name, value in entity.items())
    if len(entity) > 255 or size > 2**20:
        raise ValueError(f"{table}: an entity has at most 252 own properties, and 1 MiB")
    for name, value in entity.items():
        if _size(value) > 2**16:
            raise ValueError(f"{table}: {name} is over 64 KiB")
        if isinstance(value, int) and not -(2**31) <= value < 2**31:
            raise ValueError(f"{table}: {name} does not fit 32 bits, which is what the SDK stores an int in")


def _size(value: object) -> int:
    """How many bytes the value takes in the service."""
    if isinstance(value, str):
        return len(value.encode("utf-16-le"))
    return len(value) if isinstance(value, bytes) else 8


# --- queues -----------------------------------------------------------------------------------------------


# --- Graph ------------------------------------------------------------------------------------------------


# --- feeds ------------------------------------------------------------------------------------------------
