"""The Graph sandbox as a process of its own: arranged and looked at through its control routes."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from local.sandbox.graph.directory import object_id_of
from local.stack.clock import SimulatedClock
from local.stack.processes import start
from shared.graph.microsoft.client import Organiser
from shared.graph.protocol import AttendanceRecord

MAILBOX = "virtual.cafe@example.nhs.uk"


def organiser(address: str = MAILBOX, stage: str = "test") -> Organiser:
    """The organiser with this address, as the sandbox knows it."""
    return Organiser(address, object_id_of(address), stage)


WITHOUT_POLICY = "no.policy@example.nhs.uk"
"""A mailbox whose organiser the Teams application access policy does not name."""


@dataclass(frozen=True)
class GraphSandbox:
    """A running sandbox: `graph_url` is what `MicrosoftGraph` is given; `clock` moves its time forward."""

    address: str
    http: httpx.Client
    clock: SimulatedClock

    @classmethod
    @contextmanager
    def started(cls, folder: Path) -> Iterator["GraphSandbox"]:
        """Start one that keeps its log and its clock in this folder."""
        clock = SimulatedClock(folder / "clock")
        command: list[str | Path] = [sys.executable, "-m", "local.sandbox", "--port", "0", "--latency", "0"]
        command += ["--clock", clock.path, "--mailbox", MAILBOX, WITHOUT_POLICY]
        command += ["--without-policy", WITHOUT_POLICY]
        with start("The Graph sandbox", command, folder / "log") as child:
            address = child.wait_for_ready()
            with httpx.Client(base_url=address) as http:
                yield cls(address, http, clock)

    @property
    def graph_url(self) -> str:
        """Graph's address, with the version."""
        return f"{self.address}/v1.0"

    def reset(self) -> None:
        """Forget every mail, event, fault and count."""
        self.http.post("/sandbox/reset").raise_for_status()

    def fault(self, kind: str, *, method: str = "", path: str = "", **details: object) -> None:
        """Let this go wrong (see `local.sandbox.faults`), on calls with this method and path."""
        plan = {"kind": kind, "match": {"method": method, "path_regex": path}, **details}
        self.http.post("/sandbox/faults", json=[plan]).raise_for_status()

    def mails(self) -> list[dict[str, Any]]:
        """Every mail it took, oldest first."""
        return self._list("/sandbox/mails")

    def events(self) -> list[dict[str, Any]]:
        """Every event it ever had, the cancelled ones included."""
        return self._list("/sandbox/events")

    def calls(self) -> dict[str, int]:
        """How often each method and path was called."""
        counts: dict[str, int] = self.http.get("/sandbox/calls").json()["calls"]
        return counts

    def report(self, join_url: str, *reports: Sequence[AttendanceRecord]) -> None:
        """The meeting behind this link has these attendance reports from now on."""
        documents = [_report(records) for records in reports]
        body = {"joinUrl": join_url, "reports": documents}
        self.http.post("/sandbox/attendance", json=body).raise_for_status()

    def wait(self, by: timedelta) -> None:
        """Time passes for the sandbox."""
        self.clock.advance(by)

    def _list(self, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.http.get(path).json()
        return found


def _report(records: Sequence[AttendanceRecord]) -> dict[str, object]:
    spans = [span for record in records for span in _spans(record)]
    return {
        "meetingStartDateTime": min(joined for joined, _ in spans).isoformat(),
        "meetingEndDateTime": max(left for _, left in spans).isoformat(),
        "attendanceRecords": [_record(record) for record in records],
    }


def _record(record: AttendanceRecord) -> dict[str, object]:
    spans = _spans(record)
    intervals = [{"joinDateTime": joined.isoformat(), "leaveDateTime": left.isoformat()} for joined, left in spans]
    return {
        "emailAddress": record.address or None,
        "identity": {"id": record.identity or None, "displayName": record.name or None},
        "role": "Attendee",
        "attendanceIntervals": intervals,
        "totalAttendanceInSeconds": int(sum((left - joined).total_seconds() for joined, left in spans)),
    }


def _spans(record: AttendanceRecord) -> list[tuple[datetime, datetime]]:
    return [(stay.joined, stay.left) for stay in record.stays if stay.joined and stay.left]
