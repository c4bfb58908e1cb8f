"""A real Chromium, started once for all page tests; without one they are skipped, but never on CI."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

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

PATIENCE_MS = 15_000
"""How long a test waits for one thing in the browser."""


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


@contextmanager
def window(browser: Browser, *, width: int = 1280, height: int = 900, with_scripts: bool = True) -> Iterator[Page]:
    """A window that knows nothing of any other and is closed whatever happens in it."""
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=with_scripts)
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context.new_page()
    finally:
        context.close()


Open = Callable[..., Page]
"""Opens a window; see `window`."""


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Opens windows that this test needs for itself."""
    with ExitStack() as windows:
        yield lambda **what: windows.enter_context(window(browser, **what))


@pytest.fixture
def tab(opened: Open) -> Page:
    """A new tab in a window of its own, as wide as a laptop's."""
    return opened()


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """A window for all tests of a module that type nothing: what it has loaded for one page it has for the next."""
    with window(browser) as page:
        yield page


@pytest.fixture(scope="module")
def reader_without_scripts(browser: Browser) -> Iterator[Page]:
    """The same, with scripts turned off."""
    with window(browser, with_scripts=False) as page:
        yield page
