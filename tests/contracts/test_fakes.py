"""What a test can arrange on a fake."""

import pytest

from local.memory.builders import a_mail, a_seating
from local.memory.feeds import MemoryFeeds
from local.memory.graph import MemoryGraph
from local.memory.queues import MemoryQueues
from local.memory.services import some_services
from local.memory.tables import MemoryTables
from shared.feeds.fetching import FeedUnavailable
from shared.graph.protocol import GraphUnavailable, OutcomeUnknown
from shared.messages import DeliveryDue, SessionPlanned
from shared.registrations.rows import Seating
from shared.storage.tables import RowChanged


def test_a_call_can_fail_before_it_does_anything() -> None:
    graph = MemoryGraph()
    graph.fail("send_mail", GraphUnavailable())
    with pytest.raises(GraphUnavailable):
        graph.send_mail(a_mail())
    assert graph.mails == []
    graph.send_mail(a_mail())
    assert (graph.mails, graph.calls["send_mail"]) == ([a_mail()], 2)


def test_a_call_can_fail_after_it_has_done_all() -> None:
    graph = MemoryGraph()
    graph.fail("send_mail", OutcomeUnknown(), after=True)
    with pytest.raises(OutcomeUnknown):
        graph.send_mail(a_mail())
    assert graph.mails == [a_mail()]


def test_somebody_else_can_act_just_before() -> None:
    tables = MemoryTables()
    mine = tables.put(a_seating())
    tables.meanwhile("replace", lambda: tables.put(a_seating(seated=["somebody"])))
    with pytest.raises(RowChanged):
        tables.replace(mine.model_copy(update={"seated": ("me",)}))
    assert [row.seated for row in tables.rows(Seating)] == [("somebody",)]


def test_draining_takes_one_kind_of_message() -> None:
    queues = MemoryQueues()
    queues.send(SessionPlanned(session="s"))
    queues.send(DeliveryDue(purpose="p", person="x"))
    assert queues.drain(SessionPlanned) == [SessionPlanned(session="s")]
    assert [message for message, _ in queues.sent] == [DeliveryDue(purpose="p", person="x")]


def test_a_feed_is_read_or_unavailable() -> None:
    feeds = MemoryFeeds()
    feeds.contents["https://feeds.example.org/a"] = b"<rss/>"
    assert feeds.read("https://feeds.example.org/a") == b"<rss/>"
    with pytest.raises(FeedUnavailable):
        feeds.read("https://feeds.example.org/b")


def test_services_start_with_the_rows_they_are_given() -> None:
    services = some_services(having=[a_seating(capacity=3)])
    kept = services.tables.get(Seating, a_seating().key)
    assert kept is not None
    assert kept.capacity == 3
    assert services.tables.operations == [("get", "seating")]
