"""The rows of the café's health."""

from datetime import datetime
from typing import ClassVar

from shared.storage.row import Row


class Heartbeat(Row):
    """When a timer last did its work, or when we began to expect it."""

    TABLE: ClassVar[str] = "heartbeats"
    PARTITION: ClassVar[str] = "timers"
    timer: str
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.timer


class Pulse(Row):
    """The last measurement of the café's health."""

    TABLE: ClassVar[str] = "pulses"
    PARTITION: ClassVar[str] = "pulse"
    ID: ClassVar[str] = "latest"
    at: datetime
    graph: str = ""
    """Why Graph cannot be used; empty if it can."""
    oldest_due_seconds: int
    """How long the most overdue mail has waited."""
    failed: int
    """How many pieces of failed work are kept."""
    waiting: int = 0
    """How many matters wait for a person of the team."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.ID


class BooksAudited(Row):
    """What the last audit of the books found."""

    TABLE: ClassVar[str] = "booksaudited"
    PARTITION: ClassVar[str] = "books"
    ID: ClassVar[str] = "latest"
    at: datetime
    wrong: int
    """How many things did not add up."""
    shown: tuple[tuple[str, str], ...] = ()
    """The first of them: the session, and what is wrong. People stand there by their keys."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.ID
