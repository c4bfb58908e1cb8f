"""The settings as a team uses them, in a real browser: by a mouse, by the keyboard, and without scripts."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from local.memory.services import MemoryServices
from shared.versions.drafting import draft_or_in_force
from tests.pages.conftest import Open
from tests.pages.site import a_site, served
from tests.pages.test_console_in_browser import ADMIN, violations
from tests.pages.test_settings import SAVED, entry, names


@pytest.fixture
def cafe() -> MemoryServices:
    return a_site()


@pytest.fixture
def site(cafe: MemoryServices) -> Iterator[str]:
    with served(cafe, headers=ADMIN) as address:
        yield address


def publish(tab: Page, why: str) -> None:
    """Publish the draft, from the page that says that something is saved in it."""
    tab.get_by_role("link", name="See what the draft changes, and publish it").click()
    tab.get_by_label("Why do you publish it?").fill(why)
    tab.get_by_role("button", name="Publish").click()
    tab.get_by_role("button", name="Publish").click()
    assert tab.get_by_role("alert").get_by_text("published").is_visible()


def test_a_reminder_goes_from_seven_to_five_days_and_is_published(tab: Page, site: str, cafe: MemoryServices) -> None:
    tab.goto(f"{site}/console/settings")
    tab.get_by_role("link", name="Series", exact=True).click()
    tab.get_by_role("link", name="Virtual Café for postgraduate doctors in training").click()
    reminders = tab.get_by_label("Reminders before the start")
    assert reminders.input_value() == "7 days, 1 day, 1 hour"
    reminders.fill("5 days, 1 day, 1 hour")
    tab.get_by_role("button", name="Save in the draft").click()
    assert tab.get_by_text(SAVED).is_visible()
    assert tab.get_by_role("link", name="See what the draft changes, and publish it").is_visible()
    assert cafe.up_to_date().programme.series_of("pgdit").reminders[0] == timedelta(days=7)
    publish(tab, "Seven days were too early.")
    assert cafe.up_to_date().programme.series_of("pgdit").reminders[0] == timedelta(days=5)
    tab.goto(f"{site}/console/settings")
    assert tab.get_by_text("Everything that was changed is published.").is_visible()


def test_a_facilitator_is_swapped_for_another_and_published(tab: Page, site: str, cafe: MemoryServices) -> None:
    tab.goto(f"{site}/console/settings/facilitators")
    tab.get_by_role("link", name="Marcus Oyelaran").click()
    tab.get_by_role("link", name="Somebody else instead of Marcus Oyelaran").click()
    tab.get_by_label("Full name").fill("Ada Rook")
    tab.get_by_label("Email address").fill("ada.rook@example.nhs.uk")
    assert tab.get_by_label("Virtual Café for postgraduate doctors in training").is_checked()
    tab.get_by_role("button", name="Save in the draft").click()
    assert tab.get_by_text(SAVED).is_visible()
    publish(tab, "A new colleague hosts it.")
    names_in_force = [one.name for one in cafe.up_to_date().programme.facilitators]
    assert names_in_force == ["Dr Imogen Hartley", "Ada Rook", "Dr Wen Li Tan"]
    assert cafe.up_to_date().programme.reads_held_texts.name == "Ada Rook"


def test_two_people_at_once_lose_nothing(opened: Open, site: str, cafe: MemoryServices) -> None:
    mine, theirs = opened(), opened()
    for tab in (mine, theirs):
        tab.goto(f"{site}/console/settings/series/pgdit")
    theirs.get_by_label("Reminders before the start").fill("3 days")
    theirs.get_by_role("button", name="Save in the draft").click()
    mine.get_by_label("Reminders before the start").fill("5 days")
    mine.get_by_label("Number of places").fill("80")
    mine.get_by_role("button", name="Save in the draft").click()
    assert mine.get_by_text("Somebody else has changed this meanwhile.").is_visible()
    both = mine.get_by_role("region", name="Reminders", exact=True)
    assert both.get_by_text("3 days").is_visible()
    assert mine.get_by_role("textbox", name="Reminders before the start").input_value() == "5 days"
    assert violations(mine) == []
    mine.get_by_role("button", name="Save in the draft").click()
    assert mine.get_by_text(SAVED).is_visible()
    kept = entry(cafe, "series", "pgdit")
    assert (kept["reminders"], kept["capacity"]) == (["P5D"], 80)


def test_a_mistake_is_found_from_the_summary_by_the_keyboard(tab: Page, site: str) -> None:
    tab.goto(f"{site}/console/settings/series/pgdit")
    tab.get_by_label("Reminders before the start").fill("soon")
    tab.get_by_label("Day of the week").select_option("")
    tab.get_by_role("button", name="Save in the draft").click()
    assert tab.title().startswith("Error: ")
    assert violations(tab) == []
    for name, message in (("rule-day", "Select the day of the week"), ("reminders", "Enter how long before")):
        link = tab.get_by_role("link", name=message)
        link.focus()
        tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.name") == name


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_removal_is_asked_first_with_and_without_scripts(
    opened: Open, site: str, cafe: MemoryServices, with_scripts: bool
) -> None:
    tab = opened(width=390, height=844, with_scripts=with_scripts)
    tab.goto(f"{site}/console/settings/hubs/eastvale")
    tab.get_by_role("button", name="Remove").click()
    assert tab.get_by_text("Nothing has been done yet.").is_visible()
    assert draft_or_in_force(cafe).is_draft is False
    tab.get_by_role("button", name="Remove from the draft").click()
    assert tab.get_by_text("Taken out of the draft.").is_visible()
    assert names(cafe, "hubs") == ["Northmoor General, Postgraduate Centre"]


def test_a_rule_that_is_written_out_can_be_typed_without_scripts(opened: Open, site: str, cafe: MemoryServices) -> None:
    tab = opened(with_scripts=False)
    tab.goto(f"{site}/console/settings/series/pgdit")
    tab.get_by_label("Another rule").check()
    tab.get_by_label("The rule, if it is another one").fill("FREQ=MONTHLY;BYDAY=2WE,4WE")
    tab.get_by_role("button", name="Save in the draft").click()
    assert tab.get_by_text(SAVED).is_visible()
    assert entry(cafe, "series", "pgdit")["rule"] == "FREQ=MONTHLY;BYDAY=2WE,4WE"


def test_the_order_is_changed_by_buttons(tab: Page, site: str, cafe: MemoryServices) -> None:
    tab.goto(f"{site}/console/settings/facilitators")
    tab.get_by_role("button", name="Move Dr Wen Li Tan up").click()
    assert tab.get_by_text(SAVED).is_visible()
    assert names(cafe, "facilitators") == ["Dr Imogen Hartley", "Dr Wen Li Tan", "Marcus Oyelaran"]
