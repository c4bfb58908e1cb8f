"""Failed work by its cause, for a page: read in bounds, however much has failed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from shared.failures.failed_work import NoSuchWork
from shared.failures.rows import FailedState, FailedWork
from shared.services import Services

LOOKED_AT = 1_000
"""A page reads so many pieces at most: as many as one answer of storage holds."""

PAGE = 25
"""How many pieces of a cause a page lists."""


@dataclass(frozen=True)
class Causes:
    """The pieces of each cause, and whether these are all."""

    by_cause: dict[str, list[FailedWork]]
    is_all: bool


@dataclass(frozen=True)
class Pieces:
    """Some pieces of one cause, and where the next page begins: empty if there is none."""

    rows: tuple[FailedWork, ...]
    next: str = ""


def causes(services: Services) -> Causes:
    """What failed, by the id of its cause."""
    rows = list(islice(_from(services, ""), LOOKED_AT + 1))
    found: dict[str, list[FailedWork]] = {}
    for row in rows[:LOOKED_AT]:
        if row.state is FailedState.KEPT:
            found.setdefault(row.cause_id, []).append(row)
    return Causes(found, is_all=len(rows) <= LOOKED_AT)


def pieces_of(services: Services, cause_id: str, begin: str = "") -> Pieces:
    """A page of this cause's pieces, from the place that the page before gave. Raises `NoSuchWork` if there is none."""
    found: list[FailedWork] = []
    for number, row in enumerate(_from(services, begin)):
        if len(found) == PAGE or number == LOOKED_AT:
            return Pieces(tuple(found), row.key[1])
        found += [row] if row.state is FailedState.KEPT and row.cause_id == cause_id else []
    if not found:
        raise NoSuchWork("There is no failed work of this cause, or somebody has dealt with it.")
    return Pieces(tuple(found))


def _from(services: Services, begin: str) -> Iterator[FailedWork]:
    return services.tables.partition(FailedWork, FailedWork.PARTITION, start=begin)
