"""The bulletin's pages in a real browser: accessible, usable by keyboard and on a phone."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from local.memory.builders import NOW, a_subscription, an_issue, an_item
from local.memory.services import KEYS, MemoryServices, some_services
from shared.bulletin.readership import count_readers
from shared.bulletin.rows import Issue, IssueState, Item, SourceWords, Subscription
from shared.bulletin.telling import mark_of
from shared.keys import Link
from tests.pages.site import served
from tests.web.test_principal import FACILITATOR

READER = a_subscription()
PAGES = {
    "archive": "/bulletin",
    "issue": "/bulletin/2026-W48",
    "subscribe": "/bulletin/subscribe",
    "unsubscribe": f"/bulletin/unsubscribe/{KEYS.sign(Link.UNSUBSCRIBE, READER.audience, READER.person)}",
    "draft": "/console/bulletin/2026-W49",
    "issue that went out": "/console/bulletin/2026-W48",
    "the console's page": "/console/bulletin",
    "new item": "/console/bulletin/items/new",
    "item": "/console/bulletin/items/regulator-news/1",
    "item out of a feed that changed": "/console/bulletin/items/regulator-news/3",
    "flash issue": "/console/bulletin/flash/new",
    "draft as a page": "/console/bulletin/2026-W49/page",
}
every_page = pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())


def a_site() -> MemoryServices:
    """A café with an issue that was sent, a draft, and a reader."""
    items = [
        an_item(id="1"),
        an_item(id="2", title="Study leave is asked for online", changes_on="", link=""),
        an_item(id="3", title="New standards for supervisors", audiences=["educators"], changes_on="2027-01-11"),
    ]
    feed_says = SourceWords(title="Standards", summary="Later.", link="https://news.example.org/" + "a" * 150)
    items[2] = items[2].model_copy(update={"source_says": feed_says, "source_is_newer": True})
    keys = [item.key for item in items]
    words = "Dear all, three things this week.\n\nThe first needs you to act before February."
    sent = an_issue(id="2026-W48", state=IssueState.SENT, approved_at=NOW, items=keys, introduction=words)
    draft = an_issue(id="2026-W49", items=keys)
    services = some_services(having=[*items, *map(mark_of, items), sent, draft, READER])
    count_readers(services, NOW)
    return services


@pytest.fixture(scope="module")
def bulletin() -> Iterator[str]:
    with served(a_site(), headers=FACILITATOR) as address:
        yield address


def violations(tab: Page) -> list[str]:
    found = Axe().run(tab).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


@every_page
def test_axe_finds_nothing(reader: Page, bulletin: str, address: str) -> None:
    reader.set_viewport_size({"width": 1280, "height": 900})
    reader.goto(bulletin + address)
    assert violations(reader) == []


@every_page
@pytest.mark.parametrize("width", [320, 195])
def test_nothing_scrolls_sideways_on_a_small_phone(reader: Page, bulletin: str, address: str, width: int) -> None:
    """A phone of 390 pixels at a zoom of 200 % has room for 195."""
    reader.set_viewport_size({"width": width, "height": 568})
    reader.goto(bulletin + address)
    reader.locator("[data-nhsuk-header-init]").wait_for()  # the menu is folded
    assert reader.evaluate("document.documentElement.scrollWidth") == width


def test_errors_are_in_the_title_focused_and_lead_to_their_fields(tab: Page, bulletin: str) -> None:
    tab.goto(f"{bulletin}/bulletin/subscribe")
    tab.get_by_role("button", name="Subscribe").click()
    assert tab.title().startswith("Error: Get the bulletin by email")
    assert tab.locator(".nhsuk-error-summary").evaluate("one => one === document.activeElement")
    assert violations(tab) == []
    tab.get_by_role("link", name="Enter an email address like name@example.nhs.uk").click()
    assert tab.locator("#email").evaluate("one => one === document.activeElement")


def test_a_reader_stops_the_bulletin(tab: Page) -> None:
    services = a_site()
    with served(services, headers=FACILITATOR) as site:
        tab.goto(site + PAGES["unsubscribe"])
        tab.get_by_role("button", name="Stop sending me the bulletin").click()
        assert tab.locator("h1").inner_text() == "You no longer get the bulletin"
        assert [row.ended for row in services.tables.rows(Subscription)] == [True]


def test_a_facilitator_takes_an_item_out_moves_another_and_approves(tab: Page) -> None:
    services = a_site()
    with served(services, headers=FACILITATOR) as site:
        tab.goto(site + PAGES["draft"])
        tab.get_by_label("Introduction").fill("Hello")
        tab.get_by_label("Keep Study leave is asked for online").uncheck()
        tab.get_by_label("Position of New guidance on supervision").fill("9")
        tab.get_by_role("button", name="Save", exact=True).click()
        assert tab.locator(".nhsuk-notification-banner--success h2").inner_text() == "Success"
        assert tab.locator(".nhsuk-notification-banner__content").inner_text() == "Your changes are saved."
        assert violations(tab) == []
        tab.get_by_role("button", name="Save and approve").click()
        assert tab.get_by_text(
            "It goes by email to: Postgraduate doctors in training (PGDiT) (fewer than 8)."
        ).is_visible()
        assert violations(tab) == []
        tab.get_by_role("button", name="Go on").click()
        issue = next(issue for issue in services.tables.rows(Issue) if issue.id == "2026-W49")
        assert (issue.state, issue.introduction) == (IssueState.APPROVED, "Hello")
        assert issue.items == (("regulator-news", "3"), ("regulator-news", "1"))


def test_somebody_writes_an_item_and_sends_a_flash_issue(tab: Page) -> None:
    services = a_site()
    with served(services, headers=FACILITATOR) as site:
        tab.goto(f"{site}/console/bulletin")
        tab.get_by_role("button", name="Draft a flash issue").click()
        tab.get_by_role("link", name="Write a new item first").click()
        tab.get_by_label("What changes, in a few words").fill("The rota opens tomorrow")
        tab.get_by_role("button", name="Add the item").click()
        assert tab.title().startswith("Error: Add an item to the bulletin")
        assert violations(tab) == []
        assert tab.get_by_label("What changes, in a few words").input_value() == "The rota opens tomorrow"
        tab.get_by_label("What readers need to know").fill("It opens at nine.")
        tab.get_by_role("group", name="When it changes").get_by_label("Day").fill("3")
        tab.get_by_role("group", name="When it changes").get_by_label("Month").fill("December")
        tab.get_by_role("group", name="When it changes").get_by_label("Year").fill("2026")
        tab.get_by_label("Postgraduate doctors in training").check()
        tab.get_by_role("button", name="Add the item").click()
        assert tab.get_by_label("The rota opens tomorrow").is_checked()
        tab.get_by_label("Postgraduate doctors in training").check()
        tab.get_by_role("button", name="Make the draft").click()
        assert tab.locator("h1").inner_text().endswith("Flash bulletin of 1 December 2026")
        tab.get_by_role("button", name="Save and approve").click()
        tab.get_by_role("button", name="Go on").click()
        assert tab.get_by_text("The first email goes at about 9:05am on Tuesday 1 December 2026.").is_visible()
    flash = next(issue for issue in services.tables.rows(Issue) if issue.id == "2026-W49-2")
    item = next(item for item in services.tables.rows(Item) if item.source == "facilitators")
    assert (flash.state, flash.items, item.changes_on) == (IssueState.APPROVED, (item.key,), "2026-12-03")
