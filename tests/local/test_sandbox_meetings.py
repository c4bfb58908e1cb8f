"""Online meetings found by their link, attendance reports, and the doors of Teams and the directory."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from local.sandbox.graph.documents import Document, Json, inner, text
from tests.local.sandbox_calls import CAFE, DOOR, Caller, calling, event, refusal

CLOSED = "closed@example.nhs.uk"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Caller]:
    with calling(without_policy=[CLOSED]) as caller:
        yield caller


@pytest.fixture
def graph(sandbox: Caller) -> Caller:
    return sandbox.renewed()


def organiser(graph: Caller, address: str = CAFE) -> str:
    user = graph.get(f"/v1.0/users/{address}", **{"$select": "id,mail,userPrincipalName"}).json()
    assert user["mail"] == user["userPrincipalName"] == address
    return f"/v1.0/users/{user['id']}/onlineMeetings"


def made(graph: Caller) -> tuple[str, str]:
    """A meeting's join link, and its path."""
    link = text(inner(graph.post(f"{DOOR}/events", event()).json(), "onlineMeeting"), "joinUrl")
    meetings = organiser(graph)
    [meeting] = graph.found(meetings, **{"$filter": f"JoinWebUrl eq '{link}'"})
    assert (meeting["joinWebUrl"], meeting["startDateTime"]) == (link, "2026-07-08T11:30:00Z")
    return link, f"{meetings}/{meeting['id']}"


def record(number: int) -> Document:
    interval: Document = {
        "joinDateTime": "2026-07-08T11:30:00Z",
        "leaveDateTime": "2026-07-08T12:00:00Z",
        "durationInSeconds": 1800,
    }
    return {
        "emailAddress": f"p{number}@example.org", "role": "Attendee", "identity": None,
        "totalAttendanceInSeconds": 1800, "attendanceIntervals": [interval],
    }  # fmt: skip


def report(*, attended: int = 1, end: str = "2026-07-08T12:30:00Z") -> Document:
    records: list[Json] = [record(number) for number in range(attended)]
    return {
        "meetingStartDateTime": "2026-07-08T11:30:00Z",
        "meetingEndDateTime": end,
        "attendanceRecords": records,
    }


def attend(graph: Caller, link: str, *reports: Json, **more: str) -> None:
    body: Document = {"joinUrl": link, "reports": list(reports), **more}
    graph.post("/sandbox/attendance", body).raise_for_status()


def test_each_session_of_a_meeting_has_a_report_whose_records_come_on_request(graph: Caller) -> None:
    link, meeting = made(graph)
    assert graph.found(f"{meeting}/attendanceReports") == []
    attend(graph, link, report(attended=2), report(attended=1))
    listed = graph.found(f"{meeting}/attendanceReports")
    assert [(row["totalParticipantCount"], row["attendanceRecords"]) for row in listed] == [(1, []), (2, [])]
    one = f"{meeting}/attendanceReports/{listed[1]['id']}"
    assert graph.get(one).json()["attendanceRecords"] == []
    full = graph.get(one, **{"$expand": "attendanceRecords"}).json()["attendanceRecords"]
    assert [row["emailAddress"] for row in full] == ["p0@example.org", "p1@example.org"]
    assert graph.get(meeting).json()["joinWebUrl"] == link


def test_attendance_records_come_in_pages_of_fifty(graph: Caller) -> None:
    link, meeting = made(graph)
    attend(graph, link, report(attended=51))
    [listed] = graph.found(f"{meeting}/attendanceReports")
    page = graph.get(f"{meeting}/attendanceReports/{listed['id']}/attendanceRecords").json()
    assert len(page["value"]) == 50
    assert [row["emailAddress"] for row in graph.found(page["@odata.nextLink"])] == ["p50@example.org"]


def test_a_report_is_there_from_its_hour_on_and_for_one_year(graph: Caller) -> None:
    link, meeting = made(graph)
    now = datetime.fromisoformat(graph.get("/sandbox/health").json()["now"])
    attend(graph, link, report(end=now.isoformat()), available_at=(now + timedelta(hours=1)).isoformat())
    assert graph.found(f"{meeting}/attendanceReports") == []
    graph.wait(3601)
    assert len(graph.found(f"{meeting}/attendanceReports")) == 1
    graph.wait(365 * 86_400)
    graph.http.headers["Authorization"] = graph.fresh()
    assert graph.found(f"{meeting}/attendanceReports") == []


def test_attendance_is_checked_before_it_is_taken(graph: Caller) -> None:
    link, _ = made(graph)
    wrong: list[Document] = [
        {"joinUrl": link, "reports": [{"meetingEndDateTime": "2026-07-08T12:30:00Z"}]},
        {"joinUrl": link, "reports": [{**report(), "participants": 1}]},
        {"joinUrl": link, "reports": [{**report(), "meetingEndDateTime": "2026-07-08T12:30:00"}]},
        {"joinUrl": link, "reports": [{**report(), "totalParticipantCount": "1"}]},
        {"joinUrl": "https://teams.microsoft.com/l/meetup-join/x", "reports": []},
        {"joinUrl": link, "reports": [], "when": "now"},
    ]
    answers = [graph.post("/sandbox/attendance", body).status_code for body in wrong]
    assert answers == [400, 400, 400, 400, 404, 422]


def test_a_meeting_is_asked_for_by_its_link_and_nothing_else(graph: Caller) -> None:
    meetings = organiser(graph)
    assert graph.found(meetings, **{"$filter": "JoinWebUrl eq 'https://teams.microsoft.com/none'"}) == []
    for query in ({}, {"$filter": "subject eq 'x'"}):
        assert refusal(graph.get(meetings, **query)) == (400, "BadRequest")
    assert refusal(graph.get(f"{meetings}/none")) == (404, "NotFound")


def test_a_report_that_is_not_there_is_not_found(graph: Caller) -> None:
    _, meeting = made(graph)
    for path in ("attendanceReports/none", "attendanceReports/none/attendanceRecords"):
        assert refusal(graph.get(f"{meeting}/{path}")) == (404, "NotFound")


def test_teams_knows_people_by_object_id_and_keeps_to_its_policy(graph: Caller) -> None:
    assert refusal(graph.get(f"{DOOR}/onlineMeetings")) == (400, "BadRequest")
    for address in (CLOSED, "colleague@example.nhs.uk"):
        assert refusal(graph.get(organiser(graph, address))) == (403, "Unauthorized")


def test_the_same_address_has_the_same_object_id_in_every_sandbox(graph: Caller) -> None:
    with calling() as other:
        assert organiser(other) == organiser(graph)
