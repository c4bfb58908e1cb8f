"""sendMail's other body: a whole MIME message in base64, as `Content-Type: text/plain`."""

import base64
import binascii
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from local.sandbox.graph.documents import Document, Json
from local.sandbox.graph.odata import GraphError


def message(body: bytes) -> Document:
    """The MIME message as the document Graph would make of it."""
    try:
        raw = base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error as problem:
        raise GraphError(
            400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content."
        ) from problem
    parsed = message_from_bytes(raw, policy=default)
    document: Document = {
        "subject": str(parsed["subject"] or ""),
        "body": _body(parsed),
        "toRecipients": _people(parsed, "to"),
        "ccRecipients": _people(parsed, "cc"),
        "bccRecipients": _people(parsed, "bcc"),
        "replyTo": _people(parsed, "reply-to"),
        "attachments": [_attachment(part) for part in parsed.walk() if _is_attachment(part)],
    }
    if senders := _people(parsed, "from"):
        document["from"] = senders[0]
    if "message-id" in parsed:
        document["internetMessageId"] = str(parsed["message-id"]).strip()
    custom: list[Json] = [{"name": n, "value": str(v)} for n, v in parsed.items() if n.lower().startswith("x-")]
    return document | ({"internetMessageHeaders": custom} if custom else {})


def _body(parsed: EmailMessage) -> Document:
    part = parsed.get_body(("html", "plain"))
    if part is None:
        return {"contentType": "text", "content": ""}
    kind = "html" if part.get_content_subtype() == "html" else "text"
    return {"contentType": kind, "content": part.get_content()}


def _people(parsed: EmailMessage, header: str) -> list[Json]:
    people = [person for line in parsed.get_all(header, []) for person in line.addresses]
    return [{"emailAddress": {"name": who.display_name, "address": who.addr_spec}} for who in people]


def _is_attachment(part: EmailMessage) -> bool:
    return not part.is_multipart() and (part.is_attachment() or part.get_content_type() == "text/calendar")


def _attachment(part: EmailMessage) -> Json:
    content = part.get_payload(decode=True)
    kind = part.get_content_type()
    if kind == "text/calendar" and (method := part.get_param("method")):
        kind = f"{kind}; method={method}"
    return {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": part.get_filename() or ("invite.ics" if kind.startswith("text/calendar") else "attachment"),
        "contentType": kind,
        "contentBytes": base64.b64encode(content if isinstance(content, bytes) else b"").decode(),
    }
