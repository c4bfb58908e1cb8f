"""The rows of figures."""

from datetime import datetime
from typing import ClassVar

from shared.sessions.rows import session_key
from shared.storage.row import Row


class Briefed(Row):
    """A session's true counts at its first briefing. All letters about the session print these, and no newer ones.

    A count that is printed twice tells more than once: 7 people the evening before, and 8 the day after, are "few" and
    "about 10". Who knows that one person joined in between then knows both numbers.
    """

    TABLE: ClassVar[str] = "briefings"
    session: str
    occasion: str
    """The session's start for which it was counted. A session that was moved is counted again."""
    figures: str
    """`shared.figures.counting.Figures` as JSON."""
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return session_key(self.session)[0], self.occasion


class Digest(Row):
    """A session's true counts for its digest. We keep them to compare later sessions with them."""

    TABLE: ClassVar[str] = "digests"
    session: str
    figures: str
    """`shared.figures.counting.Figures` as JSON."""
    told: tuple[str, ...] = ()
    """The sessions whose feedback in people's own words comes with this digest. Empty if too few people answered."""
    held: tuple[str, ...] = ()
    """The sessions whose feedback in people's own words waits for a later digest."""
    held_answers: int = 0
    """How many people answered in the sessions of `held`."""
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return session_key(self.session)
