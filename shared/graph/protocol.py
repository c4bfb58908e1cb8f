"""Microsoft Graph in the café's words: what a step can ask Graph to do, and what can go wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shared.errors import MayPassLater


class NothingDone(MayPassLater):
    """Graph did nothing this time. It may do it later."""


class Throttled(NothingDone):
    """Graph asks us to wait for this time (Retry-After may be fractional)."""

    after: timedelta

    def __init__(self, after: timedelta) -> None:
        super().__init__(f"throttled for {after.total_seconds():g} s", after)


class GraphUnavailable(NothingDone):
    """Graph did not answer, or could not do it now."""


class OutcomeUnknown(MayPassLater):
    """The answer was lost or unclear. Graph may have done it or not."""


class Refused(Exception):
    """Graph will never do what we asked. The message says why, without personal data."""


class NotPermitted(Exception):
    """The app lacks a permission or a policy. Somebody must grant it."""


@dataclass(frozen=True)
class Attachment:
    """A file in a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """A mail to one person. It carries `delivery_id` as an extended property, by which we can find it."""

    delivery_id: str
    to: str
    subject: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    """Internet message headers. Graph takes only names that begin with x-."""
    list_unsubscribe: str = ""
    """`<https://…>`: one POST to it ends the subscription (RFC 8058). Empty for mail without a subscription."""
    sender: str = ""
    """The mailbox that sends it; empty for the organiser's."""


@dataclass(frozen=True)
class Bounce:
    """A report in a mailbox that a mail did not reach its person."""

    id: str
    received_at: datetime
    delivery_id: str
    """The delivery id of the mail that came back. It is empty if the report leads to no mail of ours."""


@dataclass(frozen=True)
class Meeting:
    """A Teams meeting in the organiser's calendar. `join_url` is empty until Graph has made it."""

    event_id: str
    join_url: str


@dataclass(frozen=True)
class Invitation:
    """What we tell Graph about a meeting. `key` finds it again: it is the transactionId and an extended property."""

    key: str
    subject: str
    html: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Stay:
    """One time that somebody joined a meeting, until they left. Graph may leave out one end or both."""

    joined: datetime | None
    left: datetime | None
    lasted: timedelta | None = None


@dataclass(frozen=True)
class AttendanceRecord:
    """One line of an attendance report. `address` and `identity` may be empty, for guests and telephones.

    `lasted` is their time in the meeting as Teams adds it up. It may stand there without any stay.
    """

    address: str
    identity: str
    name: str
    stays: tuple[Stay, ...]
    lasted: timedelta | None = None


@dataclass(frozen=True)
class AttendanceReport:
    """What Teams notes each time a meeting ends: when it began and ended, and who was there."""

    started: datetime | None
    ended: datetime | None
    records: tuple[AttendanceRecord, ...]


class Graph(Protocol):
    """What the café asks Graph to do, for the organiser's mailbox. Another mailbox may send mail too."""

    def create_meeting(self, invitation: Invitation) -> Meeting:
        """Create the event with its Teams meeting. A second call with the same key makes no second event."""

    def find_meeting(self, key: str) -> Meeting | None:
        """The event that carries this key, or None."""

    def meeting(self, event_id: str) -> Meeting | None:
        """The event with this id, or None if it is gone."""

    def update_meeting(self, event_id: str, invitation: Invitation) -> None:
        """Give the event this subject and these times. Its text stays, because Teams has added its own part to it.

        Raises `Refused` if the event is gone.
        """

    def cancel_meeting(self, event_id: str, comment: str) -> None:
        """Cancel the event. It is no error if the event is gone already."""

    def send_mail(self, mail: Mail) -> None:
        """Send the mail. Raises `Refused`, `Throttled`, `GraphUnavailable` (not sent) or `OutcomeUnknown`."""

    def was_sent(self, delivery_id: str, sender: str = "") -> bool:
        """Whether the mailbox (empty: the organiser's) has sent a mail with this id. Sent Items may be late."""

    def bounces(self, since: datetime, sender: str = "") -> Sequence[Bounce]:
        """What came back into the mailbox (empty: the organiser's) from then on. One that came later may be late."""

    def attendance(self, join_url: str) -> Sequence[AttendanceReport]:
        """All reports of the meeting with this link. Empty if there is none yet."""
