"""The rows of the audit trail.

Each act has a row of its own in its month, the newest first. The same transaction lists it three times more in that
month: by the person, by the kind of act and by what it was about. So each question that the console asks is one read
of the rows it shows, however much a month holds.
"""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from shared.storage.row import Row, newest_first


class Listed(StrEnum):
    """How an act is listed, besides by its time."""

    WHO = "who"
    ACT = "act"
    ABOUT = "about"


class AuditEntry(Row):
    """One act that changes what the café does, or a look at people: who did it, when, what and why."""

    TABLE: ClassVar[str] = "audit"
    END: ClassVar[str] = ":"
    """Where the rows end that are in no list. Their keys are digits first, and a colon sorts after the digits."""
    id: str
    at: datetime
    who: str
    """Their object id in the directory."""
    act: str
    about: str
    reason: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return f"{self.at:%Y-%m}", self._place

    @property
    def _place(self) -> str:
        return f"{newest_first(self.at)}-{self.id}"


class ListedEntry(AuditEntry):
    """The same act in one of the lists of its month."""

    TABLE: ClassVar[str] = AuditEntry.TABLE
    under: str = ""
    """The list, as `list_of` names it; empty for the act's own row."""

    @property
    def key(self) -> tuple[str, str]:
        month, place = super().key
        return month, f"{self.under}.{place}" if self.under else place


def list_of(by: Listed, value: str) -> str:
    """The name of the list of all acts with this value."""
    return f"{by}-{hashlib.sha256(value.encode()).hexdigest()[:20]}"
