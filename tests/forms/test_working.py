"""Working a response: registrations, the question for the panel, the bulletin; then who wrote what is forgotten."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from local.memory.builders import (
    ADDRESS,
    NOW,
    SESSION,
    START,
    a_form_response,
    a_registration,
    a_session,
    a_standing,
    some_answers,
)
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.bulletin.rows import Subscription
from shared.forms.intake import form_road
from shared.forms.pots import release_questions
from shared.forms.rows import FormResponse, ResponseState
from shared.forms.working import work
from shared.mail.rows import Delivery, MailKind
from shared.messages import DeliveryDue, RegistrationMade, ResponseReceived
from shared.programme.forms import Answer
from shared.questions.rows import Question
from shared.registrations.registering import cancel
from shared.registrations.rows import Registration, RegistrationState, Standing
from shared.registrations.telling import sign_up_occasion
from shared.sessions.rows import OpenSession, SessionState
from shared.storage.tables import RowChanged

PERSON = KEYS.person(ADDRESS)
FORM = form_road(KEYS, the_programme().forms.sign_up.id)
RECEIVED = ResponseReceived(form=FORM, response="1")
NEXT = a_session(start=START + timedelta(days=35), state=SessionState.PLANNED)
EDUCATORS = a_session(series="educators", start=START + timedelta(days=8, minutes=30))
EVERY = {Answer.ATTENDING: "Every one, until I say stop"}
BOTH = {
    Answer.AUDIENCE: '["The café for postgraduate doctors in training","The café for educators"]',
    Answer.ROLE: "ST8 and educational supervisor",
}
QUESTION = "How do I apply to train less than full time?"


def with_response(changed: Mapping[Answer, object] | None = None, *, response: str = "1") -> MemoryServices:
    """A café with three sessions to come, and a response that waits."""
    sessions = [a_session(), NEXT, EDUCATORS]
    row = a_form_response(form=FORM, response=response, raw=some_answers(changed))
    return some_services(having=[*sessions, *[OpenSession(id=one.id) for one in sessions], row])


def registered(services: MemoryServices) -> list[str]:
    rows = services.tables.rows(Registration)
    return [row.session for row in rows if row.state is RegistrationState.REGISTERED]


def questions(services: MemoryServices) -> list[tuple[str, str]]:
    """The questions for the panel, once they have come out of the pot."""
    release_questions(services, SESSION, NOW)
    return [(row.session, row.text) for row in services.tables.rows(Question)]


# --- registrations ----------------------------------------------------------------------------------------


def test_a_response_is_a_registration_for_the_next_session_however_often_the_queue_delivers_it() -> None:
    services = with_response()
    for _ in range(3):
        work(services, RECEIVED, NOW)
    (place,) = services.tables.rows(Registration)
    assert (place.session, place.person, place.changed_at, place.standing) == (SESSION, PERSON, NOW, False)
    assert (place.details.name, place.details.email, place.details.series) == ("Amara Nwosu", ADDRESS, "pgdit")
    assert services.queues.waiting(RegistrationMade) == [
        RegistrationMade(session=SESSION, person=PERSON, sequence=0, sign_up=sign_up_occasion(KEYS, PERSON, NOW))
    ]


def test_somebody_who_comes_to_every_session_is_registered_for_all_that_are_planned_and_those_to_come() -> None:
    services = with_response(EVERY)
    work(services, RECEIVED, NOW)
    assert registered(services) == [SESSION, NEXT.id]
    (standing,) = services.tables.rows(Standing)
    assert (standing.series, standing.person, standing.since, standing.ended) == ("pgdit", PERSON, NOW, False)
    assert [row.standing for row in services.tables.rows(Registration)] == [True, True]


def test_one_response_can_be_for_both_cafes() -> None:
    services = with_response(BOTH)
    work(services, RECEIVED, NOW)
    assert registered(services) == [EDUCATORS.id, SESSION]
    assert [(made.session, made.also) for made in services.queues.waiting(RegistrationMade)] == [
        (SESSION, (EDUCATORS.id,))
    ]


@pytest.mark.parametrize(("first", "again", "news"), [({}, {}, 0), (EVERY, EVERY, 0), ({}, EVERY, 1), (EVERY, {}, 0)])
def test_a_second_sign_up_tells_only_what_is_new(
    first: dict[Answer, object], again: dict[Answer, object], news: int
) -> None:
    services = with_response(first)
    work(services, RECEIVED, NOW)
    services.queues.drain(RegistrationMade)
    later = a_form_response(form=FORM, response="2", raw=some_answers(again), received_at=NOW + timedelta(minutes=30))
    services.tables.put(later)
    for _ in range(2):
        work(services, ResponseReceived(form=FORM, response="2"), NOW + timedelta(minutes=30))
    assert len(services.queues.waiting(RegistrationMade)) == news


def test_an_answer_that_cannot_be_used_is_news_where_nothing_else_is() -> None:
    services = with_response()
    work(services, RECEIVED, NOW)
    services.queues.drain(RegistrationMade)
    raw = some_answers({Answer.ACCESS_NEEDS: "captions " * 400})
    services.tables.put(a_form_response(form=FORM, response="2", raw=raw, received_at=NOW + timedelta(minutes=30)))
    work(services, ResponseReceived(form=FORM, response="2"), NOW + timedelta(minutes=30))
    assert len(services.queues.waiting(RegistrationMade)) == 1


def test_the_hub_is_news_and_so_is_coming_to_every_session_where_all_dates_are_taken_already() -> None:
    services = with_response()
    services.tables.put(a_registration(session=NEXT.id))
    services.tables.put(a_registration(changed_at=NOW - timedelta(days=3)))
    services.tables.put(
        a_form_response(form=FORM, response="2", raw=some_answers(EVERY), received_at=NOW + timedelta(minutes=30))
    )
    hub = some_answers({Answer.HUB: "Eastvale Infirmary"})
    services.tables.put(a_form_response(form=FORM, response="3", raw=hub, received_at=NOW + timedelta(minutes=40)))
    for response in ("1", "2", "3"):
        work(services, ResponseReceived(form=FORM, response=response), NOW + timedelta(hours=1))
    assert [(made.session, made.also) for made in services.queues.waiting(RegistrationMade)] == [
        (SESSION, (NEXT.id,)),
        (SESSION, (NEXT.id,)),
    ]


def test_the_same_person_in_two_responses_has_one_place() -> None:
    services = with_response({Answer.EMAIL: ADDRESS.upper(), Answer.ROLE: "GP"})
    services.tables.put(a_form_response(form=FORM, response="0", received_at=NOW - timedelta(hours=1)))
    work(services, RECEIVED, NOW)
    work(services, ResponseReceived(form=FORM, response="0"), NOW)
    (place,) = services.tables.rows(Registration)
    assert (place.details.role, place.changed_at) == ("GP", NOW)


def test_an_older_response_does_not_bring_back_who_cancelled_since() -> None:
    services = with_response()
    work(services, RECEIVED, NOW)
    cancel(services, SESSION, PERSON, NOW + timedelta(hours=1))
    services.tables.put(a_form_response(form=FORM, response="0", received_at=NOW + timedelta(minutes=30)))
    work(services, ResponseReceived(form=FORM, response="0"), NOW)
    assert registered(services) == []


def test_somebody_who_said_stop_comes_back_to_every_session_by_saying_so_again_and_not_by_an_old_response() -> None:
    services = with_response(EVERY)
    services.tables.put(a_standing(since=NOW + timedelta(hours=1), ended=True))
    work(services, RECEIVED, NOW)
    assert [row.ended for row in services.tables.rows(Standing)] == [True]
    newer = a_form_response(form=FORM, response="2", raw=some_answers(EVERY), received_at=NOW + timedelta(hours=2))
    services.tables.put(newer)
    work(services, ResponseReceived(form=FORM, response="2"), NOW)
    assert [(row.ended, row.since) for row in services.tables.rows(Standing)] == [(False, NOW + timedelta(hours=2))]


def test_somebody_who_said_stop_after_asking_for_every_session_comes_to_none_however_late_a_response_is() -> None:
    services = with_response(EVERY)
    services.tables.put(
        a_standing(since=NOW - timedelta(days=1), ended=True).model_copy(
            update={"ended_at": NOW + timedelta(minutes=1)}
        )
    )
    work(services, RECEIVED, NOW + timedelta(minutes=2))
    assert [row.ended for row in services.tables.rows(Standing)] == [True]
    assert registered(services) == []


def test_a_session_planned_while_a_response_is_worked_is_not_missed_by_who_comes_to_every_one() -> None:
    services = with_response(EVERY)
    later = a_session(start=START + timedelta(days=70), state=SessionState.PLANNED)

    def plan_another() -> None:
        services.tables.put(later)
        services.tables.put(OpenSession(id=later.id))

    services.tables.meanwhile("insert", plan_another)  # just before the standing registration is there to join it
    work(services, RECEIVED, NOW)
    assert registered(services) == [SESSION, NEXT.id, later.id]


def test_a_response_worked_after_the_session_is_for_the_one_after_it() -> None:
    services = with_response()
    work(services, RECEIVED, START + timedelta(hours=1))
    assert registered(services) == [NEXT.id]


def test_without_a_planned_session_the_response_waits() -> None:
    services = some_services(having=[a_form_response(form=FORM)])
    work(services, RECEIVED, NOW)
    assert services.queues.sent == [(RECEIVED, timedelta(minutes=10))]
    assert [row.state for row in services.tables.rows(FormResponse)] == [ResponseState.RECEIVED]


def test_a_message_without_its_response_is_nothing_to_work() -> None:
    services = some_services()
    work(services, RECEIVED, NOW)
    assert services.queues.sent == []


# --- the question -----------------------------------------------------------------------------------------


def test_a_question_goes_to_the_board_once_and_carries_no_author() -> None:
    services = with_response({Answer.QUESTION: QUESTION})
    for after in (False, True):
        services.tables.fail("change_together", ConnectionError("gone"), after=after)
        with pytest.raises(ConnectionError):
            work(services, RECEIVED, NOW)
    work(services, RECEIVED, NOW)
    assert questions(services) == [(SESSION, QUESTION)]
    (row,) = services.tables.rows(Question)
    told = [PERSON, ADDRESS, "Amara", "Nwosu"]
    assert [word for word in told if word in row.model_dump_json()] == []
    assert set(row.model_dump()) == {"etag", "session", "id", "text", "day"}


@pytest.mark.parametrize(
    "text",
    [
        "I want to make a complaint about my rota.",
        "Can you refer me to PSW?",
        "I cannot cope and think of suicide.",
        "Dr Jane Smith is never on the ward. What can I do?",
    ],
)
def test_a_question_that_is_not_for_the_panel_is_answered_and_no_row_says_what_it_asked_for(text: str) -> None:
    services = with_response({Answer.QUESTION: text})
    for _ in range(2):
        work(services, RECEIVED, NOW)
    assert questions(services) == []
    (mail,) = services.tables.rows(Delivery)
    assert (mail.kind, mail.person, mail.detail, mail.about) == (MailKind.REDIRECTED, PERSON, "", SESSION)
    assert mail.purpose == "pgdit-2026-12-09T1230.redirected"
    assert text not in "".join(row.model_dump_json() for row in services.tables.rows(Delivery))
    assert registered(services) == [SESSION]


def test_a_question_redirected_after_a_crash_is_redirected_once() -> None:
    services = with_response({Answer.QUESTION: "I want to make a complaint."})
    services.tables.fail("insert_all", ConnectionError("gone"), after=True)
    with pytest.raises(ConnectionError):
        work(services, RECEIVED, NOW)
    work(services, RECEIVED, NOW)
    assert len(services.tables.rows(Delivery)) == 1
    assert {due.person for due in services.queues.waiting(DeliveryDue)} == {PERSON}


# --- the bulletin -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "audiences"), [("Yes", ["pgdit"]), ("No", [])])
def test_only_who_agrees_to_it_gets_the_bulletin(answer: str, audiences: list[str]) -> None:
    services = with_response({Answer.SEND_BULLETIN: answer})
    work(services, RECEIVED, NOW)
    assert [row.audience for row in services.tables.rows(Subscription)] == audiences


# --- forgetting -------------------------------------------------------------------------------------------


def test_once_it_is_worked_nothing_of_the_response_is_left_but_that_it_was() -> None:
    services = with_response({Answer.QUESTION: QUESTION})
    work(services, RECEIVED, NOW)
    (row,) = services.tables.rows(FormResponse)
    assert (row.state, row.raw) == (ResponseState.WORKED, "")


@pytest.mark.parametrize(
    ("fake", "call", "nth", "after"),
    [
        ("tables", "insert", 0, False),
        ("tables", "insert", 0, True),
        *[("tables", "insert", nth, False) for nth in range(1, 7)],
        ("queues", "send", 0, False),
        ("queues", "send", 0, True),
        ("tables", "replace", 0, False),
        ("tables", "replace", 1, False),
        ("tables", "change_together", 0, False),
        ("tables", "change_together", 0, True),
    ],
)
def test_wherever_it_crashes_the_next_try_completes_it(fake: str, call: str, nth: int, after: bool) -> None:
    services = with_response({**EVERY, Answer.QUESTION: QUESTION, Answer.SEND_BULLETIN: "Yes"})
    broken = services.queues if fake == "queues" else services.tables
    for _ in range(nth):
        broken.meanwhile(call, lambda: None)
    broken.fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        work(services, RECEIVED, NOW)
    work(services, RECEIVED, NOW)
    assert registered(services) == [SESSION, NEXT.id]
    assert (len(services.tables.rows(Standing)), len(services.tables.rows(Subscription))) == (1, 1)
    assert questions(services) == [(SESSION, QUESTION)]
    assert [row.raw for row in services.tables.rows(FormResponse)] == [""]
    signed_up = sign_up_occasion(KEYS, PERSON, NOW)
    assert set(services.queues.waiting(RegistrationMade)) == {
        RegistrationMade(session=SESSION, person=PERSON, sequence=0, sign_up=signed_up, also=(NEXT.id,))
    }


def test_two_who_work_the_same_response_at_once_make_one_registration() -> None:
    services = with_response()
    for action in (lambda: None, lambda: work(services, RECEIVED, NOW)):  # between seat and registration
        services.tables.meanwhile("replace", action)
    with pytest.raises(RowChanged):
        work(services, RECEIVED, NOW)
    work(services, RECEIVED, NOW)
    assert registered(services) == [SESSION]
    assert [row.state for row in services.tables.rows(FormResponse)] == [ResponseState.WORKED]


def test_a_worker_that_finds_the_response_worked_at_the_last_moment_lets_it_be() -> None:
    services = with_response({Answer.AUDIENCE: "The café for educators", Answer.ROLE: "Consultant"})
    services.tables.meanwhile("change_together", lambda: work(services, RECEIVED, NOW))
    work(services, RECEIVED, NOW)
    assert registered(services) == [EDUCATORS.id]
    assert [row.raw for row in services.tables.rows(FormResponse)] == [""]
