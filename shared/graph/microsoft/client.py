"""The real Microsoft Graph: `Graph` on msgraph-sdk, for the organiser's mailbox. Others may send bulk mail.

The app needs, in Exchange Online's RBAC for Applications and only for that mailbox: Calendars.ReadWrite,
Mail.Send and Mail.Read (the last two also for each of `bulk_mailboxes`). In Entra it needs
OnlineMeetingArtifact.Read.All, with a Teams application access policy on the organiser. No grant lets it look up
a user, so the organiser's object id is a setting.

`answers` is pure. `bodies`, `connection` and `mailbox` know the SDK. They are imported at the first call, so
that an app which only takes sign-ups never loads the SDK.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.graph.microsoft.answers import Event, NotThere, attendance_of
from shared.graph.protocol import AttendanceReport, Bounce, GraphUnavailable, Invitation, Mail, Meeting, Refused

if TYPE_CHECKING:
    from shared.graph.microsoft.connection import Connection
    from shared.graph.microsoft.mailbox import Mailbox


@dataclass(frozen=True)
class Organiser:
    """The organiser's mailbox and object id, and the stage of the café that uses them.

    The stage stands in every key that we give to a meeting or a mail. So two stages may share a mailbox.
    """

    mailbox: str
    object_id: str
    stage: str

    def key(self, key: str) -> str:
        """The key as it leaves the café."""
        return f"{self.stage}/{key}"

    def own(self, key: str) -> str:
        """The key as the café knows it; empty if it is another stage's, or none."""
        stage, _, own = key.partition("/")
        return own if stage == self.stage else ""


class MicrosoftGraph:
    """`Graph` at `url` (version included), as the identity with this client id (empty: the app's own).

    An answer may take as long as `patience`.
    """

    def __init__(
        self, url: str, client_id: str, organiser: Organiser, *, patience: timedelta = timedelta(seconds=30)
    ) -> None:
        self._url, self._client_id, self._organiser = url, client_id, organiser
        self._patience = patience
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._opened: dict[str, Mailbox] = {}

    def create_meeting(self, invitation: Invitation) -> Meeting:
        return _meeting(self._mailbox.create_event(replace(invitation, key=self._organiser.key(invitation.key))))

    def find_meeting(self, key: str) -> Meeting | None:
        return next((_meeting(event) for event in self._mailbox.events_with(self._organiser.key(key))), None)

    def meeting(self, event_id: str) -> Meeting | None:
        try:
            return _meeting(self._mailbox.event(event_id))
        except NotThere:
            return None

    def update_meeting(self, event_id: str, invitation: Invitation) -> None:
        try:
            self._mailbox.change_event(event_id, invitation)
        except NotThere as gone:
            raise Refused("ErrorItemNotFound") from gone

    def cancel_meeting(self, event_id: str, comment: str) -> None:
        try:
            try:
                self._mailbox.cancel_event(event_id, comment)
            except Refused:  # Exchange cancels only meetings, and an event without guests may be none
                self._mailbox.delete_event(event_id)
        except NotThere:
            return

    def send_mail(self, mail: Mail) -> None:
        self._mailbox_of(mail.sender).send(replace(mail, delivery_id=self._organiser.key(mail.delivery_id)))

    def was_sent(self, delivery_id: str, sender: str = "") -> bool:
        found = self._mailbox_of(sender).messages_with(self._organiser.key(delivery_id))
        return any(not message.is_draft for message in found)

    def bounces(self, since: datetime, sender: str = "") -> Sequence[Bounce]:
        mailbox, own = self._mailbox_of(sender), self._organiser.own
        return tuple(
            Bounce(one.id, one.received_date_time, own(mailbox.delivery_of(one.extension)) if one.extension else "")
            for one in mailbox.reports_of_bounces(since)
        )

    def attendance(self, join_url: str) -> Sequence[AttendanceReport]:
        try:
            return self._attendance(join_url)
        except NotThere as moved:
            raise GraphUnavailable("the meeting or a report went away while we read it") from moved

    def close(self) -> None:
        """End the connections to Graph. The next call opens new ones. A function app never needs this."""
        with self._lock:
            connection, self._connection, self._opened = self._connection, None, {}
        if connection is not None:
            connection.close()

    def _attendance(self, join_url: str) -> Sequence[AttendanceReport]:
        meetings = self._meetings
        found = [
            (meeting.id, report)
            for meeting in meetings.online_meetings(join_url)
            for report in meetings.reports(meeting.id)
        ]
        return [attendance_of(report, meetings.records(meeting, report.id)) for meeting, report in found]

    @property
    def _mailbox(self) -> "Mailbox":
        return self._mailbox_of("")

    @property
    def _meetings(self) -> "Mailbox":
        """The organiser by object id. Requests about online meetings take no address."""
        return self._mailbox_of(self._organiser.object_id)

    def _mailbox_of(self, sender: str) -> "Mailbox":
        address = sender or self._organiser.mailbox
        with self._lock:
            if address not in self._opened:
                from shared.graph.microsoft.connection import Connection  # noqa: PLC0415 - loads the SDK
                from shared.graph.microsoft.mailbox import Mailbox  # noqa: PLC0415 - loads the SDK

                self._connection = self._connection or Connection(self._url, self._client_id, self._patience)
                self._opened[address] = Mailbox(self._connection, address)
            return self._opened[address]


def _meeting(event: Event) -> Meeting:
    return Meeting(event.id, (event.online_meeting and event.online_meeting.join_url) or "")
