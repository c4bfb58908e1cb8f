"""The rows of colleagues."""

from datetime import date
from typing import ClassVar

from shared.storage.row import Row


class Colleague(Row):
    """Somebody of the team, as the directory named them when they last signed in."""

    TABLE: ClassVar[str] = "colleagues"
    PARTITION: ClassVar[str] = "team"
    id: str
    """Their object id in the directory."""
    name: str = ""
    email: str = ""
    seen_on: date

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.id
