"""Requests: bodies are read within limits, and every refusal is a problem document."""

from collections.abc import Callable

import pytest
from pydantic import BaseModel, ConfigDict, Field

from local.memory.builders import a_request
from shared.errors import NotUsable, Refusal
from shared.web.refusals import answer_of
from shared.web.requests import METHODS, as_model, json_body, posted, small_body

JSON = {"Content-Type": "application/json"}


class Hub(BaseModel):
    """A body for these tests."""

    model_config = ConfigDict(extra="forbid")
    name: str
    seats: int = Field(ge=1)


def refusal(read: Callable[[], object]) -> tuple[int, str]:
    with pytest.raises(Refusal) as refused:
        read()
    return int(answer_of(refused.value).status), refused.value.words


def test_every_method_is_taken() -> None:
    assert [method.value for method in METHODS] == ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"]
)
def test_json_is_read_whatever_its_header_looks_like(kind: str) -> None:
    assert json_body(a_request(body=b'{"a": 1}', headers={"content-type": kind})) == {"a": 1}


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}, {"Content-Type": "text/x+json"}])
def test_what_does_not_say_that_it_is_json_is_not_read(headers: dict[str, str]) -> None:
    request = a_request(body=b"{}", headers=headers)
    assert refusal(lambda: json_body(request)) == (415, "Send the body as application/json.")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"nonsense", b"[NaN]", b"-Infinity", b"[1e999]", b"1" * 5_000],
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    request = a_request(body=body, headers=JSON)
    assert refusal(lambda: json_body(request)) == (400, "The body is not JSON.")


def test_a_body_is_read_up_to_its_limit() -> None:
    assert small_body(a_request(body=b"x" * 262_144)) == b"x" * 262_144
    request = a_request(body=b"x" * 262_145, headers=JSON)
    assert refusal(lambda: json_body(request)) == (413, "The body is over 256 KB.")


def test_a_body_is_read_as_its_model() -> None:
    assert as_model({"name": "Eastvale", "seats": 12}, Hub) == Hub(name="Eastvale", seats=12)


def test_each_field_that_is_wrong_is_named() -> None:
    with pytest.raises(NotUsable) as refused:
        as_model({"seats": 0, "colour": "green"}, Hub)
    assert list(refused.value.errors) == [
        {"field": "name", "message": "Field required"},
        {"field": "seats", "message": "Input should be greater than or equal to 1"},
        {"field": "colour", "message": "Extra inputs are not permitted"},
    ]


def parts(*named: tuple[str, str, str]) -> bytes:
    """A form's body with a file: name, what follows it in its header, and content."""
    lines = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'
        for name, more, value in named
    ]
    return ("".join(lines) + "--edge--\r\n").encode()


def test_a_form_that_carries_a_file_is_read_like_any_other() -> None:
    file = ("file", '; filename="cafe.toml"', '\ufeffname = "Café"\nregion = "North"')
    body = parts(file, ("words", "", "one"), ("words", "", "two"), ("empty", "", ""))
    assert posted(body, "multipart/form-data; boundary=edge") == {
        "file": 'name = "Café"\nregion = "North"',
        "words": ["one", "two"],
        "empty": "",
    }


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=other", "Multipart/Form-Data; boundary="]
)
def test_a_form_without_its_parts_has_no_fields(kind: str) -> None:
    assert posted(parts(("words", "", "one")), kind) == {}
