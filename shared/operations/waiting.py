"""What waits for a person: emails that did not arrive, addresses with a slip, sign-ups that contradict themselves.

The rows hold keys. The name and the address come from the rows about the person as they are now.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import TypedDict

from shared.attention.matters import matters
from shared.attention.rows import Matter, MatterKind
from shared.audit_trail.entering import enter
from shared.bulletin.rows import Subscription
from shared.errors import NotPossible, NotThere, NotUsable
from shared.forms.answers import read_answers
from shared.forms.rows import FormResponse
from shared.gate.naming_nobody import must_name_nobody
from shared.registrations.rows import Registration, Standing
from shared.registrations.sign_up import SignUp
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


SESSION = re.compile(r"-\d{4}-\d{2}-\d{2}$")
"""The end of a session's id: the day for which it was planned. What stands before it is its series."""


def waiting_for_you(
    services: Services, is_theirs: Callable[[Collection[str]], bool] = lambda _: True
) -> Iterator[WaitingShown]:
    """What waits, with names and addresses. An address that was corrected since is left out.

    `is_theirs` says whether somebody may see what is about these series.
    """
    for matter in matters(services):
        if not is_theirs(series_of_matter(services, matter)):
            continue
        shown = with_names(services, matter)
        if matter.kind is MatterKind.SLIP and not shown["meant"]:
            continue
        yield shown


def with_names(services: Services, matter: Matter) -> WaitingShown:
    """The matter with the name and the address of the person, as they are on file now."""
    name, email, reason = _whom(services, matter)
    return WaitingShown(
        id=matter.id,
        kind=matter.kind,
        about=matter.about,
        name=name,
        email=email,
        meant=meant(email, services.programme.own_domains) if matter.kind is MatterKind.SLIP else "",
        reason=reason,
        at=matter.at.isoformat(),
    )


def the_matter(services: Services, matter_id: str) -> Matter:
    """The matter with this id. Raises `NoSuchMatter`."""
    there = services.tables.get(Matter, (Matter.PARTITION, matter_id))
    if there is None:
        raise NoSuchMatter("Nothing like this waits, or somebody has dealt with it.")
    return there


def series_of_matter(services: Services, matter: Matter) -> frozenset[str]:
    """The series that it is about. None if it is about something else, such as an issue of the bulletin."""
    return frozenset({matter.about, SESSION.sub("", matter.about)} & _series(services))


def done_with(services: Services, matter_id: str, who: str, reason: str, now: datetime) -> None:
    """Somebody has dealt with it. Raises `NoSuchMatter`, or `NotUsable` without a reason."""
    there = the_matter(services, matter_id)
    if there.kind is MatterKind.AUDIENCE:
        raise NotPossible("Accept this sign-up or refuse it. Then it waits no longer.")
    if not reason:
        message = "Give a reason. It goes into the audit trail."
        raise NotUsable(message, [{"field": "reason", "message": message}])
    must_name_nobody(services.programme, reason)
    enter(services, who, "done", f"{there.kind}.{there.id}", reason, now)
    services.tables.delete(there)


def whose_name(services: Services, matter: Matter) -> str:
    """The name of the person by at most one read; empty if it takes more to find it."""
    if matter.kind is MatterKind.AUDIENCE:
        return _whom(services, matter)[0]
    if SESSION.search(matter.about):
        place = services.tables.get(Registration, (matter.about, matter.person))
        return place.details.name if place else ""
    always = services.tables.get(Standing, (matter.about, matter.person)) if matter.about in _series(services) else None
    return always.details.name if always else ""


def _series(services: Services) -> frozenset[str]:
    return frozenset(one.id for one in services.programme.series)


def _whom(services: Services, matter: Matter) -> tuple[str, str, str]:
    """The name and the address of the person, empty if nothing about them is kept; and why it waits."""
    if matter.kind is not MatterKind.AUDIENCE:
        return *_on_file(services, matter), matter.reason
    sign_ups = sign_ups_of(services, matter)
    if not sign_ups:
        return "", "", ""
    chosen = ", ".join(details.series for details in sign_ups)
    return sign_ups[0].name, sign_ups[0].email, f"chose {chosen}, grade or role: {sign_ups[0].role}"


def sign_ups_of(services: Services, matter: Matter) -> Sequence[SignUp]:
    """What somebody signed up for that a person decides about; empty if it is not kept any more."""
    row = services.tables.get(FormResponse, matter.response)
    return read_answers(json.loads(row.raw), services.programme).sign_ups if row and row.raw else ()


def _on_file(services: Services, matter: Matter) -> tuple[str, str]:
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
