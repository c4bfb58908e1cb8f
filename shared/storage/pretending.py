"""Pretended tables: they read the café's rows, and keep every change to themselves. For what is shown and not done."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from shared.storage.row import Row
from shared.storage.tables import RowChanged, Tables, Written

type Place = tuple[str, tuple[str, str]]
"""A table, and a row's keys."""


class PretendedTables:
    """`Tables` over others. `having` are rows that seem to be there. `most` says how many rows of a kind are read."""

    def __init__(self, tables: Tables, having: Sequence[Row] = (), most: Mapping[type[Row], int] | None = None) -> None:
        self._tables, self._most = tables, most or {}
        self._rows: dict[Place, Row | None] = {(row.TABLE, row.key): row for row in having}

    def insert(self, row: Row) -> bool:
        """Nobody else ever sees the row."""
        if self.get(type(row), row.key) is not None:
            return False
        self._rows[row.TABLE, row.key] = row
        return True

    def insert_all[R: Row](self, rows: Sequence[R]) -> list[R]:
        """Nobody else ever sees the rows."""
        return [row for row in rows if self.insert(row)]

    def put_latest(self, row: Row) -> None:
        """Nobody else ever sees the row."""
        self._rows[row.TABLE, row.key] = row

    def get[R: Row](self, kind: type[R], key: tuple[str, str]) -> R | None:
        """The row as it is here, or else as it is there."""
        if (kind.TABLE, key) in self._rows:
            row = self._rows[kind.TABLE, key]
            return row if isinstance(row, kind) else None
        return self._tables.get(kind, key)

    def replace[R: Row](self, row: R) -> R:
        """Nobody else ever sees the change. Raises `RowChanged` if there is no such row."""
        if self.get(type(row), row.key) is None:
            raise RowChanged(row.TABLE)
        self._rows[row.TABLE, row.key] = row
        return row

    def change_together(self, rows: Sequence[Row]) -> None:
        """Nobody else ever sees the rows."""
        for row in rows:
            self.put_latest(row)

    def delete(self, row: Row) -> None:
        """It is gone here alone."""
        self._rows[row.TABLE, row.key] = None

    def partition[R: Row](
        self, kind: type[R], partition: str, start: str = "", end: str = "", *, most: int = 0
    ) -> Iterator[R]:
        """The rows there, with those here in their places."""
        limit = self._most.get(kind, 0)
        there = self._tables.partition(kind, partition, start, end, most=limit or most)
        rows: dict[str, Row | None] = {row.key[1]: row for row in islice(there, limit or None)}
        rows |= {
            key[1]: row
            for (table, key), row in self._rows.items()
            if table == kind.TABLE and key[0] == partition and key[1] >= start and (not end or key[1] < end)
        }
        yield from (row for _, row in sorted(rows.items()) if isinstance(row, kind))

    def partitions[R: Row](self, kind: type[R], start: str, end: str) -> Iterator[R]:
        """The rows there."""
        return self._tables.partitions(kind, start, end)

    def written[R: Row](
        self, kind: type[R], partition: str, since: datetime | None, key: str = ""
    ) -> Iterator[Written[R]]:
        """The rows there."""
        return self._tables.written(kind, partition, since, key)
