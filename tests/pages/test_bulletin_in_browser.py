"""The bulletin's pages in a real browser: accessible, usable by keyboard and on a phone."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import azure.functions as func
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from functions import pages
from functions.bulletin import archive, draft_page, subscribing
from local.memory.builders import NOW, a_request, a_subscription, an_issue, an_item
from local.memory.services import KEYS, MemoryServices, some_services, some_settings
from shared.bulletin.rows import Issue, IssueState, Subscription
from shared.keys import Link
from tests.web.test_principal import FACILITATOR

WISH = a_subscription(confirmed=False)
PAGES = {
    "archive": "/bulletin",
    "issue": "/bulletin/2026-W48",
    "subscribe": "/bulletin/subscribe",
    "confirm": f"/bulletin/confirm/{KEYS.sign(Link.SUBSCRIBE, WISH.audience, WISH.person)}",
    "unsubscribe": f"/bulletin/unsubscribe/{KEYS.sign(Link.UNSUBSCRIBE, WISH.audience, WISH.person)}",
    "draft": "/bulletin/2026-W49/draft",
    "approved draft": "/bulletin/2026-W48/draft",
}
every_page = pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())


def a_site() -> MemoryServices:
    """A café with an issue that was sent, a draft, and somebody who wants to subscribe."""
    items = [
        an_item(id="1"),
        an_item(id="2", title="Study leave is asked for online", changes_on="", link=""),
        an_item(id="3", title="New standards for supervisors", audiences=["educators"], changes_on="2027-01-11"),
    ]
    keys = [item.key for item in items]
    words = "Dear all, three things this week.\n\nThe first needs you to act before February."
    sent = an_issue(id="2026-W48", state=IssueState.SENT, approved_at=NOW, items=keys, introduction=words)
    return some_services(having=[*items, sent, an_issue(id="2026-W49", items=keys), WISH])


def answer(services: MemoryServices, req: func.HttpRequest, path: str) -> func.HttpResponse:
    """What the host would have the triggers answer."""
    first, _, rest = path.removeprefix("/").partition("/")
    if first == "assets":
        return pages.give_asset(services.programme, rest, req.params.get("v"))
    match rest.split("/"):
        case [""]:
            return archive.show_archive(services)
        case ["subscribe"]:
            return subscribing.answer_subscription(services, req, NOW)
        case [issue]:
            return archive.show_issue(services, issue)
        case _:
            return _deeper(services, req, *rest.split("/"))


def _deeper(services: MemoryServices, req: func.HttpRequest, first: str, second: str) -> func.HttpResponse:
    if first == "confirm":
        return subscribing.answer_confirmation(services, _routed(req, token=second), NOW)
    if first == "unsubscribe":
        return subscribing.answer_ending(services, _routed(req, token=second), NOW)
    return draft_page.answer_draft_page(services, _routed(req, issue=first), NOW)


def _routed(req: func.HttpRequest, **route: str) -> func.HttpRequest:
    headers = {**req.headers, **FACILITATOR}
    return a_request(method=req.method, body=req.get_body(), headers=headers, query=req.params, route=route)


@contextmanager
def served(services: MemoryServices) -> Iterator[str]:
    """The address of the site, signed in as a facilitator, for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base class names it
            """Keep the tests' output quiet."""

        def _answer(self, body: bytes) -> None:
            url = urlsplit(self.path)
            query, headers = dict(parse_qsl(url.query)), dict(self.headers.items())
            req = a_request(method=self.command, body=body, headers=headers, query=query)
            said = answer(here, req, url.path)
            content = said.get_body()
            self.send_response(said.status_code)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", f"{said.mimetype}; charset={said.charset}")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        here = replace(services, settings=some_settings(site_url=address, signed_in_by_platform=True))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield address
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def bulletin() -> Iterator[str]:
    with served(a_site()) as address:
        yield address


def violations(tab: Page) -> list[str]:
    found = Axe().run(tab).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


@every_page
def test_axe_finds_nothing(tab: Page, bulletin: str, address: str) -> None:
    tab.goto(bulletin + address)
    assert violations(tab) == []


@every_page
def test_nothing_scrolls_sideways_at_the_width_of_a_small_phone(browser: Browser, bulletin: str, address: str) -> None:
    phone = browser.new_context(viewport={"width": 320, "height": 568})
    tab = phone.new_page()
    tab.goto(bulletin + address)
    assert tab.evaluate("document.documentElement.scrollWidth") == 320
    phone.close()


def test_errors_are_in_the_title_focused_and_lead_to_their_fields(tab: Page, bulletin: str) -> None:
    tab.goto(f"{bulletin}/bulletin/subscribe")
    tab.get_by_role("button", name="Subscribe").click()
    assert tab.title().startswith("Error: Get the bulletin by mail")
    assert tab.locator(".nhsuk-error-summary").evaluate("one => one === document.activeElement")
    assert violations(tab) == []
    tab.get_by_role("link", name="Write an e-mail address like name@example.nhs.uk").click()
    assert tab.locator("#email").evaluate("one => one === document.activeElement")


def test_a_reader_goes_all_the_way(tab: Page) -> None:
    services = a_site()
    with served(services) as site:
        tab.goto(site + PAGES["confirm"])
        tab.get_by_role("button", name="Yes, send me the bulletin").click()
        assert tab.locator("h1").inner_text() == "You get the bulletin"
        assert [row.confirmed for row in services.tables.rows(Subscription)] == [True]
        tab.goto(site + PAGES["unsubscribe"])
        tab.get_by_role("button", name="Stop sending me the bulletin").click()
        assert tab.locator("h1").inner_text() == "You no longer get the bulletin"
        assert [row.ended for row in services.tables.rows(Subscription)] == [True]


def test_a_facilitator_takes_an_item_out_moves_another_and_approves(tab: Page) -> None:
    services = a_site()
    with served(services) as site:
        tab.goto(site + PAGES["draft"])
        tab.get_by_label("Introduction").fill("Hello")
        tab.get_by_label("Keep Study leave is asked for online").uncheck()
        tab.get_by_label("Place of New guidance on supervision").fill("9")
        tab.get_by_role("button", name="Save").click()
        assert tab.locator(".nhsuk-notification-banner__content").inner_text() == "Your changes are saved."
        assert violations(tab) == []
        tab.get_by_role("button", name="Approve and send").click()
        issue = next(issue for issue in services.tables.rows(Issue) if issue.id == "2026-W49")
        assert (issue.state, issue.introduction) == (IssueState.APPROVED, "Hello")
        assert issue.items == (("regulator-news", "3"), ("regulator-news", "1"))
