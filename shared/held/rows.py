"""The rows of held texts."""

from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from shared.storage.row import Row

KEPT = timedelta(days=30)
"""For so long a held text waits for a person to decide. After that it is removed."""


class HeldKind(StrEnum):
    """What a held text is. The values of feedback are the names of its fields."""

    QUESTION = "question"
    CHANGE = "change"
    UNANSWERED = "unanswered"
    WORDS = "words"


class HeldState(StrEnum):
    """A held text waits, or a person let it pass or refused it. Once they have decided, its text is gone from here."""

    WAITING = "waiting"
    RELEASED = "released"
    REFUSED = "refused"


class Held(Row):
    """A text that the gate is not certain of. Nothing in the row leads to its author."""

    TABLE: ClassVar[str] = "held"
    PARTITION: ClassVar[str] = "held"
    id: str
    kind: HeldKind
    session: str
    text: str
    day: date
    """The day on which it came out of its pot, with those of others."""
    came: bool = True
    """For feedback: whether its author was at the session."""
    state: HeldState = HeldState.WAITING

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.id

    @property
    def until(self) -> date:
        """The last day on which somebody can decide about it."""
        return self.day + KEPT
