"""The functions host's stand-in for the platform's sign-in: who asks gets a cookie, and the app is told who asks."""

from dataclasses import dataclass, field

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from local.host.http.sign_in import COOKIE, LOGIN, LOGOUT, PRINCIPAL, STAFF, Person, SignIn
from local.memory.services import some_settings
from shared.web.principal import Principal, principal
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

    def sign_in(self, address: str, onward: str = "/", role: str = "") -> httpx.Response:
        """Choose who to be."""
        return done(self._get(LOGIN, None, {"as": address, "post_login_redirect_uri": onward, "role": role}))

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


def test_the_sign_in_shows_the_people_among_whom_one_chooses() -> None:
    page = Browser().get(LOGIN, post_login_redirect_uri=DRAFT)
    assert page.status_code == 200
    assert [one.name in page.text for one in STAFF] == [True] * 4
    assert f'name="post_login_redirect_uri" value="{DRAFT}"' in page.text


@pytest.mark.parametrize("person", STAFF, ids=[one.role or "no role" for one in STAFF])
def test_somebody_who_signs_in_comes_back_as_who_they_chose_to_be(person: Person) -> None:
    browser = Browser()
    answer = browser.sign_in(person.address, DRAFT)
    assert (answer.status_code, answer.headers["Location"]) == (302, DRAFT)
    somebody = who_asks(browser)
    assert somebody is not None
    assert (somebody.roles, somebody.addresses) == (frozenset({person.role} - {""}), frozenset({person.address}))
    assert (somebody.id, somebody.shown_name) == (person.id, person.name)


def test_one_may_be_somebody_who_is_not_in_the_list() -> None:
    browser = Browser()
    browser.sign_in("new.host@example.nhs.uk", role="Facilitator")
    somebody = who_asks(browser)
    assert somebody is not None
    assert (somebody.roles, somebody.addresses) == (frozenset({"Facilitator"}), frozenset({"new.host@example.nhs.uk"}))


@pytest.mark.parametrize("cookie", ["signed-in", "bm90IGpzb24=", "WzFd"])
def test_a_cookie_that_is_not_ours_signs_nobody_in(cookie: str) -> None:
    assert who_asks(Browser(httpx.Cookies({COOKIE: cookie}))) is None


def test_somebody_who_signs_out_is_nobody_again() -> None:
    browser = signed_in()
    assert browser.get(LOGOUT).headers["Location"] == "/"
    assert who_asks(browser) is None


def signed_in() -> Browser:
    browser = Browser()
    browser.sign_in(STAFF[0].address)
    return browser


def test_a_header_that_was_sent_is_left_as_it_is() -> None:
    assert who_asks(signed_in(), {PRINCIPAL: "nonsense"}) is None


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "example.org"])
def test_signing_in_leads_to_no_other_site(elsewhere: str) -> None:
    answer = Browser().sign_in(STAFF[0].address, elsewhere)
    assert answer.headers["Location"] == "/"
