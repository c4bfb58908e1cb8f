"""Sessions as they are kept."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from shared.storage.row import Row


class SessionState(StrEnum):
    """Where a session is: planned (no meeting yet), open for registration, cancelled, ended, or closed (all done)."""

    PLANNED = "planned"
    OPEN = "open"
    CANCELLED = "cancelled"
    ENDED = "ended"
    CLOSED = "closed"


class Session(Row):
    """One hour on one day. Its id is the series and the day it was planned for, and stays when it is moved."""

    TABLE: ClassVar[str] = "sessions"
    series: str
    id: str
    title: str
    start: datetime
    end: datetime
    state: SessionState = SessionState.PLANNED
    sequence: int = 0
    """How often it was moved or cancelled: part of every invitation's SEQUENCE."""
    event_id: str = ""
    join_url: str = ""
    reason: str = ""
    """Why it was cancelled, in the facilitator's words."""
    tell_at: datetime | None = None
    """When everyone is told of its move; what is changed before then is told in the same mail."""
    moved_from: datetime | None = None
    """When it was to begin, as everyone heard of it last."""

    @property
    def key(self) -> tuple[str, str]:
        return session_key(self.id)

    @property
    def occasion(self) -> str:
        """The session at this very time, in UTC (`pgdit-2026-12-09T1230`): moved, it is another occasion.

        Moved to another day it still has its own id, as another session may be, or have been, at that time.
        """
        day = f"{self.start:%Y-%m-%d}"
        moved = "" if self.id.endswith(day) else f"-on-{day}"
        return f"{self.id}{moved}T{self.start:%H%M}"

    @property
    def planned_for(self) -> date:
        """The day it was planned for, which is in its id."""
        return date.fromisoformat(self.id[-10:])


def session_key(session_id: str) -> tuple[str, str]:
    """The keys of a session: its series, and its id."""
    return session_id.rsplit("-", 3)[0], session_id


class OpenSession(Row):
    """Index of the sessions that still have something to come, so that no timer reads history."""

    TABLE: ClassVar[str] = "opensessions"
    PARTITION: ClassVar[str] = "open"
    id: str
    announced: tuple[str, ...] = ()
    """The reminders and briefings already set off, each with its occasion."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.id
