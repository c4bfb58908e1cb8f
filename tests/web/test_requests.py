"""Requests: bodies are read within limits, and every refusal is a problem document."""

import base64
import json
from collections.abc import Callable
from http import HTTPStatus

import azure.functions as func
import pytest
from pydantic import BaseModel, ConfigDict, Field

from local.memory.builders import a_request
from local.memory.services import some_settings
from shared.storage.tables import RowChanged
from shared.telemetry.tracing import trace
from shared.web.principal import NotAllowed, NotSignedIn, Role
from shared.web.requests import LARGEST, METHODS, Unacceptable, allowed, answer, json_body, model_body, small_body
from shared.web.responses import as_json

JSON = {"Content-Type": "application/json"}


class Hub(BaseModel):
    """A body for these tests."""

    model_config = ConfigDict(extra="forbid")
    name: str
    seats: int = Field(ge=1)


def problem_of(response: func.HttpResponse) -> dict[str, object]:
    assert response.mimetype == "application/problem+json"
    content: dict[str, object] = json.loads(response.get_body())
    return content


def refusal(read: Callable[[], object]) -> tuple[int, str]:
    with pytest.raises(Unacceptable) as refused:
        read()
    return int(refused.value.status), refused.value.detail


def test_the_script_of_the_method_answers_under_a_trace_of_its_own() -> None:
    traces = set()

    def get(_: func.HttpRequest) -> func.HttpResponse:
        traces.update({trace(), trace()})
        return as_json({"seats": 3})

    response = answer(a_request(), {"GET": get})
    assert (response.status_code, json.loads(response.get_body())) == (200, {"seats": 3})
    answer(a_request(), {"GET": get})
    assert len(traces) == 2


def test_every_method_is_taken_and_a_wrong_one_is_told_the_right_ones() -> None:
    assert [method.value for method in METHODS] == ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
    response = answer(a_request(method="DELETE"), {"POST": as_json, "GET": as_json})
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        (Unacceptable(HTTPStatus.NOT_FOUND, "There is no such session."), 404, "Not Found"),
        (NotSignedIn("Sign in first."), 401, "Sign in first"),
        (NotAllowed("This needs the role Admin."), 403, "Your role does not allow this"),
        (RowChanged("sessions"), 409, "Changed meanwhile"),
    ],
)
def test_a_refusal_is_a_problem_document(error: Exception, status: int, title: str) -> None:
    def script(_: func.HttpRequest) -> func.HttpResponse:
        raise error

    response = answer(a_request(), {"GET": script})
    said = problem_of(response)
    assert (response.status_code, said["status"], said["title"]) == (status, status, title)


def test_what_is_our_own_fault_is_not_hidden() -> None:
    def script(_: func.HttpRequest) -> func.HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answer(a_request(), {"GET": script})


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"]
)
def test_json_is_read_whatever_its_header_looks_like(kind: str) -> None:
    assert json_body(a_request(body=b'{"a": 1}', headers={"content-type": kind})) == {"a": 1}


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}, {"Content-Type": "text/x+json"}])
def test_what_does_not_say_that_it_is_json_is_not_read(headers: dict[str, str]) -> None:
    request = a_request(body=b"{}", headers=headers)
    assert refusal(lambda: json_body(request)) == (415, "Send the body as application/json.")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"nonsense"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    request = a_request(body=body, headers=JSON)
    assert refusal(lambda: json_body(request)) == (400, "The body is not JSON.")


def test_a_body_is_read_up_to_its_limit() -> None:
    assert small_body(a_request(body=b"x" * LARGEST)) == b"x" * LARGEST
    request = a_request(body=b"x" * (LARGEST + 1), headers=JSON)
    assert refusal(lambda: json_body(request)) == (413, "The body is over 256 KB.")


def test_a_body_is_read_as_its_model() -> None:
    request = a_request(body=b'{"name": "Eastvale", "seats": 12}', headers=JSON)
    assert model_body(request, Hub) == Hub(name="Eastvale", seats=12)


def test_each_field_that_is_wrong_is_named() -> None:
    request = a_request(body=b'{"seats": 0, "colour": "green"}', headers=JSON)
    with pytest.raises(Unacceptable) as refused:
        model_body(request, Hub)
    assert refused.value.status is HTTPStatus.UNPROCESSABLE_ENTITY
    assert list(refused.value.errors) == [
        {"field": "name", "message": "Field required"},
        {"field": "seats", "message": "Input should be greater than or equal to 1"},
        {"field": "colour", "message": "Extra inputs are not permitted"},
    ]


# --- who may ask ------------------------------------------------------------------------------------------


def a_facilitator_asks(method: str, headers: dict[str, str]) -> func.HttpRequest:
    claims = [{"typ": "oid", "val": "1"}, {"typ": "roles", "val": "Facilitator"}]
    token = base64.b64encode(json.dumps({"auth_typ": "aad", "claims": claims}).encode()).decode()
    return a_request(method=method, headers={"X-MS-CLIENT-PRINCIPAL": token, **headers})


ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}
SIGNED_IN = some_settings(signed_in_by_platform=True)


@pytest.mark.parametrize(("method", "headers"), [("GET", ELSEWHERE), ("HEAD", ELSEWHERE), ("POST", {}), ("PUT", {})])
def test_a_facilitator_may_come_by_any_link_and_change_things_from_our_own_pages(
    method: str, headers: dict[str, str]
) -> None:
    assert allowed(a_facilitator_asks(method, headers), SIGNED_IN, Role.FACILITATOR).id == "1"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_other_site_changes_anything_with_a_facilitators_cookie(method: str) -> None:
    with pytest.raises(NotAllowed):
        allowed(a_facilitator_asks(method, ELSEWHERE), SIGNED_IN, Role.FACILITATOR)


def test_who_lacks_the_role_may_not_ask() -> None:
    with pytest.raises(NotAllowed):
        allowed(a_facilitator_asks("GET", {}), SIGNED_IN, Role.ADMIN)
    with pytest.raises(NotSignedIn):
        allowed(a_request(), SIGNED_IN, Role.FACILITATOR)
