"""Mail: drafts, Sent Items, and everything that was ever accepted for sending."""

import hashlib
import html
import re
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from local.sandbox.graph.documents import Document, inner, opaque, rows, stamp, text
from local.sandbox.graph.odata import not_found

DRAFTS, INBOX, SENT_ITEMS, NOWHERE = "drafts", "inbox", "sentitems", ""


@dataclass(frozen=True)
class Mail:
    """One message; `folder` is empty when the sender asked to keep no copy."""

    key: str
    mailbox: str
    document: Document
    folder: str
    created: datetime
    sent: datetime | None
    visible_from: datetime
    came_in: bool = False
    """Whether somebody else sent it to this mailbox."""

    @property
    def id(self) -> str:
        """The usual id changes when a message moves to another folder."""
        return f"AAMkAD{opaque(self.key, self.folder)}="

    @property
    def immutable_id(self) -> str:
        """The id for a caller who prefers `IdType="ImmutableId"`. It stays when the message moves."""
        return f"AAkALg{opaque(self.key)}="

    def answer(self, *, immutable: bool) -> Document:
        """The message as Graph returns it."""
        etag = opaque(self.key[:8], self.folder)
        moment = stamp(self.sent or self.created)
        given = {name: value for name, value in self.document.items() if value is not None}
        return {"@odata.etag": f'W/"{etag}"', **self._defaults(), **given} | {
            "id": self.immutable_id if immutable else self.id,
            "createdDateTime": stamp(self.created),
            "lastModifiedDateTime": moment,
            "receivedDateTime": moment,
            "sentDateTime": moment,
            "changeKey": etag,
            "parentFolderId": folder_id(self.mailbox, self.folder),
            "isDraft": self.sent is None,
            "hasAttachments": bool(rows(self.document, "attachments")),
            "bodyPreview": preview(self.document),
            "webLink": f"https://outlook.office365.com/owa/?ItemID={self.id}&exvsurl=1&viewmodel=ReadMessageItem",
        }

    def _defaults(self) -> Document:
        own: Document = {"emailAddress": {"name": self.mailbox, "address": self.mailbox}}
        return {
            "categories": [], "subject": "", "importance": "normal", "isRead": True,
            "isReadReceiptRequested": False, "isDeliveryReceiptRequested": False,
            "inferenceClassification": "focused", "conversationId": f"AAQkAD{opaque(self.key)}=",
            "body": {"contentType": "text", "content": ""}, "sender": own, "from": own, "toRecipients": [],
            "ccRecipients": [], "bccRecipients": [], "replyTo": [], "flag": {"flagStatus": "notFlagged"},
            "internetMessageId": f"<{self.key}@sandbox.prod.outlook.com>", "internetMessageHeaders": [],
            "attachments": [], "singleValueExtendedProperties": [],
        }  # fmt: skip

    def addresses(self, name: str) -> list[str]:
        return [text(inner(row, "emailAddress"), "address") for row in rows(self.document, name)]

    @property
    def to(self) -> list[str]:
        return self.addresses("toRecipients")

    @property
    def everyone(self) -> list[str]:
        return [*self.to, *self.addresses("ccRecipients"), *self.addresses("bccRecipients")]

    @property
    def subject(self) -> str:
        return text(self.document, "subject")

    @property
    def body(self) -> tuple[str, str]:
        """Content type (`html` or `text`) and content."""
        body = inner(self.document, "body")
        return text(body, "contentType").lower() or "text", text(body, "content")


class Mails:
    """All messages by key, in the order in which they came."""

    def __init__(self) -> None:
        self._mails: dict[str, Mail] = {}

    def draft(self, mailbox: str, document: Document, now: datetime) -> Mail:
        return self._keep(Mail(uuid.uuid4().hex, mailbox, document, DRAFTS, now, None, now))

    def accept(self, mailbox: str, document: Document, now: datetime, *, folder: str, delay: timedelta) -> Mail:
        """A message taken for sending; its copy shows in look-ups after `delay`."""
        return self._keep(Mail(uuid.uuid4().hex, mailbox, document, folder, now, now, now + delay))

    def receive(self, mailbox: str, document: Document, at: datetime) -> Mail:
        """A message that comes into the mailbox then."""
        return self._keep(Mail(uuid.uuid4().hex, mailbox, document, INBOX, at, at, at, came_in=True))

    def send(self, mail: Mail, now: datetime, delay: timedelta) -> Mail:
        """The draft, sent and moved to Sent Items."""
        self._mails.pop(mail.key)
        return self._keep(replace(mail, folder=SENT_ITEMS, sent=now, visible_from=now + delay))

    def change(self, mail: Mail, document: Document) -> Mail:
        return self._keep(replace(mail, document={**mail.document, **document}))

    def remove(self, mail: Mail) -> None:
        """Takes the message out of every folder. A sent message stays sent."""
        if mail.sent is None or mail.came_in:
            del self._mails[mail.key]
        else:
            self._keep(replace(mail, folder=NOWHERE))

    def _keep(self, mail: Mail) -> Mail:
        self._mails[mail.key] = mail
        return mail

    def accepted(self) -> list[Mail]:
        """Every mail that went out, oldest first, copies kept or not."""
        return [mail for mail in self._mails.values() if mail.sent is not None and not mail.came_in]

    def accepted_one(self, key: str) -> Mail | None:
        mail = self._mails.get(key)
        return None if mail is None or mail.sent is None or mail.came_in else mail

    def visible(self, mailbox: str, folder: str | None, now: datetime) -> list[Mail]:
        """The messages that a look-up finds now. `folder` None is the whole mailbox."""
        return [
            mail
            for mail in self._mails.values()
            if mail.mailbox == mailbox
            and mail.folder
            and mail.visible_from <= now
            and (folder is None or mail.folder == folder)
        ]

    def find(self, mailbox: str, mail_id: str, now: datetime) -> Mail:
        for mail in self.visible(mailbox, None, now):
            if mail_id in (mail.id, mail.immutable_id):
                return mail
        raise not_found()


def folder_id(mailbox: str, folder: str) -> str:
    return f"AQMkAD{hashlib.sha256(f'{mailbox}/{folder}'.encode()).hexdigest()[:40]}="


def preview(document: Document) -> str:
    """The first 255 characters of the body, without its tags."""
    body = inner(document, "body")
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", text(body, "content")))).strip()[:255]
