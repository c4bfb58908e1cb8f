"""Feedback as it is kept."""

from datetime import datetime
from typing import ClassVar

from shared.storage.row import Row


class Feedback(Row):
    """What one registrant said afterwards; its key cannot be led back to the person without the secret."""

    TABLE: ClassVar[str] = "feedback"
    session: str
    id: str
    came: bool
    score: int | None = None
    """1 (not useful) to 5 (very useful)."""
    change: str = ""
    """What they will do differently: good practice, taken along."""
    unanswered: str = ""
    """What stayed open or was missing."""
    stopped_by: tuple[str, ...] = ()
    words: str = ""
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.id
