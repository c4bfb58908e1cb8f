"""What a person does with failed work: tried again, sent, or dropped, in effect once, and entered in the trail."""

import json
from datetime import timedelta
from http import HTTPStatus

import pytest
from azure.core.exceptions import ServiceRequestError

from local.memory.builders import NOW, a_delivery, a_registration, a_session, some_answers
from local.memory.services import MemoryServices, some_services, the_programme
from shared.audit_trail.rows import AuditEntry
from shared.delivery.sending import deliver
from shared.errors import Refusal
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.mail.rows import Delivery, DeliveryState
from shared.messages import DeliveryDue, ResponseReceived, SessionPlanned
from shared.operations.acting import act
from shared.operations.replaying import replay, replay_all
from shared.programme.forms import Answer
from shared.storage.queues import encode
from shared.web.refusals import answer_of

WHO = "11111111-2222-3333-4444-555555555555"
LATER = NOW + timedelta(hours=2)
DUE = DeliveryDue(purpose=a_delivery().purpose, person=a_delivery().person)


def the_row(services: MemoryServices) -> FailedWork:
    (row,) = failed_work.kept(services)
    return row


def trail(services: MemoryServices) -> list[tuple[str, str, str]]:
    return [(row.who, row.act, row.reason) for row in services.tables.rows(AuditEntry)]


# --- messages ---------------------------------------------------------------------------------------------


def with_message(text: str) -> MemoryServices:
    services = some_services()
    failed_work.keep_message(services, SessionPlanned.QUEUE, text, NOW)
    return services


def test_a_message_is_put_on_its_queue_as_it_was() -> None:
    services = with_message(encode(SessionPlanned(session="s")))
    assert replay(services, the_row(services), WHO, "the policy was granted", LATER)
    assert services.queues.waiting(SessionPlanned) == [SessionPlanned(session="s")]
    assert list(failed_work.kept(services)) == []
    assert trail(services) == [(WHO, "replay", "the policy was granted")]


def test_a_message_that_nobody_understands_yet_is_put_back_too() -> None:
    services = with_message('{"version": 99}')
    assert replay(services, the_row(services), WHO, "", LATER)
    assert services.queues.raw == {"session-planned": ['{"version": 99}']}


def test_a_replay_that_crashes_half_way_loses_nothing_and_is_audited() -> None:
    services = with_message(encode(SessionPlanned(session="s")))
    services.tables.fail("delete", ServiceRequestError("gone"))
    with pytest.raises(ServiceRequestError):
        replay(services, the_row(services), WHO, "", NOW)
    replay(services, the_row(services), WHO, "", LATER)
    assert set(services.queues.waiting(SessionPlanned)) == {SessionPlanned(session="s")}
    assert (list(failed_work.kept(services)), len(trail(services))) == ([], 2)


def test_what_fails_again_after_a_replay_is_failed_work_again() -> None:
    services = with_message(encode(SessionPlanned(session="s")))
    row = the_row(services)
    replay(services, row, WHO, "", LATER)
    failed_work.keep_message(services, row.step, row.payload, LATER)
    assert (the_row(services).id, the_row(services).first_at) == (row.id, LATER)


def test_all_of_a_cause_are_tried_again_and_nothing_else() -> None:
    services = some_services()
    for number in range(3):
        failed_work.keep_message(services, SessionPlanned.QUEUE, encode(SessionPlanned(session=f"s{number}")), NOW)
    failed_work.keep(services, failed_work.SIGN_UP, "{}", "Cannot be used: email.", NOW)
    cause = next(failed_work.kept(services, SessionPlanned.QUEUE)).cause_id
    rows = failed_work.kept(services, cause_id=cause)
    assert replay_all(services, rows, WHO, "", LATER) == (3, 0)
    assert the_row(services).step == failed_work.SIGN_UP
    assert len(trail(services)) == 3


# --- responses --------------------------------------------------------------------------------------------


def test_a_response_is_taken_in_or_counted_again() -> None:
    services = some_services()
    body = {"formId": the_programme().forms.sign_up.id, "responseId": "7"}
    for answers in (some_answers(), some_answers({Answer.NAME: ""})):
        failed_work.keep(services, failed_work.SIGN_UP, json.dumps(body | {"response": answers}), "any", NOW)
    assert replay_all(services, failed_work.kept(services), WHO, "", LATER) == (1, 1)
    assert len(services.queues.waiting(ResponseReceived)) == 1
    row = the_row(services)
    assert (row.attempts, row.cause, row.last_at) == (2, "Some answers cannot be used.", LATER)


# --- mails with an unknown outcome --------------------------------------------------------------------------


def with_unknown(*, sent: bool) -> MemoryServices:
    """A mail that left or not before the process died, and a mailbox that could not be asked."""
    begun = a_delivery(state=DeliveryState.PENDING)
    services = some_services(having=[a_session(), a_registration(), begun])
    services.graph.fail("send_mail", MemoryError("killed"), after=sent)
    with pytest.raises(MemoryError):
        deliver(services, DUE, NOW)
    row = the_delivery(services)
    lost = {"state": DeliveryState.UNKNOWN, "settled_at": LATER, "reason": "lost", "lookups": 59}
    services.tables.put(row.model_copy(update=lost))
    failed_work.keep(services, failed_work.UNKNOWN_DELIVERY, DUE.model_dump_json(), "lost", LATER)
    services.queues.drain(DeliveryDue)
    return services


def the_delivery(services: MemoryServices) -> Delivery:
    row = services.tables.get(Delivery, (DUE.purpose, DUE.person))
    assert row is not None
    return row


def worked(services: MemoryServices) -> tuple[DeliveryState, int]:
    """What becomes of the mail once its message is seen, and how many were sent in all."""
    (due,) = services.queues.drain(DeliveryDue)
    deliver(services, due, LATER + timedelta(minutes=5))
    return the_delivery(services).state, len(services.graph.mails)


@pytest.mark.parametrize("sent", [True, False])
def test_replayed_the_mailbox_is_asked_again_and_the_mail_is_sent_only_if_it_was_not(sent: bool) -> None:
    services = with_unknown(sent=sent)
    assert act(services, "replay", the_row(services), WHO, "", LATER) == "replayed"
    assert list(failed_work.kept(services)) == []
    assert worked(services) == (DeliveryState.SENT, 1)


@pytest.mark.parametrize(("sent", "mails"), [(True, 2), (False, 1)])
def test_a_person_can_have_it_sent_without_asking_and_says_why(sent: bool, mails: int) -> None:
    services = with_unknown(sent=sent)
    assert act(services, "send", the_row(services), WHO, "she rang: no mail", LATER) == "to be sent"
    assert worked(services) == (DeliveryState.SENT, mails)
    assert trail(services) == [(WHO, "send", "she rang: no mail")]


def test_a_mail_that_was_settled_meanwhile_is_not_sent_by_a_replay() -> None:
    services = with_unknown(sent=True)
    services.tables.put(the_delivery(services).model_copy(update={"state": DeliveryState.SENT}))
    replay(services, the_row(services), WHO, "", LATER)
    assert worked(services) == (DeliveryState.SENT, 1)


def test_a_mail_that_is_not_kept_any_more_is_failed_work_no_more() -> None:
    services = with_unknown(sent=True)
    services.tables.delete(the_delivery(services))
    assert replay(services, the_row(services), WHO, "", LATER)
    assert (list(failed_work.kept(services)), services.queues.sent) == ([], [])


# --- acts -------------------------------------------------------------------------------------------------


def test_what_is_dropped_is_gone_with_the_reason_in_the_trail() -> None:
    services = with_message("no message")
    assert act(services, "drop", the_row(services), WHO, "a test by hand", LATER) == "dropped"
    assert list(failed_work.kept(services)) == []
    (entry,) = services.tables.rows(AuditEntry)
    assert (entry.who, entry.act, entry.reason, entry.at) == (WHO, "drop", "a test by hand", LATER)
    assert entry.about.startswith("session-planned.")


@pytest.mark.parametrize(
    ("wanted", "reason", "status"),
    [
        ("drop", "", HTTPStatus.UNPROCESSABLE_ENTITY),
        ("send", "", HTTPStatus.UNPROCESSABLE_ENTITY),
        ("send", "it is no mail", HTTPStatus.CONFLICT),
        ("forget", "why not", HTTPStatus.NOT_FOUND),
    ],
)
def test_what_cannot_be_done_changes_nothing_and_is_not_in_the_trail(
    wanted: str, reason: str, status: HTTPStatus
) -> None:
    services = with_message("no message")
    with pytest.raises(Refusal) as refused:
        act(services, wanted, the_row(services), WHO, reason, LATER)
    assert answer_of(refused.value).status is status
    assert (len(list(failed_work.kept(services))), trail(services)) == (1, [])


def test_a_mail_that_waits_for_its_time_meanwhile_is_replayed_for_that_time() -> None:
    services = with_unknown(sent=False)
    waiting = {"state": DeliveryState.PENDING, "due": LATER + timedelta(hours=1), "settled_at": None}
    services.tables.put(the_delivery(services).model_copy(update=waiting))
    replay(services, the_row(services), WHO, "", LATER)
    assert services.queues.sent == [(DUE, timedelta(hours=1))]
