"""Telemetry: what is counted and measured, and the trace id on every log record.

We use OpenTelemetry's API alone. It does nothing until an SDK with an exporter is set up in the process.
What is measured is also a log line (`shared.operations.health`), which needs neither.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.metrics import Counter, Meter
    from opentelemetry.metrics import _Gauge as Gauge  # the API exports it under this name alone


def delivery_became(state: str, kind: str) -> None:
    """Count a delivery of this kind of mail that reached this state."""
    _counter("cafe.deliveries", "{delivery}", "Deliveries that reached a state").add(1, {"state": state, "kind": kind})


def throttled() -> None:
    """Count an answer in which Graph asked us to wait."""
    _counter("cafe.graph.throttled", "{answer}", "Answers from Graph that asked us to wait (429)").add(1)


def failed(step: str) -> None:
    """Count a piece of this step's work that was given up."""
    _counter("cafe.failed_work", "{piece}", "Work that was given up and kept").add(1, {"step": step})


def measured(kept: int, oldest_due_seconds: int) -> None:
    """Record how much failed work waits for a person, and for how long the most overdue mail has waited."""
    _gauge("cafe.failed_work.kept", "{piece}", "Failed work that waits for a person").set(kept)
    _gauge("cafe.deliveries.oldest_due", "s", "How long the most overdue mail has waited").set(oldest_due_seconds)


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
