"""The rows of questions."""

from typing import ClassVar

from shared.storage.row import Row


class Question(Row):
    """A question for the panel. Nothing in the row leads to its author."""

    TABLE: ClassVar[str] = "questions"
    session: str
    id: str
    text: str

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.id
