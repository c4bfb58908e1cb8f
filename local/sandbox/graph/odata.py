"""OData as Graph speaks it: errors, pages, and the effect of $select, $expand and $orderby on a document."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response

from local.sandbox.graph.documents import Document, Json, listed, rows

LARGEST_PAGE = 1000
EXPANDED_ONLY = frozenset({"singleValueExtendedProperties", "attachments", "attendanceRecords"})
"""Navigation properties: absent from an answer, records empty, unless $expand names them."""


class GraphError(Exception):
    """A refusal in Graph's own terms; the server writes it out as an OData error."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


def error_response(error: GraphError, now: datetime, client_request_id: str) -> Response:
    request_id = str(uuid.uuid4())
    inner: Document = {
        "date": now.strftime("%Y-%m-%dT%H:%M:%S"),
        "request-id": request_id,
        "client-request-id": client_request_id or request_id,
    }
    body: Document = {"error": {"code": error.code, "message": error.message, "innerError": inner}}
    return JSONResponse(body, error.status, {**error.headers, "request-id": request_id})


def not_found(message: str = "The specified object was not found in the store.") -> GraphError:
    return GraphError(404, "ErrorItemNotFound", message)


@dataclass(frozen=True)
class Query:
    """The OData options of one request; an unknown one is refused."""

    url: str
    options: Mapping[str, str]
    known: Sequence[str] = field(
        default=("$filter", "$select", "$expand", "$top", "$skip", "$orderby", "$count", "$skiptoken")
    )

    def __post_init__(self) -> None:
        for name in self.options:
            if name.startswith("$") and name not in self.known:
                raise GraphError(400, "BadRequest", f"The query parameter '{name}' is not supported.")

    @property
    def context(self) -> str:
        """Where the type of the answer is described."""
        return self.url.replace("/v1.0/", "/v1.0/$metadata#", 1)

    def get(self, name: str) -> str:
        return self.options.get(name, "")

    def number(self, name: str, default: int) -> int:
        """A count; Graph refuses what is not one."""
        raw = self.options.get(name)
        if raw is None:
            return default
        if not raw.isdecimal():
            raise GraphError(400, "BadRequest", f"Invalid value '{raw}' for {name} query option found.")
        return int(raw)

    def top(self, default: int) -> int:
        top = self.number("$top", default)
        if not 1 <= top <= LARGEST_PAGE:
            raise GraphError(400, "ErrorInvalidTop", f"The limit of '{LARGEST_PAGE}' for Top query has been exceeded.")
        return top

    def page(self, documents: Sequence[Document], default: int = 10, token: str = "$skip") -> Document:
        """One page of the documents, with the link to the next where there is one."""
        size, start = self.top(default), self.number(token, 0)
        shown = [self.shape(document) for document in documents[start : start + size]]
        answer: Document = {"@odata.context": self.context, "value": listed(shown)}
        if self.get("$count") == "true":
            answer["@odata.count"] = len(documents)
        if start + size < len(documents):
            following = {**self.options, token: str(start + size)}
            answer["@odata.nextLink"] = f"{self.url}?{urlencode(following)}"
        return answer

    def shape(self, document: Document) -> Document:
        """The document with only the parts asked for."""
        expanded = dict(_expansions(self.get("$expand")))
        selected = {name.strip() for name in self.get("$select").split(",") if name.strip()}
        _refuse_unknown(selected, document)
        kept: Document = {}
        for name, value in document.items():
            if name in expanded:
                kept[name] = _expand(document, name, expanded[name])
            elif name == "attendanceRecords" and not selected:
                kept[name] = []
            elif name not in EXPANDED_ONLY and _wanted(name, selected):
                kept[name] = value
        return kept

    def sort(self, documents: list[Document]) -> list[Document]:
        """The documents in the order asked for. If there is a filter, Outlook sorts only by a property in it."""
        order = self.get("$orderby")
        if not order:
            return documents
        for clause in reversed(order.split(",")):
            path, _, direction = clause.strip().partition(" ")
            if self.get("$filter") and path.lower() not in self.get("$filter").lower():
                message = "The restriction or sort order is too complex for this operation."
                raise GraphError(400, "InefficientFilter", message)
            documents = sorted(documents, key=lambda d: str(at(d, path)), reverse=direction.lower() == "desc")
        return documents


def at(document: Document, path: str) -> Json:
    """The value at a path such as `start/dateTime`."""
    value: Json = document
    for step in path.split("/"):
        value = value.get(step) if isinstance(value, dict) else None
    return value


RARELY_SHOWN = frozenset({"internetMessageHeaders", "uniqueBody"})
"""Returned only when $select names them."""
MAY_BE_ABSENT = EXPANDED_ONLY | RARELY_SHOWN | {"transactionId", "onlineMeeting"}


def _wanted(name: str, selected: set[str]) -> bool:
    if name == "id" or name.startswith("@"):
        return True
    return name in selected if selected else name not in RARELY_SHOWN


def _refuse_unknown(selected: set[str], document: Document) -> None:
    for name in selected - MAY_BE_ABSENT - set(document):
        raise GraphError(400, "RequestBroker--ParseUri", f"Could not find a property named '{name}' on the type.")


def _expansions(expand: str) -> list[tuple[str, str]]:
    """`name` or `name($filter=id eq '...')`, separated by commas outside brackets."""
    found = re.findall(r"\s*(\w+)(?:\((?:\$filter=)?((?:[^()']|'[^']*')*)\))?\s*(?:,|$)", expand)
    for name, _ in found:
        if name not in EXPANDED_ONLY:
            raise GraphError(400, "RequestBroker--ParseUri", f"Could not find a property named '{name}' to expand.")
    if expand and not found:
        raise GraphError(400, "RequestBroker--ParseUri", f"Syntax error in '$expand={expand}'.")
    return found


def _expand(document: Document, name: str, condition: str) -> Json:
    ids = [value.replace("''", "'") for value in re.findall(r"id\s+eq\s+'((?:[^']|'')*)'", condition)]
    return listed(row for row in rows(document, name) if not ids or row.get("id") in ids)
