"""The rows of the audit trail."""

from datetime import datetime
from typing import ClassVar

from shared.storage.row import Row


class AuditEntry(Row):
    """One act that changes what the café does: who did it, when, what and why."""

    TABLE: ClassVar[str] = "audit"
    id: str
    at: datetime
    who: str
    """Their object id in the directory."""
    act: str
    about: str
    reason: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return f"{self.at:%Y-%m}", f"{self.at:%dT%H%M%S.%f}-{self.id}"
