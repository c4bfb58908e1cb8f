"""What the app declares: its functions, and what starts each of them."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from croniter import CroniterError

from local.host.errors import HostError
from local.host.http.routes import Route
from local.host.settings import connection_string, expand
from local.host.triggers.schedules import Schedule
from local.host.worker.protos import RpcFunctionMetadata

_FUNCTION_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,126}")
_QUEUE_NAME = re.compile(r"(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*")
_RESERVED = ("admin", "runtime")  # the host's own paths; Azure refuses functions and routes under them
_SUPPORTED = {"httpTrigger", "http", "queueTrigger", "timerTrigger"}

type RawBinding = Mapping[str, object]


@dataclass(frozen=True)
class HttpTrigger:
    route: Route
    methods: frozenset[str] | None  # None: every method


@dataclass(frozen=True)
class QueueTrigger:
    queue: str
    connection: str  # a connection string


@dataclass(frozen=True)
class TimerTrigger:
    schedule: Schedule
    run_on_startup: bool
    use_monitor: bool


type Trigger = HttpTrigger | QueueTrigger | TimerTrigger


@dataclass(frozen=True)
class Function:
    id: str
    name: str
    parameter: str  # the trigger's argument
    trigger: Trigger
    bindings: Sequence[RawBinding]
    disabled: bool = False


def read_function(metadata: RpcFunctionMetadata, route_prefix: str, environment: Mapping[str, str]) -> Function:
    """A function as the app declares it. Raises HostError if Azure would put the function in error at its start."""
    name = metadata.name
    bindings = [json.loads(raw) for raw in metadata.raw_bindings]
    _check(name, bindings)
    binding = next((each for each in bindings if str(each["type"]).endswith("Trigger")), None)
    if binding is None:
        raise HostError(f"The function {name} has no trigger.")
    return Function(
        id=metadata.function_id,
        name=name,
        parameter=str(binding["name"]),
        trigger=_trigger(name, binding, route_prefix, environment),
        bindings=bindings,
        disabled=environment.get(f"AzureWebJobs.{name}.Disabled", "").lower() in ("1", "true"),
    )


def _check(name: str, bindings: Sequence[RawBinding]) -> None:
    if not _FUNCTION_NAME.fullmatch(name) or name.lower().startswith(_RESERVED):
        raise HostError(f"The function name {name} is one that Azure refuses.")
    for binding in bindings:
        if binding["type"] not in _SUPPORTED:
            raise HostError(f"The function {name} has a binding of type {binding['type']}, which this host cannot run.")
        if "__" in str(binding["name"]):
            raise HostError(f"The function {name} has a binding named {binding['name']}, which Azure refuses.")


def _trigger(name: str, binding: RawBinding, route_prefix: str, environment: Mapping[str, str]) -> Trigger:
    match binding["type"]:
        case "httpTrigger":
            return _http_trigger(name, binding, route_prefix)
        case "queueTrigger":
            return _queue_trigger(name, binding, environment)
        case _:
            return _timer_trigger(name, binding, environment)


def _http_trigger(name: str, binding: RawBinding, route_prefix: str) -> HttpTrigger:
    template = str(binding.get("route") or name)
    if template.lstrip("/").lower().startswith(_RESERVED):
        raise HostError(f"The function {name} has the route {template}, which Azure keeps for itself.")
    try:
        route = Route(f"{route_prefix.strip('/')}/{template.strip('/')}".strip("/"))
    except ValueError as error:
        raise HostError(f"The function {name} has a route that cannot be read: {error}.") from error
    methods = binding.get("methods")
    if not isinstance(methods, list) or not methods:
        return HttpTrigger(route, None)
    return HttpTrigger(route, frozenset(str(method).upper() for method in methods))


def _queue_trigger(name: str, binding: RawBinding, environment: Mapping[str, str]) -> QueueTrigger:
    place = f"The function {name}"
    queue = expand(str(binding["queueName"]), environment, place).lower()
    if not _QUEUE_NAME.fullmatch(queue):
        raise HostError(f"{place} listens to {queue!r}, which is no name for a queue.")
    return QueueTrigger(queue, connection_string(str(binding.get("connection") or ""), environment, place))


def _timer_trigger(name: str, binding: RawBinding, environment: Mapping[str, str]) -> TimerTrigger:
    place = f"The function {name}"
    expression = expand(str(binding["schedule"]), environment, place)
    try:
        schedule = Schedule(expression)
    except (ValueError, CroniterError) as error:
        raise HostError(
            f"{place} has the schedule {expression!r}, which is no NCRONTAB expression: {error}."
        ) from error
    return TimerTrigger(
        schedule,
        run_on_startup=binding.get("runOnStartup") is True,
        use_monitor=binding.get("useMonitor") is not False,
    )
