"""What others on the way answer in Graph's place, such as a proxy's page, is never read as Graph's own word."""

from collections.abc import Callable, Iterator

import pytest

from local.memory.builders import NOW, a_mail, an_invitation
from shared.graph.microsoft.client import MicrosoftGraph
from shared.graph.protocol import GraphUnavailable, NothingDone, OutcomeUnknown
from tests.graph.graph_sandbox import organiser
from tests.graph.scripted_graph import ScriptedGraph, Told

PAGE = "<!DOCTYPE html><title>Sign in to the guest network</title>"
HTML = {"Content-Type": "text/html"}
STRANGE = [
    Told(200, PAGE, HTML),
    Told(200, {}),
    Told(200),
    Told(200, '{"value": [{"id": "1", "isDr', {"Content-Type": "application/json"}),
    Told(200, {"value": None}),
    Told(200, {"value": "none"}),
    Told(200, PAGE, {"Content-Encoding": "gzip"}),
    Told(201, PAGE, HTML),
    Told(202, PAGE, HTML),
    Told(204),
    Told(301, PAGE, {**HTML, "Location": "https://sign-in.example.org/"}),
    Told(302, PAGE, {**HTML, "Location": "https://sign-in.example.org/"}),
    Told(304),
    Told(307, PAGE, {**HTML, "Location": "/v1.0/elsewhere"}),
    Told(400, PAGE, HTML),
    Told(401, PAGE, HTML),
    Told(403, PAGE, HTML),
    Told(404, PAGE, HTML),
    Told(407, {"error": {"code": "ProxyAuthenticationRequired"}}),
    Told(407, PAGE, {**HTML, "Proxy-Authenticate": "Basic"}),
    Told(410, {"error": "gone"}),
    Told(429, PAGE, HTML),
    Told(451, PAGE, HTML),
    Told(511, PAGE, HTML),
]
READS: dict[str, Callable[[MicrosoftGraph], object]] = {
    "was it sent": lambda graph: graph.was_sent("d"),
    "which meeting has this key": lambda graph: graph.find_meeting("k"),
    "the meeting": lambda graph: graph.meeting("1"),
    "what came back": lambda graph: graph.bounces(NOW),
    "who came": lambda graph: graph.attendance("https://teams.example.org/l/1"),
}
CHANGES: dict[str, Callable[[MicrosoftGraph], object]] = {
    "make": lambda graph: graph.create_meeting(an_invitation()),
    "move": lambda graph: graph.update_meeting("1", an_invitation()),
}


def named(told: Told) -> str:
    return f"{told.status} {str(told.body)[:30]}"


@pytest.fixture
def graph(scripted: ScriptedGraph) -> Iterator[MicrosoftGraph]:
    edge = MicrosoftGraph(f"{scripted.address}/v1.0", "", organiser())
    yield edge
    edge.close()


@pytest.mark.parametrize("told", STRANGE, ids=named)
def test_a_question_answered_by_a_stranger_has_no_answer_yet(
    scripted: ScriptedGraph, graph: MicrosoftGraph, told: Told
) -> None:
    scripted.always = told
    for ask in READS.values():
        with pytest.raises(NothingDone):
            ask(graph)


@pytest.mark.parametrize("told", STRANGE, ids=named)
def test_a_change_answered_by_a_stranger_is_made_again_later(
    scripted: ScriptedGraph, graph: MicrosoftGraph, told: Told
) -> None:
    scripted.always = told
    for change in CHANGES.values():
        with pytest.raises(NothingDone):
            change(graph)


@pytest.mark.parametrize("told", [one for one in STRANGE if one.status != 202], ids=named)
def test_a_mail_answered_by_a_stranger_may_have_gone_and_is_not_handed_over_twice(
    scripted: ScriptedGraph, graph: MicrosoftGraph, told: Told
) -> None:
    scripted.always = told
    with pytest.raises(OutcomeUnknown):
        graph.send_mail(a_mail())
    assert [seen.method for seen in scripted.seen] == ["POST"]


@pytest.mark.parametrize("told", [one for one in STRANGE if one.status != 202], ids=named)
def test_a_cancellation_answered_by_a_stranger_is_made_again_later(
    scripted: ScriptedGraph, graph: MicrosoftGraph, told: Told
) -> None:
    scripted.always = told
    with pytest.raises(NothingDone):
        graph.cancel_meeting("1", "The panel is away.")


def test_an_event_that_graph_will_not_cancel_is_gone_only_when_graph_says_so(
    scripted: ScriptedGraph, graph: MicrosoftGraph
) -> None:
    scripted.script.extend([Told(400, {"error": {"code": "ErrorInvalidRequest"}}), Told(200, PAGE, HTML)])
    with pytest.raises(GraphUnavailable):
        graph.cancel_meeting("1", "The panel is away.")


def test_an_empty_page_is_not_the_end_of_a_list(scripted: ScriptedGraph, graph: MicrosoftGraph) -> None:
    more = {"value": [], "@odata.nextLink": f"{scripted.address}/v1.0/users/x/messages?$skip=1"}
    scripted.script.extend([Told(200, more), Told(200, {"value": [{"id": "1", "isDraft": False}]})])
    assert graph.was_sent("d") is True


def test_pages_that_lead_round_in_a_circle_are_no_answer(scripted: ScriptedGraph, graph: MicrosoftGraph) -> None:
    scripted.always = Told(200, {"value": [], "@odata.nextLink": f"{scripted.address}/v1.0/users/x/messages?$skip=1"})
    with pytest.raises(GraphUnavailable):
        graph.was_sent("d")
    assert len(scripted.seen) == 2


@pytest.mark.parametrize(
    "told",
    [
        Told(200, PAGE, HTML),
        Told(200, {}),
        Told(200),
        Told(200, []),
        Told(200, {"access_token": "x", "expires_on": "soon", "resource": "r", "token_type": "Bearer"}),
        Told(302, PAGE, HTML),
        Told(407, PAGE, HTML),
    ],
    ids=named,
)
def test_an_identity_whose_answer_is_no_token_gave_none(
    scripted: ScriptedGraph, graph: MicrosoftGraph, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{scripted.address}/another")
    scripted.always = told
    with pytest.raises(GraphUnavailable, match=r"^the managed identity got no token$"):
        graph.send_mail(a_mail())
