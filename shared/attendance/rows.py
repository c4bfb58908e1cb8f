"""The rows of attendance."""

from datetime import datetime
from enum import StrEnum
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
    by_hand: bool = False
    """Whether a member of the team noted it, and no report says it. Then the times are those of the session."""

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.attendee


class NotTaken(StrEnum):
    """Why nobody knows who came to a session."""

    NO_MEETING = "no-meeting"
    """The session never had a Teams meeting."""
    NO_REPORT = "no-report"
    """Teams made no report: reports are switched off, or nobody joined."""
    NOT_PERMITTED = "not-permitted"
    """Teams refused: the app lacks a grant or a policy."""
    NO_ANSWER = "no-answer"
    """Teams did not answer for two days, and we gave up."""


class AttendanceTaken(Row):
    """Marks a session's attendance as settled. A later report can still add to it."""

    TABLE: ClassVar[str] = "attendancetaken"
    session: str
    reported: bool
    """False if there was no report and we gave up."""
    people: int
    unmatched: int = 0
    """How many of them we cannot match with anybody who signed up or runs the session."""
    reports: int = 0
    """How many reports there were."""
    reason: NotTaken | None = None
    """Why there was no report."""
    at: datetime
    """When it was settled, and people could be asked for feedback."""

    @property
    def key(self) -> tuple[str, str]:
        return session_key(self.session)
