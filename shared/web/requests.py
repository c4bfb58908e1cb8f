"""What HTTP triggers have in common: reading a JSON body, and turning refusals into problem documents."""

import json
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

import azure.functions as func
from pydantic import BaseModel, ValidationError

from shared.settings import Settings
from shared.storage.tables import RowChanged
from shared.telemetry.tracing import traced
from shared.text.plain import TooLong
from shared.web.principal import NotAllowed, NotSignedIn, Principal, Role, from_elsewhere, require
from shared.web.responses import problem, wrong_method

METHODS = [
    func.HttpMethod.GET,
    func.HttpMethod.POST,
    func.HttpMethod.PUT,
    func.HttpMethod.PATCH,
    func.HttpMethod.DELETE,
    func.HttpMethod.HEAD,
    func.HttpMethod.OPTIONS,
]
"""Every trigger takes every method and refuses the wrong ones itself: the host would answer them with 404."""

LARGEST = 256 * 1024
"""Bytes of a body that is read."""


REFUSALS: Mapping[type[Exception], tuple[HTTPStatus, str, str]] = {
    TooLong: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Too long", "Written out, the body is too long to be kept."),
    RowChanged: (HTTPStatus.CONFLICT, "Changed meanwhile", "Somebody else changed this too: look again."),
    NotSignedIn: (HTTPStatus.UNAUTHORIZED, "Sign in first", ""),
    NotAllowed: (HTTPStatus.FORBIDDEN, "Your role does not allow this", ""),
}
"""Status, title and detail for what scripts raise beside `Unacceptable`."""


class Unacceptable(Exception):
    """The request cannot be met; the words are for whoever sent it."""

    def __init__(self, status: HTTPStatus, detail: str, errors: Sequence[Mapping[str, str]] = ()) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors


def answer(
    req: func.HttpRequest, scripts: Mapping[str, Callable[[func.HttpRequest], func.HttpResponse]]
) -> func.HttpResponse:
    """Run the script for the request's method under a new trace id; refusals become problem documents."""
    script = scripts.get(req.method)
    if script is None:
        return wrong_method(sorted(scripts))
    with traced():
        try:
            return script(req)
        except Unacceptable as refused:
            return problem(refused.status, refused.status.phrase, refused.detail, refused.errors)
        except (TooLong, RowChanged, NotSignedIn, NotAllowed) as refused:
            return problem(*REFUSALS[type(refused)])


def allowed(req: func.HttpRequest, settings: Settings, role: Role) -> Principal:
    """Who asks, if they may do what `role` is needed for. Raises `NotSignedIn`, `NotAllowed`.

    Not allowed is also a change that a page of another site makes a signed-in browser ask for.
    """
    somebody = require(req.headers, settings, role)
    if req.method not in ("GET", "HEAD") and from_elsewhere(req.headers, settings.site_url):
        raise NotAllowed("This can only be asked for from the café's own pages.")
    return somebody


def json_body(req: func.HttpRequest) -> object:
    """The body's JSON value. Raises `Unacceptable` 415, 413 or 400."""
    kind = req.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise Unacceptable(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json.")
    body = small_body(req)
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as broken:
        raise Unacceptable(HTTPStatus.BAD_REQUEST, "The body is not JSON.") from broken


def small_body(req: func.HttpRequest) -> bytes:
    """The body. Raises `Unacceptable` 413 beyond `LARGEST`."""
    body = req.get_body()
    if len(body) > LARGEST:
        raise Unacceptable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is over {LARGEST // 1024} KB.")
    return body


def model_body[M: BaseModel](req: func.HttpRequest, kind: type[M]) -> M:
    """The body as this model. Raises `Unacceptable` 422 naming each field that is wrong."""
    content = json_body(req)
    try:
        return kind.model_validate(content)
    except ValidationError as wrong:
        errors = [
            {"field": ".".join(str(part) for part in error["loc"]), "message": error["msg"]} for error in wrong.errors()
        ]
        raise Unacceptable(HTTPStatus.UNPROCESSABLE_ENTITY, "The body cannot be used.", errors) from wrong
