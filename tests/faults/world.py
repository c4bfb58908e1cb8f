"""The café's world under faults: storage, Graph and a host that dies and comes back; set back and looked at."""

import json
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, cached_property
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

import httpx
from azure.core.exceptions import ResourceExistsError
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient, TextBase64EncodePolicy

from local.memory.builders import NOW
from local.memory.services import SECRET
from local.month import feeds
from local.month.books import services_of
from local.stack.asking import asker
from local.stack.azurite import ROOT
from local.stack.clock import SimulatedClock
from local.stack.processes import ProcessError, free_port
from local.stack.stack import Stack
from shared.audit_trail.rows import AuditEntry
from shared.mail.rows import Mailbox
from shared.messages import Message
from shared.operations.rows import Heartbeat, Pulse
from shared.services import Services
from shared.storage.queues import NEVER
from shared.storage.row import Row
from tests.faults.calls import Call, Plan, calls_in
from tests.faults.liar import Liar, lying
from tests.faults.nursery import fork_host
from tests.the_app import deployed, row_kinds

STRIDE = timedelta(minutes=5)
"""Simulated time between two looks at queues that hide messages: leases last ten minutes."""

LONGEST = timedelta(hours=3)
"""Simulated time in which everything has to be done, whatever died."""

VALUES = {
    "CAFE_SECRET": SECRET,
    "CAFE_ALLOWED_RECIPIENTS": "*",
    "CAFE_MAILS_PER_MINUTE": "6000",
    "PYTHON_THREADPOOL_THREAD_COUNT": "1",  # one call after the other: a number is the same call in every run
}


TABLES = sorted({kind.TABLE for kind in row_kinds()})

NOT_COMPARED = frozenset({Mailbox.TABLE, Heartbeat.TABLE, Pulse.TABLE, AuditEntry.TABLE})
"""Tables that a crash may leave otherwise: a slot may be reserved twice, a timer run again, an act be entered twice."""

CHANGING = frozenset({"attempts", "booked", "due", "lookups", "sending_since", "settled_at", "trace"})
"""Columns that differ from run to run: when and in which slot a mail went, how often what was tried, its trace."""

GIVEN = frozenset({"event_id", "join_url"})
"""Columns that hold what Graph gave, other values each time."""

SHUFFLED = frozenset({"texts_json", "answers_json"})
"""Columns of texts in a pot: in random order, with random ids. How many there are has to be the same."""

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)|\d{8}T\d{6}\.\d+|\b8\d{15}\b")
"""Times, also as a key counts them down (`shared.storage.row.newest_first`)."""

MOMENTOUS = re.compile(r"(sign-up|stop)-\d{4}-\d\d-\d\d\.[\w-]{24}")
"""The occasion of a sign-up or a stop. Its key is made of the moment, so it differs from run to run.

Two occasions where there should be one are still two mails, and two rows.
"""


@dataclass(frozen=True)
class Snapshot:
    """The world when everything is done, without what may differ: times of work, ids that Graph gives."""

    mails: Counter[str]
    meetings: Counter[str]
    rows: Counter[str]
    left: Mapping[str, int]
    """Messages by queue, poison queues included, where there are any."""


@dataclass(frozen=True)
class TwoClocks(SimulatedClock):
    """A clock, and another that is ahead of it by so much. They jump together."""

    other: Path
    ahead: timedelta

    def _write(self, offset: timedelta) -> None:
        SimulatedClock(self.other)._write(offset + self.ahead)
        super()._write(offset)


@dataclass
class World(Stack):
    """A stack whose host is forked, watched, and started again whenever it was killed."""

    plan: Plan = field(init=False)
    timers: frozenset[str] = frozenset()
    """The timers that go off; none but these."""
    limits: str = "off"
    """Whether the Graph sandbox throttles."""
    plan_days: int = 10
    """How far ahead sessions are planned: one session is enough."""
    kills: int = 0
    liar: Liar = field(init=False)
    """A server that answers as a proxy does."""
    services: Services = field(init=False)
    _fork: ForkServerProcess | None = field(default=None, init=False, repr=False)
    _besides: ExitStack = field(default_factory=ExitStack, init=False, repr=False)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.plan = Plan(self.folder / "calls")
        self.liar = self._besides.enter_context(lying())
        self.values = {**VALUES, "CAFE_PROGRAMME": str(self._programme()), **self.values}
        self.sandbox_options = ("--limits", self.limits, "--latency", "0")
        self.azurite_on_disk = True
        try:
            super().__enter__()
        except BaseException:
            self._besides.close()
            raise
        self._own_identity()
        self.services = services_of(self)
        for table in TABLES:
            self._tables.create_table_if_not_exists(table)
        return self

    def __exit__(self, *exception: object) -> None:
        super().__exit__(*exception)
        self._besides.close()

    def _own_identity(self) -> None:
        """Have this process's own questions to Graph take their tokens here, as long as this world lasts."""
        identity = {name: self.settings[name] for name in ("IDENTITY_ENDPOINT", "IDENTITY_HEADER")}
        self._besides.enter_context(patch.dict(os.environ, identity))

    def _programme(self) -> Path:
        """The sample programme, with feeds that answer."""
        address = self._besides.enter_context(feeds.serving(NOW))
        text = (ROOT / "cafe.toml").read_text("utf-8").replace("https://feeds.example.org", address)
        file = self.folder / "cafe.toml"
        file.write_text(re.sub(r"plan_days = \d+", f"plan_days = {self.plan_days}", text), "utf-8")
        return file

    # --- the host -----------------------------------------------------------------------------------------

    def start_host(self) -> None:
        """Fork the host with the plan it has now. Only a first host dies: the one after it has no kill planned."""
        address = f"http://127.0.0.1:{self.site_port}"
        self.site = self.site or address
        timers = ["--timers", str(self.folder / "timers.json")]
        self._fork = self._forked(self.site_port, *timers)
        self._wait_for(address, self._fork)

    @contextmanager
    def another_host(self, skew: timedelta = timedelta(0)) -> Iterator[None]:
        """A second instance of the app works on the same queues. Its clock is ahead by `skew`."""
        port, right = free_port(), self._simulated()
        if skew:
            self.clock = TwoClocks(right.path, self.folder / "clock-off", skew)
            self.clock.advance(timedelta(0))
        fork = self._forked(port, clock=self.folder / "clock-off" if skew else None)
        try:
            self._wait_for(f"http://127.0.0.1:{port}", fork)
            yield
        finally:
            fork.kill()
            fork.join()
            self.clock = right

    def _forked(self, port: int, *options: str, clock: Path | None = None) -> ForkServerProcess:
        line = ["--app", str(ROOT), "--settings", str(self.settings_file), "--port", str(port)]
        line += ["--clock", str(clock or self._simulated().path), *options]
        off = {f"AzureWebJobs.{name}.Disabled": "true" for name in all_timers() - self.timers}
        return fork_host(self.folder / "host.log", line, {**self.settings, **off}, self.plan)

    def stop_host(self) -> None:
        """End the host at once; between runs nothing of it is needed."""
        if self._fork:
            self._fork.kill()
            self._fork.join()

    kill_host = stop_host

    def ensure_alive(self) -> None:
        """Start the host again if it was killed. Raises `ProcessError` if anything else has ended."""
        super().ensure_alive()
        if self._fork and not self._fork.is_alive():
            if self._fork.exitcode != -signal.SIGKILL:
                raise ProcessError(f"The host ended with {self._fork.exitcode}; see {self.folder / 'host.log'}.")
            self.kills += 1
            self.plan = self.next_plan()
            self.start_host()

    def next_plan(self) -> Plan:
        """What the host that follows a killed one is in for: nothing more."""
        return Plan(self.plan.notes, self.plan.functions)

    def _wait_for(self, site: str, fork: ForkServerProcess) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                asker().get(f"{site}/admin/host/status", timeout=30)
            except httpx.TransportError:
                if not fork.is_alive():
                    return  # killed as it began to work: whoever waits for it finds out
                time.sleep(0.01)
            else:
                return
        raise ProcessError(f"The host did not start; see {self.folder / 'host.log'}.")

    def now(self) -> datetime:
        """The time in this world."""
        return self._simulated().now()

    # --- one run after the other --------------------------------------------------------------------------

    def reset(self, at: datetime) -> None:
        """Set everything back: no host, no rows, no messages, no mails, and this time on the clock."""
        self.stop_host()
        self._fork = None
        self.kills = self.liar.told = 0
        for file in (self.folder / "timers.json", self.plan.notes):
            file.unlink(missing_ok=True)
        for table in self._tables.list_tables():
            client = self._tables.get_table_client(table.name)
            for entity in client.list_entities(select=["PartitionKey", "RowKey"]):
                client.delete_entity(entity)
        for queue in self._queues.list_queues():
            self._queues.get_queue_client(queue.name).clear_messages()
        asker().post(f"{self.sandbox}/sandbox/reset").raise_for_status()
        self._simulated().path.write_text(repr(at.timestamp() - time.time()), "ascii")

    def keep(self, *rows: Row) -> None:
        """These rows are there from the beginning."""
        for row in rows:
            self.services.tables.insert(row)

    def put(self, queue: str, text: str) -> None:
        """Somebody puts this text on the queue by hand."""
        client = self._queues.get_queue_client(queue, message_encode_policy=TextBase64EncodePolicy())
        with suppress(ResourceExistsError):
            client.create_queue()
        client.send_message(text, time_to_live=NEVER)

    def return_mail_to(self, address: str) -> None:
        """Mail to this address is taken, and comes back."""
        fault = {"kind": "bounce", "address": address}
        asker().post(f"{self.sandbox}/sandbox/faults", json=[fault]).raise_for_status()

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Ask the site as people and flows do: who gets no answer, or an error of the server, asks again."""
        for _ in range(20):
            try:
                answer = asker().request(method, self.site + path, timeout=30, **given)
            except httpx.TransportError:
                time.sleep(0.01)
                self.ensure_alive()
            else:
                if not answer.is_server_error:
                    return answer
        raise ProcessError(f"{method} {path} got no answer but errors in 20 attempts.")

    def settle(self, longest: timedelta = LONGEST, but_for: type[Message] | None = None) -> None:
        """Let time pass until no queue holds anything, hidden or not, but for one. The snapshot has what is left."""
        clock = self._simulated()
        end, stride = clock.now() + longest, timedelta(seconds=5)
        patient = {but_for.QUEUE} if but_for else set()
        self.wait_until_idle()
        while any(name not in patient and not is_poison(name) for name in self._messages()) and clock.now() < end:
            clock.advance(stride)
            self.wait_until_idle()
            stride = STRIDE

    def calls(self) -> Sequence[Call]:
        """The calls that the host made and that count."""
        return calls_in(self.plan.notes)

    def snapshot(self) -> Snapshot:
        """The world as it is now."""
        mails = asker().get(f"{self.sandbox}/sandbox/mails", timeout=60).json()
        events = asker().get(f"{self.sandbox}/sandbox/events", timeout=60).json()
        return Snapshot(
            mails=Counter(f"{', '.join(one['to'])}: {one['subject']} {_unkeyed(_ours(one))}" for one in mails),
            meetings=Counter(f"{_ours(one)} {one['start']} {one['state']}" for one in events),
            rows=Counter(
                f"{table} {_without_times(entity)}"
                for table in TABLES
                if table not in NOT_COMPARED
                for entity in self._tables.get_table_client(table).list_entities()
            ),
            left=self._messages(),
        )

    def _messages(self) -> dict[str, int]:
        clients = [self._queues.get_queue_client(queue.name) for queue in self._queues.list_queues()]
        counts = {one.queue_name: one.get_queue_properties().approximate_message_count or 0 for one in clients}
        return {name: count for name, count in counts.items() if count}

    @cached_property
    def _tables(self) -> TableServiceClient:
        return TableServiceClient.from_connection_string(self.azurite.connection_string)

    @cached_property
    def _queues(self) -> QueueServiceClient:
        return QueueServiceClient.from_connection_string(self.azurite.connection_string)


def is_poison(queue: str) -> bool:
    """Whether the host keeps there what it gave up."""
    return queue.endswith("-poison")


@cache
def all_timers() -> frozenset[str]:
    """The names of the app's timers."""
    return frozenset(one.name for one in deployed() if one.trigger["type"] == "timerTrigger")


def _ours(document: Mapping[str, Any]) -> str:
    """The café's own key of a mail or a meeting."""
    return " ".join(value for name, value in document["properties"].items() if "Name Cafe" in name)


def _kept(name: str, value: object) -> object:
    if name in SHUFFLED:
        return len(json.loads(str(value)))
    return bool(value) if name in GIVEN else value


def _without_times(entity: Mapping[str, Any]) -> str:
    """The row as text, without what differs from run to run: Graph's ids, and when what was done."""
    kept = {name: _kept(name, value) for name, value in entity.items() if name not in CHANGING}
    undated = {
        name: value if name in ("start", "end") else TIME.sub("…", _unkeyed(str(value)))
        for name, value in sorted(kept.items())
    }
    return json.dumps(undated)


def _unkeyed(text: str) -> str:
    """The text without the keys that are made of a moment."""
    return MOMENTOUS.sub(r"\1", text)
