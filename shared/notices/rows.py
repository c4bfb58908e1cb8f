"""The rows of notices."""

from datetime import datetime
from typing import ClassVar

from shared.storage.row import Row

REGISTERED = "registered"
"""To everyone who has a place."""

ALL = "all"
"""To everyone who has a place, and to everyone on the waiting list."""

HUB = "hub."
"""Before a hub's id: to everyone who has a place and chose this hub."""


class Notice(Row):
    """An email that the team wrote to people who signed up for a session. The gate has read it."""

    TABLE: ClassVar[str] = "notices"
    session: str
    id: str
    """The form makes it. So a form that is sent twice is one notice."""
    whom: str
    """`REGISTERED`, `ALL`, or `HUB` and a hub's id."""
    subject: str
    text: str
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.session, self.id
