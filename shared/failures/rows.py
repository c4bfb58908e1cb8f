"""The rows of failed work."""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from shared.storage.row import Row


class FailedState(StrEnum):
    """Retrying: it failed, and the queue will try it again. Kept: it waits for a person."""

    RETRYING = "retrying"
    KEPT = "kept"


class FailedWork(Row):
    """Work that could not be done. It is kept until somebody mends and replays it, or drops it."""

    TABLE: ClassVar[str] = "failedwork"
    PARTITION: ClassVar[str] = "failed"
    step: str
    """The queue it came from, or another step (see `shared.failures.failed_work`)."""
    id: str
    state: FailedState = FailedState.KEPT
    cause: str
    """What went wrong: the same words for the same cause, and nothing personal."""
    detail: str = ""
    """What else is known about this one, without personal data."""
    payload: str
    """The message (ids only), or the refused response itself."""
    trace: str = ""
    """The trace id that its log records carry."""
    first_at: datetime
    last_at: datetime
    attempts: int = 1

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, f"{self.step}.{self.id}"

    @property
    def cause_id(self) -> str:
        """An id for the cause, for places where its words do not fit: web addresses, and the purpose of its alert."""
        return hashlib.sha256(f"{self.step}: {self.cause}".encode()).hexdigest()[:12]
