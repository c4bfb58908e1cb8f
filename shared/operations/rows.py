"""The café's health as it is kept."""

from datetime import datetime
from typing import ClassVar

from shared.storage.row import Row


class Heartbeat(Row):
    """When a timer last did its work; at first, since when it is expected to."""

    TABLE: ClassVar[str] = "heartbeats"
    PARTITION: ClassVar[str] = "timers"
    timer: str
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.timer


class Pulse(Row):
    """What was measured last, for whoever asks how the café is."""

    TABLE: ClassVar[str] = "pulses"
    PARTITION: ClassVar[str] = "pulse"
    ID: ClassVar[str] = "latest"
    at: datetime
    graph: str = ""
    """Why Graph cannot be used; empty if it can."""
    oldest_due_seconds: int
    """How long the mail that has been due longest has waited."""
    failed: int
    """How much failed work is kept."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.ID
