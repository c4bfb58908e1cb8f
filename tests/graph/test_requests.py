"""What the café asks of Graph, request by request, as it goes over the wire."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from local.memory.builders import NOW, START, a_mail, an_invitation
from shared.graph.microsoft.client import MicrosoftGraph
from shared.graph.protocol import Attachment, Bounce
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


def test_what_came_back_is_asked_for_by_its_class_and_led_back_to_the_mail_that_it_answers(
    scripted: ScriptedGraph, graph: MicrosoftGraph
) -> None:
    answers = [{"id": "String 0x1042", "value": "<it's@example.nhs.uk>"}]
    report = {"id": "1", "receivedDateTime": "2026-12-01T09:00:00Z", "singleValueExtendedProperties": answers}
    ours = [{"id": "ours", "value": "test/a.purpose/somebody"}]
    scripted.script.extend(
        [
            Told(200, {"value": [report]}),
            Told(200, {"value": [{"id": "2", "singleValueExtendedProperties": ours}]}),
        ]
    )
    (bounce,) = graph.bounces(datetime(2026, 12, 1, 8, 0, 0, 999, tzinfo=UTC))
    assert bounce == Bounce("1", datetime(2026, 12, 1, 9, 0, tzinfo=UTC), "a.purpose/somebody")
    reports, original = (one.query for one in scripted.seen)
    assert reports == {
        "$filter": "receivedDateTime ge 2026-12-01T08:00:00Z and singleValueExtendedProperties/Any(ep: "
        "ep/id eq 'String 0x001A' and ep/value eq 'REPORT.IPM.Note.NDR')",
        "$select": "id,receivedDateTime",
        "$expand": "singleValueExtendedProperties($filter=id eq 'String 0x1042')",
    }
    assert original == {
        "$filter": "internetMessageId eq '<it''s@example.nhs.uk>'",
        "$select": "id",
        "$expand": f"singleValueExtendedProperties($filter=id eq 'String {OURS} Name CafeDelivery')",
    }


@pytest.mark.parametrize(
    ("given", "ours"),
    [(None, None), ("", None), ("<x@example.org>", None), ("<x@example.org>", "prod/a.purpose/somebody")],
    ids=["answers nothing", "answers no message", "is about no mail of the café", "is about another stage's mail"],
)
def test_a_report_that_leads_to_no_mail_of_ours_says_so(
    given: str | None, ours: str | None, scripted: ScriptedGraph, graph: MicrosoftGraph
) -> None:
    answers = None if given is None else [{"id": "String 0x1042", "value": given}]
    report = {"id": "1", "receivedDateTime": "2026-12-01T09:00:00Z", "singleValueExtendedProperties": answers}
    original = {"id": "2", "singleValueExtendedProperties": [{"id": "ours", "value": ours}] if ours else None}
    scripted.script.extend([Told(200, {"value": [report]}), Told(200, {"value": [original]})])
    assert [one.delivery_id for one in graph.bounces(NOW)] == [""]


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
