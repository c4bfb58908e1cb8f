"""How long a letter makes sense: it goes until the very end of its time, and not a moment later."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from local.memory.builders import (
    ADDRESS,
    NOW,
    START,
    a_delivery,
    a_registration,
    a_session,
    a_subscription,
    an_issue,
    an_item,
)
from local.memory.services import KEYS, some_services, the_programme
from shared.bulletin.rows import IssueState
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.letters import alert, bulletin, bulletin_draft, feedback, parts
from shared.letters.reminder import how_soon
from shared.mail.letter import Letter, Missed
from shared.mail.rows import MailKind
from shared.messages import DigestDue
from tests.bulletin.bulletins import WEEK

MOMENT, MINUTE, DAY = timedelta(microseconds=1), timedelta(minutes=1), timedelta(days=1)


def the_alert(now: datetime) -> Letter:
    services = some_services()
    failed_work.keep_message(services, DigestDue.QUEUE, "not a message", NOW)
    (row,) = services.tables.rows(FailedWork)
    operations = the_programme().about.operations
    due = a_delivery(kind=MailKind.ALERT, about=row.step, detail=row.cause_id, email=operations)
    return alert.compose(services, due, now)


def the_bulletin(now: datetime) -> Letter:
    issue = an_issue(id=WEEK, state=IssueState.APPROVED, approved_at=NOW)
    services = some_services(having=[an_item(), issue, a_subscription()])
    return bulletin.compose(services, a_delivery(kind=MailKind.BULLETIN, about=WEEK, detail=""), now)


def the_draft(now: datetime) -> Letter:
    services = some_services(having=[an_item(), an_issue(id=WEEK, drafted_at=NOW)])
    somebody = the_programme().facilitators[0].email
    return bulletin_draft.compose(services, a_delivery(kind=MailKind.BULLETIN_DRAFT, about=WEEK, email=somebody), now)


def the_feedback(now: datetime) -> Letter:
    session = a_session()
    services = some_services(having=[session, a_registration()])
    return feedback.compose(services, a_delivery(kind=MailKind.FEEDBACK, detail=""), now - NOW + session.end)


@pytest.mark.parametrize(
    ("composed", "days"),
    [(the_alert, 1), (the_bulletin, 14), (the_draft, 7), (the_feedback, 7)],
)
def test_a_letter_goes_until_the_end_of_its_time(composed: Callable[[datetime], Letter], days: int) -> None:
    last = NOW + days * DAY
    assert composed(last).subject
    with pytest.raises(Missed):
        composed(last + MOMENT)


def test_a_session_has_begun_at_its_start_and_is_over_at_its_end() -> None:
    session = a_session()
    parts.not_begun(session, session.start - MOMENT)
    parts.not_over(session, session.end - MOMENT)
    with pytest.raises(Missed, match=r"^the session has begun$"):
        parts.not_begun(session, session.start)
    with pytest.raises(Missed, match=r"^the session is over$"):
        parts.not_over(session, session.end)


def test_an_alert_goes_to_whoever_operates_the_cafe() -> None:
    assert the_alert(NOW).to == the_programme().about.operations
    assert KEYS.person(ADDRESS) != KEYS.person(the_programme().about.operations)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (10 * MINUTE - MOMENT, "in a few minutes"),
        (10 * MINUTE, "in 10 minutes"),
        (15 * MINUTE - MOMENT, "in 10 minutes"),
        (15 * MINUTE, "in 15 minutes"),
        (45 * MINUTE - MOMENT, "in 40 minutes"),
        (45 * MINUTE, "in an hour"),
        (90 * MINUTE, "in an hour"),
        (90 * MINUTE + MOMENT, "today"),
        (1 * DAY, "tomorrow"),
        (2 * DAY, "on Wednesday"),
        (6 * DAY, "on Wednesday"),
        (7 * DAY, "next week"),
        (9 * DAY, "next week"),
        (10 * DAY, "on Wednesday 9 December 2026"),
    ],
)
def test_how_soon_changes_its_words_at_these_moments(left: timedelta, said: str) -> None:
    assert how_soon(START, START - left, the_programme().zone) == said


def test_an_alert_quotes_three_details_of_all_that_failed() -> None:
    services = some_services()
    for number in range(4):
        failed_work.keep(services, "a-step", f"payload {number}", "the same cause", NOW)
    for number, row in enumerate(services.tables.rows(FailedWork)):
        services.tables.put(row.model_copy(update={"detail": f"detail {number}"}))
    row = services.tables.rows(FailedWork)[0]
    due = a_delivery(kind=MailKind.ALERT, about="a-step", detail=row.cause_id, email=the_programme().about.operations)
    html = alert.compose(services, due, NOW).html
    assert [f"detail {number}" in html for number in range(4)] == [True, True, True, False]
