"""One clock for every process of the local stack: the real one, plus an offset kept in a small file.

The file holds one number, the seconds to add to real UTC; a missing file means none. Azurite reads the same
file (`azurite_clock.cjs`), and so does the functions host: when the number grows, they all move together.
"""

import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path


@dataclass(frozen=True)
class SimulatedClock:
    """The clock behind one file. It runs at the speed of the real one, and jumps forward when told."""

    path: Path

    @property
    def offset(self) -> timedelta:
        """How far ahead of the real clock this one is. Raises ValueError when the file holds no number."""
        try:
            text = self.path.read_text("ascii")
        except FileNotFoundError:
            return timedelta()
        try:
            return timedelta(seconds=float(text))
        except (ValueError, OverflowError) as error:
            raise ValueError(f"{self.path} should hold a number of seconds, not {text[:40]!r}.") from error

    def now(self) -> datetime:
        """This moment on the simulated clock, aware, in UTC."""
        return datetime.now(UTC) + self.offset

    def advance(self, by: timedelta) -> None:
        """Jump ahead. One process moves the clock, the others read it. Raises ValueError for a step back."""
        if by < timedelta():
            raise ValueError(f"The simulated clock never goes back: {by} was asked for.")
        self._write(self.offset + by)

    def advance_to(self, when: datetime) -> None:
        """Jump ahead to an aware moment. Raises ValueError when it has already passed."""
        now = self.now()
        if when < now:
            raise ValueError(f"The simulated clock never goes back: it is {now:%Y-%m-%d %H:%M:%S} UTC already.")
        self.advance(when - now)

    def _write(self, offset: timedelta) -> None:
        """Rename a file: a reader at the same moment sees the old number or the new one, never half of it."""
        descriptor, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}-")
        with os.fdopen(descriptor, "w", encoding="ascii") as written:
            written.write(f"{offset.total_seconds():.6f}\n")
        Path(name).replace(self.path)
