"""What the console's pages cost: storage operations, and time, with thousands of people and years of sessions.

`fill` makes a café that is large and old. `costs` opens every page of the console in it.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import product

from local.host.http.sign_in import PRINCIPAL, principal
from local.memory.builders import a_held, a_registration, a_request, a_session, a_sign_up, an_issue, an_item
from shared.ahead.listing import look_ahead
from shared.attendance.rows import AttendanceTaken
from shared.attention.matters import matters, raise_matter
from shared.attention.rows import MatterKind
from shared.audit_trail.entering import enter
from shared.bulletin.rows import IssueState
from shared.entries.sections import SECTIONS
from shared.failures.rows import FailedWork
from shared.figures.counting import figures_of
from shared.figures.rows import Digest
from shared.pages.console.place_acts import PlaceAct
from shared.programme.content import content_of
from shared.programme.merging import Marking, with_value
from shared.programme.rows import InForceVersion, Version, VersionContent
from shared.services import Services
from shared.sessions.rows import OpenSession, Session, SessionState
from shared.versions.drafting import edit_draft
from shared.web.description import HTML
from shared.web.doors import Door, addresses

PEOPLE = 5_000
"""How many people are registered for the next session."""

MOST_OPERATIONS = 12
MOST_SECONDS = 0.3
"""The design's budget for a page."""

HEADERS = {PRINCIPAL: principal("Admin", address="ada.minster@example.nhs.uk", name="Ada Minster")}
COMING = 4
"""How many sessions of each series are planned."""

MONTH = timedelta(weeks=4)
ACTS_A_MONTH = 15


@dataclass(frozen=True)
class Large:
    """Where the pages of a large café lead."""

    now: datetime
    coming: Session
    past: Session
    person: str
    issue: str
    matters: Sequence[str]
    cause: str
    acts: Sequence[str]
    """What will happen, by id."""
    version: int
    """The version of the programme that is in force."""

    @property
    def parts(self) -> Mapping[str, Sequence[str]]:
        """For each part of an address that has a name, what stands there."""
        return {
            "session": [self.coming.id, self.past.id],
            "series": [self.coming.series],
            "person": [self.person],
            "issue": [self.issue],
            "source": [an_item().source],
            "item": [self.issue],
            "matter": self.matters,
            "act": [*PlaceAct, *self.acts],
            "id": ["held-1"],
            "work": ["work-1"],
            "change": ["move", "message"],
            "step": ["sign-up"],
            "cause": [self.cause],
            "number": ["0", str(self.version)],
            "email": ["reminder-P1D"],
            "section": list(SECTIONS),
            "entry": ["imogen-hartley", self.coming.series],
        }


@dataclass(frozen=True)
class Cost:
    """What a page costs."""

    address: str
    status: int
    operations: int
    seconds: float


def fill(services: Services, now: datetime, years: int, people: int = PEOPLE) -> Large:
    """Make a café with so many years of sessions, issues and acts, and so many people in its next session."""
    coming = [_coming(services, one.id, now, number) for one in services.programme.series for number in range(COMING)]
    past = [_past(services, one.id, now, number) for one in services.programme.series for number in range(13 * years)]
    keys = _register(services, coming[0], now, people)
    for week in range(52 * years):
        _issue(services, f"{now - timedelta(weeks=week):%G-W%V}", now, is_draft=week == 0)
    for number in range(12 * ACTS_A_MONTH * years):
        at = now - timedelta(days=30 * number / ACTS_A_MONTH)
        enter(services, "an-object-id", "erase", f"person.{number}", "They asked for it.", at)
    version = _change_programme(services, now, years)
    failed = _leave_work(services, coming[0], keys[0], now)
    waiting = [matter.id for matter in matters(services)]
    acts = [one.act.id for one in look_ahead(services, now).expected]
    return Large(now, coming[0], past[0], keys[0], f"{now:%G-W%V}", waiting, failed.cause_id, acts, version)


def costs(services: Services, large: Large, count: Callable[[], int]) -> Iterator[Cost]:
    """Open every page of the console. `count` says how many operations there were so far.

    Each page is opened twice, and the second time counts: the first may write down what later ones read.
    """
    for door, way in pages(large):
        request = a_request(path=f"/{door.route}", headers=HEADERS, route=way)
        door.answer(services, request, large.now)
        before, begun = count(), time.perf_counter()
        said = door.answer(services, request, large.now)
        seconds = time.perf_counter() - begun
        if said.mimetype == HTML:  # a file may have a year in it
            yield Cost(door.route.format(**way), said.status_code, count() - before, seconds)


def pages(large: Large) -> Iterator[tuple[Door, dict[str, str]]]:
    """Every page of the console, with what stands in its address. Raises `KeyError` for a part that we do not know."""
    for address in addresses():
        if not isinstance(address, Door) or not address.route.startswith("console"):
            continue
        if all(operation.method != "get" for operation in address.operations):
            continue
        names = re.findall(r"{(\w+)}", address.route)
        for values in product(*(large.parts[name] for name in names)):
            yield address, dict(zip(names, values, strict=True))


def _change_programme(services: Services, now: datetime, years: int) -> int:
    """A version a month, and a draft that touches every series. Returns the number of the version in force."""
    content, last = content_of(services.programme), 12 * years
    for number in range(1, last + 1):
        at = now - timedelta(days=30) * (last - number)
        services.tables.insert(Version(number=number, at=at, who="an-object-id", reason="We agreed on it.", changes=1))
    deployed = Marking(services.keys).marks_of(content)
    services.tables.insert(VersionContent(number=last, content=content, deployed=deployed, before=content))
    services.tables.insert(InForceVersion(number=last))
    for series in services.programme.series:
        place = "series", series.id, "reminders"
        edit_draft(services, partial(with_value, place=place, value=["P5D"]), "an-object-id", now)
    return last


def _coming(services: Services, series: str, now: datetime, number: int) -> Session:
    session = a_session(series=series, start=now + timedelta(days=8) + number * MONTH)
    services.tables.insert(session)
    services.tables.insert(OpenSession(id=session.id))
    return session


def _past(services: Services, series: str, now: datetime, number: int) -> Session:
    session = a_session(series=series, start=now - timedelta(days=6) - number * MONTH, state=SessionState.CLOSED)
    figures = figures_of(session, [], [], [])
    services.tables.insert(session)
    services.tables.insert(AttendanceTaken(session=session.id, reported=False, people=0, at=now))
    services.tables.insert(Digest(session=session.id, figures=figures.model_dump_json(), at=now))
    return session


def _register(services: Services, session: Session, now: datetime, people: int) -> list[str]:
    details = [a_sign_up(name=f"Person {number:05}", email=f"person.{number}@example.org") for number in range(people)]
    rows = [
        a_registration(session=session.id, person=services.keys.person(one.email), details=one, changed_at=now)
        for one in details
    ]
    services.tables.insert_all(rows)
    return [row.person for row in rows]


def _issue(services: Services, week: str, now: datetime, *, is_draft: bool) -> None:
    item = an_item(id=week)
    state = IssueState.DRAFT if is_draft else IssueState.SENT
    services.tables.insert(item)
    services.tables.insert(an_issue(id=week, items=[item.key], state=state, approved_at=None if is_draft else now))


def _leave_work(services: Services, session: Session, person: str, now: datetime) -> FailedWork:
    """Leave something in each list of what waits. Returns what failed."""
    raise_matter(services, MatterKind.REFUSED, session.id, person, now, "reminder: the mailbox is full")
    services.tables.insert(a_held(id="held-1", session=session.id, day=now.date()))
    failed = FailedWork(step="sign-up", id="work-1", cause="A mistake.", payload="{}", first_at=now, last_at=now)
    services.tables.insert(failed)
    return failed
