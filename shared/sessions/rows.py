"""The rows of sessions."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from shared.storage.row import Row


class SessionState(StrEnum):
    """A session is planned (no meeting yet), open for registration, cancelled, ended, or closed (nothing to do).

    Cancelling: somebody cancelled it a moment ago. Nobody is told yet, and it can be restored.
    """

    PLANNED = "planned"
    OPEN = "open"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    ENDED = "ended"
    CLOSED = "closed"


class Session(Row):
    """One hour on one day. Its id is the series and the day it was planned for. A move does not change the id."""

    TABLE: ClassVar[str] = "sessions"
    series: str
    id: str
    title: str
    start: datetime
    end: datetime
    state: SessionState = SessionState.PLANNED
    sequence: int = 0
    """How often it was moved, or everyone was told that it is cancelled. Every invitation's SEQUENCE includes it."""
    event_id: str = ""
    join_url: str = ""
    reason: str = ""
    """Why it was cancelled, in the facilitator's words."""
    cancel_at: datetime | None = None
    """When everyone is told that it was cancelled. Until then it can be restored."""
    theme: str = ""
    """What this session is about, in a few words; empty if it has no theme."""
    capacity: int | None = None
    """How many seats this session has. None: as many as its series."""
    one_off: bool = False
    """Whether a person made it, and no rule."""
    tell_at: datetime | None = None
    """When everyone is told of its move. The same mail tells of any change before then."""
    moved_from: datetime | None = None
    """The start that everyone was told last."""
    moved_until: datetime | None = None
    """The end that everyone was told last."""
    moving_since: datetime | None = None
    """When the first of the changes came that are told at `tell_at`."""
    moved_at: datetime | None = None
    """When the last of them came. Whoever signed up after it knows the time."""

    @property
    def key(self) -> tuple[str, str]:
        return session_key(self.id)

    @property
    def occasion(self) -> str:
        """The session at its present time, in UTC (`pgdit-2026-12-09T1230`). A move makes it another occasion.

        After a move to another day the occasion still holds the id, because another session may have that time.
        """
        day = f"{self.start:%Y-%m-%d}"
        moved = "" if self.id.endswith(day) else f"-on-{day}"
        return f"{self.id}{moved}T{self.start:%H%M}"

    @property
    def is_as_told(self) -> bool:
        """Whether it was moved back: it has the time again that everyone was told last."""
        return (self.moved_from, self.moved_until) == (self.start, self.end)

    @property
    def is_to_come(self) -> bool:
        """Whether it may still take place: it is planned, open, or being cancelled."""
        return self.state in (SessionState.PLANNED, SessionState.OPEN, SessionState.CANCELLING)

    @property
    def planned_for(self) -> date:
        """The day it was planned for. The id holds it."""
        return date.fromisoformat(self.id[-10:])


def session_key(session_id: str) -> tuple[str, str]:
    """The keys of a session: its series, and its id."""
    return session_id.rsplit("-", 3)[0], session_id


class OpenSession(Row):
    """Index of the sessions that are not over and done with, so that timers need not read old ones."""

    TABLE: ClassVar[str] = "opensessions"
    PARTITION: ClassVar[str] = "open"
    id: str
    announced: tuple[str, ...] = ()
    """The reminders and briefings that were started already, each with its occasion."""
    told: tuple[str, ...] = ()
    """The questions that were there when the facilitators were briefed, by id."""
    look_again_at: datetime | None = None
    """When we look for later reports of a session whose attendance is settled. None until it is."""
    settled_at: datetime | None = None
    """When its attendance was settled."""
    reported: bool = True
    """Whether a report told who came. If not, nobody knows."""
    unmatched: int = 0
    """How many people came whom we cannot match with anybody who signed up or runs the session."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.id
