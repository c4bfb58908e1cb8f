"""Calling off an issue that is on its way: what has not gone is not sent, and the next issue does not wait for it."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

import azure.functions as func
import pytest

from functions.bulletin.calling_off import bulletin_call_off_requested
from functions.bulletin.editing import bulletin_approval_given
from functions.console.bulletin_issue import bulletin_draft_page_requested
from local.memory.builders import NOW, a_request, a_subscription, an_issue, an_item
from local.memory.services import MemoryServices, some_services, some_settings
from shared.bulletin.drafting import send_approved_issues
from shared.bulletin.rows import IssueState
from shared.bulletin.sending import send_issue
from shared.delivery.sending import deliver
from shared.mail.rows import Delivery, DeliveryState, Mailbox
from shared.messages import BulletinApproved, DeliveryDue
from tests.bulletin.bulletins import WEEK, the_only_issue
from tests.web.test_principal import FACILITATOR, VISITOR

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
READERS = 300


def approved(*, readers: int = READERS, week: str = WEEK) -> MemoryServices:
    """An issue that is on its way to so many readers and the two stakeholders."""
    item = an_item(audiences=["pgdit"])
    issue = an_issue(id=week, state=IssueState.APPROVED, items=[item.key], approved_at=NOW)
    subscribed = [a_subscription(email=f"reader.{number}@example.org") for number in range(readers)]
    return some_services(settings=some_settings(signed_in_by_platform=True), having=[item, issue, *subscribed])


def call_off(
    services: MemoryServices,
    now: datetime,
    *,
    headers: Mapping[str, str] = FACILITATOR,
    method: str = "POST",
    issue: str = WEEK,
) -> func.HttpResponse:
    return bulletin_call_off_requested.answer(
        services, a_request(method=method, headers=headers, route={"issue": issue}), now
    )


def deliver_until(services: MemoryServices, now: datetime) -> None:
    """Every mail whose slot has come by now."""
    for row in services.tables.rows(Delivery):
        if row.due <= now:
            deliver(services, DeliveryDue(purpose=row.purpose, person=row.person), row.due)


def test_called_off_what_has_not_gone_ends_as_missed_and_takes_no_turn() -> None:
    services = approved()
    send_issue(services, WEEK, NOW)
    deliver_until(services, NOW + MINUTE)
    gone = len(services.graph.mails)
    answers = [call_off(services, NOW + minutes * MINUTE) for minutes in (1, 2)]
    shown = [json.loads(answer.get_body()) for answer in answers]
    assert [(answer.status_code, one["state"]) for answer, one in zip(answers, shown, strict=True)] == [
        (200, "called-off")
    ] * 2
    (before,) = services.tables.rows(Mailbox)
    deliver_until(services, NOW + timedelta(hours=1))
    outcomes = [(row.state, row.reason) for row in services.tables.rows(Delivery)]
    assert outcomes.count((DeliveryState.SENT, "")) == gone == len(services.graph.mails) == 29
    assert outcomes.count((DeliveryState.MISSED, "this issue was called off")) == READERS - gone
    assert services.tables.rows(Mailbox) == [before]
    assert the_only_issue(services).called_off_by == shown[0]["called_off_by"] == shown[1]["called_off_by"] != ""


def test_the_next_issue_does_not_wait_for_one_that_was_called_off() -> None:
    services = approved()
    send_issue(services, WEEK, NOW)
    call_off(services, NOW + MINUTE)
    services.tables.put(an_issue(id="2026-W51", state=IssueState.APPROVED, items=[an_item().key], approved_at=NOW))
    send_issue(services, "2026-W51", NOW + MINUTE)
    dues = [row.due for row in services.tables.rows(Delivery) if row.about == "2026-W51"]
    assert min(dues) == NOW + MINUTE


@pytest.mark.parametrize("state", [IssueState.APPROVED, IssueState.SENT])
def test_the_slots_of_another_issue_that_is_on_its_way_stay(state: IssueState) -> None:
    services = approved()
    send_issue(services, WEEK, NOW)
    (planned,) = services.tables.rows(Mailbox)
    other = an_issue(id="2026-W49", state=state, approved_at=NOW)
    services.tables.put(other.model_copy(update={"last_at": NOW + timedelta(hours=1)}))
    call_off(services, NOW + MINUTE)
    assert services.tables.rows(Mailbox) == [planned]


@pytest.mark.parametrize(("week", "slots_stay"), [("2026-W44", True), ("2026-W43", False)])
def test_an_issue_of_more_than_five_weeks_ago_is_on_its_way_to_nobody(week: str, slots_stay: bool) -> None:
    services = approved()
    send_issue(services, WEEK, NOW)
    planned = services.tables.rows(Mailbox)
    services.tables.put(an_issue(id=week, state=IssueState.APPROVED, approved_at=NOW))
    call_off(services, NOW + MINUTE)
    assert (services.tables.rows(Mailbox) == planned) is slots_stay


def test_called_off_before_it_was_announced_it_goes_to_nobody() -> None:
    services = approved()
    services.tables.meanwhile("insert_all", lambda: call_off(services, NOW))
    send_issue(services, WEEK, NOW)
    send_approved_issues(services, NOW)
    deliver_until(services, NOW + timedelta(hours=1))
    assert (services.graph.mails, services.queues.waiting(BulletinApproved)) == ([], [])
    assert the_only_issue(services).state is IssueState.CALLED_OFF


def test_it_is_called_off_also_while_it_is_announced() -> None:
    services = approved(readers=3)
    services.tables.meanwhile("replace", lambda: send_issue(services, WEEK, NOW))
    assert call_off(services, NOW).status_code == 200
    assert the_only_issue(services).state is IssueState.CALLED_OFF


def test_an_issue_that_cannot_be_called_off_is_a_problem() -> None:
    services = approved()
    services.tables.put(an_issue(id="2026-W51"))
    assert call_off(services, NOW, headers={}).status_code == 401
    assert call_off(services, NOW, headers=VISITOR).status_code == 403
    assert call_off(services, NOW, headers={**FACILITATOR, "Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert call_off(services, NOW, issue="2026-W52").status_code == 404
    assert call_off(services, NOW, method="GET").status_code == 405
    assert call_off(services, NOW, issue="2026-W51").status_code == 409


def test_somebody_who_approves_is_told_when_about_the_last_reader_gets_it() -> None:
    services = approved(readers=30)
    services.tables.put(the_only_issue(services).model_copy(update={"state": IssueState.DRAFT, "approved_at": None}))
    request = a_request(method="POST", headers=FACILITATOR, route={"issue": WEEK})
    told = datetime.fromisoformat(
        json.loads(bulletin_approval_given.answer(services, request, NOW).get_body())["last_at"]
    )
    send_issue(services, WEEK, NOW)
    assert told == the_only_issue(services).last_at == max(row.due for row in services.tables.rows(Delivery))
    assert MINUTE - 2 * SECOND < told - NOW <= MINUTE + SECOND


def test_on_the_page_stands_when_the_last_mail_goes_and_the_issue_can_be_called_off() -> None:
    services = approved()
    send_issue(services, WEEK, NOW)
    route = {"issue": WEEK}
    shown = (
        bulletin_draft_page_requested.answer(services, a_request(headers=FACILITATOR, route=route), NOW)
        .get_body()
        .decode()
    )
    assert "The last reader gets this issue at about 9:10am on Tuesday 1 December 2026." in shown
    asked_first = a_request(method="POST", body=b"action=call-off", headers=FACILITATOR, route=route)
    check = bulletin_draft_page_requested.answer(services, asked_first, NOW + MINUTE).get_body().decode()
    assert "Emails that have not gone yet are not sent." in check
    assert the_only_issue(services).state is IssueState.SENT
    pressed = a_request(method="POST", body=b"action=call-off&sure=yes", headers=FACILITATOR, route=route)
    done = bulletin_draft_page_requested.answer(services, pressed, NOW + MINUTE)
    assert (done.status_code, done.headers["Location"]) == (303, f"/console/bulletin/{WEEK}?done=called-off")
    request = a_request(headers=FACILITATOR, route=route, query={"done": "called-off"})
    page = bulletin_draft_page_requested.answer(services, request, NOW + MINUTE).get_body().decode()
    assert ("This issue is called off and cannot be changed any more." in page, "Call off this issue" in page) == (
        True,
        False,
    )


def test_a_draft_is_not_called_off_on_its_page() -> None:
    services = approved()
    services.tables.put(an_issue(id=WEEK))
    pressed = a_request(method="POST", body=b"action=call-off", headers=FACILITATOR, route={"issue": WEEK})
    assert bulletin_draft_page_requested.answer(services, pressed, NOW).status_code == 409
    assert the_only_issue(services).state is IssueState.DRAFT
