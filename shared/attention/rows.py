"""The rows of what waits for a person of the team."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from shared.storage.row import Row


class MatterKind(StrEnum):
    """Why it waits: the address looks like a slip, an email to it did not arrive, or a sign-up contradicts itself."""

    SLIP = "slip"
    REFUSED = "refused"
    BOUNCED = "bounced"
    AUDIENCE = "audience"
    """The grade or role belongs to another series than the one that was chosen."""


class Matter(Row):
    """One thing that a person of the team should look at. It names people by their keys."""

    TABLE: ClassVar[str] = "matters"
    PARTITION: ClassVar[str] = "open"
    id: str
    kind: MatterKind
    about: str
    """The session, series or issue that it is about."""
    person: str
    reason: str = ""
    """What happened, without personal data."""
    response: tuple[str, str] = ("", "")
    """For a sign-up that waits for a decision: the response's key."""
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.id
