"""A real Chromium, started once for all page tests; without one they are skipped, but never on CI."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.pages.site import a_site, served

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
ALONE = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Chromium as it is fit for a container, and asking nobody for anything."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser."""
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("the page tests need Chromium: install it")
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ALONE)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The site's address, for tests that change nothing."""
    with served(a_site()) as address:
        yield address


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A new tab in a window of its own, as wide as a laptop's."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
