"""The bulletin in the console: what each page shows and refuses, that nothing typed is lost, and what it costs."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import azure.functions as func
import pytest

from functions.console.bulletin import bulletin_home_requested
from functions.console.bulletin_flash import bulletin_flash_requested
from functions.console.bulletin_issue import bulletin_draft_page_requested
from functions.console.bulletin_items import bulletin_item_requested, bulletin_new_item_requested
from functions.console.bulletin_preview import bulletin_mail_previewed, bulletin_page_previewed
from local.memory.builders import NOW, a_request, a_subscription, an_issue, an_item
from local.memory.services import MemoryServices, some_services, some_settings
from shared.bulletin.editing import version_of
from shared.bulletin.readership import count_readers
from shared.bulletin.rows import FreshItem, Issue, IssueState, Item
from shared.bulletin.telling import mark_of
from shared.bulletin.writing import item_version
from shared.storage.row import Row
from shared.web.doors import Door
from shared.web.principal import Role
from tests.bulletin.bulletins import put
from tests.pages.reading import ReadPage
from tests.web.test_principal import ADMIN, signed_in_as

WEEK = "2026-W49"
ITEM = an_item(id="1")
OTHER = an_item(id="2", title="Study leave is asked for online", audiences=["educators"])
THEIRS = {"source": "regulator-news", "item": "1"}
BUDGET = 12
"""Storage operations of a page."""

LEAD = signed_in_as(Role.LEAD, "lead@example.org")
EDUCATORS_HOST = signed_in_as(Role.FACILITATOR, "wenli.tan@example.nhs.uk")


def a_cafe(*rows: Row, items: Iterable[Item] = (ITEM, OTHER)) -> MemoryServices:
    """A draft of these items, which no issue has carried."""
    all_items = list(items)
    draft = an_issue(id=WEEK, items=[item.key for item in all_items])
    having = [*all_items, *map(mark_of, all_items), draft, a_subscription(), *rows]
    services = some_services(settings=some_settings(signed_in_by_platform=True), having=having)
    count_readers(services, NOW)
    services.tables.operations.clear()
    return services


def opened(
    services: MemoryServices,
    door: Door,
    route: Mapping[str, str] | None = None,
    *,
    query: Mapping[str, str] | None = None,
) -> func.HttpResponse:
    return door.answer(services, a_request(headers=ADMIN, route=route, query=query), NOW)


def pressed(
    services: MemoryServices,
    door: Door,
    route: Mapping[str, str] | None = None,
    fields: Iterable[tuple[str, str]] = (),
    headers: Mapping[str, str] = ADMIN,
) -> func.HttpResponse:
    body = urlencode(list(fields)).encode()
    return door.answer(services, a_request(method="POST", headers=headers, route=route, body=body), NOW)


def text(response: func.HttpResponse) -> str:
    return response.get_body().decode()


def links_of(html: str) -> list[str]:
    return [one["href"] for one in ReadPage(html).all("a") if one.get("href")]


def the_issue(services: MemoryServices, issue: str = WEEK) -> Issue:
    return next(one for one in services.tables.rows(Issue) if one.id == issue)


def the_item(services: MemoryServices, item: str = "1") -> Item:
    return next(one for one in services.tables.rows(Item) if one.id == item)


# --- the bulletin's page ------------------------------------------------------------------------------------


def test_the_page_has_words_for_a_cafe_in_which_nothing_is_there_yet() -> None:
    empty = some_services(settings=some_settings(signed_in_by_platform=True))
    shown = text(opened(empty, bulletin_home_requested))
    for words in (
        "No draft waits for you.",
        "There are no new items.",
        "Nobody has counted the readers yet.",
        "No issue was approved in this time.",
    ):
        assert words in shown


def test_the_page_shows_drafts_new_items_readers_and_issues_with_links_to_each() -> None:
    services = a_cafe(an_issue(id="2026-W48", state=IssueState.SENT, approved_at=NOW))
    links = links_of(text(opened(services, bulletin_home_requested)))
    for address in (WEEK, "2026-W48", "items/regulator-news/1"):
        assert f"/console/bulletin/{address}" in links
    assert "fewer than 8" in text(opened(services, bulletin_home_requested))


def test_issues_are_shown_by_year_and_others_are_not_read() -> None:
    services = a_cafe(*(an_issue(id=f"{year}-W20", state=IssueState.SENT, approved_at=NOW) for year in (2024, 2025)))
    shown = text(opened(services, bulletin_home_requested, query={"year": "2025"}))
    assert ("/console/bulletin/2025-W20" in shown, "/console/bulletin/2024-W20" in shown) == (True, False)
    assert "/console/bulletin?year=2024#issues" in shown
    lately = text(opened(services, bulletin_home_requested))
    assert "2025-W20" not in lately
    assert opened(services, bulletin_home_requested, query={"year": "x", "page": "-1"}).status_code == 200


# --- items --------------------------------------------------------------------------------------------------

FILLED = [
    ("title", "Induction for international graduates"),
    ("summary", "Every trust offers two weeks of shadowing."),
    ("what_to_do", "Tell your rota team."),
    ("changes_on[day]", "1"),
    ("changes_on[month]", "February"),
    ("changes_on[year]", "2027"),
    ("audiences", "pgdit"),
    ("action", "save"),
]


def test_an_item_is_added_with_its_day_and_shown_again() -> None:
    services = a_cafe()
    added = pressed(services, bulletin_new_item_requested, fields=FILLED)
    where = urlsplit(added.headers["Location"])
    assert (added.status_code, where.query) == (303, "done=added")
    item = next(one for one in services.tables.rows(Item) if one.source == "facilitators")
    assert (item.title, item.changes_on, item.what_to_do) == (FILLED[0][1], "2027-02-01", "Tell your rota team.")
    route = {"source": item.source, "item": item.id}
    page = text(opened(services, bulletin_item_requested, route, query={"done": "added"}))
    assert "The item is added. It comes into the next issue." in page
    assert 'value="2027"' in page
    again = pressed(services, bulletin_new_item_requested, fields=FILLED)
    assert again.headers["Location"] == added.headers["Location"]


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() -> None:
    services = a_cafe()
    typed = [("title", "<b>bold</b>"), ("link", "no link"), ("changes_on[day]", "31"), ("changes_on[month]", "2")]
    refused = pressed(services, bulletin_new_item_requested, fields=[*typed, ("then", "flash")])
    shown = text(refused)
    assert refused.status_code == 422
    assert "<title>Error: Add an item to the bulletin" in shown
    assert [link for link in links_of(shown) if link.startswith("#") and link != "#maincontent"] == [
        "#summary",
        "#changes_on-day",
        "#audiences",
        "#link",
    ]
    for kept in ('value="&lt;b&gt;bold&lt;/b&gt;"', 'value="no link"', 'value="31"', 'name="then" value="flash"'):
        assert kept in shown
    assert len(services.tables.rows(Item)) == 2


def test_an_item_for_a_flash_issue_leads_back_to_it() -> None:
    services = a_cafe()
    added = pressed(services, bulletin_new_item_requested, fields=[*FILLED, ("then", "flash")])
    where = urlsplit(added.headers["Location"])
    assert where.path == "/console/bulletin/flash/new"
    page = text(opened(services, bulletin_flash_requested, query=dict(parse_qsl(where.query))))
    (chosen,) = [line for line in page.splitlines() if "checked" in line]
    assert parse_qsl(where.query)[0][1] in chosen


def test_somebody_who_saves_an_item_second_sees_both_texts() -> None:
    services = a_cafe()
    old = item_version(the_item(services))
    put(services, the_item(services).model_copy(update={"title": "Their title"}))
    refused = pressed(services, bulletin_item_requested, THEIRS, [*FILLED, ("version", old)])
    shown = text(refused)
    assert refused.status_code == 412
    assert "What you typed (not saved)" in shown
    assert ("Their title" in shown, f'value="{FILLED[0][1]}"' in shown) == (True, True)
    now = [("version", item_version(the_item(services)))]
    assert pressed(services, bulletin_item_requested, THEIRS, [*FILLED, *now]).status_code == 303
    assert the_item(services).title == FILLED[0][1]


def test_an_item_that_was_told_is_corrected_only_after_a_page_says_what_readers_see() -> None:
    services = a_cafe()
    put(services, ITEM.model_copy(update={"told": ITEM.changes_on}))
    fields = [*FILLED, ("version", item_version(the_item(services))), ("correction", "It was the wrong month.")]
    asked_first = text(pressed(services, bulletin_item_requested, THEIRS, fields))
    assert "The next issue tells the item again, and says what was wrong." in asked_first
    assert 'name="correction" value="It was the wrong month."' in asked_first
    assert the_item(services).title == ITEM.title
    assert pressed(services, bulletin_item_requested, THEIRS, [*fields, ("sure", "yes")]).status_code == 303
    assert (the_item(services).correction, the_item(services).again) == ("It was the wrong month.", True)


def test_an_item_is_taken_out_after_a_question_and_put_back() -> None:
    services = a_cafe()
    action = [("action", "take-out")]
    assert "No issue carries this item" in text(pressed(services, bulletin_item_requested, THEIRS, action))
    assert not the_item(services).taken_out
    pressed(services, bulletin_item_requested, THEIRS, [*action, ("sure", "yes")])
    assert the_item(services).taken_out
    assert "Put it back" in text(opened(services, bulletin_item_requested, THEIRS))
    pressed(services, bulletin_item_requested, THEIRS, [("action", "put-back")])
    assert not the_item(services).taken_out


def test_an_item_that_is_not_there_is_a_page_not_found() -> None:
    for route in ({"source": "regulator-news", "item": "99"}, {"source": "../x", "item": "?"}):
        assert opened(a_cafe(), bulletin_item_requested, route).status_code == 404
        assert pressed(a_cafe(), bulletin_item_requested, route, FILLED).status_code == 404


def test_a_facilitator_writes_for_readers_of_their_series_and_a_lead_for_all() -> None:
    mine = [("audiences", "educators") if name == "audiences" else (name, value) for name, value in FILLED]
    refused = pressed(a_cafe(), bulletin_new_item_requested, fields=FILLED, headers=EDUCATORS_HOST)
    assert (refused.status_code, "Select only readers of the series that you host" in text(refused)) == (422, True)
    for headers in (EDUCATORS_HOST, LEAD, ADMIN):
        assert pressed(a_cafe(), bulletin_new_item_requested, fields=mine, headers=headers).status_code == 303
    only_doctors = an_item(id="1", audiences=["pgdit"])
    services = a_cafe(items=[only_doctors])
    version = [("version", item_version(the_item(services)))]
    assert pressed(services, bulletin_item_requested, THEIRS, [*FILLED, *version], EDUCATORS_HOST).status_code == 403
    assert pressed(services, bulletin_item_requested, THEIRS, [*FILLED, *version], LEAD).status_code == 303


# --- an issue -----------------------------------------------------------------------------------------------


def form(services: MemoryServices, action: str, *more: tuple[str, str]) -> list[tuple[str, str]]:
    keep = [("keep", "regulator-news.1"), ("keep", "regulator-news.2")]
    return [("action", action), ("introduction", "Mine"), ("version", version_of(the_issue(services))), *keep, *more]


ROUTE = {"issue": WEEK}


def test_approving_saves_first_and_says_to_whom_and_when() -> None:
    services = a_cafe()
    asked_first = text(pressed(services, bulletin_draft_page_requested, ROUTE, form(services, "approve")))
    for words in (
        "It goes by email to: Postgraduate doctors in training (PGDiT) (fewer than 8).",
        "The first email goes at about 9:05am on Tuesday 1 December 2026.",
        "Until the first email goes, you can hold the issue.",
    ):
        assert words in asked_first
    assert (the_issue(services).state, the_issue(services).introduction) == (IssueState.DRAFT, "Mine")


def test_an_approval_of_a_version_that_nobody_saw_is_refused() -> None:
    services = a_cafe()
    old = version_of(the_issue(services))
    put(services, the_issue(services).model_copy(update={"introduction": "Theirs"}))
    fields = [("action", "approve"), ("version", old), ("sure", "yes")]
    assert pressed(services, bulletin_draft_page_requested, ROUTE, fields).status_code == 412
    assert the_issue(services).state is IssueState.DRAFT


def test_somebody_who_saves_an_issue_second_sees_both_texts_and_can_save_then() -> None:
    services = a_cafe()
    mine = form(services, "save")
    put(services, the_issue(services).model_copy(update={"introduction": "Theirs"}))
    refused = pressed(services, bulletin_draft_page_requested, ROUTE, mine)
    shown = text(refused)
    assert refused.status_code == 412
    assert ("<p>Mine</p>" in shown, "<p>Theirs</p>" in shown, ">Mine</textarea>" in shown) == (True, True, True)
    version = ReadPage(shown).all("input", name="version")[0]["value"]
    saved = pressed(services, bulletin_draft_page_requested, ROUTE, [*mine[:2], ("version", version), *mine[3:]])
    assert (saved.status_code, the_issue(services).introduction) == (303, "Mine")


def test_what_was_typed_is_shown_even_if_somebody_approved_the_issue_meanwhile() -> None:
    services = a_cafe()
    mine = form(services, "save")
    put(services, the_issue(services).model_copy(update={"state": IssueState.SENT, "approved_at": NOW}))
    refused = pressed(services, bulletin_draft_page_requested, ROUTE, mine)
    assert (refused.status_code, "<p>Mine</p>" in text(refused)) == (409, True)


def test_holding_asks_for_a_reason_says_what_it_does_and_can_be_undone() -> None:
    services = a_cafe()
    missing = pressed(services, bulletin_draft_page_requested, ROUTE, [("action", "hold"), ("reason", " ")])
    assert (missing.status_code, "Enter a reason" in text(missing)) == (422, True)
    fields = [("action", "hold"), ("reason", "The date is not sure.")]
    assert "The team reads your reason: The date is not sure." in text(
        pressed(services, bulletin_draft_page_requested, ROUTE, fields)
    )
    pressed(services, bulletin_draft_page_requested, ROUTE, [*fields, ("sure", "yes")])
    assert "This issue is held: The date is not sure." in text(opened(services, bulletin_draft_page_requested, ROUTE))
    refused = pressed(services, bulletin_draft_page_requested, ROUTE, [("action", "approve"), ("sure", "yes")])
    assert (refused.status_code, the_issue(services).state) == (409, IssueState.HELD)
    let_go = [("action", "let-go")]
    assert "becomes a draft again" in text(pressed(services, bulletin_draft_page_requested, ROUTE, let_go))
    pressed(services, bulletin_draft_page_requested, ROUTE, [*let_go, ("sure", "yes")])
    assert the_issue(services).state is IssueState.DRAFT


def test_a_draft_is_previewed_as_a_mail_for_each_audience_and_as_a_page() -> None:
    services = a_cafe()
    doctors = opened(services, bulletin_mail_previewed, ROUTE, query={"for": "pgdit"})
    assert ("Study leave" in text(doctors), ITEM.title in text(doctors)) == (False, True)
    assert "/bulletin/unsubscribe/example" in text(doctors)
    assert "form-action 'none'" in doctors.headers["Content-Security-Policy"]
    assert "script-src" not in doctors.headers["Content-Security-Policy"]
    assert "Study leave" in text(opened(services, bulletin_mail_previewed, ROUTE, query={"for": "educators"}))
    assert "Nothing to send" in text(opened(services, bulletin_mail_previewed, ROUTE, query={"for": "nobody"}))
    assert "Study leave" in text(opened(services, bulletin_page_previewed, ROUTE))
    assert opened(services, bulletin_mail_previewed, {"issue": "2026-W01"}).status_code == 404


def test_a_flash_issue_is_made_from_items_and_errors_keep_what_was_chosen() -> None:
    services = a_cafe()
    chosen = [("items", "regulator-news.1"), ("audiences", "stakeholders"), ("introduction", "Now.")]
    made = pressed(services, bulletin_flash_requested, fields=chosen)
    assert made.headers["Location"] == "/console/bulletin/2026-W49-2?done=drafted"
    assert the_issue(services, "2026-W49-2").audiences == ("stakeholders",)
    refused = pressed(services, bulletin_flash_requested, fields=[*chosen[:1], *chosen[2:]])
    assert (refused.status_code, ">Now.</textarea>" in text(refused)) == (422, True)
    assert "Select who gets this issue" in text(refused)


# --- what a page costs --------------------------------------------------------------------------------------


def a_large_cafe(years: int) -> MemoryServices:
    """Ten thousand readers are counted; fifty items are new, and there is an issue for each week of these years."""
    items = [an_item(id=f"{number:03}", title=f"News {number}") for number in range(50)]
    start = NOW - timedelta(weeks=52 * years)
    weeks = [start + timedelta(weeks=number) for number in range(52 * years)]
    sent = [an_issue(id=f"{week:%G-W%V}", state=IssueState.SENT, approved_at=week) for week in weeks]
    services = a_cafe(*sent, items=items)
    put(services, an_issue(id="2026-W47", state=IssueState.SENT, approved_at=NOW, items=[one.key for one in items]))
    services.tables.operations.clear()
    return services


@pytest.mark.parametrize(
    ("door", "route"),
    [
        (bulletin_home_requested, {}),
        (bulletin_draft_page_requested, ROUTE),
        (bulletin_draft_page_requested, {"issue": "2026-W47"}),
        (bulletin_new_item_requested, {}),
        (bulletin_item_requested, {"source": "regulator-news", "item": "001"}),
        (bulletin_flash_requested, {}),
    ],
)
def test_a_page_costs_at_most_twelve_operations_and_the_same_after_ten_years(door: Door, route: dict[str, str]) -> None:
    costs = []
    for years in (1, 10):
        services = a_large_cafe(years)
        assert opened(services, door, route).status_code == 200
        costs.append(len(services.tables.operations))
    assert costs[0] == costs[1] <= BUDGET


def test_marks_from_before_have_no_copy_and_are_read_all_the_same() -> None:
    services = a_cafe()
    put(services, FreshItem(source="regulator-news", id="1"))
    assert ITEM.title in text(opened(services, bulletin_home_requested))
