"""Non-delivery reports, as Exchange puts them into the mailbox that sent a mail to an unknown address."""

from local.sandbox.graph.documents import Document, text
from local.sandbox.graph.mails import Mail

POSTMASTER = "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e"


def report(mail: Mail, address: str) -> Document:
    """The report about this mail. What it answers stands in its headers and in PidTagInReplyToId."""
    original = text(mail.answer(immutable=False), "internetMessageId")
    domain = mail.mailbox.rpartition("@")[2]
    sender: Document = {"emailAddress": {"name": "Microsoft Outlook", "address": f"{POSTMASTER}@{domain}"}}
    words = f"<p>Your message to {address} couldn't be delivered.</p><p>550 5.1.10 RESOLVER.ADR.RecipientNotFound</p>"
    return {
        "subject": f"Undeliverable: {mail.subject}",
        "sender": sender,
        "from": sender,
        "toRecipients": [{"emailAddress": {"name": mail.mailbox, "address": mail.mailbox}}],
        "body": {"contentType": "html", "content": words},
        "isRead": False,
        "internetMessageHeaders": [
            {"name": "Auto-Submitted", "value": "auto-replied"},
            {"name": "In-Reply-To", "value": original},
            {"name": "References", "value": original},
        ],
        "singleValueExtendedProperties": [
            {"id": "String 0x001A", "value": "REPORT.IPM.Note.NDR"},
            {"id": "String 0x1042", "value": original},
        ],
    }
