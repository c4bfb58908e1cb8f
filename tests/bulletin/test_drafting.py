"""The bulletin: drafted once a week, whatever goes wrong."""

import json
from datetime import UTC, datetime, timedelta

import azure.functions as func
import pytest

from functions import horizon
from functions.bulletin import archive, blueprint, editing, flash, holding, subscribing
from functions.console import bulletin_issue as console
from local.memory.builders import NOW, a_request, an_issue, an_item
from local.memory.services import some_services
from shared.bulletin.approving import approve_issue
from shared.bulletin.drafting import draft_issue, send_approved_issues
from shared.bulletin.rows import FreshItem, Issue, IssueState
from shared.bulletin.sending import send_issue
from shared.mail.rows import Delivery, MailKind
from shared.messages import BulletinApproved
from shared.web.doors import Door
from tests.bulletin.bulletins import FACILITATORS, MONDAY, WEEK, announced, fresh, marked, put, the_only_issue
from tests.pages.triggers import app_environment, call


def test_fresh_items_become_this_weeks_issue_and_the_facilitators_are_told() -> None:
    soon, late = an_item(id="soon", changes_on="2027-01-01"), an_item(id="late", changes_on="2027-08-05")
    services = some_services(having=fresh(late, soon))
    draft_issue(services, MONDAY)
    issue = the_only_issue(services)
    assert (issue.id, issue.state, issue.items) == (WEEK, IssueState.DRAFT, (soon.key, late.key))
    assert marked(services) == ["late", "soon"]
    assert announced(services, MailKind.BULLETIN_DRAFT) == FACILITATORS


def test_without_news_there_is_no_issue_and_nobody_is_told() -> None:
    old = an_item(published_at=MONDAY - timedelta(weeks=6), changes_on="")
    services = some_services(having=fresh(old))
    assert draft_issue(services, MONDAY) is None
    assert services.tables.rows(Issue) == []
    assert services.tables.rows(Delivery) == []
    assert marked(services) == []


def test_drafted_again_the_issue_stays_and_nobody_is_told_twice() -> None:
    services = some_services(having=fresh(an_item(id="1")))
    draft_issue(services, MONDAY)
    before = the_only_issue(services)
    for row in fresh(an_item(id="2")):
        services.tables.put(row)
    draft_issue(services, MONDAY + timedelta(hours=1))
    assert the_only_issue(services) == before
    assert marked(services) == ["1", "2"]
    assert announced(services, MailKind.BULLETIN_DRAFT) == FACILITATORS


def test_nobody_is_asked_to_approve_what_is_approved() -> None:
    services = some_services(having=[an_issue(id=WEEK, state=IssueState.APPROVED, approved_at=MONDAY)])
    draft_issue(services, MONDAY + timedelta(hours=6))
    assert announced(services, MailKind.BULLETIN_DRAFT) == []


@pytest.mark.parametrize("call", ["partition", "get", "insert", "insert_all"])
@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("later", [timedelta(minutes=5), timedelta(weeks=1)])
def test_a_crash_at_any_point_loses_no_item_and_drafts_none_twice(call: str, after: bool, later: timedelta) -> None:
    services = some_services(having=fresh(an_item(id="1"), an_item(id="2")))
    services.tables.fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        draft_issue(services, MONDAY)
    draft_issue(services, MONDAY + later)
    newest = services.tables.rows(Issue)[-1]
    assert newest.id == ("2026-W50" if later < timedelta(days=1) else "2026-W51")
    assert sorted(newest.items) == [("regulator-news", "1"), ("regulator-news", "2")]
    assert marked(services) == ["1", "2"]


def test_of_two_drafts_at_the_same_moment_one_is_kept() -> None:
    services = some_services(having=fresh(an_item(id="1")))
    other = an_issue(id=WEEK, items=[("regulator-news", "1")], introduction="The other one")
    services.tables.meanwhile("insert", lambda: put(services, other))
    issue = draft_issue(services, MONDAY)
    assert issue is not None
    assert issue.introduction == the_only_issue(services).introduction == "The other one"


def test_a_mark_whose_item_is_not_there_yet_waits() -> None:
    services = some_services(having=[FreshItem(source="regulator-news", id="coming"), *fresh(an_item(id="1"))])
    draft_issue(services, MONDAY)
    assert the_only_issue(services).items == (("regulator-news", "1"),)
    assert marked(services) == ["1", "coming"]


def test_what_is_too_much_for_one_issue_waits_for_the_next() -> None:
    items = [an_item(id=f"{number:03}", title=f"{number:03}") for number in range(52)]
    services = some_services(having=fresh(*items))
    draft_issue(services, MONDAY)
    assert len(the_only_issue(services).items) == 50
    approve_issue(services, WEEK, "somebody", MONDAY)
    send_issue(services, WEEK, MONDAY)
    assert marked(services) == ["050", "051"]


def test_the_timer_costs_the_same_after_ten_years() -> None:
    weeks = [datetime(2016, 1, 4, tzinfo=UTC) + timedelta(weeks=number) for number in range(520)]
    history = [an_issue(id=f"{week:%G-W%V}", state=IssueState.SENT) for week in weeks]
    young, old = some_services(having=fresh(an_item())), some_services(having=[*history, *fresh(an_item())])
    for services in (young, old):
        draft_issue(services, MONDAY)
    assert len(old.tables.operations) == len(young.tables.operations)


def test_an_approval_that_was_never_told_is_told_on_monday() -> None:
    lost = an_issue(id="2026-W49", state=IssueState.APPROVED, approved_at=NOW)
    done = an_issue(id="2026-W48", state=IssueState.SENT, approved_at=NOW)
    services = some_services(having=[lost, done, an_issue(id="2026-W47")])
    send_approved_issues(services, MONDAY)
    assert services.queues.waiting(BulletinApproved) == [BulletinApproved(issue="2026-W49")]


def test_an_approval_that_is_older_than_five_weeks_is_not_told_any_more() -> None:
    issues = [an_issue(id=week, state=IssueState.APPROVED, approved_at=NOW) for week in ("2026-W44", "2026-W45")]
    services = some_services(having=issues)
    send_approved_issues(services, MONDAY)
    assert services.queues.waiting(BulletinApproved) == [BulletinApproved(issue="2026-W45")]


# --- the triggers -----------------------------------------------------------------------------------------------------


def test_no_route_hides_another_from_the_host_which_tries_them_by_name() -> None:
    app = func.FunctionApp()
    app.register_functions(blueprint)
    bindings = {
        str(one.get_function_name()): json.loads(one.get_function_json())["bindings"] for one in app.get_functions()
    }
    routes = {name: bound[0].get("route", "") for name, bound in bindings.items()}
    pages = [routes[name] for name in sorted(routes) if routes[name].startswith("bulletin/")]
    assert pages[-1] == "bulletin/{issue}"
    assert len(pages) == len(set(pages)) == 5


TRIGGERS = [
    archive.bulletin_archive_requested,
    archive.bulletin_feed_requested,
    archive.issue_requested,
    console.bulletin_draft_page_requested,
    editing.bulletin_approval_given,
    editing.bulletin_draft_requested,
    horizon.horizon_item_added,
    flash.bulletin_flash_drafted,
    holding.bulletin_hold_ended,
    holding.bulletin_hold_requested,
    subscribing.bulletin_subscription_ended,
    subscribing.bulletin_subscription_requested,
]


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_every_trigger_refuses_methods_it_does_not_know(trigger: Door) -> None:
    with app_environment():
        assert call(trigger, a_request(method="PATCH", route={"issue": WEEK, "token": "x"})).status_code == 405
