"""The sandbox's own routes: /sandbox for tests and the local stack, and the identity endpoint."""

import base64
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.sandbox.call import Endpoint, direct
from local.sandbox.faults import Fault
from local.sandbox.graph import meetings
from local.sandbox.graph.calendars import Event
from local.sandbox.graph.documents import Document, Json, inner, listed, rows, stamp, text
from local.sandbox.graph.mails import Mail
from local.sandbox.graph.odata import GraphError
from local.sandbox.state import Sandbox

FAULTS = TypeAdapter(list[Fault])


class Attendance(BaseModel):
    """Reports for the meeting behind a join link; in Graph from `available_at` on, else at once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    join_url: str = Field(alias="joinUrl")
    reports: list[dict[str, JsonValue]]
    available_at: AwareDatetime | None = None


def routes(sandbox: Sandbox) -> list[Route]:
    answers: dict[tuple[str, str], Callable[[Request], Response]] = {
        ("GET", "/msi/token"): lambda request: _token(sandbox, request),
        ("GET", "/sandbox/health"): lambda _: JSONResponse(_health(sandbox)),
        ("GET", "/sandbox/mails"): lambda request: JSONResponse(_mails(sandbox, request)),
        ("GET", "/sandbox/events"): lambda _: JSONResponse([event_row(e) for e in sandbox.calendars.all()]),
        ("GET", "/sandbox/calls"): lambda _: JSONResponse(_calls(sandbox)),
        ("GET", "/sandbox/faults"): lambda _: JSONResponse(_faults(sandbox)),
        ("DELETE", "/sandbox/faults"): lambda _: _done(sandbox.faults.clear),
        ("POST", "/sandbox/reset"): lambda _: _done(sandbox.reset),
    }
    return [
        *(Route(path, direct(act), methods=[method]) for (method, path), act in answers.items()),
        Route("/sandbox/faults", _posted(lambda body: _plan(sandbox, body)), methods=["POST"]),
        Route("/sandbox/attendance", _posted(lambda body: _attend(sandbox, body)), methods=["POST"]),
    ]


def _done(act: Callable[[], None]) -> Response:
    act()
    return Response(status_code=204)


def _posted(act: Callable[[bytes], Json]) -> Endpoint:
    async def respond(request: Request) -> Response:
        try:
            return JSONResponse(act(await request.body()), 201)
        except ValidationError as mistakes:
            return Response(mistakes.json(include_url=False), 422, media_type="application/json")
        except GraphError as error:
            return JSONResponse({"error": {"code": error.code, "message": error.message}}, error.status)

    return respond


def _token(sandbox: Sandbox, request: Request) -> Response:
    """As App Service's identity endpoint answers; `expires_on` is by the sandbox's clock, in which the app lives."""
    resource = request.query_params.get("resource")
    if "x-identity-header" not in request.headers or not resource:
        error = {"statusCode": 400, "message": "A resource and the header X-IDENTITY-HEADER are required."}
        return JSONResponse(error, 400)
    if request.query_params.get("api-version") != "2019-08-01":
        return JSONResponse({"statusCode": 400, "message": "Unsupported api-version."}, 400)
    token, expires_on = sandbox.tokens.issue(resource, sandbox.now())
    return JSONResponse(
        {
            "access_token": token,
            "expires_on": str(expires_on),
            "resource": resource,
            "token_type": "Bearer",
            "client_id": request.query_params.get("client_id", "00000000-0000-0000-0000-000000000000"),
        }
    )


def _health(sandbox: Sandbox) -> Document:
    return {"status": "ok", "now": sandbox.now().isoformat(), "mailboxes": [*sandbox.directory.mailboxes()]}


def _calls(sandbox: Sandbox) -> Document:
    return {"calls": _counts(sandbox.calls), "throttled": _counts(sandbox.throttled)}


def _counts(counter: Counter[str]) -> Document:
    return {name: counter[name] for name in sorted(counter)}


def _faults(sandbox: Sandbox) -> list[Json]:
    return [{**fault.model_dump(mode="json"), "fired": fired} for fault, fired in sandbox.faults.fired()]


def _plan(sandbox: Sandbox, body: bytes) -> Json:
    sandbox.faults.plan(FAULTS.validate_json(body))
    return _faults(sandbox)


def _attend(sandbox: Sandbox, body: bytes) -> Json:
    attendance = Attendance.model_validate_json(body)
    meeting = sandbox.meetings.joined_by(attendance.join_url)
    if meeting is None:
        raise GraphError(404, "NotFound", "No meeting is joined by this link.")
    ready = attendance.available_at or sandbox.now()
    made = [meetings.report(TypeAdapter(Document).validate_python(report), ready) for report in attendance.reports]
    meeting.reports += made
    return {"meetingId": meeting.id, "reports": [report.id for report in made]}


def _mails(sandbox: Sandbox, request: Request) -> list[Json]:
    """Every accepted mail, oldest first; `?to=` narrows to one recipient, `?brief=1` leaves out what was written."""
    wanted = request.query_params.get("to", "").lower()
    row = _brief_row if request.query_params.get("brief") else mail_row
    return [
        row(mail)
        for mail in sandbox.mails.accepted()
        if not wanted or wanted in [address.lower() for address in mail.everyone]
    ]


def _brief_row(mail: Mail) -> Json:
    return {"id": mail.key, "to": [*mail.to], "subject": mail.subject, "properties": _properties(mail)}


def mail_row(mail: Mail) -> Json:
    kind, content = mail.body
    return {
        "id": mail.key,
        "mailbox": mail.mailbox,
        "sent": _moment(mail.sent),
        "to": [*mail.to],
        "cc": [*mail.addresses("ccRecipients")],
        "bcc": [*mail.addresses("bccRecipients")],
        "replyTo": [*mail.addresses("replyTo")],
        "subject": mail.subject,
        "html": content if kind == "html" else None,
        "text": content if kind == "text" else None,
        "headers": {text(row, "name"): text(row, "value") for row in rows(mail.document, "internetMessageHeaders")},
        "attachments": listed(_attachment(row) for row in rows(mail.document, "attachments")),
        "properties": _properties(mail),
        "saved": bool(mail.folder),
    }


def _properties(mail: Mail) -> Json:
    return {text(row, "id"): text(row, "value") for row in rows(mail.document, "singleValueExtendedProperties")}


def _attachment(row: Document) -> Document:
    content = base64.b64decode(text(row, "contentBytes"))
    kind = text(row, "contentType")
    readable = content.decode("utf-8", "replace") if kind.startswith("text/") else None
    return {
        "name": text(row, "name"),
        "content_type": kind,
        "size": len(content),
        "text": readable,
        "base64": text(row, "contentBytes"),
    }


def event_row(event: Event) -> Json:
    document = event.document
    return {
        "id": event.id,
        "mailbox": event.organiser.address,
        "subject": text(document, "subject"),
        "start": stamp(event.start),
        "end": stamp(event.end),
        "joinUrl": event.join_url or None,
        "state": event.gone or "open",
        "comment": event.comment,
        "transactionId": document.get("transactionId"),
        "attendees": [text(inner(row, "emailAddress"), "address") for row in rows(document, "attendees")],
        "created": stamp(event.created),
        "changed": stamp(event.changed),
        "properties": {text(row, "id"): text(row, "value") for row in rows(document, "singleValueExtendedProperties")},
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
