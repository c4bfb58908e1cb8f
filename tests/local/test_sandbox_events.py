"""Events and the meetings behind them."""

from collections.abc import Iterator

import pytest

from local.sandbox.graph import bodies
from local.sandbox.graph.documents import Document, Json, inner, text
from tests.local.sandbox_calls import DOOR, KEY, Caller, calling, event, keyed, mail, person, refusal

EVENTS = f"{DOOR}/events"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Caller]:
    with calling() as caller:
        yield caller


@pytest.fixture
def graph(sandbox: Caller) -> Caller:
    return sandbox.renewed()


def made(graph: Caller, **parts: str) -> Document:
    answer = graph.post(EVENTS, event(**parts))
    assert answer.status_code == 201
    document: Document = answer.json()
    return document


def link(document: Document) -> str:
    return text(inner(document, "onlineMeeting"), "joinUrl")


def test_an_online_meeting_gets_a_teams_link_and_times_in_utc(graph: Caller) -> None:
    document = made(graph)
    assert link(document).startswith("https://teams.microsoft.com/l/meetup-join/19%3ameeting_")
    assert document["start"] == {"dateTime": "2026-07-08T11:30:00.0000000", "timeZone": "UTC"}
    assert document["end"] == {"dateTime": "2026-07-08T12:30:00.0000000", "timeZone": "UTC"}


def test_times_are_read_in_the_zone_the_caller_prefers(graph: Caller) -> None:
    event_id = made(graph)["id"]
    graph.http.headers["Prefer"] = 'outlook.timezone="Europe/London"'
    start = graph.get(f"{EVENTS}/{event_id}").json()["start"]
    assert start == {"dateTime": "2026-07-08T12:30:00.0000000", "timeZone": "Europe/London"}


def test_the_same_transaction_makes_one_event(graph: Caller) -> None:
    first, again = made(graph, transactionId="t-1"), made(graph, transactionId="t-1", subject="Other")
    assert first == again
    assert len(graph.found(EVENTS)) == 1


def test_an_event_that_is_gone_frees_its_transaction(graph: Caller) -> None:
    first = made(graph, transactionId="t-1")
    assert graph.http.delete(f"{EVENTS}/{first['id']}").status_code == 204
    assert made(graph, transactionId="t-1")["id"] != first["id"]


def test_an_event_is_found_by_its_key_with_what_was_asked_for(graph: Caller) -> None:
    made(graph, key="pgdit-2026-12-09")
    wanted = made(graph, key="educators-2026-07-08")
    query = {
        "$filter": keyed("Educators-2026-07-08"),
        "$select": "onlineMeeting",
        "$expand": f"singleValueExtendedProperties($filter=id eq '{KEY}')",
    }
    assert graph.found(EVENTS, **query) == [
        {
            "@odata.etag": wanted["@odata.etag"],
            "id": wanted["id"],
            "onlineMeeting": wanted["onlineMeeting"],
            "singleValueExtendedProperties": [{"id": KEY, "value": "educators-2026-07-08"}],
        }
    ]


def test_events_come_in_pages_of_ten(graph: Caller) -> None:
    for number in range(11):
        made(graph, subject=f"Event {number}")
    page = graph.get(EVENTS, **{"$count": "true"}).json()
    assert (len(page["value"]), page["@odata.count"]) == (10, 11)
    assert [row["subject"] for row in graph.found(page["@odata.nextLink"])] == ["Event 10"]


def test_a_change_keeps_the_link_and_what_can_be_set_once(graph: Caller) -> None:
    before = made(graph, transactionId="t-1")
    change = {"subject": "Moved", "isOnlineMeeting": False, "onlineMeeting": None, "transactionId": "t-2"}
    after = graph.http.patch(f"{EVENTS}/{before['id']}", json=change).json()
    assert after["subject"] == "Moved"
    for name in ("isOnlineMeeting", "onlineMeeting", "onlineMeetingProvider", "transactionId"):
        assert after[name] == before[name]


def test_an_event_without_a_meeting_can_get_one_later(graph: Caller) -> None:
    plain = graph.post(EVENTS, event(isOnlineMeeting=False, onlineMeetingProvider="unknown")).json()
    assert plain["onlineMeeting"] is None
    changed = graph.http.patch(f"{EVENTS}/{plain['id']}", json={"isOnlineMeeting": True}).json()
    assert (changed["onlineMeetingProvider"], bool(link(changed))) == ("teamsForBusiness", True)


def test_a_stale_etag_changes_and_deletes_nothing(graph: Caller) -> None:
    document = made(graph)
    path, stale = f"{EVENTS}/{document['id']}", {"If-Match": text(document, "@odata.etag")}
    assert graph.http.patch(path, json={"subject": "One"}, headers=stale).status_code == 200
    late = graph.http.patch(path, json={"subject": "Two"}, headers=stale)
    assert refusal(late) == (412, "ErrorIrresolvableConflict")
    assert refusal(graph.http.delete(path, headers=stale)) == (412, "ErrorIrresolvableConflict")
    assert graph.get(path).json()["subject"] == "One"


@pytest.mark.parametrize("body", [{"comment": "Bank holiday"}, {"Comment": "Bank holiday"}])
def test_a_cancelled_event_is_gone_but_remembered_by_the_sandbox(graph: Caller, body: Document) -> None:
    event_id = made(graph)["id"]
    answer = graph.post(f"{EVENTS}/{event_id}/cancel", body)
    assert (answer.status_code, answer.content) == (202, b"")
    assert refusal(graph.get(f"{EVENTS}/{event_id}")) == (404, "ErrorItemNotFound")
    assert refusal(graph.http.post(f"{EVENTS}/{event_id}/cancel")) == (404, "ErrorItemNotFound")
    [row] = graph.get("/sandbox/events").json()
    assert (row["state"], row["comment"]) == ("cancelled", "Bank holiday")


ZONELESS: Document = {"dateTime": "2026-07-08T12:30:00"}
REFUSED: dict[str, tuple[Document, str]] = {
    "no start": (event(start=None), "ErrorPropertyValidationFailure"),
    "no zone": (event(end=ZONELESS), "ErrorPropertyValidationFailure"),
    "no time": (event(start={"dateTime": "noon", "timeZone": "UTC"}), "ErrorInvalidDateTime"),
    "a year beyond Outlook's": (
        event(end={"dateTime": "9999-12-31T23:59:59", "timeZone": "UTC"}), "ErrorInvalidDateTime",
    ),
    "a zone nobody knows": (event(start={**ZONELESS, "timeZone": "Mars"}), "TimeZoneNotSupportedException"),
    "an end before its start": (
        event(end={"dateTime": "2026-07-08T11:00:00", "timeZone": "UTC"}),
        "ErrorCalendarEndDateIsEarlierThanStartDate",
    ),
    "a property nobody knows": (event(title="x"), "RequestBodyRead"),
    "a string for a truth": (event(isOnlineMeeting="true"), "RequestBodyRead"),
    "a provider nobody knows": (event(onlineMeetingProvider="zoom"), "RequestBodyRead"),
    "too great a number": (event(reminderMinutesBeforeStart=2**31), "RequestBodyRead"),
    "501 attendees": (
        event(attendees=[person(f"p{n}@example.org") for n in range(501)]), "ErrorExceededAttendeeLimit",
    ),
    "an attendee without an address": (event(attendees=[{"type": "required"}]), "ErrorInvalidRecipients"),
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_what_graph_would_refuse_is_refused_and_not_made(graph: Caller, why: str) -> None:
    body, code = REFUSED[why]
    assert refusal(graph.post(EVENTS, body)) == (400, code)
    assert graph.get("/sandbox/events").json() == []


@pytest.mark.parametrize("body", [{"reason": "x"}, {"comment": 1}])
def test_a_cancellation_says_nothing_but_a_comment(graph: Caller, body: dict[str, Json]) -> None:
    event_id = made(graph)["id"]
    assert refusal(graph.post(f"{EVENTS}/{event_id}/cancel", body)) == (400, "RequestBodyRead")


def test_every_property_of_every_answer_is_known_to_msgraph(graph: Caller) -> None:
    expand = {"$expand": "singleValueExtendedProperties,attachments"}
    event_id = made(graph, key="k", transactionId="t-1")["id"]
    document = graph.get(f"{EVENTS}/{event_id}", **expand).json()
    assert bodies.checked(document, "event") == document
    graph.send(key="k", internetMessageHeaders=[{"name": "x-cafe", "value": "1"}])
    [sent] = graph.found(f"{DOOR}/messages", **expand)
    assert bodies.checked(sent, "message") == sent
    draft = graph.post(f"{DOOR}/messages", mail()).json()
    assert bodies.checked(draft, "message") == draft
