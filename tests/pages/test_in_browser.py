"""The pages in a real browser: accessible, usable by keyboard and on a phone, loading nothing from elsewhere."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from local.memory.builders import SESSION
from shared.registrations.rows import Registration, RegistrationState
from tests.pages.conftest import Open
from tests.pages.site import OVER, a_site, feedback_link, my_link, served

PAGES = {
    "home": "/",
    "sign-up": "/sign-up",
    "mine": my_link(),
    "came": feedback_link(came=True),
    "absent": feedback_link(came=False),
    "were you there": feedback_link(came=None),
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "unknown": "/nothing-here",
}
every_page = pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())


def violations(tab: Page) -> list[str]:
    """What axe finds, each with the elements it is about."""
    found = Axe().run(tab).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


@every_page
def test_axe_finds_nothing(reader: Page, site: str, address: str) -> None:
    reader.set_viewport_size({"width": 1280, "height": 900})
    reader.goto(site + address)
    assert violations(reader) == []


@pytest.mark.parametrize("address", ["/sign-up", feedback_link(came=True), feedback_link(came=False)])
def test_axe_finds_nothing_in_a_form_with_errors(tab: Page, site: str, address: str) -> None:
    tab.goto(site + address)
    tab.locator("form button").click()
    assert tab.locator(".nhsuk-error-summary").count() == 1
    assert violations(tab) == []


@every_page
def test_nothing_scrolls_sideways_at_the_width_of_a_small_phone(reader: Page, site: str, address: str) -> None:
    reader.set_viewport_size({"width": 320, "height": 568})
    reader.goto(site + address)
    assert reader.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("address", [address for name, address in PAGES.items() if name != "unknown"])
def test_a_page_loads_from_this_site_alone_and_breaks_no_rule_of_its_policy(tab: Page, site: str, address: str) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(site + address)
    tab.locator("[data-nhsuk-header-init]").wait_for()  # the scripts have run
    assert [url for url in asked if not url.startswith(site)] == []
    assert complaints == []


def test_the_inline_script_that_the_policy_lets_in_runs(tab: Page, site: str) -> None:
    tab.goto(site)
    assert tab.evaluate("document.body.classList.contains('nhsuk-frontend-supported')") is True


def test_the_error_summary_has_the_focus_and_leads_to_the_answers(tab: Page, site: str) -> None:
    tab.goto(site + "/sign-up")
    tab.get_by_label("Your full name").fill("Amara Nwosu")
    tab.get_by_role("button", name="Sign up").click()
    assert tab.title() == "Error: Sign up – Northmoor Virtual Café"
    summary = tab.locator(".nhsuk-error-summary")
    assert summary.evaluate("element => element === document.activeElement") is True
    assert tab.get_by_label("Your full name").input_value() == "Amara Nwosu"

    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.labels[0].innerText") == "Your work or NHS email address"

    summary.get_by_text("Select which café you want to join").click()
    assert tab.evaluate("document.activeElement.type") == "radio"


def test_one_signs_up_with_the_keyboard_alone(tab: Page, site: str) -> None:
    tab.goto(site + "/sign-up")
    tab.get_by_label("Your full name").focus()
    tab.keyboard.type("Amara Nwosu")
    tab.keyboard.press("Tab")
    tab.keyboard.type("amara.nwosu@example.nhs.uk")
    for choice in ("The café for educators", "The next one", "I agree"):
        tab.get_by_role("radio", name=choice, exact=True).focus()
        tab.keyboard.press("Space")
    tab.keyboard.press("Enter")
    tab.get_by_role("heading", name="We have your sign-up").wait_for()
    assert "amara" not in tab.content()
    assert violations(tab) == []


def test_the_sign_up_works_with_scripts_turned_off(opened: Open, site: str) -> None:
    tab = opened(with_scripts=False)
    tab.goto(site + "/sign-up")
    tab.get_by_role("button", name="Sign up").click()
    assert tab.get_by_text("There is a problem").is_visible()


def test_feedback_is_given_in_two_clicks(tab: Page, site: str) -> None:
    tab.goto(site + feedback_link(came=True))
    tab.get_by_label("4 – useful").check()
    tab.get_by_role("button", name="Send feedback").click()
    tab.get_by_role("heading", name="Thank you").wait_for()
    assert violations(tab) == []


def test_a_place_is_cancelled_on_the_personal_page_which_then_says_so(tab: Page) -> None:
    services = a_site()
    with served(services) as site:
        tab.goto(site + my_link())
        tab.get_by_role("button", name="Cancel my place").click()
        tab.get_by_text("You have cancelled").wait_for()
        assert tab.url == site + my_link()
        assert tab.get_by_role("button", name="Cancel my place").count() == 0
        assert violations(tab) == []
    states = {row.session: row.state for row in services.tables.rows(Registration)}
    assert states.pop(SESSION) == RegistrationState.CANCELLED
    assert set(states.values()) == {RegistrationState.REGISTERED}


def test_saying_stop_takes_the_places_that_the_page_named(tab: Page) -> None:
    services = a_site()
    with served(services) as site:
        tab.goto(site + my_link())
        named = tab.locator("main li").all_inner_texts()
        tab.get_by_role("button", name="Stop coming to every session").click()
        tab.get_by_text("You have cancelled").wait_for()
        assert tab.get_by_role("button").count() == 0
    assert named == ["Wednesday 9 December 2026", "Wednesday 13 January 2027"]
    coming = [row for row in services.tables.rows(Registration) if row.session != OVER.id]
    assert [row.state for row in coming] == [RegistrationState.CANCELLED] * 2


def test_a_browser_says_that_a_form_on_our_page_is_ours(tab: Page, site: str) -> None:
    tab.goto(site + "/sign-up")
    with tab.expect_request("**/sign-up") as sent:
        tab.get_by_role("button", name="Sign up").click()
    headers = sent.value.all_headers()
    assert (headers["sec-fetch-site"], headers["origin"]) == ("same-origin", site)
