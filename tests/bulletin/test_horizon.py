"""The horizon scan: when something changes, what is kept, and what is refused."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import azure.functions as func
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.horizon import horizon_item_added
from local.memory.builders import NOW, a_request, an_item
from local.memory.services import MemoryServices, some_services, some_settings, the_programme
from shared.bulletin.days import changes_on
from shared.bulletin.horizon import in_order, is_news, items_for, week_of
from shared.bulletin.items import NewItem, add_item, scan_horizon
from shared.bulletin.rows import FreshItem, Item
from shared.programme.model import STAKEHOLDERS
from shared.web.principal import Role
from tests.web.test_principal import FACILITATOR, VISITOR, signed_in_as

PUBLISHED = date(2026, 12, 1)
REGULATOR, NATIONAL = (feed.url for feed in the_programme().feeds)


# --- the day of the change --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Every trainee has an hour a week from 5 August 2027.", date(2027, 8, 5)),
        ("It opens on 1 April", date(2027, 4, 1)),
        ("with effect from the 1st of Sept 2027", date(2027, 9, 1)),
        ("from Wednesday, 4 August 2027", date(2027, 8, 4)),
        ("Starting on 6 Jan", date(2027, 1, 6)),
        ("August 5, 2027: new curriculum", date(2027, 8, 5)),
        ("by 05/08/2027", date(2027, 8, 5)),
        ("2027-08-05", date(2027, 8, 5)),
        ("Apply by 3 March; the rules change from 4 August 2027", date(2027, 8, 4)),
        ("Consultation on 3 March and on 1 February", date(2027, 3, 3)),
        ("today, on 1 December", date(2026, 12, 1)),
        ("from 29 February 2028", date(2028, 2, 29)),
    ],
)
def test_the_day_of_the_change_is_read_from_the_text(text: str, day: date) -> None:
    assert changes_on(text, PUBLISHED) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No day at all",
        "from 5 August 2026",
        "the board met on 30 November",
        "on 31 February 2027",
        "12 may apply",
        "4 August",
        "May 2027",
        "version 2027-13-45",
        "from 1 may2027x",
    ],
)
def test_what_is_past_or_no_day_is_no_change(text: str) -> None:
    assert changes_on(text, PUBLISHED) is None


@settings(deadline=None)
@given(text=st.text(), published=st.dates(date(1971, 1, 1), date(9999, 12, 31)))
def test_any_text_has_a_day_to_come_or_none(text: str, published: date) -> None:
    day = changes_on(text, published)
    assert day is None or day >= published


@settings(deadline=None)
@given(
    day=st.dates(date(2026, 12, 1), date(2099, 12, 31)),
    form=st.sampled_from(["%-d %B %Y", "%-d %b %Y", "%B %-d, %Y", "%d/%m/%Y", "%Y-%m-%d"]),
)
def test_every_day_to_come_is_understood_in_every_form(day: date, form: str) -> None:
    assert changes_on(f"It changes from {day.strftime(form)}.", PUBLISHED) == day


@settings(deadline=None)
@given(days=st.integers(0, 300))
def test_a_day_without_a_year_is_the_next_one(days: int) -> None:
    day = PUBLISHED + timedelta(days=days)
    assert changes_on(f"from {day:%-d %B}", PUBLISHED) == day


# --- issues and their order -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (datetime(2026, 12, 7, 6, 0, tzinfo=UTC), "2026-W50"),
        (datetime(2027, 1, 3, 12, 0, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 4, 6, 0, tzinfo=UTC), "2027-W01"),
        (datetime(2026, 7, 5, 23, 30, tzinfo=UTC), "2026-W28"),
    ],
)
def test_an_issue_is_called_by_the_week_on_the_wall(moment: datetime, week: str) -> None:
    assert week_of(moment, the_programme().zone) == week


def test_what_changes_first_comes_first_then_the_audience_decides() -> None:
    audiences = the_programme().audiences
    first = an_item(id="1", changes_on="2027-01-01", audiences=[STAKEHOLDERS])
    second = an_item(id="2", changes_on="2027-08-05", audiences=["pgdit"])
    third = an_item(id="3", changes_on="2027-08-05", audiences=["educators", STAKEHOLDERS])
    unknown = an_item(id="4", changes_on="2027-08-05", audiences=["nobody-any-more"])
    undated = an_item(id="5", changes_on="", audiences=["pgdit"])
    assert in_order([undated, unknown, third, second, first], audiences) == [
        first,
        second,
        third,
        unknown,
        undated,
    ]


def test_an_item_without_a_day_is_news_while_it_is_fresh_and_one_with_a_day_until_the_day_is_over() -> None:
    old, zone = NOW - timedelta(weeks=6), the_programme().zone
    assert is_news(an_item(published_at=old + timedelta(seconds=1), changes_on=""), NOW, zone)
    assert not is_news(an_item(published_at=old, changes_on=""), NOW, zone)
    assert is_news(an_item(published_at=old, changes_on="2026-12-01"), NOW, zone)
    assert not is_news(an_item(published_at=NOW, changes_on="2026-11-30"), NOW, zone)


def test_a_reader_gets_the_items_for_their_audiences() -> None:
    mine, both = an_item(id="1", audiences=["pgdit"]), an_item(id="2", audiences=["educators", "pgdit"])
    theirs = an_item(id="3", audiences=[STAKEHOLDERS])
    assert items_for([mine, both, theirs], ["pgdit"]) == [mine, both]


# --- the scan ---------------------------------------------------------------------------------------------


def rss(*titles: str) -> bytes:
    items = "".join(f"<item><guid>{title}</guid><title>{title}</title></item>" for title in titles)
    return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()


def kept(services: MemoryServices) -> list[str]:
    return sorted(item.title for item in services.tables.rows(Item))


def marked(services: MemoryServices) -> set[tuple[str, str]]:
    return {(mark.source, mark.id) for mark in services.tables.rows(FreshItem)}


def test_what_is_new_in_a_feed_is_kept_for_its_audiences_with_the_day_it_names() -> None:
    services = some_services()
    services.feeds.contents[REGULATOR] = rss("New standards from 5 August 2027")
    scan_horizon(services, NOW)
    (item,) = services.tables.rows(Item)
    assert (item.source, item.changes_on) == ("regulator-news", "2027-08-05")
    assert item.audiences == ("pgdit", "educators", "stakeholders")
    assert marked(services) == {item.key}


def test_a_feed_that_fails_is_noted_by_its_id_and_harms_no_other(caplog: pytest.LogCaptureFixture) -> None:
    services = some_services()
    services.feeds.contents = {REGULATOR: b"<html>Please sign in</html>", NATIONAL: rss("National")}
    with caplog.at_level(logging.WARNING):
        scan_horizon(services, NOW)
    assert kept(services) == ["National"]
    assert [(record.msg, getattr(record, "feed", "")) for record in caplog.records] == [
        ("a feed could not be read", "regulator-news")
    ]


def test_however_often_the_feed_is_scanned_an_item_is_kept_once_and_stays_as_it_was() -> None:
    services = some_services()
    services.feeds.contents[REGULATOR] = rss("One")
    scan_horizon(services, NOW)
    before = services.tables.rows(Item)
    scan_horizon(services, NOW + timedelta(hours=6))
    assert services.tables.rows(Item) == before
    assert marked(services) == {item.key for item in before}


def test_an_item_that_an_issue_has_carried_is_not_fresh_again() -> None:
    services = some_services()
    services.feeds.contents[REGULATOR] = rss("One")
    scan_horizon(services, NOW)
    (mark,) = services.tables.rows(FreshItem)
    services.tables.delete(mark)
    scan_horizon(services, NOW)
    assert marked(services) == set()


@pytest.mark.parametrize("call", ["get", "insert"])
@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("nth", [1, 2])
def test_a_crash_at_any_point_loses_no_item(call: str, after: bool, nth: int) -> None:
    services = some_services()
    services.feeds.contents[REGULATOR] = rss("One", "Two")
    for _ in range(nth - 1):
        services.tables.meanwhile(call, lambda: None)
    services.tables.fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        scan_horizon(services, NOW)
    scan_horizon(services, NOW)
    assert kept(services) == ["One", "Two"]
    assert marked(services) == {item.key for item in services.tables.rows(Item)}


def test_somebody_who_comes_second_takes_their_mark_back() -> None:
    services = some_services()
    services.feeds.contents[REGULATOR] = rss("One")
    scan_horizon(services, NOW)
    (item,) = services.tables.rows(Item)
    late = some_services()
    late.feeds.contents[REGULATOR] = rss("One")

    def somebody_else_keeps_it() -> None:
        late.tables.put(item)

    late.tables.meanwhile("insert", lambda: None)
    late.tables.meanwhile("insert", somebody_else_keeps_it)
    scan_horizon(late, NOW)
    assert late.tables.rows(Item) == services.tables.rows(Item)
    assert marked(late) == set()


# --- a facilitator's own item -----------------------------------------------------------------------------

GOOD: Mapping[str, object] = {
    "title": "Rota\u200b  templates change",
    "summary": "Use the new ones.",
    "link": "https://rota.example.nhs.uk/new",
    "audiences": ["educators"],
    "changes_on": "2027-02-03",
}


def asked(
    body: object,
    headers: Mapping[str, str] = FACILITATOR,
    method: str = "POST",
    kind: str = "application/json",
) -> func.HttpRequest:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return a_request(method=method, path="/api/horizon/items", body=content, headers={**headers, "Content-Type": kind})


def some_signed_in_services() -> MemoryServices:
    return some_services(settings=some_settings(signed_in_by_platform=True))


def answered(response: func.HttpResponse) -> Any:
    return json.loads(response.get_body())


def test_a_facilitators_item_is_kept_and_shown() -> None:
    services = some_signed_in_services()
    response = horizon_item_added.answer(services, asked(GOOD), NOW)
    (item,) = services.tables.rows(Item)
    assert response.status_code == 201
    assert answered(response) == item.model_dump(mode="json", exclude={"etag"})
    assert (item.title, item.source, item.changes_on) == (
        "Rota templates change",
        "facilitators",
        "2027-02-03",
    )
    assert marked(services) == {item.key}


@pytest.mark.parametrize(
    ("address", "audiences", "status"),
    [
        ("wenli.tan@example.nhs.uk", ["educators"], 201),
        ("wenli.tan@example.nhs.uk", ["educators", "stakeholders"], 201),
        ("wenli.tan@example.nhs.uk", ["pgdit"], 403),
        ("wenli.tan@example.nhs.uk", ["pgdit", "educators"], 403),
        ("nobody.known@example.nhs.uk", ["educators"], 403),
    ],
)
def test_a_facilitator_writes_for_readers_of_their_own_series(address: str, audiences: list[str], status: int) -> None:
    services, headers = some_signed_in_services(), signed_in_as(Role.FACILITATOR, address)
    response = horizon_item_added.answer(services, asked({**GOOD, "audiences": audiences}, headers), NOW)
    assert (response.status_code, len(services.tables.rows(Item))) == (status, 1 if status == 201 else 0)


def test_the_same_item_twice_is_one_and_a_corrected_one_is_another() -> None:
    services = some_signed_in_services()
    first = horizon_item_added.answer(services, asked(GOOD), NOW)
    again = horizon_item_added.answer(services, asked(GOOD), NOW + timedelta(minutes=1))
    assert (again.status_code, answered(again)) == (200, answered(first))
    assert horizon_item_added.answer(services, asked({**GOOD, "summary": "Use the newest."}), NOW).status_code == 201
    assert len(services.tables.rows(Item)) == len(marked(services)) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " \u200b"}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": 1}, "title"),
        ({"summary": ""}, "summary"),
        ({"summary": "x" * 601}, "summary"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "www.example.org"}, "link"),
        ({"link": "https://["}, "link"),
        ({"audiences": []}, "audiences"),
        ({"audiences": ["everybody"]}, "audiences"),
        ({"changes_on": "soon"}, "changes_on"),
        ({"source": "regulator-news"}, "source"),
    ],
)
def test_an_item_with_something_wrong_is_refused_and_the_field_is_named(
    change: Mapping[str, object], field: str
) -> None:
    services = some_signed_in_services()
    response = horizon_item_added.answer(services, asked({**GOOD, **change}), NOW)
    assert response.status_code == 422
    assert [error["field"] for error in answered(response)["errors"]] == [field]
    assert services.tables.rows(Item) == []


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (asked(GOOD, headers={}), 401),
        (asked(GOOD, headers=VISITOR), 403),
        (asked(GOOD, method="GET"), 405),
        (asked(GOOD, kind="text/plain"), 415),
        (asked(b"{"), 400),
        (asked([]), 422),
        (asked(b" " * 300_000), 413),
    ],
)
def test_a_request_that_cannot_be_met_is_answered_with_a_problem(request_: func.HttpRequest, status: int) -> None:
    services = some_signed_in_services()
    response = horizon_item_added.answer(services, request_, NOW)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert services.tables.operations == []


def test_the_day_of_a_facilitators_item_is_read_from_its_text_unless_given() -> None:
    services, words = some_services(), "From 1 February 2027 it is online."
    read, _ = add_item(services, NewItem(title="A", summary=words, audiences=("pgdit",)), "somebody", NOW)
    told = NewItem(title="A", summary=words, audiences=("pgdit",), changes_on=date(2027, 3, 1))
    given, _ = add_item(services, told, "somebody", NOW)
    assert (read.changes_on, given.changes_on) == ("2027-02-01", "2027-03-01")


def test_an_item_without_link_and_day_is_fine() -> None:
    services = some_services()
    item, is_new = add_item(services, NewItem(title="A", summary="B", audiences=("pgdit",)), "somebody", NOW)
    assert (is_new, item.link, item.changes_on) == (True, "", "")
