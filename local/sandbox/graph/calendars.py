"""Events: made once per transaction id, changed, cancelled, and remembered for the people's calendar page."""

import hashlib
import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from local.sandbox.graph import bodies, zones
from local.sandbox.graph.directory import Person
from local.sandbox.graph.documents import Document, inner, opaque, rows, stamp, text
from local.sandbox.graph.odata import GraphError, not_found

MOST_ATTENDEES = 500
SET_ONCE = frozenset({"isOnlineMeeting", "onlineMeetingProvider", "onlineMeeting", "transactionId"})
"""Outlook ignores later edits of these."""
BY_SERVER = frozenset(
    {"id", "changeKey", "createdDateTime", "lastModifiedDateTime", "iCalUId", "webLink", "isCancelled"}
)


@dataclass(frozen=True)
class Event:
    """One calendar entry; `document` holds what the caller wrote, the rest is the server's."""

    id: str
    organiser: Person
    document: Document
    start: datetime
    end: datetime
    created: datetime
    changed: datetime
    version: int = 1
    join_url: str = ""
    gone: str = ""
    comment: str = ""

    @property
    def etag(self) -> str:
        return f'W/"{opaque(self.id[-8:], str(self.version))}=="'

    def answer(self, zone_name: str) -> Document:
        """The event as Graph returns it, times in the zone named."""
        given = {name: value for name, value in self.document.items() if name not in BY_SERVER | {"start", "end"}}
        return {"@odata.etag": self.etag, **self._defaults(), **given, **self._by_server(zone_name)}

    def _defaults(self) -> Document:
        return {
            "categories": [], "hasAttachments": False, "subject": "", "importance": "normal",
            "sensitivity": "normal", "isAllDay": False, "isDraft": False, "isOrganizer": True,
            "responseRequested": True, "hideAttendees": False, "seriesMasterId": None, "showAs": "busy",
            "type": "singleInstance", "onlineMeetingUrl": None, "isReminderOn": True,
            "reminderMinutesBeforeStart": 15, "allowNewTimeProposals": True, "isOnlineMeeting": False,
            "onlineMeetingProvider": "unknown", "attendees": [], "recurrence": None,
            "location": {"displayName": ""}, "locations": [],
            "body": {"contentType": "html", "content": ""},
            "singleValueExtendedProperties": [], "transactionId": None,
        }  # fmt: skip

    def _digest(self) -> str:
        return hashlib.sha256(self.id.encode()).hexdigest().upper()

    def _by_server(self, zone_name: str) -> Document:
        return {
            "id": self.id,
            "createdDateTime": stamp(self.created),
            "lastModifiedDateTime": stamp(self.changed),
            "changeKey": self.etag[3:-1],
            "iCalUId": f"040000008200E00074C5B7101A82E008{self._digest()[:48]}",
            "isCancelled": bool(self.gone),
            "webLink": f"https://outlook.office365.com/owa/?itemid={self.id}&exvsurl=1&path=/calendar/item",
            "bodyPreview": text(inner(self.document, "body"), "content")[:255],
            "originalStartTimeZone": text(inner(self.document, "start"), "timeZone"),
            "originalEndTimeZone": text(inner(self.document, "end"), "timeZone"),
            "start": zones.written(self.start, zone_name),
            "end": zones.written(self.end, zone_name),
            "organizer": {"emailAddress": {"name": self.organiser.address, "address": self.organiser.address}},
            "onlineMeeting": {"joinUrl": self.join_url} if self.join_url else None,
        }


class Calendars:
    """The events of every mailbox, also those that are gone."""

    def __init__(self) -> None:
        self._events: dict[str, Event] = {}
        self._transactions: dict[tuple[str, str], str] = {}

    def all(self) -> list[Event]:
        return list(self._events.values())

    def of(self, person: Person) -> list[Event]:
        """The entries still in a person's calendar, oldest first."""
        return [event for event in self._events.values() if event.organiser == person and not event.gone]

    def find(self, person: Person, event_id: str) -> Event:
        event = self._events.get(event_id)
        if event is None or event.organiser != person or event.gone:
            raise not_found()
        return event

    def keep(self, event: Event) -> Event:
        self._events[event.id] = event
        return event

    def made_by(self, person: Person, transaction_id: str) -> Event | None:
        """The event that an earlier request with this transaction id made, if it still exists."""
        event = self._events.get(self._transactions.get((person.address, transaction_id), ""))
        return None if event is None or event.gone else event

    def remember(self, person: Person, transaction_id: str, event: Event) -> None:
        self._transactions[person.address, transaction_id] = event.id


def made(person: Person, document: Document, now: datetime) -> Event:
    """A new event from a checked body."""
    start, end = _times(document)
    event_id = f"AAMkAD{opaque('event', uuid.uuid4().hex)}="
    return Event(event_id, person, document, start, end, now, now)


def changed(event: Event, document: Document, now: datetime) -> Event:
    """The event with the named properties replaced, as PATCH does it. It replaces whole lists, and nothing set-once."""
    kept_out = SET_ONCE if event.document.get("isOnlineMeeting") else {"transactionId", "onlineMeeting"}
    merged = {**event.document, **{k: v for k, v in document.items() if k not in kept_out}}
    start, end = _times(merged)
    return replace(event, document=merged, start=start, end=end, changed=now, version=event.version + 1)


def _times(document: Document) -> tuple[datetime, datetime]:
    start = zones.moment(inner(document, "start"), "Start")
    end = zones.moment(inner(document, "end"), "End")
    if end < start:
        message = "The end date you entered occurs before the start date."
        raise GraphError(400, "ErrorCalendarEndDateIsEarlierThanStartDate", message)
    return start, end


def checked(document: Document) -> Document:
    """A body that can become an event or change one."""
    bodies.checked(document, "event")
    bodies.extended_properties(document)
    attendees = rows(document, "attendees")
    if len(attendees) > MOST_ATTENDEES:
        message = f"An event has {MOST_ATTENDEES} attendees at most, this one {len(attendees)}."
        raise GraphError(400, "ErrorExceededAttendeeLimit", message)
    for attendee in attendees:
        address = text(inner(attendee, "emailAddress"), "address")
        if not bodies.ADDRESS.fullmatch(address):
            raise bodies.unresolved(address)
    return document


def with_link(event: Event, document: Document, join_url: str) -> Event:
    return replace(event, document=document, join_url=join_url)


def gone(event: Event, how: str, now: datetime, comment: str = "") -> Event:
    """The event after `cancelled` or `deleted`. It leaves the calendar, and the sandbox still knows it."""
    return replace(event, gone=how, comment=comment, changed=now, version=event.version + 1)
