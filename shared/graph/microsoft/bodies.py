"""What we send to Graph, in msgraph-sdk's models. We import only the models that we use, not all 16,000.

This module is slow to import. `shared.graph.microsoft.client` imports it at the first call.
"""

from datetime import UTC, datetime

from msgraph.generated.models.attachment import Attachment as AnyAttachment
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
from msgraph.generated.models.email_address import EmailAddress
from msgraph.generated.models.event import Event
from msgraph.generated.models.file_attachment import FileAttachment
from msgraph.generated.models.internet_message_header import InternetMessageHeader
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.message import Message
from msgraph.generated.models.online_meeting_provider_type import OnlineMeetingProviderType
from msgraph.generated.models.recipient import Recipient
from msgraph.generated.models.single_value_legacy_extended_property import (
    SingleValueLegacyExtendedProperty as Property,
)
from msgraph.generated.users.item.events.item.cancel.cancel_post_request_body import CancelPostRequestBody
from msgraph.generated.users.item.send_mail.send_mail_post_request_body import SendMailPostRequestBody

from shared.graph.protocol import Attachment, Invitation, Mail

OURS = "{1c7a5d1e-3f0b-4b58-9c46-5f2f0d6c9a71}"
"""The set of our own extended properties: a GUID made once for the café. It must never change."""

MEETING_KEY = f"String {OURS} Name CafeKey"
DELIVERY_KEY = f"String {OURS} Name CafeDelivery"

LIST_UNSUBSCRIBE = "String 0x1045"
"""PidTagListUnsubscribe: Exchange writes it as the List-Unsubscribe header ([MS-OXCMAIL] 2.1.3.2.15).

`internetMessageHeaders` takes no name without `x-` (microsoft-graph-docs #21678).
"""

LIST_UNSUBSCRIBE_POST = "String {00020386-0000-0000-C000-000000000046} Name List-Unsubscribe-Post"
"""The same header of RFC 8058 as a named property of PS_INTERNET_HEADERS ([MS-OXPROPS] 1.3.2).

This must be checked in a tenant: it is not documented whether Exchange Online writes the header on mail from
Graph. If it does not, mail clients open the List-Unsubscribe link instead, and that page has the same button.
"""


MESSAGE_CLASS = "String 0x001A"
"""PidTagMessageClass: the kind of a message ([MS-OXOMSG] 2.2.2.1)."""

NON_DELIVERY_REPORT = "REPORT.IPM.Note.NDR"
"""The class of a report that a mail did not reach its person. Graph compares it without regard to capitals."""

IN_REPLY_TO = "String 0x1042"
"""PidTagInReplyToId: the internet message id of the message that this one answers ([MS-OXOMSG] 2.2.1.13)."""


def event_of(invitation: Invitation) -> Event:
    """A new event with a Teams meeting. Exchange invites nobody: the café sends registrants its own mails."""
    event = changed_event(invitation)
    event.body = _html(invitation.html)
    event.is_online_meeting = True
    event.online_meeting_provider = OnlineMeetingProviderType.TeamsForBusiness
    event.transaction_id = invitation.key
    event.single_value_extended_properties = [Property(id=MEETING_KEY, value=invitation.key)]
    event.hide_attendees = True
    event.response_requested = False
    return event


def changed_event(invitation: Invitation) -> Event:
    """The subject and the times, nothing else.

    Teams added its own block to the body when the event was made. An event that loses this block loses its
    meeting (Graph reference, "Update event", on the body of online meetings).
    """
    return Event(subject=invitation.subject, start=_utc(invitation.start), end=_utc(invitation.end))


def cancelled(comment: str) -> CancelPostRequestBody:
    """A cancellation, with words for the people who are invited."""
    return CancelPostRequestBody(comment=comment)


def message_of(mail: Mail) -> SendMailPostRequestBody:
    """A mail. Exchange keeps it in Sent Items with its delivery's id."""
    properties = [Property(id=DELIVERY_KEY, value=mail.delivery_id)]
    if mail.list_unsubscribe:
        properties.append(Property(id=LIST_UNSUBSCRIBE, value=mail.list_unsubscribe))
        properties.append(Property(id=LIST_UNSUBSCRIBE_POST, value="List-Unsubscribe=One-Click"))
    message = Message(
        subject=mail.subject,
        body=_html(mail.html),
        to_recipients=[Recipient(email_address=EmailAddress(address=mail.to))],
        single_value_extended_properties=properties,
    )
    if mail.headers:  # an empty list is a 400
        message.internet_message_headers = [InternetMessageHeader(name=n, value=v) for n, v in mail.headers]
    if mail.attachments:
        message.attachments = [_file(attachment) for attachment in mail.attachments]
    return SendMailPostRequestBody(message=message, save_to_sent_items=True)


def _html(content: str) -> ItemBody:
    return ItemBody(content_type=BodyType.Html, content=content)


def _utc(moment: datetime) -> DateTimeTimeZone:
    return DateTimeTimeZone(date_time=f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", time_zone="UTC")


def _file(attachment: Attachment) -> AnyAttachment:
    return FileAttachment(name=attachment.name, content_type=attachment.content_type, content_bytes=attachment.content)
