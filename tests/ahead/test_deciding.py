"""Deciding about what will happen: held, let go, started early. Nothing is lost by it and nothing goes twice."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from local.memory.builders import (
    HOUR,
    NOW,
    SESSION,
    START,
    a_question,
    a_registration,
    a_session,
    a_sign_up,
    an_issue,
    an_item,
)
from local.memory.services import MemoryServices, some_services
from shared.ahead.deciding import NotBefore, NotHoldable, hold, let_go, start_now
from shared.ahead.listing import Expected, expected_in, look_ahead
from shared.ahead.of_sessions import hosting_of
from shared.attendance.rows import AttendanceTaken
from shared.audit_trail.rows import AuditEntry
from shared.bulletin.drafting import draft_issue
from shared.bulletin.rows import FreshItem, Issue, IssueState
from shared.bulletin.sending import send_issue
from shared.delivery.sending import deliver
from shared.errors import NotUsable
from shared.feedback.asking import ask_for_feedback
from shared.figures.digest import write_digest
from shared.figures.rows import Digest
from shared.holding.rows import Hold
from shared.mail.rows import Delivery, MailKind
from shared.meetings.hosting import tell_hosts
from shared.messages import BulletinApproved, DeliveryDue, DigestDue, FeedbackDue, ReminderDue, SessionPlanned
from shared.reminders.reminding import remind, start_reminders
from shared.sessions.planning import plan_sessions
from shared.sessions.rows import OpenSession, Session, SessionState
from shared.storage.row import Row
from tests.ahead.test_listing import OCCASION, at

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WHY = "The room is not certain."
EVENING = at(8, 17)


def with_people(*also: Row, state: SessionState = SessionState.OPEN) -> MemoryServices:
    return some_services(having=[a_session(state=state), OpenSession(id=SESSION), a_registration(), *also])


def the(services: MemoryServices, name: str, now: datetime = NOW) -> Expected:
    return expected_in(look_ahead(services, now), name if "." in name else f"{OCCASION}.{name}")


def sent(services: MemoryServices, kind: MailKind) -> list[str]:
    return [row.purpose for row in services.tables.rows(Delivery) if row.kind is kind]


def audited(services: MemoryServices) -> list[tuple[str, str, str]]:
    rows = sorted(services.tables.rows(AuditEntry), key=lambda row: row.at)
    return [(row.act, row.about, row.reason) for row in rows]


def work_reminders(services: MemoryServices, now: datetime) -> None:
    start_reminders(services, now)
    for due in services.queues.drain(ReminderDue):
        remind(services, due, now)


# --- holding ------------------------------------------------------------------------------------------------


def test_a_held_reminder_waits_and_goes_when_it_is_let_go_in_time() -> None:
    services = with_people()
    hold(services, the(services, "reminder-P1D"), "oid", WHY, NOW)
    for minutes in range(0, 60, 5):
        work_reminders(services, START - DAY + minutes * MINUTE)
    assert sent(services, MailKind.REMINDER) == []
    let_go(services, the(services, "reminder-P1D", START - DAY + HOUR), "oid", "It is.", START - DAY + HOUR)
    work_reminders(services, START - DAY + HOUR)
    assert sent(services, MailKind.REMINDER) == [f"{OCCASION}.reminder-P1D"]
    assert audited(services) == [
        ("hold", f"{OCCASION}.reminder-P1D", WHY),
        ("let go", f"{OCCASION}.reminder-P1D", "It is."),
    ]


def test_a_reminder_that_is_held_past_its_time_is_never_sent_and_the_next_one_is() -> None:
    services = with_people()
    hold(services, the(services, "reminder-P1D"), "oid", WHY, NOW)
    now = START - DAY
    while now < START + HOUR:
        work_reminders(services, now)
        now += 5 * MINUTE
    assert sent(services, MailKind.REMINDER) == [f"{OCCASION}.reminder-PT1H"]
    with pytest.raises(NotBefore):
        start_now(services, the(services, "reminder-P1D", now), "oid", WHY, now)


def test_a_held_reminder_costs_its_timer_one_read_a_run() -> None:
    services = with_people()
    hold(services, the(services, "reminder-P1D"), "oid", WHY, NOW)
    services.tables.operations.clear()
    start_reminders(services, START - DAY)
    assert services.tables.operations == [("query", "opensessions"), ("get", "sessions"), ("get", "holds")]


def test_a_held_briefing_waits_for_its_facilitators_too() -> None:
    services = with_people()
    hold(services, the(services, "briefing"), "oid", WHY, NOW)
    work_reminders(services, EVENING)
    assert sent(services, MailKind.BRIEFING) == []
    let_go(services, the(services, "briefing", EVENING), "oid", WHY, EVENING)
    work_reminders(services, EVENING + HOUR)
    assert sent(services, MailKind.BRIEFING) == [f"{OCCASION}.briefing"] * 2


TAKEN = AttendanceTaken(session=SESSION, reported=True, people=1, at=START + HOUR)


def test_a_held_request_for_feedback_comes_back_until_it_is_let_go() -> None:
    services = with_people(TAKEN, state=SessionState.ENDED)
    hold(services, the(services, "feedback"), "oid", WHY, NOW)
    now = START + HOUR
    ask_for_feedback(services, SESSION, now)
    assert services.queues.sent == [(FeedbackDue(session=SESSION), 10 * MINUTE)]
    services.tables.put(OpenSession(id=SESSION, look_again_at=now + DAY, settled_at=now))
    let_go(services, the(services, "feedback", now), "oid", WHY, now)
    (again,) = services.queues.drain(FeedbackDue)
    ask_for_feedback(services, again.session, now + 10 * MINUTE)
    assert sent(services, MailKind.FEEDBACK) == [f"{OCCASION}.feedback"]


def test_a_held_request_comes_back_no_more_once_its_time_is_over() -> None:
    services = with_people(TAKEN, state=SessionState.ENDED)
    hold(services, the(services, "feedback"), "oid", WHY, NOW)
    ask_for_feedback(services, SESSION, START + HOUR + 7 * DAY)
    assert (services.queues.sent, sent(services, MailKind.FEEDBACK)) == ([], [])


def test_a_held_digest_is_counted_and_kept_and_its_email_waits() -> None:
    services = with_people(TAKEN, state=SessionState.ENDED)
    hold(services, the(services, "digest"), "oid", WHY, NOW)
    now = START + 2 * DAY
    write_digest(services, SESSION, now)
    assert ([row.session for row in services.tables.rows(Digest)], sent(services, MailKind.DIGEST)) == ([SESSION], [])
    let_go(services, the(services, "digest", now), "oid", WHY, now)
    for due in services.queues.drain(DigestDue):
        write_digest(services, due.session, now + 10 * MINUTE)
    assert sent(services, MailKind.DIGEST) == [f"{OCCASION}.digest"] * 2


def test_a_held_draft_is_not_made_and_a_later_run_of_the_morning_makes_it() -> None:
    services = some_services(having=[an_item(), FreshItem(source="regulator-news", id="item-1")])
    monday, draft = at(7, 6), "bulletin-2026-W50.bulletin-draft"
    hold(services, the(services, draft), "oid", WHY, NOW)
    assert draft_issue(services, monday) is None
    let_go(services, the(services, draft, monday + HOUR), "oid", WHY, monday + HOUR)
    assert draft_issue(services, monday + HOUR) is not None
    assert sent(services, MailKind.BULLETIN_DRAFT) == ["bulletin-2026-W50.bulletin-draft"] * 3


def test_a_held_issue_that_is_approved_waits() -> None:
    issue = an_issue(id="2026-W49", state=IssueState.APPROVED, approved_at=NOW)
    services = some_services(having=[issue, an_item()])
    hold(services, the(services, "bulletin-2026-W49.bulletin"), "oid", WHY, NOW)
    send_issue(services, issue.id, NOW)
    assert [row.state for row in services.tables.rows(Issue)] == [IssueState.APPROVED]
    assert services.queues.sent == [(BulletinApproved(issue="2026-W49"), 10 * MINUTE)]


def test_a_session_whose_planning_is_held_is_planned_after_it_is_let_go() -> None:
    services, now = some_services(), at(3, 12)
    plan_sessions(services, now)
    hold(services, the(services, "pgdit-2027-03-10.planning", now), "oid", WHY, now)
    plan_sessions(services, at(11, 4))
    assert "pgdit-2027-03-10" not in [row.id for row in services.tables.rows(Session)]
    let_go(services, the(services, "pgdit-2027-03-10.planning", at(12, 12)), "oid", WHY, at(12, 12))
    plan_sessions(services, at(13, 4))
    assert "pgdit-2027-03-10" in [row.id for row in services.tables.rows(Session)]


def test_facilitators_are_invited_when_their_invitation_is_let_go_and_hear_of_a_cancellation_in_any_case() -> None:
    services = with_people()
    hold(services, Expected(hosting_of(a_session(), NOW)), "oid", WHY, NOW)
    tell_hosts(services, a_session(), NOW)
    assert sent(services, MailKind.HOSTING) == []
    let_go(services, the(services, "hosting"), "oid", WHY, NOW)
    assert sent(services, MailKind.HOSTING) == [f"{OCCASION}.hosting-0"] * 2
    hold(services, Expected(hosting_of(a_session(), NOW)), "oid", WHY, NOW + HOUR)
    tell_hosts(services, a_session(state=SessionState.CANCELLED, sequence=1), NOW + HOUR)
    assert sent(services, MailKind.HOSTING)[2:] == [f"{OCCASION}.hosting-1"] * 2


@pytest.mark.parametrize("name", ["attendance"])
def test_what_is_counted_in_any_case_cannot_be_held(name: str) -> None:
    services = with_people()
    with pytest.raises(NotHoldable):
        hold(services, the(services, name), "oid", WHY, NOW)


@pytest.mark.parametrize("act", [hold, let_go, start_now])
@pytest.mark.parametrize(
    ("reason", "message"),
    [("", "Enter a reason. It goes into the audit trail."), ("x" * 201, "Use 200 characters or fewer")],
)
def test_each_needs_a_reason_of_some_length(act: Callable[..., None], reason: str, message: str) -> None:
    services = with_people()
    with pytest.raises(NotUsable, match=message) as wrong:
        act(services, the(services, "briefing"), "oid", reason, NOW)
    assert wrong.value.errors == [{"field": "reason", "message": message}]
    assert (services.tables.rows(Hold), audited(services)) == ([], [])


# --- before its time ----------------------------------------------------------------------------------------


def test_a_reminder_goes_when_a_person_says_so_and_not_again_at_its_time() -> None:
    services = with_people()
    now = START - 2 * DAY
    work_reminders(services, now)
    start_now(services, the(services, "reminder-P1D", now), "oid", WHY, now)
    late = a_registration(details=a_sign_up(email="late@example.org"), changed_at=now + HOUR)
    services.tables.put(late)
    for due in services.queues.drain(ReminderDue):
        remind(services, due, now + MINUTE)
    while now < START - 2 * HOUR:
        work_reminders(services, now)
        now += 5 * MINUTE
    assert sent(services, MailKind.REMINDER) == [f"{OCCASION}.reminder-P1D", f"{OCCASION}.reminder-P7D"]


def test_an_early_reminder_reads_like_one() -> None:
    services = with_people()
    now = START - 2 * DAY
    start_now(services, the(services, "reminder-P1D", now), "oid", WHY, now)
    for due in services.queues.drain(ReminderDue):
        remind(services, due, now)
    for one in services.queues.drain(DeliveryDue):
        deliver(services, one, now)
    assert [mail.subject[:40] for mail in services.graph.mails] == ["On Wednesday: Virtual Café for postgradu"]


def test_a_briefing_goes_when_a_person_says_so_and_not_again_in_the_evening() -> None:
    services = with_people()
    start_now(services, the(services, "briefing"), "oid", WHY, NOW)
    work_reminders(services, EVENING)
    assert sent(services, MailKind.BRIEFING) == [f"{OCCASION}.briefing"] * 2


def test_new_questions_are_told_early_only_after_the_briefing() -> None:
    services = with_people()
    with pytest.raises(NotBefore, match="The briefing comes first"):
        start_now(services, the(services, "briefing-update"), "oid", WHY, NOW)
    work_reminders(services, EVENING)
    services.tables.put(a_question())
    start_now(services, the(services, "briefing-update", EVENING), "oid", WHY, EVENING)
    assert sent(services, MailKind.BRIEFING_UPDATE) == [f"{OCCASION}.briefing-update"] * 2


def test_a_digest_is_written_early_once_it_is_known_who_came() -> None:
    services = with_people(state=SessionState.ENDED)
    now = START + 2 * HOUR
    with pytest.raises(NotBefore, match="Nobody knows yet who came"):
        start_now(services, the(services, "digest", now), "oid", WHY, now)
    services.tables.put(TAKEN)
    start_now(services, the(services, "digest", now), "oid", WHY, now)
    assert services.queues.drain(DigestDue) == [DigestDue(session=SESSION)]


def test_a_session_is_planned_early_and_at_its_time_it_is_there() -> None:
    services, now = some_services(), at(3, 12)
    plan_sessions(services, now)
    services.queues.drain(SessionPlanned)
    hold(services, the(services, "pgdit-2027-03-10.planning", now), "oid", WHY, now)
    start_now(services, the(services, "pgdit-2027-03-10.planning", now), "oid", WHY, now)
    assert services.queues.drain(SessionPlanned) == [SessionPlanned(session="pgdit-2027-03-10")]


def test_this_weeks_draft_is_made_early_and_next_weeks_is_not() -> None:
    services = some_services(having=[an_item(), FreshItem(source="regulator-news", id="item-1")])
    monday = at(7, 1)
    with pytest.raises(NotBefore):
        start_now(services, the(services, "bulletin-2026-W51.bulletin-draft", monday), "oid", WHY, monday)
    start_now(services, the(services, "bulletin-2026-W50.bulletin-draft", monday), "oid", WHY, monday)
    assert [row.id for row in services.tables.rows(Issue)] == ["2026-W50"]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("fake", "call"), [("tables", "insert_all"), ("queues", "send"), ("tables", "replace"), ("tables", "delete")]
)
def test_wherever_it_breaks_off_it_can_be_pressed_again_and_goes_once(fake: str, call: str, after: bool) -> None:
    services = with_people()
    now = START - 2 * DAY
    hold(services, the(services, "reminder-P1D", now), "oid", WHY, now)
    broken = services.queues if fake == "queues" else services.tables
    expected = the(services, "reminder-P1D", now)
    broken.fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        start_now(services, expected, "oid", WHY, now)
    start_now(services, expected, "oid", WHY, now)
    for due in services.queues.drain(ReminderDue):
        remind(services, due, now)
    work_reminders(services, START - DAY + HOUR)
    assert sent(services, MailKind.REMINDER) == [f"{OCCASION}.reminder-P1D"]
    assert services.tables.rows(Hold) == []
