"""One list of every table about people. Erasing, exporting and forgetting read this list.

A test fails if a table with a person in it is missing here. Tables about nobody are listed below, with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.attendance.rows import Attendance, AttendanceTaken
from shared.attention.matters import matters_of, old_matters
from shared.attention.rows import Matter
from shared.audit_trail.rows import AuditEntry, ListedEntry
from shared.bulletin.rows import FreshItem, Issue, Item, Readership, Subscription
from shared.colleagues.knowing import not_seen_since
from shared.colleagues.rows import Colleague
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.feedback.rows import Answered, AnswerPot, Feedback
from shared.figures.rows import Briefed, Digest
from shared.forms.rows import Arrivals, FormResponse, ResponseOfMonth
from shared.held.rows import Held
from shared.holding.holding import old_holds
from shared.holding.rows import Hold
from shared.mail.rows import BouncesRead, Delivery, LaterSlots, Mailbox, Tally, Trouble
from shared.mail.troubles import old_troubles
from shared.meetings.rows import Host
from shared.notices.rows import Notice
from shared.operations.rows import BooksAudited, Heartbeat, Pulse
from shared.pressure.counting import old_counts
from shared.pressure.rows import PostCount
from shared.privacy.about_somebody import (
    OfPerson,
    by_session,
    colleagues_with,
    known_address_of,
    mails_of,
    refused_naming,
    responses_naming,
    rolls_with,
    standing_of,
    subscriptions_of,
    waiting_of,
)
from shared.privacy.old_rows import (
    Old,
    days_of_feedback,
    days_of_registrations,
    ended_standing,
    held_too_long,
    of_old_sessions,
    old_answer_pots,
    old_answered,
    old_mails,
    old_responses,
    old_rolls,
)
from shared.programme.rows import Draft, InForceVersion, Version, VersionContent
from shared.questions.rows import Question, QuestionPot
from shared.registrations.rows import KnownAddress, Registration, Roll, Seating, Standing, Waiting
from shared.sessions.rows import OpenSession, Session
from shared.storage.row import Row


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


RECORDS: tuple[Record, ...] = (
    Record(Standing, "name, address and answers of a person who comes to every session", standing_of, ended_standing),
    Record(
        Registration,
        "name, address and answers of a person who comes to a session",
        by_session(Registration),
        of_old_sessions(Registration, days_of_registrations),
    ),
    Record(Roll, "name and hub of everyone who comes to a session", rolls_with, old_rolls, is_copy=True),
    Record(
        KnownAddress,
        "whether a person confirmed their address, and when we last asked, by key",
        known_address_of,
        None,
        "a confirmation counts for two years, and a key leads to nobody without the secret",
    ),
    Record(
        Host,
        "name and address of a facilitator who hosts a session, or did",
        by_session(Host),
        of_old_sessions(Host, days_of_registrations),
    ),
    Record(
        Waiting, "that a person waits for a seat, by key", waiting_of, of_old_sessions(Waiting, days_of_registrations)
    ),
    Record(
        Seating,
        "that a person has a seat, by key",
        None,
        of_old_sessions(Seating, days_of_registrations),
        "one row for all people: an erased person's seat is given back",
    ),
    Record(
        Attendance,
        "how long a person was in a session, by key",
        by_session(Attendance),
        of_old_sessions(Attendance, days_of_registrations),
    ),
    Record(
        Answered,
        "that a person answered after a session, by key",
        by_session(Answered),
        old_answered,
    ),
    Record(
        AnswerPot,
        "answers after a session that wait, without their authors",
        None,
        old_answer_pots,
        "nothing leads from an answer to its author",
    ),
    Record(
        Feedback,
        "what somebody said after a session, without who it was",
        None,
        of_old_sessions(Feedback, days_of_feedback),
        "nothing leads from an answer to its author",
    ),
    Record(
        Question,
        "a question, without its author",
        None,
        of_old_sessions(Question, days_of_registrations),
        "nothing leads from a question to its author",
    ),
    Record(
        Notice,
        "what the team wrote to everyone who signed up for a session",
        None,
        of_old_sessions(Notice, days_of_registrations),
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
        held_too_long,
        "nothing leads from a text to its author",
    ),
    Record(
        FormResponse,
        "a sign-up until it is worked, or a person decides",
        responses_naming,
        old_responses,
    ),
    Record(FailedWork, "a sign-up that could not be used", refused_naming, failed_work.old),
    Record(
        Subscription,
        "name and address of a person who gets the bulletin",
        None,
        None,
        "it ends when a person is erased, and loses name and address: so the bulletin does not come again",
        also_told=subscriptions_of,
    ),
    Record(
        Delivery,
        "which mail went to a person, by key",
        None,
        old_mails,
        "a key leads to nobody without the secret",
        also_told=mails_of,
    ),
    Record(
        Tally,
        "how far the emails about a session have come, by key",
        None,
        of_old_sessions(Tally, days_of_registrations),
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
        colleagues_with,
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
