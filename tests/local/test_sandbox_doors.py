"""Tokens, rights, limits, and what the sandbox does not know."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from local.sandbox.graph.odata import GraphError
from local.sandbox.graph.throttle import Window
from tests.local.sandbox_calls import DOOR, GRAPH, HEADERS, Caller, calling, mail, refusal, token

UNHOUSED = "unhoused@example.nhs.uk"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Caller]:
    with calling(without_mailbox=[UNHOUSED]) as caller:
        yield caller


@pytest.fixture
def graph(sandbox: Caller) -> Caller:
    return sandbox.renewed()


def test_a_token_is_given_as_app_service_gives_it(graph: Caller) -> None:
    answer = graph.http.get("/msi/token", params=GRAPH, headers=HEADERS).json()
    assert sorted(answer) == ["access_token", "client_id", "expires_on", "resource", "token_type"]
    assert (answer["token_type"], answer["resource"]) == ("Bearer", "https://graph.microsoft.com")
    assert answer["expires_on"].isdecimal()


def test_no_token_without_the_header_the_resource_and_the_version(graph: Caller) -> None:
    wrong = [
        (GRAPH, {}),
        ({"api-version": "2019-08-01"}, HEADERS),
        (GRAPH | {"api-version": "2017-09-01"}, HEADERS),
    ]
    answers = [graph.http.get("/msi/token", params=query, headers=sent) for query, sent in wrong]
    assert [answer.status_code for answer in answers] == [400, 400, 400]


def test_graph_takes_only_a_token_of_its_own(graph: Caller) -> None:
    valid = graph.http.headers["Authorization"]
    for wrong in (
        "",
        "Basic eDp5",
        "Bearer x",
        valid[:-2],
        f"Bearer {token(graph.http, resource='https://storage.azure.com')}",
    ):
        graph.http.headers["Authorization"] = wrong
        assert refusal(graph.get(f"{DOOR}/events")) == (401, "InvalidAuthenticationToken")


def test_a_token_ends_after_a_day_of_the_sandboxs_clock(graph: Caller) -> None:
    graph.wait(86_300)
    assert graph.get(f"{DOOR}/events").status_code == 200
    graph.wait(100)
    late = graph.get(f"{DOOR}/events")
    assert refusal(late) == (401, "InvalidAuthenticationToken")
    assert late.headers["WWW-Authenticate"].startswith('Bearer realm="", error="invalid_token", claims="')


def test_a_colleagues_mailbox_is_closed_and_a_stranger_unknown(graph: Caller) -> None:
    events = "/v1.0/users/{}/events"
    assert refusal(graph.get(events.format("colleague@example.nhs.uk"))) == (403, "ErrorAccessDenied")
    assert refusal(graph.get(events.format(UNHOUSED))) == (404, "MailboxNotEnabledForRESTAPI")
    assert refusal(graph.get(events.format("someone@example.org"))) == (404, "ErrorInvalidUser")


def test_errors_carry_the_callers_request_id(graph: Caller) -> None:
    answer = graph.http.get(f"{DOOR}/events/none", headers={"client-request-id": "mine"})
    inner = answer.json()["error"]["innerError"]
    assert sorted(inner) == ["client-request-id", "date", "request-id"]
    assert (inner["client-request-id"], inner["request-id"]) == ("mine", answer.headers["request-id"])


def test_what_is_not_there_is_an_odata_error_too(graph: Caller) -> None:
    assert refusal(graph.get("/v1.0/me")) == (404, "ResourceNotFound")
    assert refusal(graph.post("/v1.0/$batch", {"requests": []})) == (404, "ResourceNotFound")
    assert refusal(graph.http.put(f"{DOOR}/sendMail")) == (405, "MethodNotAllowed")


def test_thirty_mails_a_minute_and_the_next_when_the_first_has_left(graph: Caller) -> None:
    assert [graph.send().status_code for _ in range(30)] == [202] * 30
    refused = graph.send()
    assert refusal(refused) == (429, "ApplicationThrottled")
    wait = int(refused.headers["Retry-After"])
    assert 1 <= wait <= 60
    graph.wait(wait)
    assert graph.send().status_code == 202
    assert graph.get("/sandbox/calls").json()["throttled"] == {"POST /users/{user}/sendMail": 1}


def test_a_window_counts_what_happened_after_its_edge() -> None:
    minute = Window("MailRate", 3, 60)
    for moment in (0.0, 10.0, 20.0):
        minute.spend(moment, 1)
    for moment, wait in ((20.0, "40"), (59.5, "1")):
        with pytest.raises(GraphError) as refused:
            minute.spend(moment, 1)
        assert refused.value.headers == {"Retry-After": wait}
    with pytest.raises(GraphError) as refused:
        minute.spend(59.5, 2)
    assert refused.value.headers == {"Retry-After": "11"}
    with pytest.raises(GraphError) as refused:
        minute.spend(59.5, 4)
    assert refused.value.headers == {"Retry-After": "60"}
    minute.spend(60.0, 1)


def test_ten_thousand_recipients_a_day(graph: Caller) -> None:
    crowd = [f"p{n}@example.org" for n in range(500)]
    assert [graph.send(to=crowd).status_code for _ in range(20)] == [202] * 20
    refused = graph.send()
    assert refusal(refused) == (429, "ApplicationThrottled")
    assert 86_000 < int(refused.headers["Retry-After"]) <= 86_400
    graph.wait(86_400)
    graph.http.headers["Authorization"] = graph.fresh()
    assert graph.send(to=crowd).status_code == 202


def test_fifteen_megabytes_in_half_a_minute(graph: Caller) -> None:
    body = mail(body={"contentType": "text", "content": "x" * 4_000_000})
    answers = [graph.post(f"{DOOR}/messages", body).status_code for _ in range(4)]
    assert answers == [201, 201, 201, 429]
    graph.wait(30)
    assert graph.post(f"{DOOR}/messages", body).status_code == 201


def test_a_fifth_request_at_the_same_time_is_throttled(graph: Caller) -> None:
    graph.fault("hang", seconds=1.5, match={"path_regex": "sendMail$"})
    with ThreadPoolExecutor(5) as crowd:
        answers = list(crowd.map(lambda n: graph.send(subject=str(n)), range(5)))
    assert sorted(answer.status_code for answer in answers) == [202, 202, 202, 202, 429]
    [refused] = [answer for answer in answers if answer.status_code == 429]
    assert refused.headers["Retry-After"] == "1"


def test_limits_can_be_switched_off() -> None:
    with calling(limits=False) as free:
        assert {free.send().status_code for _ in range(40)} == {202}


def test_health_and_calls_say_what_goes_on(graph: Caller) -> None:
    graph.send()
    health: httpx.Response = graph.get("/sandbox/health")
    assert (health.json()["status"], health.json()["mailboxes"]) == ("ok", ["cafe@example.nhs.uk"])
    assert graph.get("/sandbox/calls").json() == {
        "calls": {"POST /users/{user}/sendMail": 1},
        "throttled": {},
    }
