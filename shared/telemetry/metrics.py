"""Telemetry: what is counted and measured, and the trace id on every log record.

Only OpenTelemetry's API is used, which does nothing until something sets up an SDK with an exporter in the
process. What is measured is a log line too (`shared.operations.health`), which needs neither.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.metrics import Counter, Meter
    from opentelemetry.metrics import _Gauge as Gauge  # the API exports it under this name alone


def delivery_became(state: str, kind: str) -> None:
    """A delivery of this kind of mail came into this state."""
    _counter("cafe.deliveries", "{delivery}", "Deliveries that came into a state").add(
        1, {"state": state, "kind": kind}
    )


def throttled() -> None:
    """Graph asked to wait."""
    _counter("cafe.graph.throttled", "{answer}", "Answers of Graph that asked to wait (429)").add(1)


def failed(step: str) -> None:
    """A piece of this step's work was given up."""
    _counter("cafe.failed_work", "{piece}", "Work that was given up and kept").add(1, {"step": step})


def measured(kept: int, oldest_due_seconds: int) -> None:
    """How much failed work waits for a person, and how long the mail due longest has waited."""
    _gauge("cafe.failed_work.kept", "{piece}", "Failed work that waits for a person").set(kept)
    _gauge("cafe.deliveries.oldest_due", "s", "How long the mail due longest has waited").set(oldest_due_seconds)


@cache
def _meter() -> "Meter":
    from opentelemetry import metrics  # noqa: PLC0415 - an app that has nothing to count yet starts without it

    return metrics.get_meter("virtual-cafe")


@cache
def _counter(name: str, unit: str, description: str) -> "Counter":
    return _meter().create_counter(name, unit, description)


@cache
def _gauge(name: str, unit: str, description: str) -> "Gauge":
    return _meter().create_gauge(name, unit, description)
