"""`make bench`: measures the budgets of the design in one run, and prints a ratio or a count beside each budget."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from azure.core.pipeline.transport import RequestsTransport
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient
from rich.console import Console
from rich.table import Table

import function_app
from local.measures import console, simulation, steadiness
from local.month.books import services_of
from local.month.people import Person, response_of
from local.package import cold_start
from local.stack.azurite import ROOT
from local.stack.stack import Stack
from shared.delivery.sending import deliver
from shared.forms.intake import form_road
from shared.forms.receiving import receive
from shared.forms.working import work
from shared.mail.deliveries import announce
from shared.mail.pacing import PER_DAY
from shared.mail.rows import Delivery, DeliveryState, Lane, MailKind
from shared.messages import DeliveryDue, RegistrationMade, ResponseReceived
from shared.registrations.confirming import confirm
from shared.registrations.telling import sign_up_occasion
from shared.services import Services
from shared.sessions.rows import OpenSession, Session, SessionState
from shared.storage.queues import AzureQueues
from shared.storage.tables import AzureTables

BARE = "import azure.functions, azure.data.tables, azure.storage.queue, pydantic"
APP = "import function_app; function_app.app.get_functions()"
RUNS = 7
SIGN_UPS = 300
FAN_OUT = 1_000
LATE = timedelta(seconds=30)


@dataclass(frozen=True)
class Result:
    """One line of the table. A budget of None is for information."""

    what: str
    measured: float
    budget: float | None
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the budget is kept."""
        if self.budget is None:
            return True
        return self.measured >= self.budget if self.at_least else self.measured <= self.budget


class Counting(RequestsTransport):  # type: ignore[misc] # azure.core exports it without a type
    """The SDK's own transport, counting the requests that leave."""

    count = 0

    def send(self, request: Any, **options: Any) -> Any:
        """Count and send."""
        type(self).count += 1
        return super().send(request, **options)


def main() -> int:
    """Exit status 1 if a budget is not kept."""
    printer = Console(highlight=False)
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder)) as stack:
        os.environ.update(stack.settings)
        stack.stop_host()  # it would work the same messages at the same time
        for measure in MEASURES:
            for result in measure(stack):
                results.append(result)
                printer.print(f"  {result.what}: {result.measured:.2f}")
    printer.print(_table(results))
    return 0 if all(result.kept for result in results) else 1


def _table(results: Sequence[Result]) -> Table:
    table = Table(title="Budgets", title_justify="left")
    for column in ("what", "measured", "budget", ""):
        table.add_column(column, justify="left" if column in ("what", "") else "right")
    for one in results:
        budget = "-" if one.budget is None else f"{'≥' if one.at_least else '≤'} {one.budget:g}"
        table.add_row(one.what, f"{one.measured:.2f}", budget, "kept" if one.kept else "NOT KEPT")
    return table


def _imports(stack: Stack) -> Iterator[Result]:
    """CPU seconds of a fresh process: the best of several runs of each, by turns. Modules are compiled before.

    The package brings them compiled. An environment that forbids to write them would have us compile ours each time.
    """
    compiled = {"PYTHONPYCACHEPREFIX": str(stack.folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    pairs = [(_cpu(BARE, compiled), _cpu(APP, compiled)) for _ in range(RUNS)]
    bare, app = min(one for one, _ in pairs), min(one for _, one in pairs)
    yield Result("import and index function_app / its bare dependencies", app / bare, 1.5)


def _cold_start(stack: Stack) -> Iterator[Result]:
    """A new instance up to its first page, by turns. The system drops its files from memory where it can."""
    starts = cold_start.measure(stack.folder / "cold-start", stack.settings_file)
    packed, source, whole = starts.packed, starts.from_source, starts.whole
    yield Result("cold start to the first page, the package / all that is installed", packed.wall / whole.wall, None)
    yield Result("the same in CPU seconds", packed.cpu / whole.cpu, None)
    yield Result("the same, the package / the package without compiled modules", packed.cpu / source.cpu, None)
    yield Result("cold start of the package to the first page, s", packed.wall, None)


def _first_mail(stack: Stack) -> Iterator[Result]:
    """How many more CPU seconds a process takes for its first mail than for its second."""
    script = (
        "import time; from shared.services import the_services; from shared.graph.protocol import Mail\n"
        "graph = the_services().graph\n"
        "def send(n):\n"
        "    start = time.process_time()\n"
        "    graph.send_mail(Mail(f'bench/{n}', 'bench@example.org', 'Bench', '<p>Bench</p>'))\n"
        "    return time.process_time() - start\n"
        "first = send(1); print(first - min(send(2), send(3)))"
    )
    seconds = min(float(_python(script, stack.settings)) for _ in range(3))
    yield Result("first mail of a process above the second, CPU s", seconds, 0.3)


def _operations(stack: Stack) -> Iterator[Result]:
    """Storage operations and Graph calls of one sign-up on its way to a mail that is sent in its turn."""
    services, now = _counted(stack), datetime.now(UTC)
    session = _open_session(services, now)
    _sent(services, _announced(services, 0, session, now))  # so that tables and queues exist and modules are loaded
    response, operations = _counting(lambda: _sign_up(services, 1, now))
    yield Result("sign-up to accepted, storage operations", operations, 2)
    _, operations = _counting(lambda: work(services, response, now))
    yield Result("registering behind the queue, storage operations", operations, None)
    made = _made(services, session, services.keys.person(_email(1)), now)
    _, operations = _counting(lambda: confirm(services, made, now))
    yield Result("confirmation made due, storage operations", operations, 5)
    before = _graph_calls(stack)
    yield Result("confirmation sent, storage operations", _sent(services, _due(made)), 5)
    yield Result("confirmation sent, Graph calls", _graph_calls(stack) - before, 1)
    late = _sent(services, _announced(services, 2, session, now), LATE)
    yield Result("the same, too late for its turn, storage operations", late, None)


def _throughput(stack: Stack) -> Iterator[Result]:
    """Sign-ups taken in a second, compared with the two bare storage calls; blocks of each by turns."""
    services, now = services_of(stack), datetime.now(UTC)
    tables = TableServiceClient.from_connection_string(stack.azurite.connection_string)
    queues = QueueServiceClient.from_connection_string(stack.azurite.connection_string)
    table = tables.create_table_if_not_exists("bench")
    queue = queues.get_queue_client("bench")
    queue.create_queue()

    def bare(number: int) -> None:
        table.create_entity({"PartitionKey": "bench", "RowKey": str(number), "raw": "x" * 600})
        queue.send_message("x" * 120)

    bare_seconds = ours = 0.0
    for block in range(10, 10 + SIGN_UPS, 50):
        numbers = range(block, block + 50)
        bare_seconds += _seconds(bare, numbers)
        ours += _seconds(lambda number: _sign_up(services, number, now), numbers)
    yield Result("sign-ups taken in a second / the bare storage calls", bare_seconds / ours, 0.6, at_least=True)


def _fan_out(stack: Stack) -> Iterator[Result]:
    services, now = _counted(stack), datetime.now(UTC)
    people = [services.keys.person(f"reader.{number}@example.org") for number in range(FAN_OUT)]

    def fan_out() -> None:
        announce(services, MailKind.BULLETIN, "2026-W50", people, now, occasion="bulletin-2026-W50", lane=Lane.BULK)

    _, operations = _counting(fan_out)
    least = -(-FAN_OUT // 100) + FAN_OUT + 2  # transactions, messages, and the reservation's read and write
    yield Result(f"fan-out to {FAN_OUT:,}, storage operations / designed", operations / least, 1)


def _steadiness(_: Stack) -> Iterator[Result]:
    """The figures that must not grow, measured in memory."""
    few, many = steadiness.SMALL, steadiness.LARGE
    yield Result(f"fan-out to {many:,} / {few:,}, time for each recipient", steadiness.fan_out_time(), 1.1)
    yield Result(f"fan-out to {many:,} beyond {few:,}, memory in MB", steadiness.fan_out_memory(), 10)
    counts = list(steadiness.timer_operations())
    grown = sum(years for _, _, years in counts) / sum(none for _, none, _ in counts)
    yield Result(f"{len(counts)} timers, operations with ten years of history / with none", grown, 1)


def _pacing(_: Stack) -> Iterator[Result]:
    """A bulletin on a simulated clock: `python -m local.measures.simulation` shows more of it."""
    alone, mixed = (simulation.Simulation(plan).run() for plan in simulation.plans(PER_DAY)[:2])
    yield Result(f"bulletin to {PER_DAY:,}, 429s", alone.throttled + mixed.throttled, 0)
    yield Result(f"bulletin to {PER_DAY:,}, time / the least that the limits allow", alone.ratio, 1.05)
    yield Result("the same while people sign up", mixed.ratio, 1.05)
    yield Result("worst wait of a confirmation meanwhile, s", mixed.worst_wait.total_seconds(), 120)
    yield Result("storage operations for each mail of the bulletin", alone.operations, None)


def _console(stack: Stack) -> Iterator[Result]:
    """The console's pages with thousands of people and ten years of sessions: the dearest and the slowest."""
    services = _counted(stack)
    services = replace(services, settings=services.settings.model_copy(update={"signed_in_by_platform": True}))
    if not function_app.app.get_functions():
        raise SystemExit("The app has no functions: nothing was measured.")
    large = console.fill(services, datetime.now(UTC), years=10)
    opened = list(console.costs(services, large, lambda: Counting.count))
    dearest, slowest = max(opened, key=lambda one: one.operations), max(opened, key=lambda one: one.seconds)
    yield Result(f"dearest page /{dearest.address}, storage operations", dearest.operations, console.MOST_OPERATIONS)
    yield Result(f"slowest page /{slowest.address}, s", slowest.seconds, console.MOST_SECONDS)
    yield Result("pages of the console that were opened", len(opened), None)


MEASURES = (
    _imports,
    _cold_start,
    _first_mail,
    _operations,
    _throughput,
    _fan_out,
    _steadiness,
    _pacing,
    _console,
)


def _counted(stack: Stack) -> Services:
    connection = stack.azurite.connection_string
    tables = TableServiceClient.from_connection_string(connection, transport=Counting())
    queues = QueueServiceClient.from_connection_string(connection, transport=Counting())
    return replace(services_of(stack), tables=AzureTables(tables), queues=AzureQueues(queues))


def _counting[T](act: Callable[[], T]) -> tuple[T, int]:
    before = Counting.count
    return act(), Counting.count - before


def _open_session(services: Services, now: datetime) -> Session:
    start = now + timedelta(days=3)
    session = Session(
        series="educators",
        id=f"educators-{start:%Y-%m-%d}",
        title="Bench",
        start=start,
        end=start + timedelta(hours=1),
        state=SessionState.OPEN,
        join_url="https://teams.example.org/l/1",
    )
    services.tables.insert(session)
    services.tables.insert(OpenSession(id=session.id))
    return session


def _delivery(services: Services, due: DeliveryDue) -> Delivery:
    row = services.tables.get(Delivery, (due.purpose, due.person))
    if row is None:
        raise SystemExit(f"No delivery was made for {due.purpose}.")
    return row


def _email(number: int) -> str:
    return f"bench.{number}@example.org"


def _sign_up(services: Services, number: int, now: datetime) -> ResponseReceived:
    person = Person(f"Bench {number}", _email(number), "educators", bulletin=False)
    response = response_of(person, services.programme, number)
    receive(services, {"formId": services.programme.forms.sign_up.id, "responseId": number, "response": response}, now)
    form = form_road(services.keys, services.programme.forms.sign_up.id)
    return ResponseReceived(form=form, response=str(number))


def _announced(services: Services, number: int, session: Session, now: datetime) -> DeliveryDue:
    """Somebody signed up, and their confirmation is due."""
    work(services, _sign_up(services, number, now), now)
    person = services.keys.person(_email(number))
    made = _made(services, session, person, now)
    confirm(services, made, now)
    return _due(made)


def _made(services: Services, session: Session, person: str, now: datetime) -> RegistrationMade:
    occasion = sign_up_occasion(services.keys, person, now)
    return RegistrationMade(session=session.id, person=person, sequence=0, sign_up=occasion)


def _due(made: RegistrationMade) -> DeliveryDue:
    return DeliveryDue(purpose=f"{made.sign_up}.confirmation", person=made.person)


def _sent(services: Services, due: DeliveryDue, late: timedelta = timedelta(0)) -> int:
    """Send the mail in its turn, or so much later. Returns the storage operations that this took."""
    turn = _delivery(services, due).due
    _, operations = _counting(lambda: deliver(services, due, turn + late))
    if (state := _delivery(services, due).state) is not DeliveryState.SENT:
        raise SystemExit(f"The confirmation is {state}, not sent: nothing was measured.")
    return operations


def _graph_calls(stack: Stack) -> int:
    calls: dict[str, int] = httpx.get(f"{stack.sandbox}/sandbox/calls").json()["calls"]
    return sum(calls.values())


def _seconds(act: Callable[[int], object], numbers: Iterable[int]) -> float:
    start = time.perf_counter()
    for number in numbers:
        act(number)
    return time.perf_counter() - start


def _cpu(script: str, settings: dict[str, str]) -> float:
    timed = f"import time; start = time.process_time(); {script}; print(time.process_time() - start)"
    return float(_python(timed, settings))


def _python(script: str, settings: dict[str, str]) -> str:
    environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    return done.stdout.strip().splitlines()[-1]


if __name__ == "__main__":
    sys.exit(main())
