"""Editing the bulletin: who may change and approve a draft, and that nobody overwrites anybody."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import azure.functions as func
import pytest

from functions.bulletin.editing import bulletin_approval_given, bulletin_draft_requested
from functions.console.bulletin_issue import bulletin_draft_page_requested
from local.memory.builders import NOW, a_request, an_issue, an_item
from local.memory.services import MemoryServices, some_services, some_settings
from shared.bulletin.editing import version_of
from shared.bulletin.rows import IssueState
from shared.bulletin.sending import send_issue
from shared.messages import BulletinApproved
from shared.storage.row import Row
from tests.bulletin.bulletins import WEEK, put, the_only_issue
from tests.pages.reading import ReadPage
from tests.web.test_principal import ADMIN, FACILITATOR, VISITOR


def edited(*rows: Row) -> MemoryServices:
    """A draft of three items, and facilitators who can sign in."""
    items = [an_item(id=number) for number in ("1", "2", "3")]
    draft = an_issue(id=WEEK, items=[item.key for item in items])
    return some_services(settings=some_settings(signed_in_by_platform=True), having=[*items, draft, *rows])


def asked(
    method: str = "GET",
    *,
    headers: Mapping[str, str] = FACILITATOR,
    body: object = None,
    issue: str = WEEK,
    version: str = "",
) -> func.HttpRequest:
    sent = {**headers, **({"If-Match": version} if version else {}), "Content-Type": "application/json"}
    content = json.dumps(body).encode() if body is not None else b""
    return a_request(method=method, body=content, headers=sent, route={"issue": issue})


def answered(response: func.HttpResponse) -> Any:
    return json.loads(response.get_body())


def change(items: Sequence[str] = ("3", "1"), introduction: str = "Dear all,\r\n\r\n\r\n read  this") -> object:
    keys = [{"source": "regulator-news", "id": number} for number in items]
    return {"introduction": introduction, "items": keys}


def test_what_get_gives_can_be_put_back() -> None:
    services = edited()
    before = bulletin_draft_requested.answer(services, asked(), NOW)
    after = bulletin_draft_requested.answer(
        services, asked("PUT", body=answered(before), version=before.headers["ETag"]), NOW
    )
    assert (after.status_code, answered(after)) == (200, answered(before))
    assert [item["id"] for item in answered(after)["items"]] == ["1", "2", "3"]


def test_a_facilitator_writes_an_introduction_and_reorders_and_removes_items() -> None:
    services = edited()
    version = version_of(the_only_issue(services))
    response = bulletin_draft_requested.answer(services, asked("PUT", body=change(), version=version), NOW)
    issue = the_only_issue(services)
    assert issue.items == (("regulator-news", "3"), ("regulator-news", "1"))
    assert issue.introduction == "Dear all,\n\nread this"
    assert response.headers["ETag"] == version_of(issue) != version


def test_an_item_that_was_taken_out_can_be_put_back() -> None:
    services = edited()
    without = bulletin_draft_requested.answer(services, asked("PUT", body=change(["3"]), version="*"), NOW)
    assert [item["id"] for item in answered(without)["left_out"]] == ["1", "2"]
    again = bulletin_draft_requested.answer(services, asked("PUT", body=change(["2", "3"]), version="*"), NOW)
    assert [item["id"] for item in answered(again)["items"]] == ["2", "3"]
    assert [item["id"] for item in answered(again)["left_out"]] == ["1"]


def test_somebody_who_saves_second_is_told_and_overwrites_nothing() -> None:
    services = edited()
    version = version_of(the_only_issue(services))
    bulletin_draft_requested.answer(services, asked("PUT", body=change(["1"]), version=version), NOW)
    assert (
        bulletin_draft_requested.answer(services, asked("PUT", body=change(["2"]), version=version), NOW).status_code
        == 412
    )
    services.tables.meanwhile("replace", lambda: put(services, the_only_issue(services)))
    now = version_of(the_only_issue(services))
    assert bulletin_draft_requested.answer(services, asked("PUT", body=change([]), version=now), NOW).status_code == 412
    assert the_only_issue(services).items == (("regulator-news", "1"),)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (asked(headers={}), 401),
        (asked(headers=VISITOR), 403),
        (
            asked("PUT", headers={**FACILITATOR, "Sec-Fetch-Site": "cross-site"}, body=change(), version="*"),
            403,
        ),
        (asked(issue="2026-W51"), 404),
        (asked(issue="../2026-W50"), 404),
        (asked("DELETE"), 405),
        (asked("PUT", body=change(), version='"another"'), 412),
        (asked("PUT", body=change(["4"]), version="*"), 422),
        (asked("PUT", body=change(["1", "1"]), version="*"), 422),
        (asked("PUT", body=change(introduction="x" * 2_001), version="*"), 422),
        (asked("PUT", body={"introduction": "no items"}, version="*"), 422),
        (asked("PUT", body=change()), 428),
    ],
)
def test_a_draft_that_cannot_be_had_or_changed_is_a_problem(request_: func.HttpRequest, status: int) -> None:
    services = edited()
    before = the_only_issue(services)
    response = bulletin_draft_requested.answer(services, request_, NOW)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert the_only_issue(services) == before


def test_approved_it_is_sent_by_whom_and_however_often_it_is_approved() -> None:
    services = edited()
    for minute in range(3):
        response = bulletin_approval_given.answer(
            services, asked("POST", headers=ADMIN), NOW + timedelta(minutes=minute)
        )
        assert (response.status_code, answered(response)["state"]) == (200, "approved")
    issue = the_only_issue(services)
    assert (issue.approved_by, issue.approved_at) == ("2", NOW)
    assert set(services.queues.drain(BulletinApproved)) == {BulletinApproved(issue=WEEK)}
    send_issue(services, WEEK, NOW)
    assert answered(bulletin_approval_given.answer(services, asked("POST"), NOW))["state"] == "sent"
    assert services.queues.waiting(BulletinApproved) == []


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (asked("POST", headers={}), 401),
        (asked("POST", headers=VISITOR), 403),
        (asked("POST", headers={**FACILITATOR, "Origin": "https://evil.example.org"}), 403),
        (asked("POST", issue="2026-W51"), 404),
        (asked("GET"), 405),
        (asked("POST", version='"another"'), 412),
    ],
)
def test_an_approval_that_cannot_be_given_is_a_problem(request_: func.HttpRequest, status: int) -> None:
    services = edited()
    assert bulletin_approval_given.answer(services, request_, NOW).status_code == status
    assert the_only_issue(services).state is IssueState.DRAFT
    assert services.queues.sent == []


def test_an_issue_without_items_cannot_be_approved_nor_an_approved_one_changed() -> None:
    empty = edited(an_issue(id=WEEK, items=[]))
    assert bulletin_approval_given.answer(empty, asked("POST"), NOW).status_code == 409
    done = edited(an_issue(id=WEEK, state=IssueState.APPROVED, approved_at=NOW))
    assert bulletin_draft_requested.answer(done, asked("PUT", body=change(), version="*"), NOW).status_code == 409


def form(action: str, services: MemoryServices, **fields: str) -> func.HttpRequest:
    sent = {"action": action, "version": version_of(the_only_issue(services))} | fields
    body = "&".join(f"{name}={value}" for name, value in sent.items())
    keep = "".join(f"&keep=regulator-news.{number}" for number in ("1", "2"))
    return a_request(method="POST", body=f"{body}{keep}".encode(), headers=FACILITATOR, route={"issue": WEEK})


def test_on_the_page_items_are_kept_reordered_and_approved() -> None:
    services = edited()
    saved = bulletin_draft_page_requested.answer(
        services, form("save", services, introduction="Hello", **{"place-regulator-news.1": "3"}), NOW
    )
    assert (saved.status_code, saved.headers["Location"]) == (303, f"/console/bulletin/{WEEK}?done=saved")
    issue = the_only_issue(services)
    assert (issue.introduction, issue.items) == ("Hello", (("regulator-news", "2"), ("regulator-news", "1")))
    asked_again = bulletin_draft_page_requested.answer(services, form("approve", services), NOW)
    assert "The first email goes at about 9:05am on Tuesday 1 December 2026." in asked_again.get_body().decode()
    assert the_only_issue(services).state is IssueState.DRAFT
    for _ in range(2):
        approved = bulletin_draft_page_requested.answer(services, form("approve", services, sure="yes"), NOW)
        assert approved.headers["Location"] == f"/console/bulletin/{WEEK}?done=approved"
    assert the_only_issue(services).state is IssueState.APPROVED
    assert set(services.queues.waiting(BulletinApproved)) == {BulletinApproved(issue=WEEK)}


def test_the_page_still_offers_what_was_taken_out() -> None:
    services = edited()
    bulletin_draft_page_requested.answer(services, form("save", services), NOW)
    shown = bulletin_draft_page_requested.answer(services, asked(), NOW).get_body().decode()
    ticked = re.findall(r'value="regulator-news\.(\d)"( checked)?', shown)
    assert ticked == [("1", " checked"), ("2", " checked"), ("3", "")]


@pytest.mark.parametrize(("number", "order"), [("1", "312"), ("2", "132"), ("9", "123"), ("", "123"), ("x", "123")])
def test_an_item_gets_the_place_it_was_given(number: str, order: str) -> None:
    services = edited()
    fields = {"place-regulator-news.3": number, "keep": "regulator-news.3"}
    bulletin_draft_page_requested.answer(services, form("save", services, **fields), NOW)
    assert "".join(item_id for _, item_id in the_only_issue(services).items) == order


@pytest.mark.parametrize(("number", "order"), [("999", "231"), ("1000", "123"), ("9" * 5_000, "123"), ("٣", "231")])
def test_a_place_has_three_digits_at_most(number: str, order: str) -> None:
    services = edited()
    fields = {"place-regulator-news.1": number, "keep": "regulator-news.3"}
    bulletin_draft_page_requested.answer(services, form("save", services, **fields), NOW)
    assert "".join(item_id for _, item_id in the_only_issue(services).items) == order


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"version": "old"}, 412), ({"version": ""}, 428), ({"introduction": "x" * 2_001}, 422)],
)
def test_what_the_page_cannot_save_is_said_on_it(fields: Mapping[str, str], status: int) -> None:
    services = edited()
    response = bulletin_draft_page_requested.answer(services, form("approve", services, **fields), NOW)
    assert (response.status_code, response.mimetype) == (status, "text/html")
    assert the_only_issue(services).state is IssueState.DRAFT


def test_somebody_who_is_not_signed_in_goes_to_the_sign_in_and_comes_back() -> None:
    response = bulletin_draft_page_requested.answer(
        edited(), a_request(path=f"/console/bulletin/{WEEK}", route={"issue": WEEK}), NOW
    )
    back = "/.auth/login/aad?post_login_redirect_uri=%2Fconsole%2Fbulletin%2F2026-W50"
    assert (response.status_code, response.headers["Location"]) == (303, back)
    assert bulletin_draft_page_requested.answer(some_services(), asked(headers={}), NOW).status_code == 401
    assert bulletin_draft_page_requested.answer(edited(), asked(headers=VISITOR), NOW).status_code == 403


def test_the_page_shows_every_item_and_what_was_done() -> None:
    items = [("regulator-news", "1"), ("regulator-news", "2")]
    services = edited(an_issue(id=WEEK, state=IssueState.SENT, introduction="One\n\nTwo", items=items))
    shown = bulletin_draft_page_requested.answer(services, asked(), NOW).get_body().decode()
    assert shown.count("New guidance on supervision</h3>") == 2
    request = a_request(headers=FACILITATOR, route={"issue": WEEK}, query={"done": "saved"})
    assert "Your changes are saved." in bulletin_draft_page_requested.answer(edited(), request, NOW).get_body().decode()


def test_the_banner_tells_success_from_refusal() -> None:
    services = edited()
    request = a_request(headers=FACILITATOR, route={"issue": WEEK}, query={"done": "saved"})
    done = bulletin_draft_page_requested.answer(services, request, NOW)
    refused = bulletin_draft_page_requested.answer(services, form("save", services, version="old"), NOW)
    titles = [
        ReadPage(answer.get_body().decode()).texts("h2", id="nhsuk-notification-banner-title")
        for answer in (done, refused)
    ]
    assert titles == [["Success"], ["Important"]]
