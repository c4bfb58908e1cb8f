"""Microsoft Graph, in the café's words: what a step can ask of it, and what can go wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shared.errors import MayPassLater


class NothingDone(MayPassLater):
    """Graph did nothing this time, and may later."""


class Throttled(NothingDone):
    """Graph asks to wait for so long (Retry-After may be fractional)."""

    after: timedelta

    def __init__(self, after: timedelta) -> None:
        super().__init__(f"throttled for {after.total_seconds():g} s", after)


class GraphUnavailable(NothingDone):
    """Graph did not answer, or could not do it this time."""


class OutcomeUnknown(MayPassLater):
    """The answer was lost or ambiguous: it may have been done, or not."""


class Refused(Exception):
    """Graph will never do this as asked; the message says why, without personal data."""


class NotPermitted(Exception):
    """The app lacks a permission or a policy; somebody has to grant it."""


@dataclass(frozen=True)
class Attachment:
    """A file in a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """A mail to one person. `delivery_id` is carried as an extended property and can be asked for."""

    delivery_id: str
    to: str
    subject: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    """Internet message headers; Graph takes only names that begin with x-."""
    list_unsubscribe: str = ""
    """`<https://…>`: where one POST ends the subscription (RFC 8058); empty for mail nobody subscribed to."""
    sender: str = ""
    """The mailbox that sends it; empty for the organiser's."""


@dataclass(frozen=True)
class Meeting:
    """A Teams meeting in the organiser's calendar. `join_url` is empty as long as Graph has not made it."""

    event_id: str
    join_url: str


@dataclass(frozen=True)
class Invitation:
    """What a meeting is made of. `key` finds it again: it is the transactionId and an extended property."""

    key: str
    subject: str
    html: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Stay:
    """One interval of one attendee."""

    joined: datetime
    left: datetime


@dataclass(frozen=True)
class AttendanceRecord:
    """One line of an attendance report. `address` and `identity` may be empty (guests, telephones)."""

    address: str
    identity: str
    name: str
    stays: tuple[Stay, ...]


class Graph(Protocol):
    """What the café asks of Graph, as its organiser's mailbox; mail may go from another."""

    def create_meeting(self, invitation: Invitation) -> Meeting:
        """Create the event with its Teams meeting; asked twice with the same key, there is still one."""

    def find_meeting(self, key: str) -> Meeting | None:
        """The event that carries this key, or None."""

    def meeting(self, event_id: str) -> Meeting | None:
        """The event with this id, or None if it is gone."""

    def update_meeting(self, event_id: str, invitation: Invitation) -> None:
        """Give the event this subject and these times; its text stays, as it holds Teams' own part by now.

        Raises `Refused` if the event is gone.
        """

    def cancel_meeting(self, event_id: str, comment: str) -> None:
        """Cancel the event; one that is gone is fine."""

    def send_mail(self, mail: Mail) -> None:
        """Send the mail. Raises `Refused`, `Throttled`, `GraphUnavailable` (not sent) or `OutcomeUnknown`."""

    def was_sent(self, delivery_id: str, sender: str = "") -> bool:
        """Whether the mailbox (empty: the organiser's) has sent a mail that carries this id (Sent Items may lag)."""

    def attendance(self, join_url: str) -> Sequence[AttendanceRecord] | None:
        """The records of all reports of the meeting behind this link; None if there is no report yet."""
