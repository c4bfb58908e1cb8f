"""Acts: what the café does by itself, each with its time, what it is about, and what a person may do about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HORIZON = timedelta(days=14)
"""How far ahead we tell what will happen."""


class ActKind(StrEnum):
    """What the café does. The names of those that send emails are the names of their kinds of email."""

    PLANNING = "planning"
    HOSTING = "hosting"
    CHANGED = "changed"
    CANCELLED = "session-cancelled"
    REMINDER = "reminder"
    BRIEFING = "briefing"
    UPDATE = "briefing-update"
    ATTENDANCE = "attendance"
    FEEDBACK = "feedback"
    DIGEST = "digest"
    DRAFT = "bulletin-draft"
    BULLETIN = "bulletin"
    GOING_OUT = "going-out"
    """The emails of an issue go out, up to the last one."""


class Whom(StrEnum):
    """The people who get its emails."""

    NOBODY = "nobody"
    SEATED = "seated"
    TOLD = "told"
    """The people who have a seat or wait for one."""
    HOSTS = "hosts"
    FACILITATORS = "facilitators"
    READERS = "readers"


TO: dict[ActKind, Whom] = {
    ActKind.PLANNING: Whom.NOBODY,
    ActKind.HOSTING: Whom.HOSTS,
    ActKind.CHANGED: Whom.TOLD,
    ActKind.CANCELLED: Whom.TOLD,
    ActKind.REMINDER: Whom.SEATED,
    ActKind.BRIEFING: Whom.HOSTS,
    ActKind.UPDATE: Whom.HOSTS,
    ActKind.ATTENDANCE: Whom.NOBODY,
    ActKind.FEEDBACK: Whom.SEATED,
    ActKind.DIGEST: Whom.HOSTS,
    ActKind.DRAFT: Whom.FACILITATORS,
    ActKind.BULLETIN: Whom.READERS,
    ActKind.GOING_OUT: Whom.READERS,
}
"""The people whom each kind reaches."""

HOLDABLE = frozenset(ActKind) - {
    ActKind.CHANGED,
    ActKind.CANCELLED,
    ActKind.ATTENDANCE,
    ActKind.GOING_OUT,
}
"""What a person can hold. A new time is not held but taken back, who came is
counted in any case, and an issue that goes out is called off on its own page."""

EARLIER = frozenset({ActKind.PLANNING, ActKind.REMINDER, ActKind.BRIEFING, ActKind.UPDATE, ActKind.DIGEST})
"""What a person can start before its time."""


@dataclass(frozen=True)
class Act:
    """One thing that the café will do."""

    kind: ActKind
    id: str
    """The purpose of its emails, or what its step calls it. A person holds it by this."""
    about: str
    """The id of the session or of the issue."""
    at: datetime
    """When it is due. Its timer comes at this moment or a few minutes later."""
    until: datetime
    """When its time is over. If it did not happen by then, it never does."""
    series: str = ""
    """Empty if it is about no session."""
    detail: str = ""
    """A reminder's offset."""
    is_earliest: bool = False
    """Whether it may be later, because it waits for something else too."""
    if_any: bool = False
    """Whether it happens only if there is something to tell."""

    @property
    def can_be_held(self) -> bool:
        """Whether a person can hold it."""
        return self.kind in HOLDABLE

    @property
    def can_be_earlier(self) -> bool:
        """Whether a person can start it before its time."""
        return self.kind in EARLIER
