"""The functions host's stand-in for the platform's sign-in: who asks gets a cookie, and the app is told who asks."""

from dataclasses import dataclass, field

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from local.host.http.sign_in import LOGIN, LOGOUT, PRINCIPAL, SignIn
from local.memory.services import some_settings
from shared.web.principal import Principal, Role, principal
from tests.coroutines import done

ON = some_settings(signed_in_by_platform=True)
DRAFT = "/console/bulletin/2026-W50"


def _headers(request: Request) -> JSONResponse:
    return JSONResponse(dict(request.headers))


APP = SignIn(Starlette(routes=[Route("/{path:path}", _headers)]))


@dataclass
class Browser:
    """A browser in front of an app that shows the headers it gets; it keeps cookies and follows nothing."""

    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def get(self, path: str, headers: dict[str, str] | None = None, **query: str) -> httpx.Response:
        return done(self._get(path, headers, query))

    async def _get(self, path: str, headers: dict[str, str] | None, query: dict[str, str]) -> httpx.Response:
        wire, site = httpx.ASGITransport(APP), "http://127.0.0.1"
        async with httpx.AsyncClient(transport=wire, base_url=site, cookies=self.cookies) as client:
            answer = await client.get(path, headers=headers, params=query)
            self.cookies = client.cookies
        return answer


def who_asks(browser: Browser, headers: dict[str, str] | None = None) -> Principal | None:
    return principal(browser.get(DRAFT, headers).json(), ON)


def test_nobody_is_signed_in_who_did_not_ask() -> None:
    assert who_asks(Browser()) is None


def test_somebody_who_signs_in_comes_back_and_may_do_all() -> None:
    browser = Browser()
    answer = browser.get(LOGIN, post_login_redirect_uri=DRAFT)
    assert (answer.status_code, answer.headers["Location"]) == (302, DRAFT)
    somebody = who_asks(browser)
    assert somebody is not None
    assert [somebody.may(role) for role in (Role.FACILITATOR, Role.COORDINATOR, Role.ADMIN)] == [True, True, True]


def test_somebody_who_signs_out_is_nobody_again() -> None:
    browser = Browser()
    browser.get(LOGIN)
    assert browser.get(LOGOUT).headers["Location"] == "/"
    assert who_asks(browser) is None


def test_a_header_that_was_sent_is_left_as_it_is() -> None:
    browser = Browser()
    browser.get(LOGIN)
    assert who_asks(browser, {PRINCIPAL: "nonsense"}) is None


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "example.org"])
def test_signing_in_leads_to_no_other_site(elsewhere: str) -> None:
    answer = Browser().get(LOGIN, post_login_redirect_uri=elsewhere)
    assert answer.headers["Location"] == "/"
