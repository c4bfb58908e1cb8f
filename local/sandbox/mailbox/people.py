"""The mailbox for people: what was sent, and the calendar, as HTML pages without scripts."""

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from local.sandbox.call import direct
from local.sandbox.graph.calendars import Event
from local.sandbox.graph.documents import Document, rows, text
from local.sandbox.graph.mails import Mail
from local.sandbox.mailbox.reading import Invitation, as_text, invitations, span, when
from local.sandbox.state import Sandbox

TEMPLATES = Path(__file__).parent / "templates"
PAGES = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGE_SIZE = 50
RECIPIENTS = (
    ("To", "toRecipients"),
    ("Cc", "ccRecipients"),
    ("Bcc", "bccRecipients"),
    ("Reply to", "replyTo"),
)
POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'"
FRAMED = "allow-popups allow-popups-to-escape-sandbox"
BODY_POLICY = f"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https:; sandbox {FRAMED}"


@dataclass(frozen=True)
class Attachment:
    """A file in a mail; `events` where it is a calendar that can be read, `unreadable` where it cannot."""

    name: str
    kind: str
    size: str
    url: str
    content: bytes
    content_id: str
    events: Sequence[Invitation]
    unreadable: bool


def routes(sandbox: Sandbox) -> list[Route]:
    pages: dict[str, Callable[[Request], Response]] = {
        "/": lambda request: _list(sandbox, request),
        "/calendar": lambda _: _calendar(sandbox),
        "/style.css": lambda _: Response((TEMPLATES / "style.css").read_bytes(), media_type="text/css"),
        "/mail/{mail}": lambda request: _of_mail(sandbox, request, lambda mail: _mail(sandbox, mail)),
        "/mail/{mail}/body": lambda request: _of_mail(sandbox, request, _body),
        "/mail/{mail}/attachments/{n:int}": lambda request: _of_mail(
            sandbox, request, lambda mail: _download(mail, request.path_params["n"])
        ),
    }
    return [Route(path, direct(page)) for path, page in pages.items()]


def _page(template: str, status: int = 200, **values: object) -> Response:
    written = PAGES.get_template(template).render(values)
    return HTMLResponse(written, status, {"Content-Security-Policy": POLICY})


def _list(sandbox: Sandbox, request: Request) -> Response:
    asked = {name: request.query_params.get(name, "").strip() for name in ("q", "mailbox", "only")}
    mails = [mail for mail in reversed(sandbox.mails.accepted()) if _wanted(mail, asked)]
    given = request.query_params.get("page", "1")
    pages = max(1, -(-len(mails) // PAGE_SIZE))
    number = min(pages, max(1, int(given) if given.isdecimal() else 1))
    links = {n: "/?" + urlencode({**asked, "page": n}) for n in (number - 1, number + 1) if 1 <= n <= pages}
    return _page(
        "mails.html",
        mails=[_row(mail) for mail in mails[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]],
        total=len(mails),
        number=number,
        pages=pages,
        newer=links.get(number - 1),
        older=links.get(number + 1),
        mailboxes=sandbox.directory.mailboxes(),
        now=when(sandbox.now()),
        q=asked["q"],
        mailbox=asked["mailbox"],
        only=asked["only"],
    )


def _wanted(mail: Mail, asked: dict[str, str]) -> bool:
    words = f"{mail.subject} {' '.join(mail.everyone)}".lower()
    return (
        asked["q"].lower() in words
        and asked["mailbox"] in ("", mail.mailbox)
        and (asked["only"] != "attachments" or bool(rows(mail.document, "attachments")))
    )


def _row(mail: Mail) -> dict[str, str | int]:
    return {
        "url": f"/mail/{mail.key}",
        "sent": when(mail.sent or mail.created),
        "to": ", ".join(mail.everyone[:3]),
        "more": max(0, len(mail.everyone) - 3),
        "subject": mail.subject or "(no subject)",
        "attachments": len(rows(mail.document, "attachments")),
    }


def _of_mail(sandbox: Sandbox, request: Request, page: Callable[[Mail], Response]) -> Response:
    mail = sandbox.mails.accepted_one(request.path_params["mail"])
    return page(mail) if mail is not None else _page("missing.html", 404, now=when(sandbox.now()))


def _mail(sandbox: Sandbox, mail: Mail) -> Response:
    kind, content = mail.body
    return _page(
        "mail.html",
        subject=mail.subject or "(no subject)",
        headers=_headers(mail),
        body_url=f"/mail/{mail.key}/body",
        framed=FRAMED,
        words=as_text(content) if kind == "html" else content,
        attachments=_attachments(mail),
        now=when(sandbox.now()),
    )


def _headers(mail: Mail) -> list[tuple[str, str]]:
    """People, times and everything else that travels with the mail: custom headers, extended properties."""
    shown = mail.answer(immutable=False)
    headers = [("From", mail.mailbox)]
    headers += [(name, ", ".join(mail.addresses(key))) for name, key in RECIPIENTS]
    headers += [("Sent", when(mail.sent or mail.created)), ("Message-ID", text(shown, "internetMessageId"))]
    headers += [(text(row, "name"), text(row, "value")) for row in rows(shown, "internetMessageHeaders")]
    headers += [(text(row, "id"), text(row, "value")) for row in rows(shown, "singleValueExtendedProperties")]
    return [(name, value) for name, value in headers if value]


def _attachments(mail: Mail) -> list[Attachment]:
    return [_attachment(mail, n, row) for n, row in enumerate(rows(mail.document, "attachments"))]


def _attachment(mail: Mail, n: int, row: Document) -> Attachment:
    content, name = base64.b64decode(text(row, "contentBytes")), text(row, "name")
    kind = text(row, "contentType") or "application/octet-stream"
    calendar = kind.startswith("text/calendar") or name.endswith(".ics")
    events = invitations(content.decode("utf-8", "replace")) if calendar else []
    size = f"{len(content)} bytes" if len(content) < 1024 else f"{len(content) / 1024:.1f} KB"
    url = f"/mail/{mail.key}/attachments/{n}"
    return Attachment(name, kind, size, url, content, text(row, "contentId"), events, calendar and not events)


def _body(mail: Mail) -> Response:
    """The body alone, for the frame: `cid:` pictures come from the attachments, links open outside."""
    kind, content = mail.body
    if kind != "html":
        return Response(content, media_type="text/plain", headers={"Content-Security-Policy": BODY_POLICY})
    for attachment in _attachments(mail):
        if attachment.content_id:
            content = content.replace(f"cid:{attachment.content_id}", attachment.url)
    opening = re.search(r"<head[^>]*>", content, re.IGNORECASE)
    place = opening.end() if opening else 0
    framed = f'{content[:place]}<base target="_blank">{content[place:]}'
    return HTMLResponse(framed, headers={"Content-Security-Policy": BODY_POLICY})


def _download(mail: Mail, n: int) -> Response:
    attachments = _attachments(mail)
    if n >= len(attachments):
        return Response("No such attachment.", 404)
    found = attachments[n]
    disposition = f"attachment; filename*=UTF-8''{quote(found.name)}"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    kind = found.kind if found.kind.isascii() and found.kind.isprintable() else "application/octet-stream"
    return Response(found.content, media_type=kind, headers=headers)


def _calendar(sandbox: Sandbox) -> Response:
    events = sorted(sandbox.calendars.all(), key=lambda event: event.start)
    return _page("calendar.html", events=[_entry(event) for event in events], now=when(sandbox.now()))


def _entry(event: Event) -> dict[str, str]:
    return {
        "subject": text(event.document, "subject") or "(no subject)",
        "when": span(event.start, event.end),
        "organiser": event.organiser.address,
        "join_url": event.join_url,
        "state": event.gone or "open",
        "comment": event.comment,
    }
