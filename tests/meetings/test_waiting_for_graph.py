"""While Graph is away a session's message waits, as long as Graph says and a minute at least."""

from datetime import timedelta

import pytest

from local.memory.builders import NOW, SESSION, a_session
from local.memory.services import some_services
from shared.graph.protocol import GraphUnavailable
from shared.meetings.calendar import waiting_for_graph
from shared.messages import SessionPlanned

PLANNED = SessionPlanned(session=SESSION)
END = a_session().end


def gone(after: timedelta | None = None) -> None:
    """Graph is not there."""
    raise GraphUnavailable("away", after)


@pytest.mark.parametrize(("said", "waited"), [(None, 60), (timedelta(seconds=5), 60), (timedelta(seconds=300), 300)])
def test_the_message_comes_again(said: timedelta | None, waited: int) -> None:
    services = some_services(having=[a_session()])
    with waiting_for_graph(services, PLANNED, NOW):
        gone(said)
    assert services.queues.sent == [(PLANNED, timedelta(seconds=waited))]


def test_it_waits_until_the_session_is_over_and_then_it_has_failed() -> None:
    services = some_services(having=[a_session()])
    with waiting_for_graph(services, PLANNED, END):
        gone()
    with pytest.raises(GraphUnavailable), waiting_for_graph(services, PLANNED, END + timedelta(microseconds=1)):
        gone()
    with pytest.raises(GraphUnavailable), waiting_for_graph(some_services(), PLANNED, NOW):
        gone()
    assert len(services.queues.sent) == 1
