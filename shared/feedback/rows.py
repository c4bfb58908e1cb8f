"""The rows of feedback: answers, and the pots in which they wait."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from shared.storage.row import Row

LARGEST = 150_000
"""The most characters that wait in one pot. An entity has 1 MiB, and a character may take four bytes there."""


class Said(BaseModel):
    """What one person answered after a session."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True)

    came: bool
    score: int | None = None
    """1 (not useful) to 5 (very useful)."""
    change: str = ""
    """The good practice that they take with them: what they will do differently."""
    unanswered: str = ""
    """What was left open, or was missing."""
    stopped_by: tuple[str, ...] = ()
    words: str = ""


class Feedback(Row, Said):
    """One person's answers after a session. Nothing in the row leads to the person."""

    TABLE: ClassVar[str] = "feedback"
    session: str
    id: str
    day: date | None = None
    """The day on which it came out of the pot, with those of others. None if it was kept before there were pots."""
    is_late_text: bool = False
    """Whether it is only a text that a person had to read first. Its author's other answers are a row of their own."""

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.id


class WaitingAnswer(Said):
    """Answers in a pot. Their random id becomes the key of their row, so that they come out once."""

    id: str
    held: Mapping[str, str] = {}
    """The fields with a text that a person has to read first, each with the random id of its own row."""

    @property
    def length(self) -> int:
        """The characters of its texts."""
        return len(self.change) + len(self.unanswered) + len(self.words)


class AnswerPot(Row):
    """A session's answers that nobody may read yet. It stands beside the marks of those who answered."""

    TABLE: ClassVar[str] = "answered"
    ID: ClassVar[str] = "~answers"
    session: str
    answers: tuple[WaitingAnswer, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.ID

    @property
    def is_full(self) -> bool:
        """Whether no more should be put in before the answers come out."""
        return sum(one.length for one in self.answers) > LARGEST


class Answered(Row):
    """Marks that this person has answered about this session. It does not say what."""

    TABLE: ClassVar[str] = "answered"
    session: str
    person: str
    """The person's key, or that of a response of the feedback Form."""

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.person
