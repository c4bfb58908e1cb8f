"""What a request body must be: JSON, and nothing that Microsoft's own models do not know."""

import json
import re
from importlib import import_module
from math import isinf

from local.sandbox.graph.documents import Document, Json, inner, rows, text
from local.sandbox.graph.odata import GraphError

LARGEST_REQUEST = 4 * 1024 * 1024
"""Bytes; Graph's REST layer takes no larger JSON request, bigger files need an upload session."""
MOST_RECIPIENTS = 500
MOST_HEADERS = 5
ADDRESS = re.compile(r"[^\s@<>,;:()\"\[\]\\.]+(\.[^\s@<>,;:()\"\[\]\\.]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
PROPERTY_ID = re.compile(
    r"(String|Integer|Boolean|Double|SystemTime|CLSID|Binary|Long|Short|Float|Currency)"
    r" (\{[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\} (Name .+|Id 0x[0-9A-Fa-f]+)|0x[0-9A-Fa-f]+)"
)


def read(body: bytes, content_type: str) -> Document:
    """The JSON object in the body, or 400, 413, 415. Half a surrogate pair is no text, so no JSON either."""
    if len(body) > LARGEST_REQUEST:
        raise GraphError(413, "RequestEntityTooLarge", "The request is larger than 4 MB.")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise GraphError(415, "RequestBodyRead", f"The content type '{content_type}' is not supported.")
    try:
        parsed: Json = json.loads(body, parse_constant=_no_such_number, parse_float=_finite)
        json.dumps(parsed, ensure_ascii=False).encode()
    except ValueError as problem:
        message = "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is"
        raise GraphError(400, "BadRequest", f"{message} of valid JSON format.") from problem
    if not isinstance(parsed, dict):
        raise GraphError(400, "BadRequest", "A 'StartObject' node was expected in the JSON payload.")
    return parsed


def _finite(written: str) -> float:
    number = float(written)
    if isinf(number):
        raise ValueError(f"{written} is too great")
    return number


def _no_such_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def parameters(document: Document, *known: str) -> Document:
    """An action's arguments under their documented names; Graph takes `Message` as well as `message`."""
    names = {name.lower(): name for name in known}
    for name in document:
        if name.lower() not in names:
            message = f"The parameter '{name}' in the request payload is not a valid parameter for the operation."
            raise GraphError(400, "RequestBodyRead", message)
    return {names[name.lower()]: value for name, value in document.items()}


def checked(document: Document, model: str) -> Document:
    """The document, once msgraph's model of that name (`message`, `event` …) has taken every part of it."""
    import_module("local.sandbox.graph.strictness").check(document, model)
    return document


def recipients(message: Document) -> list[str]:
    """Every address a message goes to; refuses none, too many, and one that is no address."""
    lists = ("toRecipients", "ccRecipients", "bccRecipients")
    found = [text(inner(row, "emailAddress"), "address") for name in lists for row in rows(message, name)]
    if not found:
        problem = "A message can't be sent because it contains no recipients."
        raise GraphError(400, "ErrorInvalidRecipients", f"At least one recipient is not valid., {problem}")
    if len(found) > MOST_RECIPIENTS:
        problem = f"A message goes to {MOST_RECIPIENTS} recipients at most, this one to {len(found)}."
        raise GraphError(400, "ErrorExceededRecipientLimit", problem)
    for address in found:
        if not ADDRESS.fullmatch(address) or len(address) > 254:
            raise unresolved(address)
    return found


def unresolved(address: str) -> GraphError:
    rule = "All recipients must be resolved before a message can be submitted."
    return GraphError(
        400,
        "ErrorInvalidRecipients",
        f"At least one recipient is not valid., Recipient '{address}' is not resolved. {rule}",
    )


def message(document: Document) -> Document:
    """A message as a draft may be: known properties, proper headers, attachments and extended properties."""
    checked(document, "message")
    _headers(document)
    for attachment in rows(document, "attachments"):
        if not text(attachment, "name"):
            raise GraphError(400, "ErrorRequiredPropertyMissing", "Required property 'Name' is missing.")
    extended_properties(document)
    return document


def _headers(document: Document) -> None:
    if document.get("internetMessageHeaders") is None:
        return
    headers = rows(document, "internetMessageHeaders")
    if not 1 <= len(headers) <= MOST_HEADERS:
        rule = f"Maximum number of headers in one message should be less than or equal to {MOST_HEADERS}."
        raise GraphError(400, "InvalidInternetMessageHeaderCollection", rule)
    for header in headers:
        name = text(header, "name")
        if not name.lower().startswith("x-"):
            rule = f"The internet message header name '{name}' should start with 'x-' or 'X-'."
            raise GraphError(400, "InvalidInternetMessageHeader", rule)


def extended_properties(document: Document) -> None:
    for row in rows(document, "singleValueExtendedProperties"):
        if not PROPERTY_ID.fullmatch(text(row, "id")):
            raise GraphError(400, "ErrorInvalidProperty", f"Extended property id '{text(row, 'id')}' is not valid.")
        if not isinstance(row.get("value"), str):
            raise GraphError(400, "ErrorInvalidProperty", "An extended property needs a value.")


def sender_is(address: str, document: Document) -> None:
    """A mailbox sends in its own name only."""
    for name in ("from", "sender"):
        given = text(inner(inner(document, name), "emailAddress"), "address")
        if given and given.lower() != address:
            problem = "The user account which was used to submit this request does not have the right to send mail"
            raise GraphError(
                403,
                "ErrorSendAsDenied",
                f"{problem} on behalf of the specified sending account., Cannot submit message.",
            )
