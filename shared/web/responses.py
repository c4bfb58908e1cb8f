"""Answers to HTTP requests: pages, JSON, problem documents, redirects, and the headers each must carry."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

import azure.functions as func

from shared.text.plain import whole

START_SCRIPT = "sha256-tDOvXJi1PXbg0CWjLCCYSNHRXtps26K4JXkE3M6u/c0="
"""The one inline script of NHS.UK's page template (it tells the styles that scripts run), by its hash."""

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src 'self' '{START_SCRIPT}'",
        "style-src 'self'",
        "img-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Pages load from this site alone and can be framed by nobody."""

PROTECTION = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",  # personal links carry a token in their path
    "Cache-Control": "no-store",
}


def page(html: str, status: int = HTTPStatus.OK) -> func.HttpResponse:
    """A page for people. It is kept in no cache."""
    return _answer(html, status, "text/html")


def as_json(value: object, status: int = HTTPStatus.OK) -> func.HttpResponse:
    """A value as JSON."""
    return _answer(whole(json.dumps(value, ensure_ascii=False)), status, "application/json")


def problem(status: int, title: str, detail: str = "", errors: Sequence[Mapping[str, str]] = ()) -> func.HttpResponse:
    """A problem document (RFC 9457). `errors` names each wrong field: `field`, `title` and `message`."""
    document: dict[str, object] = {"type": "about:blank", "status": int(status), "title": title}
    if detail:
        document["detail"] = detail
    if errors:
        document["errors"] = [dict(error) for error in errors]
    return _answer(whole(json.dumps(document, ensure_ascii=False)), status, "application/problem+json")


def see_other(location: str) -> func.HttpResponse:
    """On to a page with GET, after something was done with POST. `location` is a path of this site."""
    return _answer("", HTTPStatus.SEE_OTHER, "text/plain", {"Location": location})


def moved_permanently(location: str) -> func.HttpResponse:
    """301: what was at this address is at another one, a path of this site."""
    return _answer("", HTTPStatus.MOVED_PERMANENTLY, "text/plain", {"Location": location})


def wrong_method(allowed: Sequence[str]) -> func.HttpResponse:
    """405: this address is there, but not for this method."""
    document = {"type": "about:blank", "status": 405, "title": HTTPStatus.METHOD_NOT_ALLOWED.phrase}
    headers = {"Allow": ", ".join(allowed)}
    return _answer(json.dumps(document), HTTPStatus.METHOD_NOT_ALLOWED, "application/problem+json", headers)


def file(content: bytes, kind: str, *, lasting: bool) -> func.HttpResponse:
    """A file of the site. One that is `lasting` never changes at its address, and is kept for a year."""
    caching = "public, max-age=31536000, immutable" if lasting else "public, max-age=3600"
    return _answer(content, HTTPStatus.OK, kind, {"Cache-Control": caching})


def _answer(body: str | bytes, status: int, kind: str, headers: Mapping[str, str] | None = None) -> func.HttpResponse:
    return func.HttpResponse(
        body,
        status_code=int(status),
        headers={**PROTECTION, **(headers or {})},
        mimetype=kind,
        charset="utf-8",
    )
