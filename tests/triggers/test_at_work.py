"""Every trigger does its step's work: something is there, and after the trigger something came of it."""

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import azure.functions as func
import pytest
from azure.functions.timer import TimerRequest

from local.memory.builders import a_delivery, a_registration, a_session, a_subscription, an_issue, an_item, some_answers
from local.memory.services import the_programme
from shared.attendance.rows import AttendanceTaken
from shared.bulletin.horizon import week_of
from shared.bulletin.rows import FreshItem, Issue, IssueState, Subscription
from shared.figures.rows import Digest
from shared.forms.intake import form_road
from shared.forms.rows import Arrivals, FormResponse, ResponseState
from shared.mail.deliveries import purpose_of
from shared.mail.rows import Delivery, DeliveryState, LaterSlots, MailKind
from shared.messages import (
    BulletinApproved,
    DeliveryDue,
    DigestDue,
    FeedbackDue,
    Message,
    RegistrationCancelled,
    RegistrationMade,
    ReminderDue,
    ResponseReceived,
    SessionCancelled,
    SessionChanged,
    SessionEnded,
    SessionPlanned,
)
from shared.registrations.rows import Registration, RegistrationState, Seating
from shared.services import Services
from shared.sessions.rows import OpenSession, Session, SessionState
from shared.storage.queues import encode
from shared.storage.row import Row
from shared.text.plain import as_json_text
from tests.the_app import deployed

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FORM = "at-work-form"
WEEK = week_of(NOW, the_programme().zone)


@pytest.fixture(scope="module")
def whose() -> str:
    return "at-work"


def set_off(name: str, message: Message | None = None) -> None:
    """Call the trigger as the host does: with its message, or as a timer."""
    given = TimerRequest(past_due=False) if message is None else func.QueueMessage(body=encode(message).encode())
    next(one for one in deployed() if one.name == name).call(given)


def of_the_cafe(*, ahead: timedelta, state: SessionState = SessionState.OPEN, number: int = 0) -> Session:
    """A session of the café's own series; each number is another one."""
    session = a_session(start=NOW + ahead, state=state, title="At work")
    own = {"series": "at-work-doctors", "id": f"at-work-doctors-{session.start:%Y-%m}-{number:02}"}
    return session.model_copy(update=own)


def keep(cafe: Services, rows: Iterable[Row]) -> None:
    for row in rows:
        cafe.tables.put_latest(row)


def kinds(cafe: Services, session: Session, kind: MailKind, detail: str = "") -> int:
    """How many mails of this kind are announced for the session."""
    return len(list(cafe.tables.partition(Delivery, purpose_of(session.occasion, kind, detail))))


def place_in(session: Session, state: RegistrationState = RegistrationState.REGISTERED) -> Registration:
    return a_registration(session=session.id, state=state, changed_at=NOW - 40 * DAY)


@pytest.mark.parametrize(
    ("trigger", "message", "state"),
    [
        ("on_session_planned", SessionPlanned, SessionState.PLANNED),
        ("on_session_changed", SessionChanged, SessionState.OPEN),
        ("on_session_cancelled", SessionCancelled, SessionState.CANCELLED),
    ],
)
def test_a_session_asks_for_its_meeting_and_waits_while_graph_is_away(
    trigger: str,
    message: Callable[..., Message],
    state: SessionState,
    cafe: Services,
    caplog: pytest.LogCaptureFixture,
) -> None:
    session = of_the_cafe(ahead=3 * DAY, state=state, number=31)
    keep(cafe, [session])
    with caplog.at_level(logging.WARNING):
        set_off(trigger, message(session=session.id))
    assert [vars(one)["session"] for one in caplog.records if one.msg == "waiting for Graph"] == [session.id]


def test_a_response_is_worked(cafe: Services) -> None:
    session, road = of_the_cafe(ahead=3 * DAY, number=32), form_road(cafe.keys, FORM)
    raw = as_json_text(some_answers())
    kept = FormResponse(form=road, response="at-work", state=ResponseState.RECEIVED, raw=raw, received_at=NOW)
    keep(cafe, [session, OpenSession(id=session.id), kept])
    set_off("on_response_received", ResponseReceived(form=road, response="at-work"))
    worked = cafe.tables.get(FormResponse, kept.key)
    assert worked is not None
    assert (worked.state, worked.raw) == (ResponseState.WORKED, "")


def test_who_signed_up_or_cancelled_is_told(cafe: Services) -> None:
    session = of_the_cafe(ahead=3 * DAY, number=33)
    came, went = place_in(session), place_in(session, RegistrationState.CANCELLED)
    keep(cafe, [session, came])
    set_off("on_registration_made", RegistrationMade(session=session.id, person=came.person, sequence=0))
    keep(cafe, [went])
    set_off("on_registration_cancelled", RegistrationCancelled(session=session.id, person=went.person, sequence=0))
    assert kinds(cafe, session, MailKind.SEAT, "0") == 1
    assert kinds(cafe, session, MailKind.CANCELLATION, "0") == 1


def test_who_comes_is_reminded_and_the_facilitators_are_briefed(cafe: Services) -> None:
    session = of_the_cafe(ahead=HOUR / 2, number=34)
    keep(cafe, [session, OpenSession(id=session.id), place_in(session)])
    set_off("on_reminder_due", ReminderDue(session=session.id, before="PT1H"))
    assert kinds(cafe, session, MailKind.REMINDER, "PT1H") == 1
    set_off("on_reminders_due")
    index = cafe.tables.get(OpenSession, OpenSession(id=session.id).key)
    assert index is not None
    assert index.announced == tuple(f"{session.occasion}.{mark}" for mark in ("told", "PT1H", "briefing"))
    cafe.tables.delete(index)


def test_a_mail_that_is_due_is_settled(cafe: Services) -> None:
    session = of_the_cafe(ahead=3 * DAY, number=35)
    mail = a_delivery(purpose=purpose_of(session.occasion, MailKind.CONFIRMATION, "0"), about=session.id, due=NOW)
    keep(cafe, [session, place_in(session), mail])
    set_off("on_delivery_due", DeliveryDue(purpose=mail.purpose, person=mail.person))
    settled = cafe.tables.get(Delivery, mail.key)
    assert settled is not None
    assert (settled.state, settled.reason) == (DeliveryState.REFUSED, "not allowed here")


def test_a_session_that_is_over_is_closed_step_by_step(cafe: Services) -> None:
    session = of_the_cafe(ahead=-3 * DAY, number=36).model_copy(update={"join_url": ""})
    keep(cafe, [session, OpenSession(id=session.id), place_in(session)])
    set_off("on_closing_due")
    ended = cafe.tables.get(Session, session.key)
    assert ended is not None
    assert ended.state is SessionState.ENDED
    set_off("on_session_ended", SessionEnded(session=session.id))
    assert cafe.tables.get(AttendanceTaken, session.key) is not None
    set_off("on_feedback_due", FeedbackDue(session=session.id))
    assert kinds(cafe, session, MailKind.FEEDBACK, "") == 1
    set_off("on_digest_due", DigestDue(session=session.id))
    assert cafe.tables.get(Digest, session.key) is not None


def test_the_bulletin_is_drafted_and_sent(cafe: Services) -> None:
    item = an_item(source="at-work", audiences=["at-work-doctors"], published_at=NOW)
    unconfirmed = a_subscription(audience="at-work-doctors", confirmed=False, since=NOW - 31 * DAY)
    keep(cafe, [item, FreshItem(source=item.source, id=item.id), unconfirmed])
    set_off("on_bulletin_draft_due")
    draft = cafe.tables.get(Issue, (Issue.PARTITION, WEEK))
    assert draft is not None
    assert (draft.state, item.key in draft.items) == (IssueState.DRAFT, True)
    assert cafe.tables.get(Subscription, unconfirmed.key) is None
    keep(cafe, [an_issue(id=WEEK, state=IssueState.APPROVED, items=[item.key], approved_at=NOW)])
    set_off("on_bulletin_draft_due")
    assert BulletinApproved(issue=WEEK) in cafe.queues.peek(BulletinApproved)
    set_off("on_bulletin_approved", BulletinApproved(issue=WEEK))
    sent = cafe.tables.get(Issue, (Issue.PARTITION, WEEK))
    assert sent is not None
    assert sent.state is IssueState.SENT
    cafe.tables.delete(sent)


def test_the_feeds_are_read(cafe: Services, caplog: pytest.LogCaptureFixture) -> None:
    set_off("on_horizon_scan_due")
    unread = {vars(one)["feed"] for one in caplog.records if one.msg == "a feed could not be read"}
    assert unread == {feed.id for feed in cafe.programme.feeds}


def test_planning_gives_open_sessions_the_seats_of_the_programme_file(cafe: Services) -> None:
    session = of_the_cafe(ahead=3 * DAY, number=37)
    keep(cafe, [session, OpenSession(id=session.id), Seating(session=session.id, capacity=1)])
    set_off("on_planning_due")
    seats = cafe.tables.get(Seating, (session.id, "seats"))
    assert seats is not None
    assert seats.capacity == cafe.programme.series_of("at-work-doctors").capacity


def test_what_never_came_is_looked_for(cafe: Services) -> None:
    road = form_road(cafe.keys, FORM)
    keep(
        cafe,
        [
            FormResponse(form=road, response=number, state=ResponseState.WORKED, raw="", received_at=NOW)
            for number in ("1", "3")
        ],
    )
    set_off("on_arrivals_due")
    seen = cafe.tables.get(Arrivals, (Arrivals.PARTITION, road))
    assert seen is not None
    assert (seen.newest, list(seen.missing)) == (3, [2])


def test_what_waited_for_its_slot_is_released(cafe: Services) -> None:
    later = LaterSlots(purpose="at-work-nothing", start="a", next="a")
    keep(cafe, [later])
    set_off("on_slots_due")
    assert cafe.tables.get(LaterSlots, later.key) is None


def test_what_was_kept_long_enough_is_forgotten(cafe: Services) -> None:
    session = of_the_cafe(ahead=-367 * DAY, state=SessionState.CLOSED)
    session = session.model_copy(update={"id": f"at-work-doctors-{session.start:%Y-%m-%d}"})
    place = place_in(session)
    keep(cafe, [session, place])
    set_off("on_retention_due")
    assert cafe.tables.get(Registration, place.key) is None
