"""What a request brings: a JSON body or the fields of a form. We read them within limits."""

from collections.abc import Mapping, Sequence
from email.parser import BytesParser
from email.policy import HTTP
from itertools import islice
from urllib.parse import parse_qs

import azure.functions as func
from pydantic import BaseModel, ValidationError

from shared.errors import NotUsable, Refusal
from shared.text.plain import read_json

METHODS = [
    func.HttpMethod.GET,
    func.HttpMethod.POST,
    func.HttpMethod.PUT,
    func.HttpMethod.PATCH,
    func.HttpMethod.DELETE,
    func.HttpMethod.HEAD,
    func.HttpMethod.OPTIONS,
]
"""Every trigger takes every method and refuses the wrong ones itself. The host would answer those with 404."""

LARGEST = 256 * 1024
"""Most bytes of a body, unless a door says otherwise."""

MOST_FIELDS = 200
"""No form of ours has so many fields."""

type Fields = Mapping[str, str | list[str]]
"""What a browser posts. A field's name leads to text, or to a list if it has several values."""


class BodyTooLarge(Refusal):
    """The body is longer than we read."""


class WrongMediaType(Refusal):
    """The body does not say that it is JSON."""


class NotJson(Refusal):
    """The body says that it is JSON, but it is not."""


def json_body(req: func.HttpRequest, largest: int = LARGEST) -> object:
    """The body's JSON value. Raises `WrongMediaType`, `BodyTooLarge`, `NotJson`."""
    kind = req.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise WrongMediaType("Send the body as application/json.")
    body = small_body(req, largest)
    try:
        return read_json(body)
    except (ValueError, RecursionError) as broken:
        raise NotJson("The body is not JSON.") from broken


def small_body(req: func.HttpRequest, largest: int = LARGEST) -> bytes:
    """The body. Raises `BodyTooLarge` if it has more than `largest` bytes."""
    body = req.get_body()
    if len(body) > largest:
        raise BodyTooLarge(f"The body is over {largest // 1024} KB.")
    return body


def as_model[M: BaseModel](content: object, kind: type[M]) -> M:
    """The body's JSON value as this model. Raises `NotUsable` naming each field that is wrong."""
    try:
        return kind.model_validate(content)
    except ValidationError as wrong:
        errors = [
            {"field": ".".join(str(part) for part in error["loc"]), "message": error["msg"]} for error in wrong.errors()
        ]
        raise NotUsable("The body cannot be used.", errors) from wrong


def posted(body: bytes, kind: str = "") -> Fields:
    """The fields of a posted form, by its media type. A file is text. A body that is not a form has no fields."""
    if kind.lower().startswith("multipart/form-data"):
        return _of_parts(body, kind)
    try:
        fields = parse_qs(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="replace",
        )
    except ValueError:
        return {}
    return {name: values if len(values) > 1 else values[0] for name, values in fields.items()}


def _of_parts(body: bytes, kind: str) -> Fields:
    """The fields of a form that can carry a file."""
    head = f"Content-Type: {kind}\r\n\r\n".encode("ascii", "ignore")
    fields: dict[str, list[str]] = {}
    for part in islice(BytesParser(policy=HTTP).parsebytes(head + body).iter_parts(), MOST_FIELDS):
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields.setdefault(name, []).append(content.decode("utf-8-sig", "replace"))
    return {name: values if len(values) > 1 else values[0] for name, values in fields.items()}


def first_of(fields: Fields, name: str) -> str:
    """The field's value, or its first one if it has several. Empty if it is missing."""
    return next(iter(all_of(fields, name)), "")


def all_of(fields: Fields, name: str) -> Sequence[str]:
    """Every value of the field."""
    value = fields.get(name, [])
    return [value] if isinstance(value, str) else value


def pairs_of(fields: Fields) -> list[tuple[str, str]]:
    """The name and the value of each field. A field with several values stands there once for each."""
    return [(name, value) for name in fields for value in all_of(fields, name)]


def whole_number(text: str, digits: int = 4) -> int:
    """The number that a query or a field says, if it has at most so many plain digits; else 0."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else 0
