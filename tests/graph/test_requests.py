"""What the café asks of Graph, request by request, as it goes over the wire."""

from collections.abc import Callable, Iterator

import pytest

from local.memory.builders import START, a_mail, an_invitation
from shared.graph.microsoft.client import MicrosoftGraph
from shared.graph.protocol import Attachment
from tests.graph.graph_sandbox import organiser
from tests.graph.scripted_graph import ScriptedGraph, Seen, Told

OURS = "{1c7a5d1e-3f0b-4b58-9c46-5f2f0d6c9a71}"
TIMES = {
    "start": {"dateTime": "2026-12-09T12:30:00", "timeZone": "UTC"},
    "end": {"dateTime": "2026-12-09T13:30:00", "timeZone": "UTC"},
}


@pytest.fixture
def graph(scripted: ScriptedGraph) -> Iterator[MicrosoftGraph]:
    scripted.always = Told(body={"id": "1", "value": [{"id": "1", "isDraft": False}]})
    edge = MicrosoftGraph(f"{scripted.address}/v1.0", "", organiser())
    yield edge
    edge.close()


def asked(scripted: ScriptedGraph, call: Callable[[], object]) -> Seen:
    """The one request of Graph that this makes."""
    call()
    (seen,) = [one for one in scripted.seen if "/users/" in one.url.path]
    return seen


def test_a_meeting_is_made_of_this(scripted: ScriptedGraph, graph: MicrosoftGraph) -> None:
    assert f"{START:%Y-%m-%dT%H:%M}" == "2026-12-09T12:30"
    seen = asked(scripted, lambda: graph.create_meeting(an_invitation(key="pgdit-2026-12-09")))
    assert (seen.method, seen.url.path.rpartition("/")[2]) == ("POST", "events")
    assert seen.document == {
        "@odata.type": "#microsoft.graph.event",
        "subject": "Virtual Café",
        **TIMES,
        "body": {"contentType": "html", "content": "<p>Ground rules apply.</p>"},
        "isOnlineMeeting": True,
        "onlineMeetingProvider": "teamsForBusiness",
        "transactionId": "test/pgdit-2026-12-09",
        "singleValueExtendedProperties": [{"id": f"String {OURS} Name CafeKey", "value": "test/pgdit-2026-12-09"}],
        "hideAttendees": True,
        "responseRequested": False,
    }


def test_a_meeting_that_is_moved_keeps_its_words(scripted: ScriptedGraph, graph: MicrosoftGraph) -> None:
    seen = asked(scripted, lambda: graph.update_meeting("an-event", an_invitation()))
    assert (seen.method, seen.document) == (
        "PATCH",
        {"@odata.type": "#microsoft.graph.event", "subject": "Virtual Café", **TIMES},
    )


def test_a_mail_is_made_of_this(scripted: ScriptedGraph, graph: MicrosoftGraph) -> None:
    mail = a_mail(
        delivery_id="a/delivery",
        to="amara@example.org",
        subject="Confirmed",
        html="<p>Hello</p>",
        attachments=[Attachment("a.ics", "text/calendar", b"BEGIN")],
        headers=[("x-cafe", "1")],
        list_unsubscribe="<https://cafe.example.org/out>",
    )
    scripted.always = Told(202)
    seen = asked(scripted, lambda: graph.send_mail(mail))
    assert (seen.method, seen.url.path.rpartition("/")[2]) == ("POST", "sendMail")
    assert seen.document == {
        "Message": {
            "@odata.type": "#microsoft.graph.message",
            "subject": "Confirmed",
            "body": {"contentType": "html", "content": "<p>Hello</p>"},
            "toRecipients": [{"emailAddress": {"address": "amara@example.org"}}],
            "internetMessageHeaders": [{"name": "x-cafe", "value": "1"}],
            "attachments": [
                {
                    "@odata.type": "#microsoft.graph.fileAttachment",
                    "name": "a.ics",
                    "contentType": "text/calendar",
                    "contentBytes": "QkVHSU4=",
                }
            ],
            "singleValueExtendedProperties": [
                {"id": f"String {OURS} Name CafeDelivery", "value": "test/a/delivery"},
                {"id": "String 0x1045", "value": "<https://cafe.example.org/out>"},
                {
                    "id": "String {00020386-0000-0000-C000-000000000046} Name List-Unsubscribe-Post",
                    "value": "List-Unsubscribe=One-Click",
                },
            ],
        },
        "SaveToSentItems": True,
    }


@pytest.mark.parametrize(
    ("call", "query"),
    [
        (
            lambda graph: graph.find_meeting("a'key"),
            {"$filter": "CafeKey' and ep/value eq 'test/a''key'", "$top": "1"},
        ),
        (
            lambda graph: graph.was_sent("a/delivery"),
            {"$filter": "CafeDelivery' and ep/value eq 'test/a/delivery'", "$top": "1", "$select": "id,isDraft"},
        ),
    ],
    ids=["a meeting", "a mail"],
)
def test_one_thing_is_looked_for_by_its_key(
    call: Callable[[MicrosoftGraph], object], query: dict[str, str], scripted: ScriptedGraph, graph: MicrosoftGraph
) -> None:
    seen = asked(scripted, lambda: call(graph)).query
    wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq 'String {OURS} Name {query.pop('$filter')})"
    assert seen["$filter"] == wanted
    assert {name: seen[name] for name in query} == query
