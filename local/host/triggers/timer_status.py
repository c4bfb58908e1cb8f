"""When each timer is due next, kept in a file as Azure keeps it in a blob."""

import json
import tempfile
from datetime import datetime
from pathlib import Path

from local.host.errors import HostError


class TimerStatus:
    """Remembers timers across restarts, so that the host can catch up on a run that it broke off or missed.

    Azure does the same with the blobs in `azure-webjobs-hosts/timers`, and writes each after the run. Without a
    file nothing is remembered. Raises `HostError` for a file that cannot be read.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        try:
            kept: dict[str, str] = json.loads(file.read_text("utf-8")) if file and file.exists() else {}
            self._next = {name: datetime.fromisoformat(moment) for name, moment in kept.items()}
        except (OSError, ValueError) as error:
            raise HostError(f"The timers' file {file} cannot be read: {error}") from error

    def next_of(self, name: str) -> datetime | None:
        """When this timer should run next, by the last entry."""
        return self._next.get(name)

    def keep(self, name: str, moment: datetime) -> None:
        """Note when this timer runs next. It renames a file, so a host that dies leaves the old one or the new one."""
        self._next[name] = moment
        if self._file is None:
            return
        text = json.dumps({each: when.isoformat() for each, when in self._next.items()})
        with tempfile.NamedTemporaryFile("w", dir=self._file.parent, delete=False, encoding="utf-8") as written:
            written.write(text)
        Path(written.name).replace(self._file)
