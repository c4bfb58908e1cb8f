"""Reading the audit trail: a page at a time, the newest act first, however long it has become."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from shared.audit_trail.rows import AuditEntry, Listed, ListedEntry, list_of
from shared.colleagues.knowing import names_of_team
from shared.services import Services
from shared.text.months import is_month, month_before

PAGE = 50
"""How many acts a page shows."""

MONTHS = 6
"""A page looks at so many months at most. If it found too little, the next page goes on from there."""

LOOKED_AT = 500
"""A page reads so many acts at most, if it leaves out most of what it reads."""

MOST = 20_000
"""Most acts that are given away at once, as a file or to a program."""


@dataclass(frozen=True)
class Filter:
    """Which acts are wanted. Empty: all."""

    month: str = ""
    """As in `2026-12`."""
    who: str = ""
    act: str = ""
    about: str = ""

    @property
    def under(self) -> str:
        """The list that is read: the one with the fewest acts in it."""
        by = {Listed.ABOUT: self.about, Listed.WHO: self.who, Listed.ACT: self.act}
        return next((list_of(kind, value) for kind, value in by.items() if value), "")

    @property
    def is_one_list(self) -> bool:
        """Whether everything in that list is wanted."""
        return sum(map(bool, (self.who, self.act, self.about))) <= 1

    def has(self, entry: AuditEntry) -> bool:
        """Whether it is one of them. The month is the partition's."""
        return all(
            wanted in ("", found)
            for wanted, found in ((self.who, entry.who), (self.act, entry.act), (self.about, entry.about))
        )


@dataclass(frozen=True)
class Page:
    """Some acts, the newest first, and where the next page begins: empty if there is none."""

    entries: tuple[AuditEntry, ...]
    next: str = ""


def page_of(services: Services, wanted: Filter, now: datetime, begin: str = "") -> Page:
    """A page of these acts. `begin` is the `next` of the page before; anything else that it says is no page."""
    found: list[AuditEntry] = []
    looked_at = 0
    month, start = _place(wanted, begin, now)
    first = f"{now - timedelta(days=services.programme.retention.audit):%Y-%m}"
    for _ in range(MONTHS):
        for entry in _entries(services, wanted, month, start):
            if len(found) == PAGE or looked_at == LOOKED_AT:
                return Page(tuple(found), f"{month}.{_key(wanted, entry)}")
            looked_at += 1
            found += [entry] if wanted.has(entry) else []
        month, start = month_before(month), ""
        if wanted.month or month < first:
            return Page(tuple(found))
    return Page(tuple(found), f"{month}.")


def entries_of(services: Services, wanted: Filter, now: datetime, most: int) -> Iterator[AuditEntry]:
    """These acts, the newest first, at most so many: of the month that is wanted, or of the last twelve."""
    return islice(_all(services, wanted, now), most)


def names_of(services: Services) -> Mapping[str, str]:
    """The name of everybody who may have acted, by object id."""
    return names_of_team(services.tables)


def _all(services: Services, wanted: Filter, now: datetime) -> Iterator[AuditEntry]:
    month = wanted.month or f"{now:%Y-%m}"
    for _ in range(1 if wanted.month else 12):
        yield from filter(wanted.has, _entries(services, wanted, month))
        month = month_before(month)


def _entries(services: Services, wanted: Filter, month: str, start: str = "") -> Iterator[AuditEntry]:
    under = wanted.under
    begin = f"{under}.{start}" if under else start
    end = f"{under}/" if under else AuditEntry.END
    return services.tables.partition(
        ListedEntry, month, start=begin, end=end, most=(PAGE if wanted.is_one_list else LOOKED_AT) + 1
    )


def _key(wanted: Filter, entry: AuditEntry) -> str:
    """The entry's place in the list, without the list's name: no page of another list has it."""
    return entry.key[1].removeprefix(f"{wanted.under}.")


def _place(wanted: Filter, begin: str, now: datetime) -> tuple[str, str]:
    """The month and the place in it where a page begins."""
    month, _, start = begin.partition(".")
    newest = wanted.month or f"{now:%Y-%m}"
    return (month, start) if is_month(month) and month <= newest else (newest, "")
