"""Faults on request: each happens as planned, as often as planned, and leaves the effect it should."""

from collections.abc import Iterator
from time import monotonic

import httpx
import pytest

from local.sandbox.graph.documents import Document, inner, text
from tests.local.sandbox_calls import DOOR, Caller, calling, event, keyed, refusal

SENDING: Document = {"method": "POST", "path_regex": "/sendMail$"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Caller]:
    with calling() as caller:
        yield caller


@pytest.fixture
def graph(sandbox: Caller) -> Caller:
    return sandbox.renewed()


def sent(graph: Caller) -> int:
    return len(graph.get("/sandbox/mails").json())


def test_a_status_comes_so_often_and_with_the_wait_it_was_given(graph: Caller) -> None:
    graph.fault("status", match=SENDING, times=2, status=503, code="ServerBusy", retry_after="2.128")
    answers = [graph.send() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 202]
    assert refusal(answers[0]) == (503, "ServerBusy")
    assert answers[0].headers["Retry-After"] == "2.128"
    assert sent(graph) == 1
    [fault] = graph.get("/sandbox/faults").json()
    assert (fault["kind"], fault["fired"]) == ("status", 2)


def test_a_status_after_the_effect_hides_a_mail_that_went_out(graph: Caller) -> None:
    graph.fault("status", match=SENDING, status=504, code="GatewayTimeout", after=True, times=1)
    assert refusal(graph.send(key="d-1")) == (504, "GatewayTimeout")
    assert sent(graph) == 1
    assert len(graph.found(f"{DOOR}/messages", **{"$filter": keyed("d-1")})) == 1


@pytest.mark.parametrize(("after", "left"), [(False, 0), (True, 1)])
def test_a_connection_is_cut_before_or_after_the_effect(graph: Caller, after: bool, left: int) -> None:
    graph.fault("reset", match=SENDING, after=after, times=1)
    with pytest.raises(httpx.NetworkError):
        graph.send()
    assert sent(graph) == left
    assert graph.send().status_code == 202


def test_a_caller_who_gives_up_does_not_stop_a_mail_that_hangs(graph: Caller) -> None:
    graph.fault("hang", match=SENDING, seconds=0.2, times=1)
    with pytest.raises(httpx.ReadTimeout):
        graph.http.post(f"{DOOR}/sendMail", json={}, timeout=0.05)
    graph.fault("hang", match=SENDING, seconds=0.2, after=True, times=1)
    begun = monotonic()
    assert graph.send().status_code == 202
    assert monotonic() - begun >= 0.2
    assert sent(graph) == 1


def test_sent_items_can_lag_behind(graph: Caller) -> None:
    graph.fault("sent_items_delay", seconds=90)
    graph.send(key="d-1")
    assert (sent(graph), graph.found(f"{DOOR}/messages", **{"$filter": keyed("d-1")})) == (1, [])
    graph.wait(90)
    assert len(graph.found(f"{DOOR}/messages", **{"$filter": keyed("d-1")})) == 1


def test_a_new_event_can_be_without_its_link_for_a_moment(graph: Caller) -> None:
    graph.fault("null_online_meeting", times=1)
    made = graph.post(f"{DOOR}/events", event()).json()
    assert made["onlineMeeting"] is None
    later = graph.get(f"{DOOR}/events/{made['id']}").json()
    assert text(inner(later, "onlineMeeting"), "joinUrl").startswith("https://teams.microsoft.com/")


def test_transaction_ids_can_be_forgotten(graph: Caller) -> None:
    first = graph.post(f"{DOOR}/events", event(transactionId="t-1")).json()
    graph.fault("forget_transaction_ids", times=1)
    second = graph.post(f"{DOOR}/events", event(transactionId="t-1")).json()
    assert first["id"] != second["id"]


def test_one_recipient_can_be_bad(graph: Caller) -> None:
    graph.fault("bad_recipient", address="Amal@example.org")
    assert refusal(graph.send()) == (400, "ErrorInvalidRecipients")
    assert graph.send(to=["ben@example.org"]).status_code == 202
    assert [fault["fired"] for fault in graph.get("/sandbox/faults").json()] == [1]


def test_faults_happen_only_where_they_fit_and_until_they_are_cleared(graph: Caller) -> None:
    graph.fault("status", match={"method": "GET", "path_regex": "/events$"})
    assert (graph.send().status_code, graph.get(f"{DOOR}/events").status_code) == (202, 503)
    assert graph.http.delete("/sandbox/faults").status_code == 204
    assert graph.get(f"{DOOR}/events").status_code == 200
    assert graph.get("/sandbox/faults").json() == []


WRONG: list[Document] = [
    {"kind": "earthquake"},
    {"kind": "hang"},
    {"kind": "sent_items_delay"},
    {"kind": "bad_recipient"},
    {"kind": "status", "status": 200},
    {"kind": "status", "times": 0},
    {"kind": "status", "often": 2},
    {"kind": "status", "match": {"path_regex": "("}},
]


@pytest.mark.parametrize("fault", WRONG, ids=str)
def test_a_fault_that_makes_no_sense_is_refused(graph: Caller, fault: Document) -> None:
    assert graph.post("/sandbox/faults", [fault]).status_code == 422
    assert graph.get("/sandbox/faults").json() == []


def test_a_mail_that_comes_back_is_taken_and_its_report_names_the_mail_that_it_answers(graph: Caller) -> None:
    graph.fault("bounce", address="amal@example.org")
    graph.send()
    [mail] = graph.get("/sandbox/mails").json()
    assert mail["to"] == ["amal@example.org"]
    messages = graph.get(f"{DOOR}/mailFolders/sentitems/messages").json()["value"]
    query = "$expand=singleValueExtendedProperties($filter=id eq 'String 0x1042')&$select=subject,isDraft"
    [report] = graph.get(f"{DOOR}/mailFolders/inbox/messages?{query}").json()["value"]
    assert report["subject"] == f"Undeliverable: {mail['subject']}"
    assert report["isDraft"] is False
    assert [one["value"] for one in report["singleValueExtendedProperties"]] == [messages[0]["internetMessageId"]]
