"""Presence: what we know about whether one person was there."""

from enum import StrEnum

from shared.attendance.rows import Attendance, AttendanceTaken
from shared.registrations.rows import Registration
from shared.services import Services
from shared.sessions.rows import session_key


class Presence(StrEnum):
    """Came: a report names them. Absent: no doubt that they did not. Unknown: they may have been there."""

    CAME = "came"
    ABSENT = "absent"
    UNKNOWN = "unknown"


def presence(services: Services, session_id: str, person: str) -> Presence:
    """Whether the person was there, as far as the reports say now.

    Somebody in a hub is in no report. Nor is a guest whose address Teams did not note. So nobody is called absent
    who signed up for a hub, or while somebody in the report could not be matched.
    """
    if services.tables.get(Attendance, (session_id, person)):
        return Presence.CAME
    taken = services.tables.get(AttendanceTaken, session_key(session_id))
    if taken is None or not taken.reported or taken.unmatched or not taken.people:
        return Presence.UNKNOWN
    place = services.tables.get(Registration, (session_id, person))
    return Presence.UNKNOWN if place is None or place.details.hub else Presence.ABSENT
