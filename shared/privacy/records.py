"""One list of every table about people. Erasing, exporting and forgetting read this list.

A test fails if a table with a person in it is missing here. Tables about nobody are listed below, with the reason.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.attendance.rows import Attendance, AttendanceTaken
from shared.attention.matters import matters_of, old_matters
from shared.attention.rows import Matter
from shared.audit_trail.rows import AuditEntry, ListedEntry
from shared.bulletin.rows import FreshItem, Issue, Item, Readership, Subscription
from shared.colleagues.knowing import not_seen_since, with_address
from shared.colleagues.rows import Colleague
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.feedback.rows import Answered, AnswerPot, Feedback
from shared.figures.rows import Briefed, Digest
from shared.forms import audience, mending
from shared.forms.intake import responses_on, roads
from shared.forms.receiving import response_behind
from shared.forms.rows import Arrivals, FormResponse, ResponseOfMonth, ResponseState
from shared.held.rows import Held
from shared.holding.holding import old_holds
from shared.holding.rows import Hold
from shared.mail.rows import BouncesRead, Delivery, LaterSlots, Mailbox, MailKind, Tally, Trouble
from shared.mail.troubles import old_troubles
from shared.meetings.rows import Host
from shared.notices.rows import Notice
from shared.operations.rows import BooksAudited, Heartbeat, Pulse
from shared.pressure.counting import old_counts
from shared.pressure.rows import PostCount
from shared.programme.rows import Draft, InForceVersion, Version, VersionContent
from shared.questions.rows import Question, QuestionPot
from shared.registrations.places import Place
from shared.registrations.rows import KnownAddress, Registration, Roll, Seating, Standing, Waiting
from shared.reminders.mails_of_place import mails_of_place
from shared.services import Services
from shared.sessions.rows import OpenSession, Session, session_key
from shared.sessions.schedule import FARTHEST
from shared.storage.row import Row
from shared.text.addresses import mended_address

AHEAD = timedelta(days=366)
"""We plan no session further ahead than this."""

LOOK_BACK = timedelta(days=14)
"""Each search for old rows goes back this far, so that nothing is left behind if none runs for two weeks."""


@dataclass(frozen=True)
class Person:
    """A person: the address as they gave it, and their key."""

    address: str
    key: str


_BETWEEN = re.compile(r"[\s,;<>()\[\]]+")
"""What stands between an address and other words."""

type OfPerson = Callable[[Services, Person, datetime], Iterator[Row]]
type Old = Callable[[Services, datetime], Iterator[Row]]


@dataclass(frozen=True)
class Record:
    """One table about people."""

    kind: type[Row]
    holds: str
    """What the table says about a person."""
    of_person: OfPerson | None
    """The rows about a person that we remove when they ask for it. None: `stays` says why we keep them."""
    old: Old | None
    """The rows that we have kept long enough. None: `stays` says why there are none."""
    stays: str = ""
    is_copy: bool = False
    """Whether it only repeats, in short, what the other rows say. It is about many people, and is made anew."""
    also_told: OfPerson | None = None
    """Rows about a person that stay when they are erased. They are told of them all the same (`exporting`)."""


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


def _known(services: Services, person: Person, _: datetime) -> Iterator[Row]:
    if row := services.tables.get(KnownAddress, (person.key, KnownAddress.PLACE)):
        yield row


def _waiting(services: Services, person: Person, now: datetime) -> Iterator[Row]:
    for session in sessions_kept(services, now):
        yield from services.tables.partition(Waiting, session.id, start=f"{person.key}.", end=f"{person.key}/")


def _rolls(services: Services, _: Person, now: datetime) -> Iterator[Row]:
    """Every copy of places. A page that is open now may be about to write the person into any of them."""
    first, last = _days_kept(services, now)
    for series in services.programme.series:
        yield from services.tables.partition(Roll, series.id, start=f"{series.id}-{first}", end=f"{series.id}-{last}")


def _subscriptions(services: Services, person: Person, _: datetime) -> Iterator[Row]:
    for readers in services.programme.audiences:
        if row := services.tables.get(Subscription, (readers, person.key)):
            yield row


def _mails(services: Services, person: Person, now: datetime) -> Iterator[Row]:
    """The emails about each of the person's places, and the issues of the bulletin that went to them."""
    for session in sessions_kept(services, now):
        if place := services.tables.get(Registration, (session.id, person.key)):
            mails = mails_of_place(services, Place(session, place, None), now)
            yield from (mail.row for mail in mails if mail.row)
    first = f"{now - timedelta(days=services.programme.retention.registrations):%G-W%V}"
    for issue in services.tables.partition(Issue, Issue.PARTITION, start=first):
        if row := services.tables.get(Delivery, (f"bulletin-{issue.id}.{MailKind.BULLETIN}", person.key)):
            yield row


def _responses(services: Services, person: Person, _: datetime) -> Iterator[Row]:
    """Sign-ups that wait to be worked, or were given up. Only these still hold the person's answers."""
    for road in roads(services):
        for row in responses_on(services, road):
            if row.raw and _names(row.raw, person, services):
                yield row


def _refused(services: Services, person: Person, _: datetime) -> Iterator[Row]:
    """Responses that could not be used. They still hold the person's answers."""
    return (row for row in failed_work.kept(services, failed_work.SIGN_UP) if _names(row.payload, person, services))


def _colleagues(services: Services, person: Person, _: datetime) -> Iterator[Row]:
    return with_address(services.tables, lambda email: services.keys.person(email) == person.key)


def _names(text: str, person: Person, services: Services) -> bool:
    """Whether a response holds this person's address, in any spelling."""
    values = [text]
    with suppress(ValueError, RecursionError):
        values = list(_texts(json.loads(text)))
    words = (word for value in values if "@" in value or "＠" in value for word in [value, *_BETWEEN.split(value)])
    return any(services.keys.person(mended_address(word)) == person.key for word in words)


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
    """Every future session, and every past one that still has rows about people."""
    first, last = _days_kept(services, now)
    for series in services.programme.series:
        start, end = f"{series.id}-{first}", f"{series.id}-{last}"
        yield from services.tables.partition(Session, series.id, start=start, end=end)


def _days_kept(services: Services, now: datetime) -> tuple[str, str]:
    """The first day whose session may still have rows about people, and the day after the last."""
    kept = services.programme.retention
    back = timedelta(days=max(kept.registrations, kept.feedback) + 30)
    return f"{now - back:%Y-%m-%d}", f"{now + AHEAD:%Y-%m-%d}"


# --- the rows that were kept long enough ----------------------------------------------------------------------


def _of_old_sessions(kind: type[Row], days: Callable[[Services], int]) -> Old:
    def found(services: Services, now: datetime) -> Iterator[Row]:
        for session in ended_before(services, now - timedelta(days=days(services))):
            yield from services.tables.partition(kind, session.id)

    return found


def _old_rolls(services: Services, now: datetime) -> Iterator[Row]:
    for session in ended_before(services, now - timedelta(days=_registrations(services))):
        if row := services.tables.get(Roll, session_key(session.id)):
            yield row


def _answered(services: Services, now: datetime) -> Iterator[Row]:
    """The marks of those who answered. The pot stands behind them, and is another table's row."""
    for session in ended_before(services, now - timedelta(days=_feedback_days(services))):
        yield from services.tables.partition(Answered, session.id, end=AnswerPot.ID)


def _answer_pots(services: Services, now: datetime) -> Iterator[Row]:
    for session in ended_before(services, now - timedelta(days=_feedback_days(services))):
        yield from services.tables.partition(AnswerPot, session.id, start=AnswerPot.ID)


def _registrations(services: Services) -> int:
    return services.programme.retention.registrations


def _feedback_days(services: Services) -> int:
    return services.programme.retention.feedback


def ended_before(services: Services, before: datetime) -> Iterator[Session]:
    """The sessions that ended in the two weeks up to `before`. Ids sort by date, so older sessions cost nothing."""
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
    """The deliveries of old sessions and issues. Their partitions sort by date too."""
    before = now - timedelta(days=services.programme.retention.registrations)
    since = before - LOOK_BACK
    programme = services.programme
    subjects = [one.id for one in programme.series] + [f"subscription-{one}" for one in programme.audiences]
    occasions = ("sign-up", "stop", "address", "operations", "held", mending.OCCASION, audience.OCCASION)
    for subject in (*subjects, *occasions):
        yield from services.tables.partitions(Delivery, f"{subject}-{since:%Y-%m-%d}", f"{subject}-{before:%Y-%m-%d}")
    yield from services.tables.partitions(Delivery, f"bulletin-{since:%G-W%V}", f"bulletin-{before:%G-W%V}")


def _given_up_responses(services: Services, now: datetime) -> Iterator[Row]:
    """Sign-ups whose message failed and was not replayed in time. They go with their failed work."""
    for row in failed_work.old(services, now):
        if response := response_behind(services, row):
            yield response


def _held_too_long(services: Services, now: datetime) -> Iterator[Row]:
    """The held texts about which nobody decided in time, and what is left of the others."""
    return (row for row in services.tables.partition(Held, Held.PARTITION) if row.until < now.date())


def _undecided_responses(services: Services, now: datetime) -> Iterator[Row]:
    """Sign-ups that nobody decided about in time, and those that a coordinator refused. Both still hold answers."""
    before = now - timedelta(days=services.programme.retention.refused_responses)
    for month in sorted({f"{moment:%Y-%m}" for moment in (before - LOOK_BACK, before)}):
        for one in services.tables.partition(ResponseOfMonth, month):
            row = services.tables.get(FormResponse, (one.form, one.response))
            if row and row.state in (ResponseState.HELD, ResponseState.REFUSED) and row.received_at < before:
                yield row


def _old_responses(services: Services, now: datetime) -> Iterator[Row]:
    yield from _given_up_responses(services, now)
    yield from _undecided_responses(services, now)


# --- the list -------------------------------------------------------------------------------------------------

RECORDS: tuple[Record, ...] = (
    Record(Standing, "name, address and answers of a person who comes to every session", _standing, _ended_standing),
    Record(
        Registration,
        "name, address and answers of a person who comes to a session",
        _by_session(Registration),
        _of_old_sessions(Registration, _registrations),
    ),
    Record(Roll, "name and hub of everyone who comes to a session", _rolls, _old_rolls, is_copy=True),
    Record(
        KnownAddress,
        "whether a person confirmed their address, and when we last asked, by key",
        _known,
        None,
        "a confirmation counts for two years, and a key leads to nobody without the secret",
    ),
    Record(
        Host,
        "name and address of a facilitator who hosts a session, or did",
        _by_session(Host),
        _of_old_sessions(Host, _registrations),
    ),
    Record(Waiting, "that a person waits for a seat, by key", _waiting, _of_old_sessions(Waiting, _registrations)),
    Record(
        Seating,
        "that a person has a seat, by key",
        None,
        _of_old_sessions(Seating, _registrations),
        "one row for all people: an erased person's seat is given back",
    ),
    Record(
        Attendance,
        "how long a person was in a session, by key",
        _by_session(Attendance),
        _of_old_sessions(Attendance, _registrations),
    ),
    Record(
        Answered,
        "that a person answered after a session, by key",
        _by_session(Answered),
        _answered,
    ),
    Record(
        AnswerPot,
        "answers after a session that wait, without their authors",
        None,
        _answer_pots,
        "nothing leads from an answer to its author",
    ),
    Record(
        Feedback,
        "what somebody said after a session, without who it was",
        None,
        _of_old_sessions(Feedback, _feedback_days),
        "nothing leads from an answer to its author",
    ),
    Record(
        Question,
        "a question, without its author",
        None,
        _of_old_sessions(Question, _registrations),
        "nothing leads from a question to its author",
    ),
    Record(
        Notice,
        "what the team wrote to everyone who signed up for a session",
        None,
        _of_old_sessions(Notice, _registrations),
        "it is for many people and names nobody: the gate reads it first",
    ),
    Record(
        Matter,
        "that somebody should look at a person's email, address or sign-up, by key",
        lambda services, person, _: matters_of(services, person.key),
        old_matters,
    ),
    Record(
        QuestionPot,
        "questions that wait, without their authors; and a few people who signed up, by key",
        None,
        None,
        "nothing leads from a question to its author; all of it comes out, at the latest after the session",
    ),
    Record(
        Held,
        "a text that a person has to read first, without its author",
        None,
        _held_too_long,
        "nothing leads from a text to its author",
    ),
    Record(
        FormResponse,
        "a sign-up until it is worked, or a person decides",
        _responses,
        _old_responses,
    ),
    Record(FailedWork, "a sign-up that could not be used", _refused, failed_work.old),
    Record(
        Subscription,
        "name and address of a person who gets the bulletin",
        None,
        None,
        "it ends when a person is erased, and loses name and address: so the bulletin does not come again",
        also_told=_subscriptions,
    ),
    Record(
        Delivery,
        "which mail went to a person, by key",
        None,
        _old_mails,
        "a key leads to nobody without the secret",
        also_told=_mails,
    ),
    Record(
        Tally,
        "how far the emails about a session have come, by key",
        None,
        _of_old_sessions(Tally, _registrations),
        "a key leads to nobody without the secret",
    ),
    Record(
        Trouble,
        "which emails to a person did not go or came back, by key",
        None,
        old_troubles,
        "a key leads to nobody without the secret",
    ),
    Record(
        BooksAudited,
        "that an email to a person is missing, by key",
        None,
        None,
        "a key leads to nobody without the secret, and the next night's audit writes over it",
    ),
    Record(
        PostCount,
        "how often a network posted forms in ten minutes, by a key that changes each day",
        None,
        lambda services, now: old_counts(services.tables, now),
        "a key of a network leads to no person, and goes the next night",
    ),
    Record(
        Hold,
        "who of the team holds an act and why, by their id in the directory",
        None,
        old_holds,
        "the act must stay held when that person is gone",
    ),
    Record(
        Colleague,
        "name and address of somebody of the team, as the directory gave them when they signed in",
        _colleagues,
        lambda services, now: not_seen_since(services.tables, now, services.programme.retention.audit),
    ),
    Record(
        AuditEntry,
        "what a member of the team did, by their id in the directory",
        None,
        None,
        "it must still show who erased a person when that person is gone; `history` says for how long",
    ),
    Record(
        ListedEntry,
        "the same, in the lists of its month",
        None,
        None,
        "it goes with the act that it lists",
    ),
    Record(
        Version,
        "who published a version of the programme, by their id in the directory",
        None,
        None,
        "it must still show who decided what the café does; `history` says for how long",
    ),
    Record(
        VersionContent,
        "name and address of facilitators, stakeholders and hubs, as a version of the programme has them",
        None,
        None,
        "an erased person's entries are taken out of it, unless it is in force; `history` says for how long",
    ),
    Record(
        Draft,
        "the same, as the team's draft has them; and who changed it last, by their id in the directory",
        None,
        None,
        "an erased person's entries are taken out of it; it is empty once it is published or discarded",
    ),
    Record(
        Issue,
        "who approved an issue or called it off, by their id in the directory",
        None,
        None,
        "it is part of the archive; `history` says for how long",
    ),
)
"""In the order in which we erase a person: standing registrations first, so that they join no session meanwhile."""

ABOUT_NOBODY: Mapping[type[Row], str] = {
    Session: "a session's time, state and meeting",
    OpenSession: "which sessions are not over and done with",
    AttendanceTaken: "how many people were there",
    Briefed: "a session's figures the evening before",
    Digest: "a session's figures",
    Arrivals: "which responses of a Form came, by number",
    ResponseOfMonth: "which responses came in a month, by number",
    Item: "news of a change",
    FreshItem: "which items no issue has carried",
    Readership: "how many people read the bulletin",
    LaterSlots: "which mails wait for their slot: part of a purpose, from one key to another",
    Mailbox: "when a mailbox of the café sends",
    BouncesRead: "until when the reports of mail that came back were read",
    Heartbeat: "when a timer ran",
    Pulse: "the café's health",
    InForceVersion: "which version of the programme is in force, by number",
}
"""Every other table, and what it holds."""
