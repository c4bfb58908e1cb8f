"""Every table about people, listed once: erasing and forgetting read this list, and so will exporting.

A test fails for a table with a person in it that is not here. What is about nobody stands below, with the reason.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.attendance.rows import Attendance, AttendanceTaken
from shared.audit_trail.rows import AuditEntry
from shared.bulletin.rows import FreshItem, Issue, Item, Subscription
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.feedback.rows import Feedback
from shared.figures.rows import Digest
from shared.forms.intake import PAGE, form_road
from shared.forms.receiving import response_behind
from shared.forms.rows import Arrivals, FormResponse
from shared.mail.rows import Delivery, LaterSlots, Mailbox
from shared.operations.rows import Heartbeat, Pulse
from shared.questions.rows import Question
from shared.registrations.rows import Registration, Seating, Standing, Waiting
from shared.services import Services
from shared.sessions.rows import OpenSession, Session
from shared.sessions.schedule import FARTHEST
from shared.storage.row import Row

AHEAD = timedelta(days=366)
"""Sessions are planned no further ahead than that."""

LOOK_BACK = timedelta(days=14)
"""How far beyond the day itself each look for old rows goes: two weeks without one leave nothing behind."""


@dataclass(frozen=True)
class Person:
    """Somebody: the address as they gave it, and the key under which they are kept."""

    address: str
    key: str


type OfPerson = Callable[[Services, Person, datetime], Iterator[Row]]
type Old = Callable[[Services, datetime], Iterator[Row]]


@dataclass(frozen=True)
class Record:
    """One table about people."""

    kind: type[Row]
    holds: str
    """What it says about somebody."""
    of_person: OfPerson | None
    """The rows about somebody that are removed when they ask for it. None: `stays` says why they are not."""
    old: Old | None
    """The rows that were kept long enough. None: `stays` says why there are none."""
    stays: str = ""


# --- the rows about somebody --------------------------------------------------------------------------------


def _by_session(kind: type[Row]) -> OfPerson:
    def found(services: Services, person: Person, now: datetime) -> Iterator[Row]:
        for session in sessions_kept(services, now):
            if row := services.tables.get(kind, (session.id, person.key)):
                yield row

    return found


def _standing(services: Services, person: Person, _: datetime) -> Iterator[Row]:
    for series in services.programme.series:
        if row := services.tables.get(Standing, (series.id, person.key)):
            yield row


def _waiting(services: Services, person: Person, now: datetime) -> Iterator[Row]:
    for session in sessions_kept(services, now):
        yield from services.tables.partition(Waiting, session.id, start=f"{person.key}.", end=f"{person.key}/")


def _feedback(services: Services, person: Person, now: datetime) -> Iterator[Row]:
    for session in sessions_kept(services, now):
        if row := services.tables.get(Feedback, (session.id, services.keys.of("feedback", session.id, person.key))):
            yield row


def _responses(services: Services, person: Person, _: datetime) -> Iterator[Row]:
    """Sign-ups that wait to be worked, or were given up: only they still say what was answered."""
    for road in (form_road(services.keys, services.programme.forms.sign_up.id), PAGE):
        for row in services.tables.partition(FormResponse, road):
            if row.raw and _names(row.raw, person, services):
                yield row


def _refused(services: Services, person: Person, _: datetime) -> Iterator[Row]:
    """Responses that could not be used still hold what was answered."""
    return (row for row in failed_work.kept(services, failed_work.SIGN_UP) if _names(row.payload, person, services))


def _names(text: str, person: Person, services: Services) -> bool:
    """Whether a response gives this person's address, however it is written."""
    if person.address.strip().casefold() in text.casefold():
        return True
    with suppress(ValueError):
        return any(services.keys.person(value) == person.key for value in _texts(json.loads(text)) if "@" in value)
    return False


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)


def sessions_kept(services: Services, now: datetime) -> Iterator[Session]:
    """Every session of which rows about people are still kept, and those to come."""
    kept = services.programme.retention
    back = timedelta(days=max(kept.registrations, kept.feedback) + 30)
    for series in services.programme.series:
        first, last = (f"{series.id}-{day:%Y-%m-%d}" for day in (now - back, now + AHEAD))
        yield from services.tables.partition(Session, series.id, start=first, end=last)


# --- the rows that were kept long enough ----------------------------------------------------------------------


def _of_old_sessions(kind: type[Row], days: Callable[[Services], int]) -> Old:
    def found(services: Services, now: datetime) -> Iterator[Row]:
        for session in _ended_before(services, now - timedelta(days=days(services))):
            yield from services.tables.partition(kind, session.id)

    return found


def _registrations(services: Services) -> int:
    return services.programme.retention.registrations


def _feedback_days(services: Services) -> int:
    return services.programme.retention.feedback


def _ended_before(services: Services, before: datetime) -> Iterator[Session]:
    """The sessions that ended in the two weeks up to `before`: their ids sort by date, so history costs nothing."""
    since = before - LOOK_BACK
    for series in services.programme.series:
        start, end = (f"{series.id}-{day:%Y-%m-%d}" for day in (since - FARTHEST, before + FARTHEST))
        for session in services.tables.partition(Session, series.id, start=start, end=end):
            if since <= session.end < before:
                yield session


def _ended_standing(services: Services, now: datetime) -> Iterator[Row]:
    before = now - timedelta(days=services.programme.retention.registrations)
    for series in services.programme.series:
        for row in services.tables.partition(Standing, series.id):
            if row.ended_at and row.ended_at < before:
                yield row


def _old_mails(services: Services, now: datetime) -> Iterator[Row]:
    """The deliveries of what took place, or came out, long enough ago: their partitions sort by date, too."""
    before = now - timedelta(days=services.programme.retention.registrations)
    since = before - LOOK_BACK
    programme = services.programme
    subjects = [one.id for one in programme.series] + [f"subscription-{one}" for one in programme.audiences]
    for subject in (*subjects, "operations"):
        yield from services.tables.partitions(Delivery, f"{subject}-{since:%Y-%m-%d}", f"{subject}-{before:%Y-%m-%d}")
    yield from services.tables.partitions(Delivery, f"bulletin-{since:%G-W%V}", f"bulletin-{before:%G-W%V}")


def _given_up_responses(services: Services, now: datetime) -> Iterator[Row]:
    """Sign-ups whose message failed and was not replayed in time: they go with the failed work that names them."""
    for row in failed_work.old(services, now):
        if response := response_behind(services, row):
            yield response


# --- the list -------------------------------------------------------------------------------------------------

RECORDS: tuple[Record, ...] = (
    Record(Standing, "name, address and answers of who comes to every session", _standing, _ended_standing),
    Record(
        Registration,
        "name, address and answers of who comes to a session",
        _by_session(Registration),
        _of_old_sessions(Registration, _registrations),
    ),
    Record(Waiting, "who waits for a seat, by key", _waiting, _of_old_sessions(Waiting, _registrations)),
    Record(
        Seating,
        "who has a seat, by key",
        None,
        _of_old_sessions(Seating, _registrations),
        "one row for all: a seat is given back when somebody is erased",
    ),
    Record(
        Attendance,
        "how long somebody was in a session, by key",
        _by_session(Attendance),
        _of_old_sessions(Attendance, _registrations),
    ),
    Record(Feedback, "what somebody said after a session", _feedback, _of_old_sessions(Feedback, _feedback_days)),
    Record(
        Question,
        "a question, whose author is not known",
        None,
        _of_old_sessions(Question, _registrations),
        "nothing leads from a question to its author",
    ),
    Record(FormResponse, "a sign-up until it is worked", _responses, _given_up_responses),
    Record(FailedWork, "a sign-up that could not be used", _refused, failed_work.old),
    Record(
        Subscription,
        "name and address of who gets the bulletin",
        None,
        None,
        "ended when somebody is erased, and then without name and address: it keeps the bulletin from coming again",
    ),
    Record(
        Delivery, "which mail went to somebody, by key", None, _old_mails, "a key leads to nobody without the secret"
    ),
    Record(
        AuditEntry,
        "what a member of the team did, by their id in the directory",
        None,
        None,
        "the trail of who erased somebody has to outlive them",
    ),
    Record(
        Issue,
        "who approved an issue or called it off, by their id in the directory",
        None,
        None,
        "a part of the archive",
    ),
)
"""In the order in which somebody is erased: standing registrations first, so that no session is joined meanwhile."""

ABOUT_NOBODY: Mapping[type[Row], str] = {
    Session: "a session's time, state and meeting",
    OpenSession: "which sessions still have something to come",
    AttendanceTaken: "how many were there",
    Digest: "a session's figures",
    Arrivals: "which responses of a Form came, by number",
    Item: "what is about to change",
    FreshItem: "which items no issue has carried",
    LaterSlots: "which mails wait for their slot: a part of a purpose, from one key to another",
    Mailbox: "when a mailbox of the café sends",
    Heartbeat: "when a timer ran",
    Pulse: "how the café is",
}
"""Every other table, and what it holds instead."""
