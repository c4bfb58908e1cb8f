"""What waits for a person of the team: emails that were refused or came back, and addresses that look like a slip.

The rows hold keys. The name and the address come from the rows about the person as they are now.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TypedDict

from shared.attention.matters import matters
from shared.attention.rows import Matter, MatterKind
from shared.audit_trail.entering import enter
from shared.bulletin.rows import Subscription
from shared.errors import NotThere, NotUsable
from shared.registrations.rows import Registration, Standing
from shared.services import Services
from shared.text.slips import meant


class WaitingShown(TypedDict):
    """One matter, with whom it is about. The address is empty if nothing about them is kept any more."""

    id: str
    kind: str
    about: str
    name: str
    email: str
    meant: str
    """For a slip: the address that was probably meant."""
    reason: str
    at: str


class NoSuchMatter(NotThere):
    """Nothing like this waits, or somebody has dealt with it."""


def waiting_for_you(services: Services) -> Iterator[WaitingShown]:
    """What waits, with names and addresses. An address that was corrected since is left out."""
    for matter in matters(services):
        name, email = _whom(services, matter)
        right = meant(email, services.programme.own_domains) if matter.kind is MatterKind.SLIP else ""
        if matter.kind is MatterKind.SLIP and not right:
            continue
        yield WaitingShown(
            id=matter.id,
            kind=matter.kind,
            about=matter.about,
            name=name,
            email=email,
            meant=right,
            reason=matter.reason,
            at=matter.at.isoformat(),
        )


def done_with(services: Services, matter_id: str, who: str, reason: str, now: datetime) -> None:
    """Somebody has dealt with it. Raises `NoSuchMatter`, or `NotUsable` without a reason."""
    there = services.tables.get(Matter, (Matter.PARTITION, matter_id))
    if there is None:
        raise NoSuchMatter("Nothing like this waits, or somebody has dealt with it.")
    if not reason:
        message = "Give a reason. It goes into the audit trail."
        raise NotUsable(message, [{"field": "reason", "message": message}])
    enter(services, who, "done", f"{there.kind}.{there.id}", reason, now)
    services.tables.delete(there)


def _whom(services: Services, matter: Matter) -> tuple[str, str]:
    """The name and the address of the person; empty if nothing about them is kept."""
    place = services.tables.get(Registration, (matter.about, matter.person))
    always = place or services.tables.get(Standing, (matter.about, matter.person))
    if always:
        return always.details.name, always.details.email
    for audience in services.programme.audiences:
        row = services.tables.get(Subscription, (audience, matter.person))
        if row and row.email:
            return row.name, row.email
    programme = services.programme
    team = [(one.name, one.email) for one in programme.facilitators]
    team += [(one.name, one.email) for one in programme.stakeholders]
    return next((one for one in team if services.keys.person(one[1]) == matter.person), ("", ""))
