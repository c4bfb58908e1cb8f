"""The rows of feedback."""

from datetime import datetime
from typing import ClassVar

from shared.storage.row import Row


class Feedback(Row):
    """One person's answers after a session. Nobody can find the person from the key without the secret."""

    TABLE: ClassVar[str] = "feedback"
    session: str
    id: str
    came: bool
    score: int | None = None
    """1 (not useful) to 5 (very useful)."""
    change: str = ""
    """The good practice that they take with them: what they will do differently."""
    unanswered: str = ""
    """What was left open, or was missing."""
    stopped_by: tuple[str, ...] = ()
    words: str = ""
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.id
