"""Every request of the edge against Microsoft's own description of Graph v1.0, where the contract is at hand.

The contract lies beside the repository (`CAFE_CONTRACTS`, else ../shared/contracts).
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from local.memory.builders import START, a_mail, an_invitation
from shared.errors import MayPassLater
from shared.graph.microsoft.client import MicrosoftGraph
from shared.graph.protocol import Attachment
from tests.graph.graph_sandbox import organiser
from tests.graph.scripted_graph import ScriptedGraph, Seen, Told

FOLDER = Path(os.environ.get("CAFE_CONTRACTS") or Path(__file__).parents[3] / "shared" / "contracts")
FILE = FOLDER / "graph-v1.0-subset.openapi.json"

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the contract of Graph v1.0 is not on this machine")

CALLS: dict[str, Callable[[MicrosoftGraph], object]] = {
    "create_meeting": lambda graph: graph.create_meeting(an_invitation()),
    "find_meeting": lambda graph: graph.find_meeting("pgdit-2026-12-09"),
    "meeting": lambda graph: graph.meeting("an-event"),
    "update_meeting": lambda graph: graph.update_meeting("an-event", an_invitation()),
    "cancel_meeting": lambda graph: graph.cancel_meeting("an-event", "The speaker is ill."),
    "send_mail": lambda graph: graph.send_mail(
        a_mail(
            attachments=[Attachment("a.ics", "text/calendar", b"BEGIN")],
            headers=[("x-cafe", "1")],
            list_unsubscribe="<https://cafe.example.org/out>",
        )
    ),
    "was_sent": lambda graph: graph.was_sent("a delivery"),
    "bounces": lambda graph: graph.bounces(START),
    "attendance": lambda graph: graph.attendance("https://teams.example.org/l/meetup-join/1"),
}

NOT_DESCRIBED = {"/users/{user-id}"}
"""GET of a user is not in the subset."""


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    described: dict[str, Any] = json.loads(FILE.read_text())
    return described


@pytest.mark.parametrize("call", CALLS)
def test_graph_describes_what_the_edge_asks(call: str, scripted: ScriptedGraph, contract: dict[str, Any]) -> None:
    answers = [{"id": "String 0x1042", "value": "<a-mail@example.nhs.uk>"}]
    one = {"id": "1", "isDraft": False, "receivedDateTime": "2026-12-01T09:00:00Z"}
    scripted.always = Told(body={"id": "1", "value": [{**one, "singleValueExtendedProperties": answers}]})
    graph = MicrosoftGraph(f"{scripted.address}/v1.0", "", organiser())
    try:
        with suppress(MayPassLater):  # some calls wait for another answer than this
            CALLS[call](graph)
    finally:
        graph.close()
    assert scripted.seen != []
    for seen in scripted.seen:
        assert mistakes(contract, seen) == []


def test_the_check_finds_mistakes(contract: dict[str, Any]) -> None:
    from urllib.parse import urlsplit  # noqa: PLC0415 - used here alone

    body = {"Message": {"subjekt": "x", "body": {"contentType": "rtf"}, "toRecipients": "a@example.org"}}
    seen = Seen("POST", urlsplit("/v1.0/users/1/sendMail?$top=1"), {}, json.dumps(body).encode())
    assert mistakes(contract, seen) == ["$top: not a parameter", "Message: fits none"]
    assert mistakes(contract, Seen("PUT", urlsplit("/v1.0/users/1/events"), {}, b"")) == ["PUT /users/{user-id}/events"]
    assert mistakes(contract, Seen("GET", urlsplit("/v1.0/users/1/drive"), {}, b"")) == ["no such path"]


def mistakes(contract: dict[str, Any], seen: Seen) -> list[str]:
    """What the contract does not allow in this request."""
    path = seen.url.path.removeprefix("/v1.0")
    template = next((one for one in [*contract["paths"], *NOT_DESCRIBED] if _fits(one, path)), None)
    if template is None:
        return ["no such path"]
    if template in NOT_DESCRIBED:
        return []
    operation = contract["paths"][template].get(seen.method.lower())
    if operation is None:
        return [f"{seen.method} {template}"]
    known = {one["name"] for one in operation.get("parameters", ())}
    found = [f"{name}: not a parameter" for name in seen.query if name not in known]
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        found += list(_unfit(contract, schema, seen.document, ""))
    return found


def _fits(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template)), path) is not None


TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "number": (int, float),
    "integer": (int,),
    "null": (type(None),),
}


def _unfit(contract: dict[str, Any], schema: dict[str, Any], value: object, at: str) -> Iterator[str]:
    """Where the value does not fit: of JSON Schema as much as the contract uses."""
    if "$ref" in schema:
        schema = contract["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    types = schema.get("type", [])
    wanted = [types] if isinstance(types, str) else types
    if wanted and not any(isinstance(value, TYPES[name]) for name in wanted):
        yield f"{at}: not {wanted}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: not one of {schema['enum']}"
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        yield f"{at}: not {schema['pattern']}"
    if "anyOf" in schema and all(list(_unfit(contract, one, value, at)) for one in schema["anyOf"]):
        yield f"{at}: fits none"
    for one in schema.get("allOf", ()):
        yield from _unfit(contract, one, value, at)
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from _unfit(contract, schema["items"], item, f"{at}[{number}]")
    if isinstance(value, dict):
        yield from _unfit_members(contract, schema, value, at)


def _unfit_members(contract: dict[str, Any], schema: dict[str, Any], value: dict[str, Any], at: str) -> Iterator[str]:
    yield from (f"{at}.{name}: missing" for name in schema.get("required", ()) if name not in value)
    for name, member in value.items():
        place = f"{at}.{name}".lstrip(".")
        if name in schema.get("properties", {}):
            yield from _unfit(contract, schema["properties"][name], member, place)
        elif schema.get("additionalProperties") is False and not any(
            re.search(pattern, name) for pattern in schema.get("patternProperties", ())
        ):
            yield f"{place}: not known"
