"""The console's pages in a real browser: accessible, usable by keyboard and on a phone."""

import json
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from local.memory.builders import NOW, SESSION, a_delivery, a_registration, some_answers
from local.memory.services import MemoryServices
from shared.audit_trail.entering import enter
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.mail.rows import DeliveryState, MailKind
from shared.mail.troubles import note_trouble
from shared.operations.rows import BooksAudited, Pulse
from shared.pages.console.session_forms import SessionAct
from tests.pages.busy import OCCASION, a_busy_cafe
from tests.pages.conftest import Open
from tests.pages.site import served
from tests.versions.given import CAPACITY, REMINDERS, RULES, edited, published
from tests.web.test_principal import a_header

ADMIN = a_header(("oid", "2"), ("roles", "Admin"), ("name", "Ada Minster"))

REFUSED = FailedWork(
    step=failed_work.SIGN_UP,
    id="one",
    cause="Some answers cannot be used.",
    detail="Cannot be used: name.",
    payload=json.dumps({"formId": "f", "responseId": "1", "response": some_answers()}),
    first_at=NOW,
    last_at=NOW,
)
"""A sign-up that could not be used."""

AMARA = a_registration().person
PLACE = f"/console/sessions/{SESSION}/register/{AMARA}"
PERSON = f"/console/people/{AMARA}"

PAGES = {
    "audit trail": "/console/audit-trail",
    "audit trail of one act": "/console/audit-trail?act=erase",
    "emails": "/console/deliveries",
    "emails of a session": f"/console/deliveries?session={SESSION}",
    "whom an email is for": f"/console/deliveries/{SESSION}/reminder-P7D",
    "failed work": "/console/failed-work?done=replayed",
    "failed work of one cause": f"/console/failed-work/{REFUSED.cause_id}",
    "failed work, one piece": f"/console/failed-work/{REFUSED.step}/{REFUSED.id}",
    "today": "/console",
    "what will happen": f"/console/ahead/{OCCASION}.reminder-P1D",
    "what is held": f"/console/ahead/{OCCASION}.briefing",
    "what goes": "/console/retention",
    "emails that did not arrive": "/console/waiting?kind=email",
    "sign-ups that could not be used": "/console/waiting?kind=sign-up",
    "a mistyped address": "/console/waiting/slip1",
    "a sign-up to decide about": "/console/waiting/choice1",
    "health": "/console/health",
    "held texts": "/console/held",
    "a register": f"/console/sessions/{SESSION}/register",
    "an empty register": "/console/sessions/educators-2026-12-17/register",
    "adding somebody": f"/console/sessions/{SESSION}/register/add",
    "a place": f"{PLACE}?done=correct",
    "correcting answers": f"{PLACE}/correct",
    "moving somebody": f"{PLACE}/move",
    "sending again": f"{PLACE}/resend",
    "the search for people": "/console/people?done=erased",
    "a person": f"{PERSON}?series=pgdit",
    "a person's earlier dates": f"{PERSON}?series=pgdit&before={SESSION}",
    "correcting an address": f"{PERSON}/address?series=pgdit",
    "everything held": f"{PERSON}/held",
    "erasing somebody": f"/console/people/erase?person={AMARA}&series=pgdit",
    "sessions": "/console/sessions?month=2026-12",
    "a month without sessions": "/console/sessions?month=2030-01",
    "a one-off session": "/console/new-session",
    "a session": f"/console/sessions/{SESSION}",
    "a session's questions": f"/console/sessions/{SESSION}/questions",
    "a session, afterwards": f"/console/sessions/{SESSION}/after",
    **{f"a session: {act}": f"/console/sessions/{SESSION}/change/{act}" for act in SessionAct},
    "settings": "/console/settings",
    "a section's list": "/console/settings/facilitators",
    "a section's only form": "/console/settings/accessibility",
    "a section saved": "/console/settings/hubs?done=saved",
    "an entry": "/console/settings/series/pgdit",
    "a new entry": "/console/settings/series?add=yes",
    "numbers": "/console/numbers",
    "programme": "/console/settings/programme?done=published",
    "programme, draft": "/console/settings/programme/draft?done=taken",
    "programme, one version": "/console/settings/programme/versions/1",
    "programme, upload": "/console/settings/programme/upload",
}
"""Every page of the console that a browser can open. Add yours."""

every_page = pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())


def a_cafe() -> MemoryServices:
    """A busy café, with something in each of the console's lists."""
    services = a_busy_cafe()
    services.tables.put(REFUSED)
    reminder = a_delivery(purpose="pgdit-2026-12-09T1230.reminder-P7D", kind=MailKind.REMINDER, detail="P7D")
    for state in (DeliveryState.MISSED, DeliveryState.UNKNOWN):
        note_trouble(services, reminder, state, "the session was moved", NOW)
    services.tables.put(reminder)
    services.tables.put(Pulse(at=NOW, graph="Graph answered 403", oldest_due_seconds=1_200, failed=1, waiting=2))
    services.tables.put(BooksAudited(at=NOW, wrong=1, shown=((SESSION, "is over but was not closed"),)))
    published(services, 1, CAPACITY, 40)
    published(services, 2, RULES, ["Be kind."])
    edited(services, REMINDERS, ["P5D"])
    enter(services, "2", "erase", "person.x", "Asked by email.", NOW)
    return services


@pytest.fixture(scope="module")
def console() -> Iterator[str]:
    with served(a_cafe(), headers=ADMIN) as address:
        yield address


def violations(tab: Page) -> list[str]:
    found = Axe().run(tab).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


@every_page
def test_axe_finds_nothing(reader: Page, console: str, address: str) -> None:
    reader.set_viewport_size({"width": 1280, "height": 900})
    reader.goto(console + address)
    assert violations(reader) == []


@every_page
@pytest.mark.parametrize("width", [320, 195])
def test_nothing_scrolls_sideways_on_a_phone_or_at_twice_its_size(
    reader: Page, console: str, address: str, width: int
) -> None:
    """A phone of 390 pixels at a zoom of 200 % has room for 195."""
    reader.set_viewport_size({"width": width, "height": 568})
    reader.goto(console + address)
    reader.locator("[data-nhsuk-header-init]").wait_for()  # the menu is folded
    assert reader.evaluate("document.documentElement.scrollWidth") == width


@every_page
def test_nothing_scrolls_sideways_without_scripts(reader_without_scripts: Page, console: str, address: str) -> None:
    reader_without_scripts.set_viewport_size({"width": 320, "height": 568})
    reader_without_scripts.goto(console + address)
    assert reader_without_scripts.evaluate("document.documentElement.scrollWidth") == 320


def test_the_menu_shows_the_places_and_who_is_signed_in(tab: Page, console: str) -> None:
    tab.goto(f"{console}/console/held")
    menu = tab.get_by_role("navigation", name="Menu")
    assert menu.get_by_role("link").all_inner_texts() == [
        "Today",
        "Sessions",
        "Bulletin and actions",
        "Numbers",
        "Settings",
    ]
    assert tab.get_by_text("Ada Minster").is_visible()


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_form_that_is_sent_after_the_sign_in_has_ended_loses_nothing(opened: Open, with_scripts: bool) -> None:
    signed_in = dict(ADMIN)
    with served(a_cafe(), headers=signed_in) as address:
        tab = opened(with_scripts=with_scripts)
        tab.goto(f"{address}/console/held")
        tab.get_by_label("Why you refuse it").fill("It is about <one> person\n& theirs.")
        signed_in.clear()
        signed_in["X-Other"] = "nothing"
        tab.get_by_role("button", name="Refuse it").click()
        assert tab.get_by_role("heading", name="You have been signed out").is_visible()
        signed_in.update(ADMIN)
        tab.get_by_role("button", name="Send the form again").click()
        assert tab.get_by_text("The text is deleted.").is_visible()


def test_what_was_typed_comes_back_when_the_platform_led_to_its_sign_in(tab: Page, console: str) -> None:
    """The platform answers a form without a sign-in by its own sign-in, and the app never sees the form."""
    sign_in = f"<title>Sign in</title><a rel='noreferrer' href='{console}/console/held'>Go on</a>"

    def platform(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(body=sign_in, content_type="text/html")
        else:
            route.continue_()

    tab.route("**/console/held", platform)
    tab.goto(f"{console}/console/held")
    tab.get_by_label("Why you refuse it").fill("Somebody is named.")
    tab.get_by_role("button", name="Refuse it").click()
    tab.get_by_role("link", name="Go on").click()
    expect(tab.get_by_label("Why you refuse it")).to_have_value("Somebody is named.")
    tab.goto(f"{console}/console/held")
    expect(tab.get_by_label("Why you refuse it")).to_have_value("")


FORMS_WITH_ERRORS = {
    "a place": f"{PLACE}/correct",
    "adding": f"/console/sessions/{SESSION}/register/add",
    "an address": f"{PERSON}/address?series=pgdit",
    "everything held": f"{PERSON}/held",
    "erasing": "/console/people/erase",
}


@pytest.mark.parametrize("address", FORMS_WITH_ERRORS.values(), ids=FORMS_WITH_ERRORS.keys())
def test_a_form_about_people_leads_to_each_error_and_axe_finds_nothing(tab: Page, console: str, address: str) -> None:
    tab.goto(console + address)
    tab.locator("main form").get_by_role("button").click()
    assert tab.title().startswith("Error: ")
    assert violations(tab) == []
    tab.get_by_role("alert").get_by_role("link").last.click()
    assert tab.locator(":focus").get_attribute("name") == "reason"


@pytest.mark.parametrize("with_scripts", [True, False])
def test_somebody_is_found_and_their_answers_are_corrected_with_a_browser_alone(
    opened: Open, with_scripts: bool
) -> None:
    with served(a_cafe(), headers=ADMIN) as address:
        tab = opened(with_scripts=with_scripts)
        tab.goto(f"{address}/console/people")
        tab.get_by_label("Email address, or part of a name").fill("amara.nwosu@example.nhs.uk")
        tab.get_by_role("button", name="Find").click()
        tab.get_by_role("link", name="Wednesday 9 December 2026").click()
        assert tab.get_by_text("Emails about this date").is_visible()
        tab.get_by_role("link", name="Correct their answers").click()
        tab.get_by_label("Full name").fill("Amara N. Nwosu")
        tab.get_by_label("Reason").fill("Asked by phone.")
        tab.get_by_role("button", name="Continue").click()
        assert tab.get_by_text("The answers of Amara Nwosu change on all of their coming dates.").is_visible()
        tab.get_by_role("button", name="Correct the answers").click()
        assert tab.get_by_role("heading", name="Amara N. Nwosu").is_visible()
        assert tab.get_by_text("The answers are corrected.").is_visible()
