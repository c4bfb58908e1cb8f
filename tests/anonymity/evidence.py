"""What the attacker holds: every table with its timestamps, every log line, every message, and the secret."""

import json
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from local.memory.tables import Stored
from shared.keys import Keys
from shared.storage.row import Row


@dataclass(frozen=True)
class Trail:
    """One person who was there, and all that the attacker can join with them."""

    person: str
    at: datetime
    """When the rows say that they acted."""
    timestamp: datetime
    """When the table says that their row was written."""
    etag: str
    rows: Sequence[Stored]
    """Every row that holds their key, or that of their response."""
    lines: Sequence[str]
    """Every log line that names them or their response, or has a trace with such a line."""
    messages: Sequence[str]


@dataclass(frozen=True)
class Evidence:
    """All of it. `before` is the storage account just before the texts came out, `after` is it afterwards."""

    keys: Keys
    before: Sequence[Stored]
    after: Sequence[Stored]
    lines: Sequence[str]
    messages: Sequence[str]
    text_rows: type[Row]
    """The kind of row that holds a text for everybody to read."""
    pots: type[Row]
    marks: type[Row]
    """The kind of row that shows that somebody took part."""

    def of_kind(self, kind: type[Row], stored: Sequence[Stored] | None = None) -> list[Stored]:
        """The rows of this kind, as they were stored."""
        return [one for one in (self.after if stored is None else stored) if one.kind is kind]

    @cached_property
    def texts(self) -> Mapping[str, Stored]:
        """The texts that can be read, each with its row."""
        return {text_of(values(one)): one for one in self.of_kind(self.text_rows)}

    @cached_property
    def waiting(self) -> list[str]:
        """The texts in the pots before they came out, in the order in which they lie there."""
        pots = [values(pot) for pot in self.of_kind(self.pots, self.before)]
        return [text_of(one) for pot in pots for one in pot.get("texts", pot.get("answers", []))]

    @cached_property
    def trails(self) -> list[Trail]:
        """Everybody who could have written a text, in order of time. Who was sent elsewhere wrote none of these."""
        elsewhere = {values(one)["person"] for one in self.after if values(one).get("kind") == "redirected"}
        trails = [self._trail(mark) for mark in self.of_kind(self.marks)]
        return sorted((one for one in trails if one.person not in elsewhere), key=lambda one: one.at)

    def _trail(self, mark: Stored) -> Trail:
        person = str(values(mark)["person"])
        at = datetime.fromisoformat(values(mark).get("changed_at") or mark.timestamp.isoformat())
        names = {person} | self._responses.get(at, set())
        traces = {trace for trace, lines in self._by_trace.items() if any(_has(line, names) for line in lines)}
        rows = [one for one in self.after if one.kind is not self.pots and _has(one.content.decode(), names)]
        lines = [line for trace in sorted(traces) for line in self._by_trace[trace]]
        messages = [one for one in self.messages if _has(one, names) or json.loads(one)["trace"] in traces]
        return Trail(person, at, mark.timestamp, mark.etag, rows, lines, messages)

    @cached_property
    def _responses(self) -> Mapping[datetime, set[str]]:
        """The number of each response, by the time at which it came: that leads to the registration it made."""
        found: dict[datetime, set[str]] = defaultdict(set)
        for one in self.after:
            if received := values(one).get("received_at"):
                found[datetime.fromisoformat(received)].add(str(values(one)["response"]))
        return found

    @cached_property
    def _by_trace(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for line in self.lines:
            found[line.partition("trace=")[2].partition(" ")[0]].append(line)
        return found


def values(stored: Stored) -> dict[str, Any]:
    """The columns of an entity, with what is JSON as values."""
    columns = json.loads(stored.content)
    return {
        name.removesuffix("_json"): json.loads(value) if name.endswith("_json") else value
        for name, value in columns.items()
    }


def text_of(row: Mapping[str, Any]) -> str:
    """The text of a question, or the words of an answer."""
    return str(row.get("text", row.get("words", "")))


def _has(text: str, names: set[str]) -> bool:
    return any(name in text for name in names)


class Listening(logging.Handler):
    """Keeps every log record, of every logger and level, as Azure's worker would pass it on."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
