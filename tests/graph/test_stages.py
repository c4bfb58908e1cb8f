"""Two stages of a café on one mailbox: neither finds, moves or cancels what the other made."""

from collections.abc import Iterator

import pytest

from local.memory.builders import NOW, SESSION, a_mail, a_session
from local.memory.services import MemoryServices, some_services
from shared.graph.microsoft.client import MicrosoftGraph
from shared.meetings.calendar import cancel_meeting, open_session
from shared.services import Services
from shared.sessions.rows import Session, SessionState, session_key
from tests.graph.graph_sandbox import GraphSandbox, organiser


@pytest.fixture
def stages(sandbox: GraphSandbox) -> Iterator[tuple[Services, Services]]:
    """The same session in both stages, with the same programme and the same secret."""
    opened = [MicrosoftGraph(sandbox.graph_url, "", organiser(stage=stage)) for stage in ("dev", "prod")]
    dev, prod = (_on(graph) for graph in opened)
    yield dev, prod
    for graph in opened:
        graph.close()


def _on(graph: MicrosoftGraph) -> Services:
    here: MemoryServices = some_services(having=[a_session(state=SessionState.PLANNED)])
    return Services(here.programme, here.settings, here.keys, here.tables, here.queues, graph, here.feeds)


def the_session(services: Services) -> Session:
    session = services.tables.get(Session, session_key(SESSION))
    assert session is not None
    return session


def test_each_stage_has_a_meeting_of_its_own(sandbox: GraphSandbox, stages: tuple[Services, Services]) -> None:
    for services in (*stages, *stages):
        open_session(services, SESSION, NOW)
    dev, prod = map(the_session, stages)
    assert dev.event_id != prod.event_id
    assert [event["state"] for event in sandbox.events()] == ["open", "open"]


def test_a_cancellation_leaves_the_other_stages_meeting(
    sandbox: GraphSandbox, stages: tuple[Services, Services]
) -> None:
    for services in stages:
        open_session(services, SESSION, NOW)
    dev, prod = stages
    unrecorded = {"state": SessionState.CANCELLED, "event_id": ""}  # as after a death in between: looked for by its key
    dev.tables.replace(the_session(dev).model_copy(update=unrecorded))
    cancel_meeting(dev, SESSION, a_session().start)
    states = {event["id"]: event["state"] for event in sandbox.events()}
    assert states.pop(the_session(prod).event_id) == "open"
    assert list(states.values()) == ["cancelled"]


def test_what_one_stage_sent_the_other_did_not(stages: tuple[Services, Services]) -> None:
    dev, prod = stages
    dev.graph.send_mail(a_mail(delivery_id="confirmation/ada"))
    assert [one.graph.was_sent("confirmation/ada") for one in (dev, prod)] == [True, False]
