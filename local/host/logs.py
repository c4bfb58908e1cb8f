"""Log records of the host and the app, one line each on stderr: `time level logger message key=value`."""

import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from local.host.worker.worker import current_invocation

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_CHATTY = ("azure", "aiohttp", "asyncio", "httpcore", "httpx", "kiota", "msal", "urllib3", "uvicorn")


class _OneLine(logging.Formatter):
    """Puts each record on one line, and names the function and the invocation that it comes from."""

    def __init__(self, function_of: Callable[[str], str | None], *, tracebacks: bool) -> None:
        super().__init__()
        self._function_of = function_of
        self._tracebacks = tracebacks

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        message = record.getMessage()
        parts = [when.replace("+00:00", "Z"), f"{record.levelname:<7}", record.name, message]
        fields = [f"{key}={value}" for key, value in self._fields(record).items()]
        parts += [field for field in fields if f" {field}" not in message]  # the app's records say theirs
        if record.exc_info and record.exc_info[1]:
            parts.append(self._exception(record.exc_info[1]))
            if self._tracebacks:
                parts.append(self.formatException(record.exc_info))
        return " ".join(parts).replace("\r", "").replace("\n", "\\n")

    def _fields(self, record: logging.LogRecord) -> dict[str, object]:
        invocation = current_invocation()
        origin: dict[str, object] = {}
        if invocation and (name := self._function_of(invocation)):
            origin = {"function": name, "invocation": invocation}
        return origin | {key: value for key, value in vars(record).items() if key not in _STANDARD}

    @staticmethod
    def _exception(error: BaseException) -> str:
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        place = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
        return f"[{type(error).__name__}: {error}{place}]"


def start_logging(function_of: Callable[[str], str | None], *, verbose: bool) -> None:
    """Sends every record to stderr, but only the warnings of libraries. `verbose` adds debug records."""
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(_OneLine(function_of, tracebacks=verbose))
    logging.basicConfig(level=logging.DEBUG if verbose else logging.INFO, handlers=[output], force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
