"""Attendance as it is kept."""

from datetime import datetime
from typing import ClassVar

from shared.sessions.rows import session_key
from shared.storage.row import Row


class Attendance(Row):
    """One person's (or one nameless guest's) time in one session."""

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
    """That a session's attendance is settled, and how: from a report, or given up."""

    TABLE: ClassVar[str] = "attendancetaken"
    session: str
    reported: bool
    people: int
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return session_key(self.session)
