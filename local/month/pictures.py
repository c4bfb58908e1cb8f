"""`make pictures`: takes the README's two pictures, a mail and a page, of a café that runs on this machine.

One of the month's people signs up on the first day. The pictures show the day before the session: the reminder,
as the sandbox's mailbox shows it, and the home page. The clock is simulated, so each run takes the same pictures,
except for the meeting's address.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from local.month.people import response_of, the_crowd
from local.month.play import FORMS, START
from local.stack.azurite import ROOT
from local.stack.clock import SimulatedClock
from local.stack.processes import ProcessError
from local.stack.stack import Stack
from shared.programme.reading import read_programme

PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ALONE = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
"""Options with which Chromium runs in a container and asks no other server for anything."""

WIDTH, HEIGHT = 1280, 900
AROUND = 24
"""Pixels above and below what a picture is about."""

SITE = "https://cafe.example.nhs.uk"
"""The address in the mail's links. The site's own address here has another port each time."""

PLANNED = datetime(2026, 12, 1, 4, 1, tzinfo=UTC)
SIGNED_UP = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
REMINDED = datetime(2026, 12, 8, 12, 31, tzinfo=UTC)


def main() -> int:
    """Exit status: 0 if both pictures are taken, 2 with a sentence if they could not be."""
    try:
        with tempfile.TemporaryDirectory(prefix="pictures-") as folder, _browser() as browser:
            clock = _clock(Path(folder))
            with Stack(Path(folder), clock, values={"CAFE_SITE_URL": SITE}) as stack:
                _play(stack)
                _take(browser, stack)
    except ProcessError as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


@contextmanager
def _browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise ProcessError(f"The pictures need Chromium: install it, so that one of {', '.join(CHROMIUM)} is found.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ALONE)
        yield browser
        browser.close()


def _clock(folder: Path) -> SimulatedClock:
    clock = SimulatedClock(folder / "clock")
    clock.path.write_text(repr(START.timestamp() - time.time()), "ascii")
    return clock


def _play(stack: Stack) -> None:
    """The café plans sessions, somebody signs up, and gets a reminder."""
    programme = read_programme(ROOT / "cafe.toml")
    person, number = the_crowd(programme)[0], 1
    stack.advance_to(PLANNED)
    stack.settle()
    stack.advance_to(SIGNED_UP)
    response = response_of(person, programme, number)
    body = {"formId": programme.forms.sign_up.id, "responseId": number, "response": response}
    httpx.post(f"{stack.site}/api/forms/sign-up", json=body, headers=FORMS, timeout=30).raise_for_status()
    stack.settle()
    stack.advance_to(REMINDED)
    stack.settle()


def _take(browser: Browser, stack: Stack) -> None:
    tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
    tab.goto(stack.sandbox)
    tab.get_by_role("link", name="Tomorrow").click()
    frame = tab.locator("iframe")
    frame.content_frame.get_by_role("heading", level=1).wait_for()
    heading = tab.get_by_role("heading", name="As seen")
    _keep(tab, "mail", _top(heading) - AROUND, _bottom(frame) + AROUND)
    tab.goto(stack.site)
    _keep(tab, "page", 0, _bottom(tab.locator(".nhsuk-card").first) + AROUND)


def _keep(tab: Page, name: str, top: float, bottom: float) -> None:
    """Keep the page in its whole width, between these two heights."""
    file = PICTURES / f"{name}.png"
    file.parent.mkdir(exist_ok=True)
    tab.screenshot(path=file, full_page=True, clip={"x": 0, "y": top, "width": WIDTH, "height": bottom - top})
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")


def _top(part: Locator) -> float:
    return float(part.evaluate("element => element.getBoundingClientRect().top + scrollY"))


def _bottom(part: Locator) -> float:
    return float(part.evaluate("element => element.getBoundingClientRect().bottom + scrollY"))


if __name__ == "__main__":
    sys.exit(main())
