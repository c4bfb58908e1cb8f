"""The door of registration: what a flow posts is taken in once, or kept for the team and refused with reasons."""

import json
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

import pytest

from local.memory.builders import NOW, SESSION, a_session, some_answers
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.errors import Refusal
from shared.failures.rows import FailedWork
from shared.forms.intake import OtherAnswers, digest_of, form_road
from shared.forms.receiving import receive
from shared.forms.rows import FormResponse, ResponseState
from shared.forms.working import work
from shared.mail.rows import Delivery, MailKind
from shared.messages import DeliveryDue, ResponseReceived
from shared.operations.replaying import replay_refused_responses
from shared.programme.forms import Answer
from shared.programme.model import Programme
from shared.sessions.rows import OpenSession
from shared.storage.tables import RowChanged
from shared.web.refusals import answer_of

FORM = the_programme().forms.sign_up.id
ROAD = form_road(KEYS, FORM)
LATER = NOW + timedelta(days=1)


def a_post(*, form: object = FORM, response_id: object = "17", response: object = None) -> dict[str, object]:
    """What a flow posts for one response."""
    return {
        "formId": form,
        "responseId": response_id,
        "response": some_answers() if response is None else response,
    }


def refused(services: MemoryServices, body: object) -> Refusal:
    with pytest.raises(Refusal) as said:
        receive(services, body, NOW)
    assert answer_of(said.value).status is HTTPStatus.UNPROCESSABLE_ENTITY
    return said.value


# --- taken in ---------------------------------------------------------------------------------------------


def test_a_response_is_kept_and_passed_on_with_two_storage_operations() -> None:
    services = some_services()
    receive(services, a_post(), NOW)
    (row,) = services.tables.rows(FormResponse)
    assert (row.key, row.state, row.received_at) == ((ROAD, "17"), ResponseState.RECEIVED, NOW)
    assert json.loads(row.raw) == some_answers()
    assert services.tables.operations == [("insert", "formresponses")]
    assert services.queues.sent == [(ResponseReceived(form=ROAD, response="17"), timedelta(0))]


def test_the_same_response_twice_is_one_response_however_often_the_flow_posts_it() -> None:
    services = some_services()
    for hours in range(3):
        receive(services, a_post(), NOW + timedelta(hours=hours))
    assert [row.received_at for row in services.tables.rows(FormResponse)] == [NOW]
    assert set(services.queues.waiting(ResponseReceived)) == {ResponseReceived(form=ROAD, response="17")}


def test_a_new_form_counts_from_one_again_and_none_of_its_responses_is_taken_for_one_of_the_old() -> None:
    services = some_services()
    receive(services, a_post(response_id="1"), NOW)
    programme = the_programme()
    form = programme.forms.sign_up.model_copy(update={"id": "the new Form"})
    forms = programme.forms.model_copy(update={"sign_up": form})
    renewed = some_services(programme=programme.model_copy(update={"forms": forms}), tables=services.tables)
    receive(renewed, a_post(form="the new Form", response_id="1"), LATER)
    assert [row.response for row in services.tables.rows(FormResponse)] == ["1", "1"]


@pytest.mark.parametrize(
    "body",
    [
        a_post(response_id=17),
        a_post(response=json.dumps(some_answers())),
        a_post(response=json.dumps(json.dumps(some_answers()))),
        {**a_post(), "flow": "sign-up"},
    ],
)
def test_a_flow_may_post_numbers_and_text_and_more_than_is_asked_for(body: Mapping[str, object]) -> None:
    services = some_services()
    receive(services, body, NOW)
    (row,) = services.tables.rows(FormResponse)
    assert (row.response, json.loads(row.raw)) == ("17", some_answers())


def test_a_crash_before_the_message_is_mended_when_the_flow_posts_it_again() -> None:
    services = some_services()
    services.queues.fail("send", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        receive(services, a_post(), NOW)
    receive(services, a_post(), NOW)
    assert len(services.queues.waiting(ResponseReceived)) == 1


def test_half_of_a_surrogate_pair_which_json_can_name_stops_nothing() -> None:
    services = some_services()
    receive(services, a_post(response=some_answers({Answer.ROLE: "GP \ud83d"})), NOW)
    refused(services, a_post(response=some_answers({Answer.NAME: " \ud83d"})))
    assert (len(services.tables.rows(FormResponse)), len(services.tables.rows(FailedWork))) == (1, 1)


# --- refused ----------------------------------------------------------------------------------------------


def test_each_answer_that_cannot_be_used_is_named_in_the_forms_own_words() -> None:
    said = refused(
        some_services(), a_post(response=some_answers({Answer.AGREEMENT: "I do not agree", Answer.NAME: ""}))
    )
    assert said.words == "Some answers cannot be used. The response is kept, and the team can see it."
    assert list(said.errors) == [
        {"field": "name", "title": "Your full name", "message": "Enter your full name"},
        {
            "field": "agreement",
            "title": "I agree to the ground rules of the café",
            "message": "You can only join if you agree to the ground rules",
        },
    ]


def test_a_refused_response_is_kept_as_it_came_and_once() -> None:
    services = some_services()
    body = a_post(response=some_answers({Answer.EMAIL: "amara at example"}))
    for _ in range(2):
        refused(services, body)
    (kept,) = services.tables.rows(FailedWork)
    assert (json.loads(kept.payload), kept.step, kept.attempts, kept.first_at) == (body, "sign-up", 2, NOW)
    assert (kept.cause, kept.detail) == ("Some answers cannot be used.", "Cannot be used: email.")
    assert (services.tables.rows(FormResponse), services.queues.waiting(ResponseReceived)) == ([], [])


def test_of_however_many_that_are_refused_for_one_cause_the_team_is_told_once_in_the_hour() -> None:
    services = some_services()
    for name in ("amara at example", "bela at example", "chidi at example"):
        refused(services, a_post(response=some_answers({Answer.EMAIL: name})))
    refused(services, a_post(response=some_answers({Answer.AGREEMENT: ""}), response_id=18))
    (alert,) = (row for row in services.tables.rows(Delivery) if row.kind is MailKind.ALERT)
    assert alert.about == "sign-up"
    assert DeliveryDue(purpose=alert.purpose, person=alert.person) in services.queues.waiting(DeliveryDue)


def test_a_flow_gets_its_answer_when_the_team_cannot_be_told() -> None:
    services = some_services()
    services.tables.fail("insert_all", RowChanged("deliveries"))
    refused(services, a_post(form="another form"))
    assert len(services.tables.rows(FailedWork)) == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (a_post(form="another form"), "formId: this is not the café's sign-up Form."),
        ([], "Send an object with formId, responseId and response; missing or wrong: the body."),
        ("text", "Send an object with formId, responseId and response; missing or wrong: the body."),
        ({}, "Send an object with formId, responseId and response; missing or wrong: formId, response, responseId."),
        (
            a_post(response_id="1/2"),
            "Send an object with formId, responseId and response; missing or wrong: responseId.",
        ),
        (
            a_post(response_id="9" * 5_000),
            "Send an object with formId, responseId and response; missing or wrong: responseId.",
        ),
        (
            a_post(response_id=0),
            "Send an object with formId, responseId and response; missing or wrong: responseId.",
        ),
        (
            a_post(response_id="1\n"),
            "Send an object with formId, responseId and response; missing or wrong: responseId.",
        ),
        (
            a_post(response=["a list"]),
            "response: expected the response as a JSON object of question ids and answers, got a list.",
        ),
    ],
)
def test_what_is_no_response_of_our_form_is_refused_and_kept(body: object, said: str) -> None:
    services = some_services()
    assert refused(services, body).words == said
    (kept,) = services.tables.rows(FailedWork)
    is_shape = said.startswith("Send an object")
    assert (json.loads(kept.payload), kept.cause) == (body, "The body is no response of a Form." if is_shape else said)


def test_other_answers_under_a_known_number_are_a_conflict_and_both_are_kept() -> None:
    services = some_services()
    receive(services, a_post(), NOW)
    for _ in range(2):
        with pytest.raises(OtherAnswers) as said:
            receive(services, a_post(response=some_answers({Answer.NAME: "Somebody Else"})), LATER)
        assert answer_of(said.value).status is HTTPStatus.CONFLICT
    (row,), (kept,) = services.tables.rows(FormResponse), services.tables.rows(FailedWork)
    assert json.loads(row.raw) == some_answers()
    assert json.loads(kept.payload)["response"] == some_answers({Answer.NAME: "Somebody Else"})
    assert (kept.cause, kept.attempts) == ("Other answers came under a number that we know.", 2)
    assert replay_refused_responses(services, "an-admin", LATER) == (0, 1)


def test_a_worked_response_still_tells_its_own_repetition_from_other_answers() -> None:
    services = some_services(having=[a_session(), OpenSession(id=SESSION)])
    receive(services, a_post(), NOW)
    work(services, ResponseReceived(form=ROAD, response="17"), NOW)
    receive(services, a_post(), LATER)
    with pytest.raises(OtherAnswers):
        receive(services, a_post(response=some_answers({Answer.EMAIL: "a.stranger@example.org"})), LATER)


def test_the_panels_question_leaves_no_trace_in_the_digest() -> None:
    services = some_services()
    with_one, without = (some_answers({Answer.QUESTION: text}) for text in ("How do I swap a rota?", ""))
    assert digest_of(services, with_one) == digest_of(services, without)


# --- replayed ---------------------------------------------------------------------------------------------


def mended(services: MemoryServices) -> MemoryServices:
    """The same café after a choice that the Form offers was added to the programme file."""
    form = services.programme.forms.sign_up
    question = form.questions[Answer.ATTENDING]
    known = question.model_copy(update={"options": {**question.options, "Just the next": "next"}})
    questions = {**form.questions, Answer.ATTENDING: known}
    forms = services.programme.forms.model_copy(update={"sign_up": form.model_copy(update={"questions": questions})})
    programme: Programme = services.programme.model_copy(update={"forms": forms})
    return some_services(programme=programme, tables=services.tables, queues=services.queues)


def test_after_the_mapping_was_mended_a_refused_response_is_taken_in_as_of_when_it_came() -> None:
    services = some_services()
    body = a_post(response=some_answers({Answer.ATTENDING: "Just the next"}))
    refused(services, body)
    assert replay_refused_responses(mended(services), "an object id", LATER) == (1, 0)
    assert services.tables.rows(FailedWork) == []
    (row,) = services.tables.rows(FormResponse)
    assert (row.response, row.received_at) == ("17", NOW)
    assert services.queues.waiting(ResponseReceived) == [ResponseReceived(form=ROAD, response="17")]


def test_what_is_still_refused_is_kept_and_counted() -> None:
    services = some_services()
    refused(services, a_post(response=some_answers({Answer.ATTENDING: "Just the next"})))
    refused(services, a_post(form="another form"))
    assert replay_refused_responses(mended(services), "an object id", LATER) == (1, 1)
    assert replay_refused_responses(mended(services), "an object id", LATER) == (0, 1)
    (kept,) = services.tables.rows(FailedWork)
    assert (kept.attempts, kept.first_at, kept.last_at) == (3, NOW, LATER)


def test_a_replay_that_crashes_half_way_loses_nothing() -> None:
    services = some_services()
    refused(services, a_post(response=some_answers({Answer.ATTENDING: "Just the next"})))
    services.tables.fail("delete", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        replay_refused_responses(mended(services), "an object id", NOW)
    assert replay_refused_responses(mended(services), "an object id", LATER) == (1, 0)
    assert [row.received_at for row in services.tables.rows(FormResponse)] == [NOW]


def test_with_nothing_refused_there_is_nothing_to_replay() -> None:
    assert replay_refused_responses(some_services(), "an object id", NOW) == (0, 0)
