"""Answers to HTTP requests: pages, JSON, problem documents and redirects, with the headers that each needs."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import quote

import azure.functions as func

from shared.text.plain import whole

START_SCRIPT = "sha256-tDOvXJi1PXbg0CWjLCCYSNHRXtps26K4JXkE3M6u/c0="
"""The hash of the one inline script in NHS.UK's page template. It tells the styles that scripts run."""

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src 'self' '{START_SCRIPT}'",
        "style-src 'self'",
        "img-src 'self'",
        "manifest-src 'self'",
        "form-action 'self' https://login.microsoftonline.com",  # where the platform leads a form without a sign-in
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Pages load only from this site, and no other page can frame them."""

MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""An email that is shown as a page may have styles of its own, and nothing else."""

PROTECTION = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # personal links carry a token in their path
    "Cache-Control": "no-store",
}


def page(html: str, status: int = HTTPStatus.OK) -> func.HttpResponse:
    """A page for people. No cache keeps it."""
    return _answer(html, status, "text/html")


def mail_preview(html: str) -> func.HttpResponse:
    """An email at an address of its own, as its reader sees it. Emails have their styles in them, and no scripts."""
    return _answer(html, HTTPStatus.OK, "text/html", {"Content-Security-Policy": MAIL_POLICY})


def busy(html: str, wait: timedelta) -> func.HttpResponse:
    """429: a page for people who must wait this long. No cache keeps it."""
    headers = {"Retry-After": str(int(wait.total_seconds()))}
    return _answer(html, HTTPStatus.TOO_MANY_REQUESTS, "text/html", headers)


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
    """303: go to this page with GET, after a POST. `location` is a path of this site."""
    return _answer("", HTTPStatus.SEE_OTHER, "text/plain", {"Location": _of_this_site(location)})


def moved_permanently(location: str) -> func.HttpResponse:
    """301: the page has another address now. `location` is a path of this site."""
    return _answer("", HTTPStatus.MOVED_PERMANENTLY, "text/plain", {"Location": _of_this_site(location)})


def _of_this_site(location: str) -> str:
    """The path as a header can carry it. What stands in a path came from the web, and leads to no other site."""
    return "/" + quote(location.lstrip("/\\"), safe="/?&=#%:;,+@!$'()*~")


def wrong_method(allowed: Sequence[str]) -> func.HttpResponse:
    """405: the address exists, but does not answer this method."""
    document = {"type": "about:blank", "status": 405, "title": HTTPStatus.METHOD_NOT_ALLOWED.phrase}
    headers = {"Allow": ", ".join(allowed)}
    return _answer(json.dumps(document), HTTPStatus.METHOD_NOT_ALLOWED, "application/problem+json", headers)


def file(content: bytes, kind: str, *, lasting: bool) -> func.HttpResponse:
    """A file of the site. A `lasting` file never changes at its address, and browsers keep it for a year."""
    caching = "public, max-age=31536000, immutable" if lasting else "public, max-age=3600"
    return _answer(content, HTTPStatus.OK, kind, {"Cache-Control": caching})


def download(content: str | bytes, kind: str, name: str) -> func.HttpResponse:
    """A file for people to keep, under this name (plain letters, digits, full stops and hyphens). No cache keeps it."""
    return _answer(content, HTTPStatus.OK, kind, {"Content-Disposition": f'attachment; filename="{name}"'})


def _answer(body: str | bytes, status: int, kind: str, headers: Mapping[str, str] | None = None) -> func.HttpResponse:
    return func.HttpResponse(
        body,
        status_code=int(status),
        headers={**PROTECTION, **(headers or {})},
        mimetype=kind,
        charset="utf-8",
    )
