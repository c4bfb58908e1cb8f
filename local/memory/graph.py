"""Microsoft Graph in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from local.memory.eventful import Eventful
from shared.graph.protocol import AttendanceReport, Bounce, Invitation, Mail, Meeting, Refused


@dataclass
class Event:
    """A meeting in the fake's calendar. `comment` is what the people invited were told when it was cancelled."""

    id: str
    invitation: Invitation
    join_url: str
    cancelled: bool = False
    comment: str = ""


@dataclass
class _Sent:
    mail: Mail
    hidden: int


@dataclass
class MemoryGraph(Eventful):
    """`Graph` in memory.

    `events` are by key, `mails` as sent. `refuses` are the addresses that Graph will not send to. Mail to an address
    in `unknown` comes back at the time given there. A mail sent from now on stays hidden for `sent_items_lag`
    look-ups. `links_come_later` makes a new meeting's link appear only when the event is read again. `reports` are
    the attendance reports by join link.
    """

    events: dict[str, Event] = field(default_factory=dict)
    reports: dict[str, list[AttendanceReport]] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)
    unknown: dict[str, datetime] = field(default_factory=dict)
    sent_items_lag: int = 0
    links_come_later: bool = False
    _sent: list[_Sent] = field(default_factory=list)
    _bounced: list[tuple[str, Bounce]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def mails(self) -> list[Mail]:
        """Every mail that was sent, in order."""
        return [sent.mail for sent in self._sent]

    def mails_to(self, address: str) -> list[Mail]:
        """Every mail that was sent to this address, in order."""
        return [mail for mail in self.mails if mail.to.casefold() == address.casefold()]

    def create_meeting(self, invitation: Invitation) -> Meeting:
        with self._call("create_meeting"):
            known = self._alive(lambda event: event.invitation.key == invitation.key)
            if known:
                return Meeting(known.id, known.join_url)
            number = len(self.events) + 1
            event = Event(f"event-{number}", invitation, f"https://teams.example.org/l/meetup-join/{number}")
            self.events[invitation.key] = event
            return Meeting(event.id, "" if self.links_come_later else event.join_url)

    def find_meeting(self, key: str) -> Meeting | None:
        with self._call("find_meeting"):
            found = self._alive(lambda event: event.invitation.key == key)
            return Meeting(found.id, found.join_url) if found else None

    def meeting(self, event_id: str) -> Meeting | None:
        with self._call("meeting"):
            found = self._alive(lambda event: event.id == event_id)
            return Meeting(found.id, found.join_url) if found else None

    def update_meeting(self, event_id: str, invitation: Invitation) -> None:
        with self._call("update_meeting"):
            event = self._alive(lambda event: event.id == event_id)
            if event is None:
                raise Refused("ErrorItemNotFound")
            event.invitation = replace(
                event.invitation, subject=invitation.subject, start=invitation.start, end=invitation.end
            )

    def cancel_meeting(self, event_id: str, comment: str) -> None:
        with self._call("cancel_meeting"):
            event = self._alive(lambda event: event.id == event_id)
            if event is not None:
                event.cancelled, event.comment = True, comment

    def send_mail(self, mail: Mail) -> None:
        with self._call("send_mail"):
            if mail.to in self.refuses:
                raise Refused("ErrorInvalidRecipients")
            if any(not name.lower().startswith("x-") for name, _ in mail.headers):
                raise Refused("InvalidInternetMessageHeader")
            self._sent.append(_Sent(mail, self.sent_items_lag))
            if mail.to in self.unknown:
                self.bounce(mail.delivery_id, self.unknown[mail.to], mail.sender)

    def was_sent(self, delivery_id: str, sender: str = "") -> bool:
        with self._call("was_sent"):
            found = [one for one in self._sent if (one.mail.delivery_id, one.mail.sender) == (delivery_id, sender)]
            visible = any(sent.hidden == 0 for sent in found)
            for sent in found:
                sent.hidden = max(0, sent.hidden - 1)
            return visible

    def bounce(self, delivery_id: str, at: datetime, sender: str = "") -> None:
        """A report comes into the mailbox that the mail with this id did not reach its person."""
        self._bounced.append((sender, Bounce(f"bounce-{len(self._bounced) + 1}", at, delivery_id)))

    def bounces(self, since: datetime, sender: str = "") -> Sequence[Bounce]:
        with self._call("bounces"):
            return tuple(one for mailbox, one in self._bounced if mailbox == sender and one.received_at >= since)

    def attendance(self, join_url: str) -> Sequence[AttendanceReport]:
        with self._call("attendance"):
            return tuple(self.reports.get(join_url, ()))

    def _alive(self, matches: Callable[[Event], bool]) -> Event | None:
        return next((event for event in self.events.values() if matches(event) and not event.cancelled), None)
