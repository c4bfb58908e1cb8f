"""The smoke check of a deployment, against a site that is as it should be and sites that are not."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripts.smoke import main, not_ready, not_served, open_to_all, without_role

FUNCTIONS: list[dict[str, object]] = [
    {"name": "on_planning_due", "route": "", "roles": []},
    {"name": "home", "route": "{*path}", "roles": []},
    {"name": "draft", "route": "console/bulletin/{issue}", "roles": ["Lead"]},
    {"name": "refused", "route": "api/forms/sign-up/refused", "roles": ["Facilitator"]},
    {"name": "posted", "route": "api/forms/sign-up", "roles": ["Forms"]},
]
ROLES = ["Facilitator", "Forms", "Lead"]
LOGIN = "https://login.microsoftonline.com/a-tenant/oauth2/v2.0/authorize?client_id=1"
WELL: dict[str, tuple[int, str]] = {
    "/api/health/ready": (200, ""),
    "/console/bulletin/x": (303, "/.auth/login/aad?post_login_redirect_uri=%2F"),
    "/api/forms/sign-up/refused": (302, LOGIN),
    "/api/forms/sign-up": (401, ""),
}


@contextmanager
def a_site(answers: dict[str, tuple[int, str]]) -> Iterator[str]:
    """A site that answers like this at these addresses, and 200 at all others."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_forged = "X-MS-CLIENT-PRINCIPAL" in self.headers
            status, location = answers.get(
                f"{self.path} forged" if is_forged else "", answers.get(self.path, (200, ""))
            )
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Nothing: the test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def checked(site: str, indexed: list[str], folder: Path, registered: list[str] | None = ROLES) -> int:
    functions, names, roles = (folder / f"{name}.json" for name in ("functions", "indexed", "roles"))
    functions.write_text(json.dumps(FUNCTIONS), "utf-8")
    names.write_text(json.dumps(indexed), "utf-8")
    roles.write_text(json.dumps(registered), "utf-8")
    return main(["--site", site, "--functions", str(functions), "--indexed", str(names), "--roles", str(roles)])


def test_a_site_that_is_as_it_should_be_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with a_site(WELL) as site:
        assert checked(site, [f"cafe-dev/{one['name']}" for one in FUNCTIONS], tmp_path) == 0
    assert capsys.readouterr() == ("5 functions, 0 things amiss\n", "")


def test_fewer_functions_than_the_code_has_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with a_site(WELL) as site:
        assert checked(site, ["cafe-dev/home"], tmp_path) == 1
    assert "::error::the function on_planning_due is not there\n" in capsys.readouterr().err


def test_a_registration_that_lacks_a_role_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with a_site(WELL) as site:
        assert checked(site, [f"cafe-dev/{one['name']}" for one in FUNCTIONS], tmp_path, ["Facilitator", "Forms"]) == 1
    assert capsys.readouterr().err == "::error::nobody can have the role Lead: run scripts/sign-in.ps1 again\n"


def test_if_nobody_may_ask_for_the_roles_the_check_says_so_and_passes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_site(WELL) as site:
        assert checked(site, [f"cafe-dev/{one['name']}" for one in FUNCTIONS], tmp_path, None) == 0
    assert capsys.readouterr().err.startswith("::warning::the roles could not be asked for")


def test_a_package_that_does_not_say_its_roles_asks_for_none() -> None:
    assert list(without_role([{"name": "home", "route": "{*path}"}], [])) == []


def test_an_app_without_functions_lacks_all() -> None:
    assert len(list(not_served(FUNCTIONS, []))) == len(FUNCTIONS)


@pytest.mark.parametrize(
    "answer", [(200, ""), (204, ""), (405, ""), (404, ""), (500, ""), (302, "https://example.org/")]
)
def test_an_unsigned_request_that_reaches_what_is_not_public_fails(answer: tuple[int, str]) -> None:
    with a_site(WELL | {"/api/forms/sign-up/refused": answer}) as site:
        assert list(open_to_all(site, FUNCTIONS)) == [
            f"/api/forms/sign-up/refused answers an unsigned request with {answer[0]}",
            f"/api/forms/sign-up/refused answers a forged header with {answer[0]}",
        ]


def test_a_platform_that_believes_a_strangers_header_fails() -> None:
    with a_site(WELL | {"/console/bulletin/x forged": (404, "")}) as site:
        assert list(open_to_all(site, FUNCTIONS)) == ["/console/bulletin/{issue} answers a forged header with 404"]


def test_a_new_address_is_expected_to_be_shut() -> None:
    with a_site(WELL) as site:
        assert len(list(open_to_all(site, [{"name": "new", "route": "console/people"}]))) == 2


def test_a_site_that_does_not_get_ready_says_why() -> None:
    with a_site(WELL | {"/api/health/ready": (503, "")}) as site:
        assert list(not_ready(site, patience=0.05, pause=0.01)) == ["it is not ready: status 503, {}"]


def test_a_site_that_is_not_there_is_not_ready() -> None:
    with a_site(WELL) as site:
        gone = site
    (said,) = not_ready(gone, patience=0, pause=0)
    assert said.startswith("it is not ready: status 0")
