"""The functions host, asked over HTTP: routes, requests and responses as Azure's host treats them."""

import signal
import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.local.apps.running import APPS, RunningHost, running


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHost]:
    values = {"GREETING": "hello", "SET_ALREADY": "by the file"}
    with running(APPS / "web", tmp_path_factory.mktemp("web"), values) as host:
        yield host


@pytest.fixture(scope="module")
def unprefixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHost]:
    values = {"AzureWebJobs.off.Disabled": "true"}
    with running(APPS / "unprefixed", tmp_path_factory.mktemp("unprefixed"), values) as host:
        yield host


def test_routes_are_tried_in_the_order_of_the_functions_names(web: RunningHost) -> None:
    assert web.http.get("/api/things/search").text == "thing search"
    assert web.http.post("/api/things/search").text == "search by POST"


@pytest.mark.parametrize("path", ["/api/things", "/api/nowhere", "/things/1", "/", "/api/things/1/2"])
def test_an_unknown_path_is_not_found(web: RunningHost, path: str) -> None:
    response = web.http.get(path)
    assert (response.status_code, response.content) == (404, b"")


def test_a_method_the_function_does_not_take_is_not_found(web: RunningHost) -> None:
    assert web.http.delete("/api/things/1").status_code == 404


def test_literal_text_matches_in_any_case_and_with_a_slash_at_the_end(web: RunningHost) -> None:
    assert web.http.get("/API/Things/Seven/").text == "thing Seven"


def test_a_percent_encoded_slash_stays_within_its_segment(web: RunningHost) -> None:
    assert web.http.get("/api/things/caf%C3%A9%2Fbar").text == "thing café/bar"


def test_a_lines_end_stays_within_its_segment(web: RunningHost) -> None:
    assert web.http.get("/api/things/one%0Atwo").text == "thing one\ntwo"


def test_a_function_sees_the_request_as_it_was_sent(web: RunningHost) -> None:
    headers = {
        "x-ms-client-principal-name": "ada@example.nhs.uk",
        "traceparent": "00-11112222333344445555666677778888-1111222233334444-01",
    }
    path = "/api/echo/a/b%20c?x=1&x=2&none=&q=%C3%A9"
    response = web.http.put(path, content="the body", headers=headers)
    assert response.json() == {
        "method": "PUT",
        "url": f"{web.http.base_url}{path}",
        "rest": "a/b c",
        "query": {"x": "1,2", "q": "é"},
        "principal": "ada@example.nhs.uk",
        "body": "the body",
        "function": "echo",
        "trace": headers["traceparent"],
        "greeting": "hello",
        "set_already": "by the environment",
    }
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-seen"] == "yes"


def test_a_trace_is_begun_for_a_request_without_one(web: RunningHost) -> None:
    traces = {web.http.get("/api/echo/").json()["trace"] for _ in range(2)}
    assert [(len(trace), trace[:3], trace[-3:]) for trace in traces] == [(55, "00-", "-01")] * 2


def test_status_charset_and_cookies_reach_the_caller_and_of_equal_headers_the_last(web: RunningHost) -> None:
    response = web.http.get("/api/answers")
    assert (response.status_code, response.content) == (201, "café".encode("latin-1"))
    assert response.headers["content-type"] == "text/html; charset=latin-1"
    assert response.headers.get_list("x-twice") == ["last"]
    assert response.headers.get_list("set-cookie") == [
        "who=a%20b; max-age=60; path=/; secure; samesite=lax; httponly",
        "theme=x; expires=Wed, 09 Dec 2026 12:30:00 GMT; domain=example.org",
    ]


def test_a_response_may_be_empty_and_text_may_be_returned_as_it_is(web: RunningHost) -> None:
    assert (web.http.get("/api/empty").status_code, web.http.get("/api/empty").content) == (204, b"")
    response = web.http.get("/api/text")
    assert (response.text, response.headers["content-type"]) == ("plain", "text/plain; charset=utf-8")


def test_an_exception_is_a_500_without_a_body_and_a_line_in_the_log(web: RunningHost) -> None:
    response = web.http.get("/api/broken")
    assert (response.status_code, response.content) == (500, b"")
    assert len(web.log_lines("LookupError: nothing there", "function=broken", "invocation=")) == 1


def test_a_header_that_http_cannot_carry_is_a_500(web: RunningHost) -> None:
    response = web.http.get("/api/header")
    assert (response.status_code, response.content) == (500, b"")
    assert len(web.log_lines("X-Where", "function=header")) == 1


def test_a_run_beyond_the_functions_time_limit_is_a_500(web: RunningHost) -> None:
    start = time.monotonic()
    assert web.http.get("/api/slow").status_code == 500
    assert 0.9 < time.monotonic() - start < 5
    assert len(web.log_lines("functionTimeout", "function=slow")) == 1


def test_a_body_that_is_too_long_is_refused_before_it_is_read(web: RunningHost) -> None:
    head = b"POST /api/echo/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 104857601\r\n\r\n"
    with socket.create_connection(("127.0.0.1", web.http.base_url.port or 0), timeout=5) as line:
        line.sendall(head)
        assert line.recv(100).split()[1] == b"413"


def test_the_apps_log_records_are_one_line_each_with_the_invocation(web: RunningHost) -> None:
    web.http.get("/api/text")
    line = web.log_lines("shop")[-1]
    assert line.split("Z ", 1)[1].startswith(r"INFO    shop first\nsecond function=text invocation=")
    assert line.endswith("order=7")


def test_without_a_prefix_the_root_is_a_route_too(unprefixed: RunningHost) -> None:
    assert unprefixed.http.get("/").text == "home"
    assert unprefixed.http.get("/api").status_code == 404


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/calendar/pgdit-2026-12-09.ics", {"id": "pgdit-2026-12-09"}),
        ("/numbers/42", {"number": "42"}),
        ("/numbers/42/beds", {"number": "42", "unit": "beds"}),
        ("/named", {}),
    ],
)
def test_a_template_gives_its_parameters(unprefixed: RunningHost, path: str, parameters: dict[str, str]) -> None:
    assert unprefixed.json(path) == parameters


@pytest.mark.parametrize("path", ["/calendar/.txt", "/numbers/many", "/numbers", "/away"])
def test_a_template_refuses_what_does_not_fit_and_a_disabled_function_is_not_there(
    unprefixed: RunningHost, path: str
) -> None:
    assert unprefixed.http.get(path).status_code == 404


def test_the_admin_route_lists_the_functions(unprefixed: RunningHost) -> None:
    listed = unprefixed.json("/admin/functions")
    assert isinstance(listed, list)
    named = {each["name"]: (each["trigger"], each["route"], each["isDisabled"]) for each in listed}
    assert named == {
        "home": ("http", "/", False),
        "calendar": ("http", "/calendar/{id}.ics", False),
        "numbers": ("http", "/numbers/{number:int}/{unit?}", False),
        "named": ("http", "/named", False),
        "off": ("http", "/away", True),
    }
    assert unprefixed.functions == "(5 functions)"


def test_the_admin_route_shows_one_function_and_runs_none_that_http_sets_off(unprefixed: RunningHost) -> None:
    shown = unprefixed.http.get("/admin/functions/named").json()
    assert [binding["type"] for binding in shown["config"]["bindings"]] == ["httpTrigger", "http"]
    assert unprefixed.http.get("/admin/functions/nobody").status_code == 404
    assert unprefixed.http.post("/admin/functions/named", json={"input": ""}).status_code == 400


def test_sigterm_lets_a_request_finish_and_ends_the_host_without_an_error(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    answers: list[httpx.Response] = []
    with running(APPS / "web", tmp_path_factory.mktemp("web"), {}) as host:
        asking = threading.Thread(target=lambda: answers.append(host.http.get("/api/soon")))
        asking.start()
        time.sleep(0.2)
        host.child.process.send_signal(signal.SIGTERM)
        asking.join()
        assert host.child.process.wait(5) == 0
    assert [(answer.status_code, answer.text) for answer in answers] == [(200, "in time")]


def test_an_answer_does_not_wait_for_the_acknowledgement_of_its_headers(web: RunningHost) -> None:
    """Without TCP_NODELAY each answer over a kept connection takes the 40 ms of a delayed acknowledgement."""
    web.http.get("/api/things/1")
    took = []
    for _ in range(10):
        began = time.perf_counter()
        web.http.get("/api/things/1")
        took.append(time.perf_counter() - began)
    assert min(took) < 0.03
