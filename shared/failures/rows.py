"""Failed work as it is kept."""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from shared.storage.row import Row


class FailedState(StrEnum):
    """Retrying has failed, and the queue will try it again; kept waits for a person."""

    RETRYING = "retrying"
    KEPT = "kept"


class FailedWork(Row):
    """Work that could not be done, kept until somebody mends and replays it or drops it."""

    TABLE: ClassVar[str] = "failedwork"
    PARTITION: ClassVar[str] = "failed"
    step: str
    """The queue it came from, or the road (see `shared.failures.failed_work`)."""
    id: str
    state: FailedState = FailedState.KEPT
    cause: str
    """What went wrong, the same words for the same cause and nothing personal."""
    detail: str = ""
    """What is particular to this one, without personal data."""
    payload: str
    """The message (ids only); of a refused response the response itself."""
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
        """Names the cause where its words do not fit: in addresses, and in the purpose of the alert about it."""
        return hashlib.sha256(f"{self.step}: {self.cause}".encode()).hexdigest()[:12]
