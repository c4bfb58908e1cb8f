"""Teams meetings behind events, and the attendance reports that Teams keeps for a year."""

import base64
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

from local.sandbox.graph import bodies
from local.sandbox.graph.calendars import Event
from local.sandbox.graph.directory import TENANT, Person
from local.sandbox.graph.documents import Document, Json, listed, rows, stamp, text
from local.sandbox.graph.odata import GraphError

RETENTION = timedelta(days=365)
"""How long after a meeting's end its reports can be read (message centre MC1022529)."""


@dataclass(frozen=True)
class Report:
    id: str
    document: Document
    available_at: datetime
    ended: datetime

    def answer(self) -> Document:
        records = rows(self.document, "attendanceRecords")
        return {"id": self.id, "totalParticipantCount": len(records), **self.document}

    def records(self) -> list[Document]:
        """Attendance records, each with an id of its own."""
        found = rows(self.document, "attendanceRecords")
        return [{"id": str(uuid.uuid5(uuid.UUID(self.id), str(n))), **row} for n, row in enumerate(found)]

    def readable(self, now: datetime) -> bool:
        return self.available_at <= now <= self.ended + RETENTION


@dataclass
class Meeting:
    id: str
    organiser: Person
    join_url: str
    event_id: str
    reports: list[Report] = field(default_factory=list)

    def answer(self, event: Event) -> Document:
        user: Document = {"id": self.organiser.object_id, "displayName": None, "tenantId": TENANT}
        return {
            "id": self.id,
            "creationDateTime": stamp(event.created),
            "startDateTime": stamp(event.start),
            "endDateTime": stamp(event.end),
            "joinWebUrl": self.join_url,
            "subject": text(event.document, "subject"),
            "participants": {
                "organizer": {"upn": self.organiser.address, "role": "presenter", "identity": {"user": user}},
                "attendees": [],
            },
        }


class Meetings:
    """Meetings by id and by the link one joins with."""

    def __init__(self) -> None:
        self._by_id: dict[str, Meeting] = {}

    def arrange(self, person: Person, event_id: str) -> Meeting:
        """A new meeting for an event, with a link in the shape Teams gives them."""
        thread = f"19:meeting_{base64.urlsafe_b64encode(uuid.uuid4().hex.encode()).decode().rstrip('=')}@thread.v2"
        context = json.dumps({"Tid": TENANT, "Oid": person.object_id}, separators=(",", ":"))
        link = f"https://teams.microsoft.com/l/meetup-join/{_percent(thread)}/0?context={_percent(context)}"
        meeting_id = base64.urlsafe_b64encode(f"1*{person.object_id}*0**{thread}".encode()).decode().rstrip("=")
        meeting = self._by_id[meeting_id] = Meeting(meeting_id, person, link, event_id)
        return meeting

    def joined_by(self, link: str) -> Meeting | None:
        return next((meeting for meeting in self._by_id.values() if meeting.join_url == link), None)

    def find(self, person: Person, meeting_id: str) -> Meeting:
        meeting = self._by_id.get(meeting_id)
        if meeting is None or meeting.organiser != person:
            raise GraphError(404, "NotFound", "The meeting was not found, or is no meeting of this organiser.")
        return meeting

    def report(self, person: Person, meeting_id: str, report_id: str, now: datetime) -> Report:
        for report in self.find(person, meeting_id).reports:
            if report.id == report_id and report.readable(now):
                return report
        raise GraphError(404, "NotFound", "The attendance report was not found.")


def report(document: Document, available_at: datetime) -> Report:
    """A report as the caller describes it, in the words of Graph's own model, start and end required."""
    bodies.checked(document, "meeting_attendance_report")
    ends = [_required(document, name) for name in ("meetingStartDateTime", "meetingEndDateTime")]
    records: list[Json] = listed(rows(document, "attendanceRecords"))
    return Report(str(uuid.uuid4()), {**document, "attendanceRecords": records}, available_at, ends[1])


def _required(document: Document, name: str) -> datetime:
    if not text(document, name):
        raise GraphError(400, "BadRequest", f"A report needs its {name}.")
    return datetime.fromisoformat(text(document, name))


def _percent(written: str) -> str:
    """Percent-encoded as Teams does it: everything but letters, digits and _.-, in lower-case hexadecimal."""
    return "".join(quote(c, safe="").lower() if not c.isalnum() and c not in "_.-" else c for c in written)
