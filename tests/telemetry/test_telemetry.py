"""Telemetry: a log record carries the trace of its work, and what the café counts reaches whoever collects it."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from opentelemetry import metrics
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader, NumberDataPoint

from local.memory.builders import NOW, a_delivery, a_registration, a_session
from local.memory.services import some_services
from shared.delivery.sending import deliver
from shared.failures import failed_work
from shared.graph.microsoft.client import MicrosoftGraph
from shared.graph.protocol import Throttled
from shared.messages import DeliveryDue, SessionPlanned
from shared.operations.health import measure
from shared.storage.queues import encode
from shared.telemetry.tracing import name_traces_in_logs, trace_in, traced
from tests.graph.graph_sandbox import organiser
from tests.graph.scripted_graph import ScriptedGraph, Told

type Counts = dict[tuple[str, str], float]


@pytest.fixture(scope="module")
def reader() -> InMemoryMetricReader:
    """What a process with an SDK collects; there is one provider in the life of a process."""
    reader = InMemoryMetricReader()
    metrics.set_meter_provider(MeterProvider([reader]))
    return reader


def counts(reader: InMemoryMetricReader) -> Counts:
    """Every number, by name and attributes."""
    collected = reader.get_metrics_data()
    return {
        (metric.name, ",".join(f"{key}={value!s}" for key, value in sorted((point.attributes or {}).items()))): (
            point.value
        )
        for resource in (collected.resource_metrics if collected else ())
        for scope in resource.scope_metrics
        for metric in scope.metrics
        for point in metric.data.data_points
        if isinstance(point, NumberDataPoint)
    }


def grown(before: Counts, after: Counts) -> Counts:
    """What was added to each counter, or is new."""
    return {key: value - before.get(key, 0) for key, value in after.items() if value != before.get(key, 0)}


def test_a_mail_on_its_way_is_counted_in_each_state(reader: InMemoryMetricReader) -> None:
    row = a_delivery()
    services = some_services(having=[a_session(), a_registration(), row])
    before = counts(reader)
    deliver(services, DeliveryDue(purpose=row.purpose, person=row.person), NOW)
    assert grown(before, counts(reader)) == {
        ("cafe.deliveries", "kind=confirmation,state=sending"): 1,
        ("cafe.deliveries", "kind=confirmation,state=sent"): 1,
    }


def test_failed_work_is_counted_by_step_and_measured_with_the_age_of_the_oldest_mail(
    reader: InMemoryMetricReader,
) -> None:
    row = a_delivery(due=NOW - timedelta(seconds=90))
    services = some_services(having=[row])
    services.queues.send(DeliveryDue(purpose=row.purpose, person=row.person))
    before = counts(reader)
    for number in range(2):
        failed_work.keep_message(services, SessionPlanned.QUEUE, str(number), NOW)
    measure(services, NOW)
    assert grown(before, counts(reader)) == {
        ("cafe.failed_work", "step=session-planned"): 2,
        ("cafe.failed_work.kept", ""): 2,
        ("cafe.deliveries.oldest_due", ""): 90,
    }


def test_every_answer_that_asks_to_wait_is_counted(reader: InMemoryMetricReader, scripted: ScriptedGraph) -> None:
    scripted.always = Told(429, headers={"Retry-After": "1"})
    graph = MicrosoftGraph(f"{scripted.address}/v1.0", "", organiser())
    before = counts(reader)
    with pytest.raises(Throttled):
        graph.was_sent("x")
    graph.close()
    assert grown(before, counts(reader)) == {("cafe.graph.throttled", ""): 1}


# --- traces in logs ---------------------------------------------------------------------------------------


@pytest.fixture
def named_traces() -> Iterator[None]:
    before = logging.getLogRecordFactory()
    name_traces_in_logs()
    yield
    logging.setLogRecordFactory(before)


def test_each_record_of_a_work_carries_its_trace_and_no_other_does(
    named_traces: None, caplog: pytest.LogCaptureFixture
) -> None:
    log = logging.getLogger("shared.anything")
    with caplog.at_level(logging.INFO):
        log.info("before")
        with traced(encode(SessionPlanned(session="s")).encode()) as trace:
            log.info("within")
        log.info("after")
    assert [record.__dict__.get("trace") for record in caplog.records] == [None, trace, None]


def test_a_records_message_ends_with_what_was_given_beside_it(
    named_traces: None, caplog: pytest.LogCaptureFixture
) -> None:
    log = logging.getLogger("shared.anything")
    with caplog.at_level(logging.INFO), traced(encode(SessionPlanned(session="s")).encode()) as trace:
        log.info("delivery settled: %s", "sent", extra={"delivery": "a/b"})
    assert caplog.messages == [f"delivery settled: sent trace={trace} delivery=a/b"]


@pytest.mark.parametrize(
    "body", [None, b"", b"not json", b"[]", b"{}", b'{"trace": 7}', b'{"trace": "a b"}', b'{"trace": "a\\nb"}']
)
def test_what_carries_no_usable_trace_gets_a_new_one(body: bytes | None) -> None:
    assert trace_in(body) == ""
    with traced(body) as trace:
        assert len(trace) == 32
