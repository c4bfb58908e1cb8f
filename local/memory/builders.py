"""Builders: one sensible example of everything. A test says only what matters to it.

The world of the tests: Tuesday 1 December 2026, 9am; a session for postgraduate doctors on Wednesday
9 December at 12:30pm, open for registration; the programme is the sample `cafe.toml`.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import azure.functions as func

from local.memory.services import KEYS, SITE, the_programme
from shared.attendance.rows import Attendance
from shared.bulletin.rows import Issue, IssueState, Item, Subscription
from shared.feedback.rows import Feedback
from shared.forms.rows import FormResponse, ResponseState
from shared.graph.protocol import Attachment, AttendanceRecord, AttendanceReport, Invitation, Mail, Stay
from shared.held.rows import Held, HeldKind, HeldState
from shared.mail.rows import Delivery, DeliveryState, Lane, MailKind
from shared.notices.rows import REGISTERED, Notice
from shared.programme.forms import Answer
from shared.questions.rows import Question
from shared.registrations.rows import Registration, RegistrationState, Seating, Standing, Waiting
from shared.registrations.sign_up import SignUp
from shared.sessions.rows import Session, SessionState

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
START = datetime(2026, 12, 9, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
SESSION = "pgdit-2026-12-09"
WHO = "a-member-of-the-team"
"""Whoever acts, by their object id in the directory."""

ADDRESS = "amara.nwosu@example.nhs.uk"


# --- people who come --------------------------------------------------------------------------------------


def a_sign_up(
    *,
    name: str = "Amara Nwosu",
    email: str = ADDRESS,
    series: str = "pgdit",
    every_session: bool = False,
    role: str = "GP registrar (ST2)",
    specialty: str = "General practice",
    care: Literal["", "primary", "secondary", "both"] = "primary",
    provider: str = "Northmoor General Hospital",
    moved_from: str = "",
    access_needs: str = "",
    hub: str = "",
    follow_up: bool = False,
    bulletin: bool = False,
) -> SignUp:
    """What a GP registrar told us."""
    return SignUp(
        name=name,
        email=email,
        series=series,
        every_session=every_session,
        role=role,
        specialty=specialty,
        care=care,
        provider=provider,
        moved_from=moved_from,
        access_needs=access_needs,
        hub=hub,
        follow_up=follow_up,
        bulletin=bulletin,
    )


def a_session(
    *,
    series: str = "pgdit",
    id: str = "",  # noqa: A002 - the field's own name
    title: str = "",
    start: datetime = START,
    end: datetime | None = None,
    state: SessionState = SessionState.OPEN,
    sequence: int = 0,
    event_id: str = "event-1",
    join_url: str = "https://teams.example.org/l/meetup-join/1",
    reason: str = "",
    cancel_at: datetime | None = None,
    theme: str = "",
    capacity: int | None = None,
    one_off: bool = False,
) -> Session:
    """An open session with its meeting; its id and title follow from series and start unless given."""
    return Session(
        series=series,
        id=id or f"{series}-{start:%Y-%m-%d}",
        title=title or the_programme().series_of(series).title,
        start=start,
        end=end or start + HOUR,
        state=state,
        sequence=sequence,
        event_id=event_id,
        join_url=join_url,
        reason=reason,
        cancel_at=cancel_at,
        theme=theme,
        capacity=capacity,
        one_off=one_off,
    )


def a_registration(
    *,
    session: str = SESSION,
    details: SignUp | None = None,
    person: str = "",
    state: RegistrationState = RegistrationState.REGISTERED,
    sequence: int = 0,
    changed_at: datetime = NOW - timedelta(days=1),
    standing: bool = False,
    sign_up_sequence: int | None = None,
    told_in: str | None = None,
) -> Registration:
    """A seat in the session, by a sign-up that has its confirmation, unless `told_in` is given: then it came by itself.

    The person's key follows from the address unless given.
    """
    told = details or a_sign_up()
    return Registration(
        session=session,
        person=person or KEYS.person(told.email),
        details=told,
        state=state,
        sequence=sequence,
        changed_at=changed_at,
        standing=standing,
        sign_up_at=changed_at if told_in is None else None,
        sign_up_sequence=sequence if sign_up_sequence is None else sign_up_sequence,
        told_in=told_in,
    )


def a_standing(
    *,
    series: str = "pgdit",
    details: SignUp | None = None,
    since: datetime = NOW - timedelta(days=1),
    ended: bool = False,
) -> Standing:
    """Somebody who comes to every session."""
    told = details or a_sign_up(series=series, every_session=True)
    return Standing(series=series, person=KEYS.person(told.email), details=told, since=since, ended=ended)


def a_seating(
    *,
    session: str = SESSION,
    capacity: int = 60,
    seated: Sequence[str] = (),
) -> Seating:
    """The seats of a session, all free unless told."""
    return Seating(session=session, capacity=capacity, seated=tuple(seated))


def a_waiting(*, session: str = SESSION, person: str = "", since: datetime = NOW) -> Waiting:
    """Somebody on the waiting list of the session; their key follows from the sample address unless given."""
    return Waiting(session=session, person=person or KEYS.person(ADDRESS), since=since)


def a_question(
    *,
    session: str = SESSION,
    id: str = "question-1",  # noqa: A002 - the field's own name
    text: str = "How do I apply to train less than full time?",
) -> Question:
    """A question for the panel."""
    return Question(session=session, id=id, text=text)


# --- deliveries -------------------------------------------------------------------------------------------


def a_delivery(
    *,
    purpose: str = "pgdit-2026-12-09T1230.confirmation",
    person: str = "",
    email: str = ADDRESS,
    kind: MailKind = MailKind.CONFIRMATION,
    about: str = SESSION,
    detail: str = "0",
    lane: Lane = Lane.TRANSACTIONAL,
    state: DeliveryState = DeliveryState.PENDING,
    due: datetime = NOW,
    booked: bool = True,
    sender: str = "",
    sending_since: datetime | None = None,
    settled_at: datetime | None = None,
    reason: str = "",
    lookups: int = 0,
) -> Delivery:
    """A confirmation that is due; the person's key follows from `email` unless given."""
    return Delivery(
        purpose=purpose,
        person=person or KEYS.person(email),
        kind=kind,
        about=about,
        detail=detail,
        lane=lane,
        state=state,
        due=due,
        booked=booked,
        sender=sender,
        sending_since=sending_since,
        settled_at=settled_at,
        reason=reason,
        lookups=lookups,
    )


def a_mail(
    *,
    delivery_id: str = "pgdit-2026-12-09T1230.confirmation/somebody",
    to: str = ADDRESS,
    subject: str = "You are coming to the café",
    html: str = "<p>See you there.</p>",
    attachments: Sequence[Attachment] = (),
    headers: Sequence[tuple[str, str]] = (),
    list_unsubscribe: str = "",
) -> Mail:
    """A mail ready for Graph."""
    return Mail(delivery_id, to, subject, html, tuple(attachments), tuple(headers), list_unsubscribe)


def an_invitation(
    *,
    key: str = SESSION,
    subject: str = "Virtual Café",
    html: str = "<p>Ground rules apply.</p>",
    start: datetime = START,
    end: datetime | None = None,
) -> Invitation:
    """What a session's meeting is made of."""
    return Invitation(key, subject, html, start, end or start + HOUR)


def a_notice(
    *,
    session: str = SESSION,
    id: str = "0123456789abcdef",  # noqa: A002 - the field's own name
    whom: str = REGISTERED,
    subject: str = "A new link to join",
    text: str = "The link to the room does not work. Use this one: https://teams.example.org/new",
    at: datetime = NOW,
) -> Notice:
    """What the team wrote to everyone who has a place."""
    return Notice(session=session, id=id, whom=whom, subject=subject, text=text, at=at)


# --- after the session ------------------------------------------------------------------------------------


def a_record(
    *,
    address: str = ADDRESS,
    identity: str = "",
    name: str = "Amara Nwosu",
    stays: Sequence[tuple[int, int]] = ((0, 60),),
    start: datetime = START,
) -> AttendanceRecord:
    """A line of an attendance report. `stays` are pairs of minutes from the start: (joined, left)."""
    times = tuple(Stay(start + timedelta(minutes=joined), start + timedelta(minutes=left)) for joined, left in stays)
    return AttendanceRecord(address, identity, name, times)


def a_report(
    *records: AttendanceRecord, started: datetime | None = START, ended: datetime | None = START + HOUR
) -> AttendanceReport:
    """A report of the meeting, which ended when the session did."""
    return AttendanceReport(started, ended, records)


def an_attendance(
    *,
    session: str = SESSION,
    attendee: str = "",
    minutes: int = 55,
    first_join: datetime = START,
    last_leave: datetime | None = None,
    registered: bool = True,
) -> Attendance:
    """Somebody's time in the session."""
    return Attendance(
        session=session,
        attendee=attendee or KEYS.person(ADDRESS),
        seconds=minutes * 60,
        first_join=first_join,
        last_leave=last_leave or first_join + timedelta(minutes=minutes),
        registered=registered,
    )


def a_feedback(
    *,
    session: str = SESSION,
    id: str = "feedback-1",  # noqa: A002 - the field's own name
    came: bool = True,
    score: int | None = 4,
    change: str = "",
    unanswered: str = "",
    stopped_by: Sequence[str] = (),
    words: str = "",
    day: date = date(2026, 12, 10),
    is_late_text: bool = False,
) -> Feedback:
    """What somebody said afterwards."""
    return Feedback(
        session=session,
        id=id,
        came=came,
        score=score,
        change=change,
        unanswered=unanswered,
        stopped_by=tuple(stopped_by),
        words=words,
        day=day,
        is_late_text=is_late_text,
    )


def a_held(
    *,
    id: str = "held-1",  # noqa: A002 - the field's own name
    kind: HeldKind = HeldKind.QUESTION,
    session: str = SESSION,
    text: str = "My colleague in bay four drinks. What do I do?",
    day: date = date(2026, 12, 2),
    came: bool = True,
    state: HeldState = HeldState.WAITING,
) -> Held:
    """A text that a person has to read first."""
    return Held(id=id, kind=kind, session=session, text=text, day=day, came=came, state=state)


# --- horizon scan and bulletin ----------------------------------------------------------------------------


def an_item(
    *,
    source: str = "regulator-news",
    id: str = "item-1",  # noqa: A002 - the field's own name
    title: str = "New guidance on supervision",
    summary: str = "From 5 August 2027 every trainee has an hour a week with a named supervisor.",
    link: str = "https://news.example.org/supervision",
    audiences: Sequence[str] = ("pgdit", "educators", "stakeholders"),
    published_at: datetime = NOW - timedelta(days=2),
    changes_on: str = "2027-08-05",
) -> Item:
    """An item of news: something will change soon."""
    return Item(
        source=source,
        id=id,
        title=title,
        summary=summary,
        link=link,
        audiences=tuple(audiences),
        published_at=published_at,
        changes_on=changes_on,
    )


def an_issue(
    *,
    id: str = "2026-W49",  # noqa: A002 - the field's own name
    state: IssueState = IssueState.DRAFT,
    introduction: str = "",
    items: Sequence[tuple[str, str]] = (("regulator-news", "item-1"),),
    left_out: Sequence[tuple[str, str]] = (),
    drafted_at: datetime = NOW - timedelta(days=1),
    approved_at: datetime | None = None,
    approved_by: str = "",
) -> Issue:
    """An issue of the bulletin that waits for a facilitator."""
    return Issue(
        id=id,
        state=state,
        introduction=introduction,
        items=tuple(items),
        left_out=tuple(left_out),
        drafted_at=drafted_at,
        approved_at=approved_at,
        approved_by=approved_by,
    )


def a_subscription(
    *,
    audience: str = "pgdit",
    name: str = "Amara Nwosu",
    email: str = ADDRESS,
    confirmed: bool = True,
    ended: bool = False,
    since: datetime = NOW - timedelta(days=30),
) -> Subscription:
    """Somebody who gets the bulletin."""
    return Subscription(
        audience=audience,
        person=KEYS.person(email),
        name=name,
        email=email,
        confirmed=confirmed,
        ended=ended,
        since=since,
    )


# --- what arrives -----------------------------------------------------------------------------------------

USABLE: Mapping[Answer, object] = {
    Answer.NAME: "Amara Nwosu",
    Answer.EMAIL: ADDRESS,
    Answer.AUDIENCE: "The café for postgraduate doctors in training",
    Answer.ATTENDING: "The next one",
    Answer.ROLE: "GP registrar (ST2)",
    Answer.SPECIALTY: "General practice",
    Answer.CARE: "Primary care",
    Answer.PROVIDER: "Northmoor General Hospital",
    Answer.HUB: "No, I join on my own device",
    Answer.AGREEMENT: "I agree",
    Answer.SEND_ANSWERS: "No",
    Answer.SEND_BULLETIN: "No",
}
"""Answers to the sample programme's Form with which somebody can be signed up."""


def some_answers(changed: Mapping[Answer, object] | None = None) -> dict[str, object]:
    """A response of the sign-up Form, as the connector gives it: question ids and answers.

    Its person was signed in, so the Form vouches for the address.
    """
    questions = the_programme().forms.sign_up.questions
    answers = {questions[answer].id: value for answer, value in {**USABLE, **(changed or {})}.items()}
    signed_in = answers[questions[Answer.EMAIL].id]
    return {"responder": signed_in, "submitDate": "12/1/2026 8:59:30 AM", **answers}


def a_form_response(
    *,
    form: str = "",
    response: str = "1",
    state: ResponseState = ResponseState.RECEIVED,
    raw: Mapping[str, object] | None = None,
    received_at: datetime = NOW,
) -> FormResponse:
    """A response of the sign-up Form that waits to be worked."""
    return FormResponse(
        form=form or the_programme().forms.sign_up.id,
        response=response,
        state=state,
        raw=json.dumps(raw if raw is not None else some_answers()),
        received_at=received_at,
    )


def a_request(
    *,
    method: str = "GET",
    path: str = "/",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    route: Mapping[str, str] | None = None,
) -> func.HttpRequest:
    """A request as the host hands it to a trigger; `route` are the parts of the path that the route names."""
    return func.HttpRequest(
        method=method,
        url=f"{SITE}{path}",
        body=body,
        headers=dict(headers or {}),
        params=dict(query or {}),
        route_params=dict(route or {}),
    )
