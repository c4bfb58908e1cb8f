"""The rows of attendance."""

from datetime import datetime
from typing import ClassVar

from shared.sessions.rows import session_key
from shared.storage.row import Row


class Attendance(Row):
    """The time of one person, or of one guest without a name, in one session."""

    TABLE: ClassVar[str] = "attendance"
    session: str
    attendee: str
    """The person's key, or `guest-…` for a record without an address."""
    seconds: int
    first_join: datetime
    last_leave: datetime
    registered: bool

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.attendee


class AttendanceTaken(Row):
    """Marks a session's attendance as settled. `reported` is False if there was no report and we gave up."""

    TABLE: ClassVar[str] = "attendancetaken"
    session: str
    reported: bool
    people: int
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return session_key(self.session)
