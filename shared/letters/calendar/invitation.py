"""Invitations: sessions in one person's calendar, as iCalendar (RFC 5545, 5546).

All invitations of one person for one session have the same UID. So each replaces the one before it, whether the
session moved, was cancelled or was booked again. Calendars believe the one with the greatest SEQUENCE.

An invitation (REQUEST) and its removal (CANCEL) hold one session. Several dates in one file are published (PUBLISH):
RFC 5546 lets no REQUEST name more than one UID.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from shared.graph.protocol import Attachment
from shared.letters.calendar.time_zones import described
from shared.programme.model import Programme
from shared.registrations.rows import Registration
from shared.sessions.rows import Session
from shared.text.plain import in_one_line

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event, vCalAddress

type Method = Literal["REQUEST", "CANCEL", "PUBLISH"]

PRODUCT = "-//Virtual Cafe//Invitations 1//EN"
ALARM = timedelta(minutes=15)
"""How long before the start the calendar reminds the person."""

FILES: dict[Method, str] = {"REQUEST": "invite.ics", "CANCEL": "cancel.ics", "PUBLISH": "dates.ics"}

IN_A_PARAMETER = str.maketrans({'"': "'", "^": ""})
"""A parameter's value holds no quotation mark. RFC 6868 writes it with a caret, which many calendars show as it is."""


@dataclass(frozen=True)
class Guest:
    """Whose calendar it is: the person's key and address, and which version of the invitation this is."""

    person: str
    name: str
    email: str
    sequence: int
    hosts: bool = False
    """True for a facilitator of the session."""


@dataclass(frozen=True)
class Entry:
    """What the calendar shows beside the title and the time."""

    location: str
    description: str
    url: str


@dataclass(frozen=True)
class Booking:
    """A session in the calendar of its guest."""

    session: Session
    guest: Guest
    entry: Entry


def sequence_of(session: Session, registration: Registration) -> int:
    """The invitation's SEQUENCE. Neither part ever falls, so it grows with every change of either."""
    return session.sequence + registration.sequence


def uid(session: Session, programme: Programme, guest: Guest) -> str:
    """The UID of this person's place in this session. It never changes, and it names nobody.

    A facilitator may have a place of their own too, so the hour that they host is another entry.
    """
    whose = f"host.{guest.person}" if guest.hosts else guest.person
    return f"{session.id}.{whose}@{programme.organiser.mailbox.rpartition('@')[2]}"


def invite(
    session: Session, programme: Programme, guest: Guest, entry: Entry, *, method: Method, now: datetime
) -> bytes:
    """The session for this guest's calendar, or its removal from there, as written `now` (DTSTAMP)."""
    return _calendar([Booking(session, guest, entry)], programme, method, now)


def publish(bookings: Sequence[Booking], programme: Programme, now: datetime) -> bytes:
    """Several sessions for one person's calendar. A later invitation or removal of one reaches the same entry."""
    return _calendar(bookings, programme, "PUBLISH", now)


def attachment(content: bytes, method: Method) -> Attachment:
    """The file as it travels in the mail."""
    return Attachment(FILES[method], f"text/calendar; charset=utf-8; method={method}", content)


def _calendar(bookings: Sequence[Booking], programme: Programme, method: Method, now: datetime) -> bytes:
    from icalendar import Calendar  # noqa: PLC0415 - most functions send no invitation

    years = [one.session.start.astimezone(programme.zone).year for one in bookings]
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(described(programme.about.zone, min(years), max(years)))
    for one in bookings:
        event = _event(one, programme, now)
        event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
        if method != "PUBLISH":  # what is published has no attendees (RFC 5546, 3.2.1)
            event.add("attendee", _attendee(one.guest))
        if method != "CANCEL":
            event.add_component(_alarm(one.session))
        calendar.add_component(event)
    return _as_bytes(calendar)


def _as_bytes(calendar: "Calendar") -> bytes:
    return bytes(calendar.to_ical())


def _event(one: Booking, programme: Programme, now: datetime) -> "Event":
    from icalendar import Event  # noqa: PLC0415 - see `_calendar`

    session, entry = one.session, one.entry
    event = Event()
    event.add("uid", uid(session, programme, one.guest))
    event.add("sequence", one.guest.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", session.start.astimezone(programme.zone))
    event.add("dtend", session.end.astimezone(programme.zone))
    event.add("summary", in_one_line(session.title))
    event.add("description", entry.description)
    event.add("location", in_one_line(entry.location))
    event.add("url", entry.url)
    event.add("organizer", _who(programme.organiser.name, programme.organiser.mailbox))
    event.add("transp", "OPAQUE")
    return event


def _attendee(guest: Guest) -> "vCalAddress":
    """The guest. They said yes by signing up, or host the session, so the invitation asks for no answer."""
    attendee = _who(guest.name, guest.email)
    attendee.params["ROLE"] = "CHAIR" if guest.hosts else "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "ACCEPTED"
    attendee.params["RSVP"] = "FALSE"
    return attendee


def _who(name: str, address: str) -> "vCalAddress":
    from icalendar import vCalAddress  # noqa: PLC0415 - see `_calendar`

    who = vCalAddress(f"mailto:{address}")
    who.params["CN"] = in_one_line(name.translate(IN_A_PARAMETER))
    return who


def _alarm(session: Session) -> "Alarm":
    from icalendar import Alarm  # noqa: PLC0415 - see `_calendar`

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -ALARM)
    alarm.add("description", in_one_line(session.title))
    return alarm
