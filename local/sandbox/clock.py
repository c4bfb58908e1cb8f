"""The sandbox's clock: the local stack's simulated one, or the real one if none is given."""

from datetime import UTC, datetime
from pathlib import Path

from local.stack.clock import SimulatedClock


class Clock:
    """UTC plus the seconds written in `offset_file`, read at each look so that a play can leap ahead."""

    def __init__(self, offset_file: Path | None = None) -> None:
        self._simulated = SimulatedClock(offset_file) if offset_file is not None else None

    def now(self) -> datetime:
        return datetime.now(UTC) if self._simulated is None else self._simulated.now()
