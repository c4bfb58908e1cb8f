"""The rows of figures."""

from datetime import datetime
from typing import ClassVar

from shared.sessions.rows import session_key
from shared.storage.row import Row


class Digest(Row):
    """A session's true counts for its digest. We keep them to compare later sessions with them."""

    TABLE: ClassVar[str] = "digests"
    session: str
    figures: str
    """`shared.figures.counting.Figures` as JSON."""
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return session_key(self.session)
