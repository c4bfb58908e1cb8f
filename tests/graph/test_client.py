"""The edge to Microsoft Graph against the sandbox: what arrives, and what each fault becomes."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

import pytest

from local.memory.builders import NOW, a_mail, an_invitation
from shared.graph.microsoft.client import MicrosoftGraph
from shared.graph.protocol import Attachment, Graph, GraphUnavailable, NotPermitted, OutcomeUnknown, Refused, Throttled
from tests.graph.graph_sandbox import WITHOUT_POLICY, GraphSandbox, organiser

SEND = r"/sendMail$"
LINK = "https://teams.example.org/l/meetup-join/1"


@pytest.fixture(scope="module")
def _edge(_sandbox: GraphSandbox) -> Iterator[MicrosoftGraph]:
    graph = MicrosoftGraph(_sandbox.graph_url, "", organiser())
    yield graph
    graph.close()


@pytest.fixture
def graph(sandbox: GraphSandbox, _edge: MicrosoftGraph) -> Graph:
    return _edge


def test_a_mail_arrives_with_all_that_belongs_to_it(sandbox: GraphSandbox, graph: Graph) -> None:
    graph.send_mail(
        a_mail(
            delivery_id="issue/person",
            subject="News of the café",
            html="<p>Grüße</p>",
            attachments=[Attachment("dates.ics", "text/calendar; charset=utf-8", b"\x00BEGIN")],
            headers=[("x-cafe-kind", "bulletin")],
            list_unsubscribe="<https://cafe.example.org/out/1>",
        )
    )
    (mail,) = sandbox.mails()
    (attachment,) = mail["attachments"]
    assert (mail["subject"], mail["html"], mail["saved"]) == ("News of the café", "<p>Grüße</p>", True)
    assert (attachment["name"], attachment["base64"]) == ("dates.ics", "AEJFR0lO")
    assert mail["headers"] == {"x-cafe-kind": "bulletin"}
    assert {name.rsplit(" ", 1)[-1]: value for name, value in mail["properties"].items()} == {
        "CafeDelivery": "test/issue/person",
        "0x1045": "<https://cafe.example.org/out/1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_the_times_of_a_meeting_are_utc_wherever_they_come_from(sandbox: GraphSandbox, graph: Graph) -> None:
    summer = datetime(2026, 7, 8, 13, 30, tzinfo=timezone(timedelta(hours=1)))
    graph.create_meeting(an_invitation(start=summer))
    (event,) = sandbox.events()
    assert (event["start"][:19], event["end"][:19]) == ("2026-07-08T12:30:00", "2026-07-08T13:30:00")
    assert event["attendees"] == []


def test_throttling_says_how_long_and_nothing_was_sent(sandbox: GraphSandbox, graph: Graph) -> None:
    sandbox.fault("status", path=SEND, status=429, code="ApplicationThrottled", retry_after="2.128", times=1)
    with pytest.raises(Throttled) as throttled:
        graph.send_mail(a_mail())
    assert throttled.value.after == timedelta(seconds=2.128)
    assert sandbox.mails() == []


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("after", [False, True])
def test_after_a_servers_error_nobody_knows_and_nothing_is_sent_again(
    sandbox: GraphSandbox, graph: Graph, status: int, after: bool
) -> None:
    sandbox.fault("status", path=SEND, status=status, retry_after="7", after=after, times=1)
    with pytest.raises(OutcomeUnknown) as unknown:
        graph.send_mail(a_mail())
    assert unknown.value.after == timedelta(seconds=7)
    assert sandbox.calls()["POST /users/{user}/sendMail"] == 1
    assert len(sandbox.mails()) == int(after)
    assert graph.was_sent(a_mail().delivery_id) == after


@pytest.mark.parametrize("after", [False, True])
def test_a_connection_that_breaks_leaves_the_outcome_unknown(sandbox: GraphSandbox, graph: Graph, after: bool) -> None:
    sandbox.fault("reset", path=SEND, after=after, times=1)
    with pytest.raises(OutcomeUnknown):
        graph.send_mail(a_mail())
    assert graph.was_sent(a_mail().delivery_id) == after


REPEATABLE: dict[str, Callable[[Graph], object]] = {
    "create_meeting": lambda graph: graph.create_meeting(an_invitation()),
    "find_meeting": lambda graph: graph.find_meeting("pgdit-2026-12-09"),
    "meeting": lambda graph: graph.meeting("an-event"),
    "update_meeting": lambda graph: graph.update_meeting("an-event", an_invitation()),
    "cancel_meeting": lambda graph: graph.cancel_meeting("an-event", ""),
    "was_sent": lambda graph: graph.was_sent("a delivery"),
    "bounces": lambda graph: graph.bounces(NOW),
    "attendance": lambda graph: graph.attendance(LINK),
}


@pytest.mark.parametrize("call", REPEATABLE)
@pytest.mark.parametrize("kind", ["status", "reset"])
def test_what_can_be_asked_again_is_only_unavailable(sandbox: GraphSandbox, graph: Graph, call: str, kind: str) -> None:
    sandbox.fault(kind)
    with pytest.raises(GraphUnavailable):
        REPEATABLE[call](graph)


ALL: dict[str, Callable[[Graph], object]] = {**REPEATABLE, "send_mail": lambda graph: graph.send_mail(a_mail())}


@pytest.mark.parametrize("call", ALL)
def test_a_clash_with_another_change_passes(sandbox: GraphSandbox, graph: Graph, call: str) -> None:
    sandbox.fault("status", status=409, code="ConcurrentItemSave")
    with pytest.raises(GraphUnavailable):
        ALL[call](graph)


def test_a_meeting_made_before_the_answer_was_lost_is_not_made_again(sandbox: GraphSandbox, graph: Graph) -> None:
    sandbox.fault("status", method="POST", path=r"/events$", status=504, after=True, times=1)
    with pytest.raises(GraphUnavailable):
        graph.create_meeting(an_invitation())
    graph.create_meeting(an_invitation())
    assert len(sandbox.events()) == 1


def test_an_event_that_cannot_be_cancelled_is_deleted(sandbox: GraphSandbox, graph: Graph) -> None:
    made = graph.create_meeting(an_invitation())
    sandbox.fault("status", path=r"/cancel$", status=400, code="ErrorInvalidRequest")
    graph.cancel_meeting(made.event_id, "")
    assert graph.meeting(made.event_id) is None


def test_an_id_that_graph_cannot_read_is_refused(graph: Graph, sandbox: GraphSandbox) -> None:
    sandbox.fault("status", path=r"/events/", status=400, code="ErrorInvalidIdMalformed")
    with pytest.raises(Refused, match=r"^ErrorInvalidIdMalformed$"):
        graph.meeting("nonsense")


def test_a_token_that_has_ended_is_replaced_once(sandbox: GraphSandbox, graph: Graph) -> None:
    graph.send_mail(a_mail())
    sandbox.wait(timedelta(days=2))
    graph.send_mail(a_mail())
    assert len(sandbox.mails()) == 2


def test_a_mailbox_the_app_has_no_rights_for_is_for_somebody_to_mend(sandbox: GraphSandbox) -> None:
    stranger = MicrosoftGraph(sandbox.graph_url, "", organiser("head.of.school@example.nhs.uk"))
    try:
        with pytest.raises(NotPermitted) as told:
            stranger.send_mail(a_mail())
        assert "@" not in str(told.value)
    finally:
        stranger.close()


def test_attendance_without_the_teams_policy_is_for_somebody_to_mend(sandbox: GraphSandbox) -> None:
    graph = MicrosoftGraph(sandbox.graph_url, "", organiser(WITHOUT_POLICY))
    try:
        made = graph.create_meeting(an_invitation())
        with pytest.raises(NotPermitted):
            graph.attendance(made.join_url)
    finally:
        graph.close()


def test_a_mailbox_that_is_not_there_is_for_somebody_to_mend(sandbox: GraphSandbox, graph: Graph) -> None:
    sandbox.fault("status", path=SEND, status=404, code="SomethingElse", times=1)
    with pytest.raises(NotPermitted):
        graph.send_mail(a_mail())
