"""Every trigger, called as the host calls it, with the app's own services on the storage emulator.

Graph and the feeds are at an address where nobody answers: what needs them is tested with the steps.
"""

import base64
import inspect
import json
from collections.abc import Awaitable, Mapping
from datetime import UTC, datetime, timedelta

import azure.functions as func
import pytest
from azure.functions.timer import TimerRequest
from azure.storage.queue import QueueClient

from local.memory.builders import a_request, a_session, some_answers
from local.stack.azurite import Azurite
from shared.audit_trail.rows import AuditEntry
from shared.failures import failed_work
from shared.failures.rows import FailedState, FailedWork
from shared.forms.intake import form_road
from shared.forms.rows import FormResponse
from shared.messages import DigestDue, Message, SessionPlanned
from shared.operations.heartbeats import last_beats
from shared.programme.forms import Answer
from shared.services import Services, of_this_process, the_services
from shared.sessions.rows import Session, SessionState
from shared.settings import SettingsError
from shared.storage.queues import encode
from shared.storage.tables import AzureTables, RowChanged
from shared.storage.unavailable import StorageRefused, StorageUnavailable
from shared.triggers import received
from tests.coroutines import done
from tests.the_app import Deployed, deployed
from tests.triggers.conftest import NOBODY

FORM = "wired-form"
AWAY = (
    "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;"
    f"QueueEndpoint={NOBODY}/a;TableEndpoint={NOBODY}/a;BlobEndpoint={NOBODY}/a"
)


def named(name: str) -> Deployed:
    return next(one for one in deployed() if one.name == name)


def of_type(kind: str) -> list[Deployed]:
    return [one for one in deployed() if one.trigger["type"] == kind]


def asked(name: str, **request: object) -> func.HttpResponse:
    """What the function answers."""
    answer = named(name).call(a_request(**request))  # type: ignore[arg-type]  # whatever the test gives the builder
    if inspect.isawaitable(answer):
        answer = done(waited_for(answer))
    assert isinstance(answer, func.HttpResponse)
    return answer


async def waited_for(answer: Awaitable[object]) -> object:
    return await answer


def posted(response_id: str, answers: Mapping[str, object]) -> func.HttpResponse:
    body = json.dumps({"formId": FORM, "responseId": response_id, "response": answers}).encode()
    return asked("form_response_posted", method="POST", body=body, headers=signed_in("3", "Forms"))


@pytest.mark.parametrize("function", of_type("timerTrigger"), ids=lambda one: one.name)
def test_a_timer_can_come_at_any_time(function: Deployed, cafe: Services) -> None:
    assert function.call(TimerRequest(past_due=True)) is None


@pytest.mark.parametrize("function", of_type("queueTrigger"), ids=lambda one: one.name)
def test_a_message_about_what_is_not_there_is_worked_without_effect(function: Deployed, cafe: Services) -> None:
    kind = next(kind for kind in Message.__subclasses__() if function.trigger["queueName"] == kind.QUEUE)
    needed = {name: field for name, field in kind.model_fields.items() if field.is_required()}
    ids = {name: 0 if field.annotation is int else "wired-1999-01-01" for name, field in needed.items()}
    message = func.QueueMessage(body=encode(kind.model_validate(ids)).encode())
    assert function.call(message) is None


@pytest.mark.parametrize("function", of_type("queueTrigger"), ids=lambda one: one.name)
def test_what_is_no_message_fails_and_why_is_noted(function: Deployed, cafe: Services) -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        function.call(func.QueueMessage(body=b"not json"))
    noted = [row for row in failed_rows(cafe) if row.step == function.trigger["queueName"]]
    assert {(row.state, row.cause) for row in noted} == {
        (FailedState.RETRYING, "JSONDecodeError in shared.storage.queues")
    }


def failed_rows(cafe: Services) -> list[FailedWork]:
    return list(cafe.tables.partition(FailedWork, FailedWork.PARTITION))


class Attempt(func.QueueMessage):
    """A message as the host hands it over, at its n-th attempt."""

    def __init__(self, body: bytes, number: int) -> None:
        super().__init__(body=body)
        self._number = number

    @property
    def dequeue_count(self) -> int:
        return self._number


def test_what_works_at_a_later_attempt_leaves_nothing_behind(cafe: Services) -> None:
    body = encode(SessionPlanned(session="wired-2000-01-01")).encode()
    for number in (1, 2):
        with pytest.raises(RowChanged), received(SessionPlanned, Attempt(body, number)):
            raise RowChanged("sessions")
    noted = [row for row in failed_rows(cafe) if row.payload == body.decode()]
    assert [(row.attempts, row.cause) for row in noted] == [(2, "RowChanged in shared.triggers")]
    with received(SessionPlanned, Attempt(body, 3)) as message:
        assert message.session == "wired-2000-01-01"
    assert [row for row in failed_rows(cafe) if row.payload == body.decode()] == []


def test_a_failure_that_cannot_be_noted_is_the_same_failure(cafe: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AzureWebJobsStorage", AWAY)
    of_this_process.cache_clear()
    body = encode(SessionPlanned(session="wired-2000-01-01")).encode()
    with pytest.raises(RowChanged), received(SessionPlanned, Attempt(body, 1)):
        raise RowChanged("sessions")


def fail(error: Exception) -> None:
    raise error


def test_while_storage_is_away_the_message_waits_and_no_attempt_is_used_up(cafe: Services, azurite: Azurite) -> None:
    message = func.QueueMessage(body=encode(SessionPlanned(session="wired-away")).encode())
    queue = QueueClient.from_connection_string(azurite.connection_string, SessionPlanned.QUEUE)
    queue.clear_messages()
    with received(SessionPlanned, message):
        fail(StorageUnavailable("somebody else answered 200 in storage's place"))
    assert (queue.get_queue_properties().approximate_message_count, cafe.queues.peek(SessionPlanned)) == (1, [])
    queue.clear_messages()
    queue.close()


@pytest.mark.parametrize("error", [StorageRefused("too large"), RowChanged("sessions")])
def test_what_storage_itself_refuses_uses_up_an_attempt(cafe: Services, error: Exception) -> None:
    message = func.QueueMessage(body=encode(SessionPlanned(session="wired-refused")).encode())
    with pytest.raises(type(error)), received(SessionPlanned, message):
        raise error


def test_a_timer_that_did_its_work_gives_a_sign_of_life(cafe: Services) -> None:
    began = datetime.now(UTC)
    named("on_planning_due").call(TimerRequest(past_due=False))
    assert last_beats(cafe)["on_planning_due"] >= began


def test_the_daily_audit_says_what_is_amiss(cafe: Services, caplog: pytest.LogCaptureFixture) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    left_open = a_session(series="wired-educators", title="For educators", start=yesterday)
    cafe.tables.insert(left_open)
    named("on_audit_due").call(TimerRequest(past_due=False))
    cafe.tables.delete(left_open)
    said = [(vars(one)["about"], vars(one)["what"]) for one in caplog.records if one.msg == "the books do not balance"]
    assert said == [(left_open.id, "is over but was not closed")]


def test_planning_reaches_the_tables_and_the_queues(cafe: Services) -> None:
    named("on_planning_due").call(TimerRequest(past_due=False))
    planned = list(cafe.tables.partition(Session, "wired-doctors"))
    assert len(planned) >= 2
    assert {row.state for row in planned} == {SessionState.PLANNED}


def test_a_form_response_is_taken_in_or_refused(cafe: Services, facilitator: Mapping[str, str]) -> None:
    assert posted("1", some_answers()).status_code == 202
    assert posted("2", some_answers({Answer.AGREEMENT: "No"})).status_code == 422
    assert posted("1", some_answers({Answer.NAME: "Another"})).status_code == 409
    body = {"method": "POST", "body": b"{}", "headers": facilitator}
    assert asked("form_response_posted", **body).status_code == 403
    road = form_road(cafe.keys, cafe.programme.forms.sign_up.id)
    kept = cafe.tables.get(FormResponse, (road, "1"))
    assert kept is not None
    assert json.loads(kept.raw) == some_answers()


def test_the_app_is_alive_and_not_ready_while_graph_does_not_answer(cafe: Services) -> None:
    named("on_pulse_due").call(TimerRequest(past_due=False))
    live, ready = asked("health_requested"), asked("readiness_requested")
    assert (live.status_code, ready.status_code) == (200, 503)
    assert json.loads(live.get_body())["amiss"][0].startswith("Graph cannot be used: ")


FACILITATORS = [
    ("refused_responses_requested", "GET", {}),
    ("replay_requested", "POST", {}),
    ("missing_responses_requested", "GET", {"form": "sign-up"}),
    ("move_session_requested", "POST", {"session": "wired-doctors-2026-12-09"}),
    ("cancel_session_requested", "POST", {"session": "wired-doctors-2026-12-09"}),
    ("failed_work_requested", "GET", {}),
    ("failed_work_shown", "GET", {"step": "sign-up", "work": "x"}),
    ("failed_work_acted_on", "POST", {"step": "sign-up", "work": "x", "act": "replay"}),
    ("failed_cause_replayed", "POST", {}),
    ("audit_trail_requested", "GET", {}),
    ("erasure_requested", "POST", {}),
]


@pytest.fixture
def facilitator(cafe: Services, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """The headers with which the platform says that a facilitator is signed in."""
    monkeypatch.setenv("WEBSITE_AUTH_ENABLED", "True")
    of_this_process.cache_clear()
    return signed_in("1", "Facilitator", "imogen.hartley@example.nhs.uk")


def signed_in(who: str, role: str, address: str = "") -> Mapping[str, str]:
    claims = [{"typ": "oid", "val": who}, {"typ": "roles", "val": role}, {"typ": "preferred_username", "val": address}]
    token = json.dumps({"auth_typ": "aad", "claims": claims}).encode()
    return {"X-MS-CLIENT-PRINCIPAL": base64.b64encode(token).decode(), "Content-Type": "application/json"}


def test_a_facilitator_sees_what_was_refused_and_a_coordinator_replays_it(
    facilitator: Mapping[str, str],
) -> None:
    posted("3", some_answers({Answer.NAME: ""}))
    kept = json.loads(asked("refused_responses_requested", headers=facilitator).get_body())
    assert "3" in {json.loads(row["payload"])["responseId"] for row in kept}
    assert asked("replay_requested", method="POST", headers=facilitator).status_code == 403
    coordinator = signed_in("1", "Coordinator")
    tried = json.loads(asked("replay_requested", method="POST", headers=coordinator).get_body())
    assert (tried["accepted"], tried["refused"]) == (0, len(kept))
    trail = [entry for entry in cafe_trail() if entry.who == "1"]
    assert {(entry.act, entry.about.partition(".")[0]) for entry in trail} == {("replay", "sign-up")}


def test_whoever_fetches_what_never_arrived_is_told_its_numbers(facilitator: Mapping[str, str]) -> None:
    posted("7", some_answers())
    posted("9", some_answers())
    program = signed_in("3", "Forms")
    answered = json.loads(asked("missing_responses_requested", headers=program, route={"form": "sign-up"}).get_body())
    assert 8 in answered["missing"]
    assert asked("missing_responses_requested", headers=facilitator, route={"form": "sign-up"}).status_code == 403


def test_an_admin_sees_failed_work_replays_a_cause_and_drops_the_rest(facilitator: Mapping[str, str]) -> None:
    admin, cafe = signed_in("2", "Admin"), the_services()
    failed_work.keep(cafe, "wired-step", "payload", "an odd cause", datetime.now(UTC))
    failed_work.keep(cafe, DigestDue.QUEUE, encode(DigestDue(session="wired-1999-01-01")), "mended", datetime.now(UTC))
    listed = json.loads(asked("failed_work_requested", headers=admin).get_body())
    causes = {row["cause"]: row for row in listed}
    odd, route = causes["an odd cause"], {"step": "wired-step", "work": causes["an odd cause"]["id"]}
    assert "payload" not in odd
    assert json.loads(asked("failed_work_shown", headers=admin, route=route).get_body()) == odd | {"payload": "payload"}
    body = json.dumps({"cause": causes["mended"]["cause_id"]}).encode()
    replayed = asked("failed_cause_replayed", method="POST", headers=admin, body=body)
    assert json.loads(replayed.get_body()) == {"replayed": 1, "refused": 0}
    drop = {"method": "POST", "headers": admin, "route": route | {"act": "drop"}, "body": b'{"reason": " a test "}'}
    dropped = [asked("failed_work_acted_on", **drop).status_code for _ in range(2)]
    assert dropped == [200, 404]
    trail = json.loads(asked("audit_trail_requested", headers=admin).get_body())
    mine = [(entry["act"], entry["about"].partition(".")[0], entry["reason"]) for entry in trail if entry["who"] == "2"]
    assert mine == [("drop", "wired-step", "a test"), ("replay", "digest-due", "")]


def test_a_facilitator_may_see_refused_responses_and_no_other_failed_work(facilitator: Mapping[str, str]) -> None:
    steps = ("sign-up", "delivery-due", "")
    seen = [asked("failed_work_requested", headers=facilitator, query={"step": step}).status_code for step in steps]
    assert seen == [403, 403, 403]
    assert asked("refused_responses_requested", headers=facilitator).status_code == 200
    assert asked("audit_trail_requested", headers=facilitator).status_code == 403


def cafe_trail() -> list[AuditEntry]:
    return list(the_services().tables.partition(AuditEntry, f"{datetime.now(UTC):%Y-%m}", end=AuditEntry.END))


def test_a_facilitator_moves_and_cancels_a_session(cafe: Services, facilitator: Mapping[str, str]) -> None:
    named("on_planning_due").call(TimerRequest(past_due=False))
    session = list(cafe.tables.partition(Session, "wired-educators"))[-1]
    later = (session.start + timedelta(hours=1)).isoformat()
    moved = asked(
        "move_session_requested",
        method="POST",
        headers=facilitator,
        route={"session": session.id},
        body=json.dumps({"start": later}).encode(),
    )
    assert (moved.status_code, json.loads(moved.get_body())["sequence"]) == (202, 1)
    gone = asked(
        "cancel_session_requested",
        method="POST",
        headers=facilitator,
        route={"session": session.id},
        body=b'{"reason": "The panel is ill."}',
    )
    assert (gone.status_code, json.loads(gone.get_body())["state"]) == (202, "cancelling")


@pytest.mark.parametrize(("name", "method", "route"), FACILITATORS)
def test_what_facilitators_do_needs_them_signed_in(
    name: str, method: str, route: Mapping[str, str], cafe: Services
) -> None:
    assert asked(name, method=method, route=route).status_code == 401


@pytest.mark.parametrize("function", of_type("httpTrigger"), ids=lambda one: one.name)
def test_a_wrong_method_is_answered_and_never_an_error(function: Deployed, cafe: Services) -> None:
    answer = asked(
        function.name,
        method="PATCH",
        route=dict.fromkeys(["session", "token", "issue", "path", "step", "work", "act"], "x"),
    )
    assert answer.status_code == (404 if function.name == "zz_home_or_unknown_page_requested" else 405)


@pytest.mark.parametrize("name", ["sign_up_requested", "privacy_page_requested", "accessibility_page_requested"])
def test_a_page_is_shown(name: str, cafe: Services) -> None:
    answer = asked(name)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")


@pytest.mark.parametrize("name", ["sign_up_requested", "my_registration_requested", "feedback_requested"])
def test_a_form_that_stood_on_another_site_is_refused(name: str, cafe: Services) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Content-Type": "application/x-www-form-urlencoded"}
    assert asked(name, method="POST", headers=headers, route={"token": "x"}).status_code == 403


@pytest.mark.parametrize("name", ["my_registration_requested", "feedback_requested"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_is_not_ours_is_not_found(name: str, method: str, cafe: Services) -> None:
    assert asked(name, method=method, route={"token": "forged"}).status_code == 404


def test_the_sign_up_page_says_what_is_missing(cafe: Services) -> None:
    assert asked("sign_up_requested", method="POST", body=b"attempt=x").status_code == 422


# --- services ---------------------------------------------------------------------------------------------


def test_services_are_made_once(cafe: Services) -> None:
    assert the_services() is cafe


def test_with_an_identity_no_connection_string_is_needed(cafe: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AzureWebJobsStorage")
    monkeypatch.setenv("AzureWebJobsStorage__queueServiceUri", "https://cafe.queue.example.org")
    monkeypatch.setenv("AzureWebJobsStorage__tableServiceUri", "https://cafe.table.example.org")
    of_this_process.cache_clear()
    assert isinstance(of_this_process().tables, AzureTables)
    assert of_this_process().settings.storage_connection == ""


def test_without_its_settings_the_app_says_what_is_missing(cafe: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAFE_SECRET")
    of_this_process.cache_clear()
    with pytest.raises(SettingsError, match="Setting CAFE_SECRET is missing"):
        of_this_process()
