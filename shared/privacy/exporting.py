"""Exporting: everything that we hold about one person, out of every table that `records` lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.audit_trail.entering import enter
from shared.gate.naming_nobody import must_name_nobody
from shared.privacy.about_somebody import Person
from shared.privacy.records import RECORDS, Record
from shared.registrations.rows import Registration, Standing
from shared.services import Services
from shared.storage.row import Row


@dataclass(frozen=True)
class HeldAbout:
    """What one table holds about a person."""

    kind: type[Row]
    rows: Sequence[Row]
    is_erased: bool
    """Whether these rows go when the person is erased. If not, they name nobody, or are emptied."""


def everything_held(services: Services, person: str, now: datetime) -> list[HeldAbout]:
    """What is held about the person with this key, table by table. Reads every session that is kept."""
    somebody = Person(address_of(services, person, now), person)
    found = [(record, _rows(services, record, somebody, now)) for record in RECORDS]
    return [HeldAbout(record.kind, rows, record.of_person is not None) for record, rows in found if rows]


def export(services: Services, person: str, reason: str, who: str, now: datetime) -> list[HeldAbout]:
    """What is held about the person, for them. Who asked for it, and why, is in the audit trail."""
    must_name_nobody(services.programme, reason)
    enter(services, who, "collect everything held", f"person.{person}", reason, now, at=now.isoformat())
    return everything_held(services, person, now)


def as_data(held: Sequence[HeldAbout]) -> dict[str, list[dict[str, object]]]:
    """The rows as values for JSON, by table."""
    return {one.kind.TABLE: [row.model_dump(mode="json", exclude={"etag"}) for row in one.rows] for one in held}


def address_of(services: Services, person: str, now: datetime) -> str:
    """The person's address as they gave it; empty if no row of theirs has it."""
    nameless = Person("", person)
    for record in RECORDS:
        if record.kind in (Standing, Registration) and record.of_person:
            for row in record.of_person(services, nameless, now):
                if isinstance(row, Standing | Registration):
                    return row.details.email
    return ""


def _rows(services: Services, record: Record, person: Person, now: datetime) -> list[Row]:
    search = record.also_told or record.of_person
    return list(search(services, person, now)) if search and not record.is_copy else []
