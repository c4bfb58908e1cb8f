"""Erasing: a person asks us to forget them.

`records` lists what we keep about people. The rest does not lead to a person. Deliveries, attendance counts and the
audit trail carry a keyed hash at most. Questions and words of feedback name nobody. Mails in the mailbox are removed
there (docs/operating.md).
"""

from datetime import datetime

from shared.audit_trail.entering import enter
from shared.bulletin.subscriptions import end
from shared.errors import NotUsable
from shared.gate.naming_nobody import must_name_nobody
from shared.privacy.about_somebody import Person, sessions_kept
from shared.privacy.records import RECORDS, Record
from shared.registrations.registering import withdraw
from shared.registrations.rows import Standing
from shared.services import Services
from shared.text.addresses import is_address, mended_address
from shared.versions.erasing import erase_from_versions


def erase(services: Services, email: str, reason: str, who: str, now: datetime) -> int:
    """Forget the person with this address. Returns how many rows are gone. A second time finds newer rows.

    Raises `NotUsable` if this is not an address, or if the reason names somebody.
    """
    address = mended_address(email)
    if not is_address(address):
        raise NotUsable("email: this is not an email address.")
    must_name_nobody(services.programme, reason)
    person = Person(address, services.keys.person(address))
    enter(services, who, "erase", f"person.{person.key}", reason, now, at=now.isoformat())
    first = [one for one in RECORDS if one.kind is Standing]  # so that they join no session meanwhile
    erased = sum(_erase(services, record, person, now) for record in first)
    for session in sessions_kept(services, now):
        if session.end > now:
            withdraw(services, session.id, person.key, now)
    for audience in services.programme.audiences:
        end(services, audience, person.key, now)
    erase_from_versions(services, person.key)
    return erased + sum(_erase(services, record, person, now) for record in RECORDS)


def _erase(services: Services, record: Record, person: Person, now: datetime) -> int:
    """Remove these rows. Returns how many there were; copies do not count."""
    found = list(record.of_person(services, person, now)) if record.of_person else []
    for row in found:
        services.tables.delete(row)
    return 0 if record.is_copy else len(found)
