"""Invitations: one session in one person's calendar, as iCalendar (RFC 5545, 5546).

All invitations of one person for one session have the same UID. So each replaces the one before it, whether the
session moved, was cancelled or was booked again. Calendars believe the one with the greatest SEQUENCE.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from shared.graph.protocol import Attachment
from shared.letters.calendar.time_zones import described
from shared.programme.model import Programme
from shared.registrations.rows import Registration
from shared.sessions.rows import Session

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event, vCalAddress

type Method = Literal["REQUEST", "CANCEL"]

PRODUCT = "-//Virtual Cafe//Invitations 1//EN"
ALARM = timedelta(minutes=15)
"""How long before the start the calendar reminds the person."""

FILES: dict[Method, str] = {"REQUEST": "invite.ics", "CANCEL": "cancel.ics"}


@dataclass(frozen=True)
class Guest:
    """Whose calendar it is: the person's key and address, and which version of the invitation this is."""

    person: str
    name: str
    email: str
    sequence: int


@dataclass(frozen=True)
class Entry:
    """What the calendar shows beside the title and the time."""

    location: str
    description: str
    url: str


def sequence_of(session: Session, registration: Registration) -> int:
    """The invitation's SEQUENCE. Neither part ever falls, so it grows with every change of either."""
    return session.sequence + registration.sequence


def uid(session: Session, programme: Programme, person: str) -> str:
    """The UID of this person's place in this session. It never changes, and it names nobody."""
    return f"{session.id}.{person}@{programme.organiser.mailbox.rpartition('@')[2]}"


def invite(
    session: Session, programme: Programme, guest: Guest, entry: Entry, *, method: Method, now: datetime
) -> bytes:
    """The session for this guest's calendar, or its removal from there, as written `now` (DTSTAMP)."""
    from icalendar import Calendar  # noqa: PLC0415 - most functions send no invitation

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = _event(session, programme, guest, entry, now)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    if method == "REQUEST":
        event.add_component(_alarm(session))
    calendar.add_component(described(programme.about.zone, session.start.astimezone(programme.zone).year))
    calendar.add_component(event)
    return _as_bytes(calendar)


def attachment(content: bytes, method: Method) -> Attachment:
    """The file as it travels in the mail."""
    return Attachment(FILES[method], f"text/calendar; charset=utf-8; method={method}", content)


def _as_bytes(calendar: "Calendar") -> bytes:
    return bytes(calendar.to_ical())


def _event(session: Session, programme: Programme, guest: Guest, entry: Entry, now: datetime) -> "Event":
    from icalendar import Event  # noqa: PLC0415 - see `invite`

    event = Event()
    event.add("uid", uid(session, programme, guest.person))
    event.add("sequence", guest.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", session.start.astimezone(programme.zone))
    event.add("dtend", session.end.astimezone(programme.zone))
    event.add("summary", _line(session.title))
    event.add("description", entry.description)
    event.add("location", _line(entry.location))
    event.add("url", entry.url)
    event.add("organizer", _who(programme.organiser.name, programme.organiser.mailbox))
    event.add("attendee", _attendee(guest))
    event.add("transp", "OPAQUE")
    return event


def _attendee(guest: Guest) -> "vCalAddress":
    """The guest. They said yes by signing up, so the invitation asks for no answer."""
    attendee = _who(guest.name, guest.email)
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "ACCEPTED"
    attendee.params["RSVP"] = "FALSE"
    return attendee


def _who(name: str, address: str) -> "vCalAddress":
    from icalendar import vCalAddress  # noqa: PLC0415 - see `invite`

    who = vCalAddress(f"mailto:{address}")
    who.params["CN"] = _line(name)
    return who


def _alarm(session: Session) -> "Alarm":
    from icalendar import Alarm  # noqa: PLC0415 - see `invite`

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -ALARM)
    alarm.add("description", _line(session.title))
    return alarm


def _line(text: str) -> str:
    """The text on one line, without control characters. A parameter and a title can hold no more."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
