"""How the edge to Microsoft Graph asks: against a server that does what it is told."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from local.memory.builders import a_mail, an_invitation
from local.stack.processes import free_port
from shared.graph.microsoft.client import MicrosoftGraph
from shared.graph.protocol import GraphUnavailable, OutcomeUnknown, Throttled
from tests.graph.graph_sandbox import organiser
from tests.graph.scripted_graph import ScriptedGraph, Told

LINK = "https://teams.example.org/l/meetup-join/1"


@pytest.fixture
def told(scripted: ScriptedGraph) -> Iterator[MicrosoftGraph]:
    graph = MicrosoftGraph(f"{scripted.address}/v1.0/", "", organiser())
    yield graph
    graph.close()


def test_nothing_is_asked_for_that_is_not_read(scripted: ScriptedGraph, told: MicrosoftGraph) -> None:
    scripted.always = Told(body={"id": "1", "value": []})
    told.meeting("1")
    told.find_meeting("k")
    told.was_sent("d")
    told.attendance(LINK)
    assert [(seen.method, seen.query.get("$select"), seen.query.get("$top")) for seen in scripted.seen] == [
        ("GET", "id,onlineMeeting", None),
        ("GET", "id,onlineMeeting", "1"),
        ("GET", "id,isDraft", "1"),
        ("GET", None, None),
    ]


def test_a_link_in_a_filter_arrives_as_it_is(scripted: ScriptedGraph, told: MicrosoftGraph) -> None:
    scripted.always = Told(body={"id": "1", "value": []})
    link = "https://teams.example.org/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%22Tid%22%7d&o='1'#+ é"
    told.attendance(link)
    assert scripted.seen[-1].query["$filter"] == "JoinWebUrl eq '" + link.replace("'", "''") + "'"


def test_a_change_leaves_the_text_with_teams_part_in_it_alone(scripted: ScriptedGraph, told: MicrosoftGraph) -> None:
    scripted.always = Told(body={"id": "1"})
    told.update_meeting("1", an_invitation())
    assert sorted(key for key in scripted.seen[-1].document if not key.startswith("@")) == [
        "end",
        "start",
        "subject",
    ]


def test_a_redirect_is_not_followed(scripted: ScriptedGraph, told: MicrosoftGraph) -> None:
    scripted.always = Told(307, headers={"Location": f"{scripted.address}/v1.0/elsewhere"})
    with pytest.raises(OutcomeUnknown):
        told.send_mail(a_mail())
    assert len(scripted.seen) == 1


@pytest.mark.parametrize("status", [429, 500, 503, 504])
def test_the_sdk_tries_nothing_again_by_itself(scripted: ScriptedGraph, told: MicrosoftGraph, status: int) -> None:
    scripted.always = Told(status, headers={"Retry-After": "0"})
    with pytest.raises((Throttled, GraphUnavailable)):
        told.was_sent("x")
    assert len(scripted.seen) == 1


def test_a_token_that_is_never_taken_is_asked_for_twice_at_most(scripted: ScriptedGraph, told: MicrosoftGraph) -> None:
    body = {"error": {"code": "InvalidAuthenticationToken"}}
    scripted.always = Told(401, body, headers={"WWW-Authenticate": "Bearer realm=''"})
    with pytest.raises(GraphUnavailable):
        told.send_mail(a_mail())
    assert [seen.headers["authorization"] for seen in scripted.seen] == ["Bearer token-1", "Bearer token-2"]


def test_a_token_that_was_revoked_is_replaced(scripted: ScriptedGraph, told: MicrosoftGraph) -> None:
    challenge = 'Bearer error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="'
    scripted.script.append(Told(401, headers={"WWW-Authenticate": challenge}))
    told.send_mail(a_mail())
    assert [seen.headers["authorization"] for seen in scripted.seen] == ["Bearer token-1", "Bearer token-2"]


def test_a_token_is_kept_for_the_next_request(scripted: ScriptedGraph, told: MicrosoftGraph) -> None:
    told.send_mail(a_mail())
    told.send_mail(a_mail())
    assert scripted.tokens == 1


@pytest.mark.parametrize("client_id", ["the-identity-of-the-cafe", ""])
def test_graph_is_asked_as_the_identity_that_is_told(scripted: ScriptedGraph, client_id: str) -> None:
    graph = MicrosoftGraph(f"{scripted.address}/v1.0", client_id, organiser())
    try:
        graph.send_mail(a_mail())
    finally:
        graph.close()
    assert scripted.identities == [client_id]


def test_without_a_token_nothing_is_asked(
    scripted: ScriptedGraph, told: MicrosoftGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{scripted.address}/not/there")
    scripted.always = Told(403, body={"error": "invalid_client"})
    with pytest.raises(GraphUnavailable, match=r"^the managed identity got no token$"):
        told.send_mail(a_mail())
    assert [seen.url.path for seen in scripted.seen] == ["/not/there"]


def test_an_identity_that_gives_no_answer_is_not_waited_for(scripted: ScriptedGraph) -> None:
    graph = MicrosoftGraph(f"{scripted.address}/v1.0", "", organiser(), patience=timedelta(milliseconds=500))
    scripted.identity_gate.clear()
    try:
        with pytest.raises(GraphUnavailable, match=r"^the managed identity gave no token in time$"):
            graph.send_mail(a_mail())
        assert scripted.seen == []
    finally:
        scripted.identity_gate.set()
        graph.close()


def test_the_token_goes_to_no_other_place(scripted: ScriptedGraph, told: MicrosoftGraph) -> None:
    with ScriptedGraph().served() as other:
        other.always = Told(body={"value": []})
        scripted.script += [
            Told(body={"value": [{"id": "m"}]}),
            Told(body={"value": [], "@odata.nextLink": f"{other.address}/v1.0/next"}),
        ]
        assert list(told.attendance(LINK)) == []
        assert ["authorization" in seen.headers for seen in (*scripted.seen, *other.seen)] == [
            True,
            True,
            False,
        ]


def test_kiota_is_told_the_same_place() -> None:
    from shared.graph.microsoft.connection import Tokens  # noqa: PLC0415 - loads the SDK

    hosts = Tokens("https://graph.microsoft.com/v1.0", "").get_allowed_hosts_validator()
    assert hosts.get_allowed_hosts() == ["graph.microsoft.com"]


def test_a_link_to_the_next_page_is_followed_as_it_stands(scripted: ScriptedGraph, told: MicrosoftGraph) -> None:
    following = f"{scripted.address}/v1.0/odd('x')?$skiptoken=a%2Bb+c&%24top=5"
    scripted.script += [
        Told(body={"value": [{"id": "m"}]}),
        Told(body={"value": [{"id": "r"}], "@odata.nextLink": following}),
        Told(body={"value": []}),
        Told(body={"value": []}),
    ]
    assert [report.records for report in told.attendance(LINK)] == [()]
    assert scripted.seen[2].url.path == "/v1.0/odd('x')"
    assert scripted.seen[2].query == {"$skiptoken": "a+b c", "$top": "5"}


def test_what_a_report_lacks_is_empty(scripted: ScriptedGraph, told: MicrosoftGraph) -> None:
    joined = "2026-12-09T12:30:00.1234567Z"
    records = [
        {"emailAddress": None, "identity": None, "attendanceIntervals": None},
        {"identity": {"displayName": "Guest"}, "attendanceIntervals": [{"joinDateTime": joined}]},
        {
            "emailAddress": "a@example.org",
            "role": "A role that is not known yet",
            "attendanceIntervals": [{"joinDateTime": joined, "leaveDateTime": "2026-12-09T12:31:00"}],
        },
    ]
    scripted.script += [
        Told(body={"value": [{"id": "m"}]}),
        Told(body={"value": [{"id": "r", "attendanceRecords": []}]}),
        Told(body={"value": records}),
    ]
    (report,) = told.attendance(LINK)
    assert (report.started, report.ended) == (None, None)
    assert [(record.address, record.identity, record.name) for record in report.records] == [
        ("", "", ""),
        ("", "", "Guest"),
        ("a@example.org", "", ""),
    ]
    assert [[stay.left for stay in record.stays] for record in report.records] == [
        [],
        [None],
        [datetime(2026, 12, 9, 12, 31, tzinfo=UTC)],
    ]


def test_at_most_four_requests_are_made_at_the_same_time(scripted: ScriptedGraph, told: MicrosoftGraph) -> None:
    scripted.gate.clear()
    threading.Timer(0.5, scripted.gate.set).start()
    with ThreadPoolExecutor(12) as senders:
        list(senders.map(lambda _: told.send_mail(a_mail()), range(12)))
    assert len(scripted.seen) == 12
    assert scripted.most_at_once == 4


def test_an_answer_that_takes_too_long_leaves_the_outcome_unknown(scripted: ScriptedGraph) -> None:
    graph = MicrosoftGraph(f"{scripted.address}/v1.0", "", organiser(), patience=timedelta(milliseconds=500))
    scripted.gate.clear()
    try:
        with pytest.raises(OutcomeUnknown, match=r"^no answer: "):
            graph.send_mail(a_mail())
        with pytest.raises(GraphUnavailable, match=r"^no answer: "):
            graph.was_sent("x")
    finally:
        graph.close()


def test_a_draft_that_carries_the_id_was_not_sent(scripted: ScriptedGraph, told: MicrosoftGraph) -> None:
    scripted.always = Told(body={"value": [{"id": "1", "isDraft": True}]})
    assert not told.was_sent("x")


def test_a_report_that_goes_away_while_it_is_read_may_be_there_next_time(
    scripted: ScriptedGraph, told: MicrosoftGraph
) -> None:
    scripted.script += [Told(404, body={"error": {"code": "NotFound"}})]
    with pytest.raises(GraphUnavailable):
        told.attendance(LINK)


def test_a_server_that_cannot_be_reached_was_sent_nothing(scripted: ScriptedGraph) -> None:
    graph = MicrosoftGraph(f"http://127.0.0.1:{free_port()}/v1.0", "", organiser())
    try:
        with pytest.raises(GraphUnavailable, match=r"^not reached: ConnectError$"):
            graph.send_mail(a_mail())
    finally:
        graph.close()


def test_an_edge_that_was_closed_opens_again(scripted: ScriptedGraph, told: MicrosoftGraph) -> None:
    told.send_mail(a_mail())
    told.close()
    told.close()
    told.send_mail(a_mail())
    assert len(scripted.seen) == 2
