"""Graph misbehaves, and the café sends each mail once and makes each meeting once all the same.

The real way to Graph and the steps' scripts, against the sandbox and its faults.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from local.memory.builders import ADDRESS, SESSION, a_registration, a_session
from local.memory.services import KEYS
from shared.failures.failed_work import UNKNOWN_DELIVERY
from shared.failures.rows import FailedWork
from shared.graph.microsoft.client import MicrosoftGraph
from shared.graph.protocol import NotPermitted
from shared.mail.rows import DeliveryState
from shared.messages import SessionCancelled, SessionChanged, SessionPlanned
from shared.sessions.rows import OpenSession, SessionState
from tests.faults.post_room import LOOKING, SENDING, PostRoom, graph_at, mails_to, post_room
from tests.graph.graph_sandbox import GraphSandbox

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SENT = {DeliveryState.SENT: 1}
MAKING = {"method": "POST", "path": "/events$"}
EVENTS = {"path": "/events"}


@pytest.fixture(scope="module")
def graph(_sandbox: GraphSandbox) -> Iterator[MicrosoftGraph]:
    edge = graph_at(_sandbox)
    yield edge
    edge.close()


@pytest.fixture
def impatient(sandbox: GraphSandbox) -> Iterator[MicrosoftGraph]:
    """It gives a response up that takes longer than a second and a half."""
    warm = graph_at(sandbox)
    post_room(sandbox, warm, *mails_to("warm@example.org")).work_off()
    warm.close()
    sandbox.reset()
    edge = graph_at(sandbox, timedelta(seconds=1.5))
    yield edge
    edge.close()


@pytest.fixture
def room(sandbox: GraphSandbox, graph: MicrosoftGraph) -> PostRoom:
    """One mail is due."""
    return post_room(sandbox, graph, *mails_to(ADDRESS))


def carried(room: PostRoom) -> Counter[str]:
    """How often each delivery is in the mailbox."""
    return Counter(value for mail in room.sandbox.mails() for value in mail["properties"].values() if SESSION in value)


def posts(room: PostRoom) -> int:
    """How often a mail was handed to Graph."""
    return room.sandbox.calls().get("POST /users/{user}/sendMail", 0)


# --- mails ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "least"), [("90", 90 * SECOND), ("2.128", 2.128 * SECOND), (None, 30 * SECOND)])
def test_a_429_is_waited_out_as_long_as_it_says_and_the_mail_goes_once(
    room: PostRoom, said: str | None, least: timedelta
) -> None:
    room.sandbox.fault("status", **SENDING, status=429, code="ApplicationThrottled", retry_after=said, times=1)
    took = room.work_off()
    assert least <= took < least + MINUTE
    assert (carried(room).total(), room.states(), posts(room)) == (1, SENT, 2)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_after_the_mail_was_taken_is_looked_into_and_the_mail_not_repeated(
    room: PostRoom, status: int
) -> None:
    room.sandbox.fault("status", **SENDING, status=status, after=True, times=1)
    took = room.work_off()
    assert took == 2 * MINUTE
    assert (carried(room).total(), room.states(), posts(room)) == (1, SENT, 1)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_before_the_mail_was_taken_is_looked_into_and_the_mail_sent_when_it_is_certain(
    room: PostRoom, status: int
) -> None:
    room.sandbox.fault("status", **SENDING, status=status, times=1)
    took = room.work_off()
    assert took == 10 * MINUTE
    assert (carried(room).total(), room.states(), posts(room)) == (1, SENT, 2)


@pytest.mark.parametrize(("after", "handed"), [(True, 1), (False, 2)])
def test_a_connection_that_breaks_in_the_answer_is_looked_into(room: PostRoom, after: bool, handed: int) -> None:
    room.sandbox.fault("reset", **SENDING, after=after, times=1)
    room.work_off()
    assert (carried(room).total(), room.states(), posts(room)) == (1, SENT, handed)


def test_a_response_that_never_comes_is_given_up_and_looked_into(
    sandbox: GraphSandbox, impatient: MicrosoftGraph
) -> None:
    room = post_room(sandbox, impatient, *mails_to(ADDRESS))
    sandbox.fault("hang", **SENDING, seconds=3, after=True, times=1)
    room.work_off()
    assert (carried(room).total(), room.states(), posts(room)) == (1, SENT, 1)


def test_a_token_that_expired_is_renewed_at_once(room: PostRoom) -> None:
    assert room.services.graph.was_sent("something") is False
    room.sandbox.wait(timedelta(hours=25))
    assert room.work_off() == timedelta(0)
    assert (carried(room).total(), room.states()) == (1, SENT)


@pytest.mark.parametrize(
    ("status", "code"), [(403, "ErrorAccessDenied"), (404, "ErrorInvalidUser"), (404, "MailboxNotEnabledForRESTAPI")]
)
def test_a_mailbox_out_of_reach_fails_and_the_mail_goes_once_it_is_in_reach(
    room: PostRoom, status: int, code: str
) -> None:
    room.sandbox.fault("status", **SENDING, status=status, code=code, times=2)
    room.work_off()
    assert [isinstance(error, NotPermitted) for error in room.failed] == [True, True]
    assert (carried(room).total(), room.states(), room.poison) == (1, SENT, [])


def test_a_mailbox_out_of_reach_for_long_leaves_the_mail_pending_and_its_message_among_the_poison(
    room: PostRoom,
) -> None:
    room.sandbox.fault("status", **SENDING, status=403, code="ErrorAccessDenied")
    room.work_off()
    assert (room.states(), len(room.poison), room.sandbox.mails()) == ({DeliveryState.PENDING: 1}, 1, [])


def test_a_bad_recipient_is_refused_with_the_reason_and_harms_nobody_else(
    sandbox: GraphSandbox, graph: MicrosoftGraph
) -> None:
    room = post_room(sandbox, graph, *mails_to(ADDRESS, "gone@example.org", "ben@example.org"))
    sandbox.fault("bad_recipient", address="gone@example.org")
    room.work_off()
    assert room.states() == {DeliveryState.SENT: 2, DeliveryState.REFUSED: 1}
    assert {row.reason for row in room.deliveries()} == {"", "ErrorInvalidRecipients"}
    assert sorted(mail["to"] for mail in sandbox.mails()) == [[ADDRESS], ["ben@example.org"]]


@pytest.mark.parametrize("lag", [30, 300, 540])
def test_a_mail_that_shows_late_among_the_sent_items_is_not_sent_again(room: PostRoom, lag: int) -> None:
    room.sandbox.fault("sent_items_delay", seconds=lag)
    room.sandbox.fault("status", **SENDING, status=503, after=True, times=1)
    took = room.work_off()
    assert max(2 * MINUTE, lag * SECOND) <= took <= max(2 * MINUTE, lag * SECOND) + MINUTE
    assert (carried(room).total(), room.states(), posts(room)) == (1, SENT, 1)


@pytest.mark.parametrize("after", [True, False])
def test_an_outcome_that_can_never_be_found_out_is_unknown_and_shown_and_nothing_is_repeated(
    room: PostRoom, after: bool
) -> None:
    room.sandbox.fault("status", **SENDING, status=503, after=after, times=1)
    room.sandbox.fault("status", **LOOKING, status=503)
    room.work_off()
    (lost,) = [row for row in room.deliveries() if row.about == SESSION]
    assert (carried(room).total(), lost.state) == (int(after), DeliveryState.UNKNOWN)
    assert [row.step for row in room.memory.tables.rows(FailedWork)] == [UNKNOWN_DELIVERY]


@pytest.mark.parametrize("after", [True, False])
def test_an_outcome_is_found_out_when_the_sent_items_can_be_read_again(room: PostRoom, after: bool) -> None:
    room.sandbox.fault("status", **SENDING, status=504, after=after, times=1)
    room.sandbox.fault("status", **LOOKING, status=503, times=20)
    took = room.work_off()
    assert took > 10 * MINUTE
    assert (carried(room).total(), room.states()) == (1, SENT)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_goes_wrong_in_whatever_order_each_mail_goes_once(
    sandbox: GraphSandbox, graph: MicrosoftGraph, seed: int
) -> None:
    draw = random.Random(seed)
    room = post_room(sandbox, graph, *mails_to(*(f"registrant.{number}@example.org" for number in range(8))))
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("status", {"status": 429, "retry_after": "17.5"}),
        ("status", {"status": 429}),
        ("status", {"status": 503, "retry_after": "200"}),
        ("status", {"status": 503, "after": True}),
        ("status", {"status": 504, "after": True}),
        ("status", {"status": 401, "code": "InvalidAuthenticationToken"}),
        ("reset", {}),
        ("reset", {"after": True}),
    ]
    sandbox.fault("sent_items_delay", seconds=30)
    for _ in range(12):
        kind, details = draw.choice(kinds)
        sandbox.fault(kind, **draw.choice([SENDING, SENDING, LOOKING]), **details, times=draw.randint(1, 2))
    room.work_off()
    assert (carried(room).total(), set(carried(room).values())) == (8, {1})
    assert (room.states(), room.poison) == ({DeliveryState.SENT: 8}, [])


# --- answers that are not Graph's --------------------------------------------------------------------------

PAGE = "<!DOCTYPE html><title>Sign in to the guest network</title>"
STRANGE: list[tuple[str, dict[str, Any]]] = [
    ("answer", {"status": 200, "body": PAGE}),
    ("answer", {"status": 200, "body": "{}", "headers": {"Content-Type": "application/json"}}),
    ("answer", {"status": 200, "body": ""}),
    ("answer", {"status": 201, "body": PAGE}),
    ("answer", {"status": 204, "body": ""}),
    ("answer", {"status": 302, "body": PAGE, "headers": {"Location": "https://sign-in.example.org/"}}),
    ("answer", {"status": 400, "body": PAGE}),
    ("answer", {"status": 401, "body": PAGE}),
    ("answer", {"status": 403, "body": PAGE}),
    ("answer", {"status": 404, "body": PAGE}),
    ("answer", {"status": 407, "body": PAGE}),
    ("answer", {"status": 429, "body": PAGE}),
    ("answer", {"status": 511, "body": PAGE}),
]
HALF: tuple[str, dict[str, Any]] = ("truncated", {})


@pytest.mark.parametrize(("kind", "details"), STRANGE, ids=str)
@pytest.mark.parametrize("after", [True, False])
def test_a_send_answered_by_a_proxy_is_looked_into_and_the_mail_goes_once(
    room: PostRoom, kind: str, details: dict[str, Any], after: bool
) -> None:
    room.sandbox.fault(kind, **SENDING, **details, after=after, times=1)
    room.work_off()
    assert (carried(room).total(), room.states(), posts(room)) == (1, SENT, 1 if after else 2)


@pytest.mark.parametrize(("kind", "details"), [*STRANGE, HALF], ids=str)
def test_a_look_up_answered_by_a_proxy_does_not_say_that_nothing_was_sent(
    room: PostRoom, kind: str, details: dict[str, Any]
) -> None:
    room.sandbox.fault("status", **SENDING, status=503, after=True, times=1)
    room.sandbox.fault(kind, **LOOKING, **details, times=20)
    took = room.work_off()
    assert took > 10 * MINUTE
    assert (carried(room).total(), room.states(), posts(room)) == (1, SENT, 1)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_a_proxy_answers_each_mail_goes_once(sandbox: GraphSandbox, graph: MicrosoftGraph, seed: int) -> None:
    draw = random.Random(seed)
    room = post_room(sandbox, graph, *mails_to(*(f"registrant.{number}@example.org" for number in range(8))))
    for _ in range(16):
        kind, details = draw.choice(STRANGE)
        on = draw.choice([SENDING, LOOKING])
        sandbox.fault(kind, **on, **details, after=draw.random() < 0.5, times=draw.randint(1, 3))
    room.work_off()
    assert (carried(room).total(), set(carried(room).values())) == (8, {1})
    assert (room.states(), room.poison) == ({DeliveryState.SENT: 8}, [])


# --- meetings ---------------------------------------------------------------------------------------------


@pytest.fixture
def planned(sandbox: GraphSandbox, graph: MicrosoftGraph) -> PostRoom:
    """A session is planned and has no meeting yet."""
    session = a_session(state=SessionState.PLANNED, event_id="", join_url="")
    room = post_room(sandbox, graph, session, OpenSession(id=SESSION))
    room.memory.queues.send(SessionPlanned(session=SESSION))
    return room


def opened(room: PostRoom) -> PostRoom:
    """The same with its meeting, and somebody who comes."""
    room.work_off()
    room.memory.tables.put(a_registration())
    assert room.session().state is SessionState.OPEN
    return room


def meetings(room: PostRoom) -> list[tuple[str, str]]:
    """Every meeting's state and start."""
    return [(event["state"], event["start"]) for event in room.sandbox.events()]


ONE_MEETING = [("open", "2026-12-09T12:30:00Z")]


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("status", {"status": 429, "retry_after": "7.5"}),
        ("status", {"status": 503}),
        ("status", {"status": 504, "after": True}),
        ("reset", {}),
        ("reset", {"after": True}),
    ],
    ids=str,
)
@pytest.mark.parametrize("forgotten", [False, True])
def test_a_meeting_is_made_once_whatever_happens_to_the_first_call_and_to_its_transaction_id(
    planned: PostRoom, kind: str, details: dict[str, Any], forgotten: bool
) -> None:
    if forgotten:
        planned.sandbox.fault("forget_transaction_ids")
    planned.sandbox.fault(kind, **MAKING, **details, times=1)
    planned.work_off()
    assert (meetings(planned), planned.session().state) == (ONE_MEETING, SessionState.OPEN)
    assert (planned.failed, planned.session().join_url != "") == ([], True)


@pytest.mark.parametrize(("kind", "details"), STRANGE, ids=str)
@pytest.mark.parametrize("after", [True, False])
def test_a_meeting_is_made_once_whatever_a_proxy_answers(
    planned: PostRoom, kind: str, details: dict[str, Any], after: bool
) -> None:
    planned.sandbox.fault("forget_transaction_ids")
    planned.sandbox.fault(kind, **MAKING, **details, after=after, times=1)
    planned.sandbox.fault(kind, method="GET", **EVENTS, **details, times=1)
    planned.work_off()
    assert (meetings(planned), planned.session().state, planned.failed) == (ONE_MEETING, SessionState.OPEN, [])


@pytest.mark.parametrize(("kind", "details"), STRANGE, ids=str)
def test_a_meeting_is_cancelled_though_a_proxy_says_that_it_is_not_there(
    planned: PostRoom, kind: str, details: dict[str, Any]
) -> None:
    room = opened(planned)
    cancelled = {"state": SessionState.CANCELLED, "reason": "The panel is ill.", "sequence": 1}
    room.memory.tables.put(room.session().model_copy(update=cancelled))
    room.sandbox.fault(kind, method="POST", path="/cancel$", **details, times=2)
    room.memory.queues.send(SessionCancelled(session=SESSION))
    room.work_off()
    assert [state for state, _ in meetings(room)] == ["cancelled"]
    assert (room.states(), room.failed) == (SENT, [])


def test_an_event_without_its_link_is_read_again(planned: PostRoom) -> None:
    planned.sandbox.fault("null_online_meeting", times=1)
    assert planned.work_off() == timedelta(0)
    assert (meetings(planned), planned.session().join_url != "") == (ONE_MEETING, True)


@pytest.mark.parametrize("status", [429, 503, 504])
def test_graph_may_be_away_for_hours_and_no_message_about_a_meeting_is_given_up(planned: PostRoom, status: int) -> None:
    planned.sandbox.fault("status", **EVENTS, status=status, retry_after="240", times=40)
    took = planned.work_off()
    assert took >= 40 * timedelta(seconds=240)
    assert (meetings(planned), planned.failed, planned.poison) == (ONE_MEETING, [], [])


@pytest.mark.parametrize("after", [False, True])
def test_a_meeting_is_moved_and_everyone_told_once_though_graph_answers_with_an_error(
    planned: PostRoom, after: bool
) -> None:
    room = opened(planned)
    session = room.session()
    moved = {"start": session.start + 2 * timedelta(hours=1), "end": session.end + 2 * timedelta(hours=1)}
    room.memory.tables.put(session.model_copy(update={**moved, "sequence": 1}))
    room.sandbox.fault("status", method="PATCH", **EVENTS, status=503, after=after, times=3)
    room.memory.queues.send(SessionChanged(session=SESSION))
    assert room.work_off() >= 3 * MINUTE
    assert meetings(room) == [("open", "2026-12-09T14:30:00Z")]
    assert [row.key[1] for row in room.deliveries()] == [KEYS.person(ADDRESS)]


@pytest.mark.parametrize("after", [False, True])
def test_a_meeting_is_cancelled_and_everyone_told_once_though_graph_answers_with_an_error(
    planned: PostRoom, after: bool
) -> None:
    room = opened(planned)
    cancelled = {"state": SessionState.CANCELLED, "reason": "The panel is ill.", "sequence": 1}
    room.memory.tables.put(room.session().model_copy(update=cancelled))
    room.sandbox.fault("status", method="POST", path="/cancel$", status=504, after=after, times=2)
    room.memory.queues.send(SessionCancelled(session=SESSION))
    room.work_off()
    assert [state for state, _ in meetings(room)] == ["cancelled"]
    assert (room.states(), len(room.sandbox.mails())) == (SENT, 1)
    assert room.memory.tables.rows(OpenSession) == []


def test_a_meeting_that_may_not_be_made_fails_and_is_kept_for_the_team(planned: PostRoom) -> None:
    planned.sandbox.fault("status", **EVENTS, status=403, code="ErrorAccessDenied")
    planned.work_off()
    assert ([type(error) for error in planned.failed], len(planned.poison)) == ([NotPermitted] * 5, 1)
    assert planned.session().state is SessionState.PLANNED
