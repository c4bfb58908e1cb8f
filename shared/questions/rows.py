"""The rows of questions: those for the panel, and the pots in which they wait."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from shared.storage.row import Row

ENOUGH = 5
"""So many people must be able to have written a text before somebody may read it."""

LARGEST = 150_000
"""The most characters that wait in one pot. An entity has 1 MiB, and a character may take four bytes there."""


class Question(Row):
    """A question for the panel. Nothing in the row leads to its author."""

    TABLE: ClassVar[str] = "questions"
    session: str
    id: str
    text: str
    day: date | None = None
    """The day on which it came out of the pot, with those of others. None if it was kept before there were pots."""

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.id


class WaitingText(BaseModel):
    """A question in a pot. Its random id becomes the key of its row, so that it comes out once."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True)

    id: str
    session: str
    text: str
    held: bool = False
    """Whether a person has to read it before the panel does."""


class QuestionPot(Row):
    """The questions of one road's sign-ups that nobody may read yet.

    Each sign-up that is worked writes the pot, with a question or without one. So its time of writing, and the
    requests that wrote it, say nothing about who asked. The pot stands beside the responses: a response is emptied in
    the transaction that writes its question here. docs/decisions/0007-questions-have-no-author.md says more.
    """

    TABLE: ClassVar[str] = "formresponses"
    ID: ClassVar[str] = "~questions"
    """It stands behind all responses: none has a number that begins so."""
    road: str
    could: Mapping[str, tuple[str, ...]] = {}
    """For each session, people who signed up since its questions last came out, by key; no more than `ENOUGH`."""
    texts: tuple[WaitingText, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.road, self.ID

    @property
    def is_full(self) -> bool:
        """Whether no more should be put in before the texts come out."""
        return sum(len(one.text) for one in self.texts) > LARGEST

    @property
    def sessions(self) -> set[str]:
        """The sessions for which somebody has signed up, or something waits."""
        return {*self.could, *(one.session for one in self.texts)}

    def of(self, session: str) -> list[WaitingText]:
        """The questions that wait for this session."""
        return [one for one in self.texts if one.session == session]
