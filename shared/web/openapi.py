"""The description of the HTTP functions as OpenAPI 3.1. Its schemas come from the types they take and give."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any, Literal

from pydantic import TypeAdapter

from shared.web.description import ANY, Operation, Problem
from shared.web.doors import Address, addresses

type Mode = Literal["validation", "serialization"]
"""A type in a request, or in an answer."""

JSON, PROBLEM, FORM = "application/json", "application/problem+json", "application/x-www-form-urlencoded"
SIGNED_IN = "signedIn"
OWN_SERIES = "A facilitator may do this for the series that they host, and for no other."
SECURITY = {
    SIGNED_IN: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A token from the directory for the café's registration. Browsers have a cookie instead.",
    },
}


@cache
def document(title: str, site: str) -> Mapping[str, object]:
    """The description of every HTTP function, for the café with this title at this address."""
    schemas = _Schemas()
    paths: dict[str, dict[str, object]] = {}
    for address in addresses():
        for path in _paths(address.route):
            described = (one for one in address.operations if one.method != ANY)
            paths[path] = {one.method: _operation(address, one, path, schemas) for one in described}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1", "description": "Any other method of an address is answered with 405."},
        "servers": [{"url": site}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": schemas.shared, "securitySchemes": SECURITY},
    }


class _Schemas:
    """The JSON schemas of all types in use. A row's `etag` is left out, because no answer carries it."""

    def __init__(self) -> None:
        types = {(str(kind), mode): TypeAdapter[object](kind) for kind, mode in _types()}
        inputs = [(name, mode, adapter) for (name, mode), adapter in types.items()]
        known, rest = TypeAdapter.json_schemas(inputs, ref_template="#/components/schemas/{model}")
        self._known: Mapping[tuple[str, Mode], Mapping[str, Any]] = known
        self.shared: dict[str, Any] = rest.get("$defs", {})
        for schema in self.shared.values():
            if schema.get("properties", {}).pop("etag", None):
                schema["required"] = [name for name in schema.get("required", ()) if name != "etag"]

    def of(self, kind: object, mode: Mode) -> Mapping[str, Any]:
        return self._known[str(kind), mode]


def _types() -> Iterator[tuple[Any, Mode]]:
    for operation in (one for address in addresses() for one in address.operations):
        yield from ((kind, "serialization") for kind in operation.answers.values() if not isinstance(kind, str))
        if operation.body:
            yield operation.body, "validation"


def _paths(route: str) -> Sequence[str]:
    """The route as OpenAPI writes it. A function that answers every address answers `/` too."""
    path = "/" + re.sub(r"\{\*?(\w+)\}", r"{\1}", route)
    return ("/", path) if route.startswith("{*") else (path,)


def _operation(address: Address, operation: Operation, path: str, schemas: _Schemas) -> dict[str, object]:
    parameters = [
        *_parameters(re.findall(r"\{(\w+)\}", path), "path"),
        *_parameters(operation.query, "query"),
        *_parameters(operation.headers, "header"),
    ]
    return {
        "operationId": f"{operation.method} {path}",
        "summary": address.what,
        "parameters": parameters,
        "responses": {
            str(status): {"description": HTTPStatus(status).phrase, **_content(status, kind, schemas)}
            for status, kind in sorted(operation.answers.items())
        },
        **({"requestBody": _body(operation, schemas)} if operation.body or operation.fields else {}),
        **({"description": OWN_SERIES} if operation.series_of else {}),
        **({"security": [{SIGNED_IN: [operation.role]}]} if operation.role else {}),
    }


def _parameters(names: Sequence[str], place: str) -> list[dict[str, object]]:
    return [{"name": name, "in": place, "required": place == "path", "schema": {"type": "string"}} for name in names]


def _content(status: int, kind: object, schemas: _Schemas) -> dict[str, object]:
    if HTTPStatus(status).is_redirection:
        return {}
    if isinstance(kind, str):
        return {"content": {kind: {}}}
    return {"content": {PROBLEM if kind is Problem else JSON: {"schema": schemas.of(kind, "serialization")}}}


def _body(operation: Operation, schemas: _Schemas) -> dict[str, object]:
    if operation.body:
        return {"required": True, "content": {JSON: {"schema": schemas.of(operation.body, "validation")}}}
    value = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    fields = {"type": "object", "properties": dict.fromkeys(operation.fields, value)}
    return {"content": {FORM: {"schema": fields}}}
