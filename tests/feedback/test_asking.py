"""Feedback: who is asked what, and what is kept of the answers."""

from datetime import datetime, timedelta

import azure.functions as func
import pytest

from functions.feedback.page import feedback_requested, keep_feedback, show
from local.memory.builders import (
    ADDRESS,
    SESSION,
    START,
    a_registration,
    a_request,
    a_session,
    a_sign_up,
    an_attendance,
)
from local.memory.services import KEYS, MemoryServices, some_services
from shared.attendance.rows import Attendance, AttendanceTaken
from shared.errors import NotPossible
from shared.feedback.asking import ask_for_feedback
from shared.feedback.rows import Answered, AnswerPot, Feedback, WaitingAnswer
from shared.keys import Link
from shared.mail.rows import Delivery
from shared.messages import DeliveryDue
from shared.privacy.erasing import erase
from shared.registrations.rows import RegistrationState
from shared.sessions.rows import SessionState

AT = START + timedelta(hours=3)
PERSON = KEYS.person(ADDRESS)
TOKEN = KEYS.sign(Link.FEEDBACK, SESSION, PERSON)
CAME = {"came": "yes", "score": "4", "change": "Ask earlier.", "unanswered": "Study leave?", "words": "Thank you."}
ABSENT: dict[str, str | list[str]] = {"came": "no", "stopped_by": ["work", "space"], "words": "On call."}


def settled(*, reported: bool = True, unmatched: int = 0) -> MemoryServices:
    """Two with a seat, of whom the report names one; one who waited, and a guest."""
    places = [
        a_registration(),
        a_registration(details=a_sign_up(email="b@example.org"), person="absent"),
        a_registration(details=a_sign_up(email="c@example.org"), person="waited", state=RegistrationState.WAITING),
    ]
    came = [an_attendance(), an_attendance(attendee="guest-1", registered=False)] if reported else []
    taken = AttendanceTaken(session=SESSION, reported=reported, people=len(came), unmatched=unmatched, at=AT)
    return some_services(having=[a_session(state=SessionState.ENDED), taken, *places, *came])


def asked(services: MemoryServices) -> list[str]:
    return sorted(row.person for row in services.tables.rows(Delivery))


def kept(services: MemoryServices) -> list[WaitingAnswer]:
    """The answers that wait in the session's pot."""
    return [one for pot in services.tables.rows(AnswerPot) for one in pot.answers]


def text(answer: func.HttpResponse) -> str:
    return answer.get_body().decode()


# --- asking -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reported", [True, False])
def test_everybody_who_had_a_seat_is_asked_once_however_often_the_queue_delivers_it(reported: bool) -> None:
    services = settled(reported=reported)
    for _ in range(3):
        ask_for_feedback(services, SESSION, AT)
    assert asked(services) == sorted([PERSON, "absent"])


def test_nobody_is_asked_again_when_later_evidence_says_otherwise() -> None:
    services = settled()
    ask_for_feedback(services, SESSION, AT)
    services.tables.put(an_attendance(attendee="absent"))
    ask_for_feedback(services, SESSION, AT)
    assert asked(services) == sorted([PERSON, "absent"])


def test_before_the_attendance_is_settled_nobody_is_asked() -> None:
    services = some_services(having=[a_session(state=SessionState.ENDED), a_registration()])
    ask_for_feedback(services, SESSION, AT)
    ask_for_feedback(services, "pgdit-2027-01-13", AT)
    assert asked(services) == []


def test_a_crash_is_mended_by_the_next_try() -> None:
    services = settled()
    services.tables.fail("insert_all", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        ask_for_feedback(services, SESSION, AT)
    ask_for_feedback(services, SESSION, AT)
    assert asked(services) == sorted([PERSON, "absent"])
    assert {due.person for due in services.queues.waiting(DeliveryDue)} == {PERSON, "absent"}


# --- the page ---------------------------------------------------------------------------------------------


def test_the_page_is_the_one_for_who_came_or_for_who_did_not_as_the_report_says() -> None:
    services = settled()
    absent = KEYS.sign(Link.FEEDBACK, SESSION, "absent")
    assert 'name="score"' in text(show(services, TOKEN, "", AT))
    assert 'name="stopped_by"' in text(show(services, absent, "", AT))


@pytest.mark.parametrize(("word", "field"), [("yes", 'name="score"'), ("no", 'name="stopped_by"')])
def test_ones_own_word_on_it_counts_more_than_the_report(word: str, field: str) -> None:
    assert field in text(show(settled(), TOKEN, word, AT))


@pytest.mark.parametrize("word", ["", "perhaps"])
def test_without_a_report_the_page_asks_first_which_of_the_two_it_was(word: str) -> None:
    shown = text(show(settled(reported=False), TOKEN, word, AT))
    assert [field in shown for field in ('name="score"', 'name="stopped_by"')] == [False, False]
    assert [f'href="/feedback/{TOKEN}?came={word}"' in shown for word in ("yes", "no")] == [True, True]


@pytest.mark.parametrize(
    "token",
    ["", "forged", KEYS.sign(Link.REGISTRATION, SESSION, PERSON), KEYS.sign(Link.FEEDBACK, "pgdit-2020-01-08", PERSON)],
)
def test_a_link_that_is_not_ours_or_about_nothing_we_keep_is_not_found(token: str) -> None:
    services = settled()
    assert show(services, token, "", AT).status_code == 404
    assert keep_feedback(services, token, CAME, AT).status_code == 404
    assert services.tables.rows(Feedback) == []


# --- answers ----------------------------------------------------------------------------------------------


def test_the_answers_of_who_came_wait_without_leading_back_to_them() -> None:
    services = settled()
    assert keep_feedback(services, TOKEN, CAME, AT).status_code == 200
    (answer,) = kept(services)
    assert answer.model_dump(exclude={"id"}) == {
        "came": True,
        "score": 4,
        "change": "Ask earlier.",
        "unanswered": "Study leave?",
        "stopped_by": (),
        "words": "Thank you.",
        "held": {},
    }
    assert PERSON not in answer.model_dump_json()
    assert [row.person for row in services.tables.rows(Answered)] == [PERSON]
    assert services.tables.rows(Feedback) == []


def test_the_answers_of_who_did_not_come_have_reasons_and_no_score() -> None:
    services = settled()
    keep_feedback(services, TOKEN, {**ABSENT, "score": "5"}, AT)
    (row,) = kept(services)
    assert (row.came, row.score, row.stopped_by, row.words) == (False, None, ("space", "work"), "On call.")


def test_a_single_reason_is_a_reason_and_an_unknown_one_is_none() -> None:
    services = settled()
    keep_feedback(services, TOKEN, {"came": "no", "stopped_by": "time"}, AT)
    assert [row.stopped_by for row in kept(services)] == [("time",)]
    absent = KEYS.sign(Link.FEEDBACK, SESSION, "absent")
    assert keep_feedback(services, absent, {"came": "no", "stopped_by": "weather"}, AT).status_code == 422


def test_whoever_answers_a_second_time_is_told_so_and_the_first_answers_stay() -> None:
    services = settled()
    keep_feedback(services, TOKEN, CAME, AT)
    for answer in (
        keep_feedback(services, TOKEN, {**CAME, "score": "2"}, AT + timedelta(minutes=1)),
        show(services, TOKEN, "", AT),
    ):
        assert (answer.status_code, "You have already answered" in text(answer)) == (200, True)
    assert [row.score for row in kept(services)] == [4]


# --- who may answer, and when -------------------------------------------------------------------------------


def refused(services: MemoryServices, token: str, at: datetime) -> str:
    """Why neither the page is shown nor an answer is kept."""
    with pytest.raises(NotPossible) as asking:
        show(services, token, "", at)
    with pytest.raises(NotPossible) as answering:
        keep_feedback(services, token, CAME, at)
    assert str(asking.value) == str(answering.value)
    assert kept(services) == []
    return str(answering.value)


def test_nobody_answers_before_the_session_is_over() -> None:
    end = START + timedelta(hours=1)
    why = refused(settled(), TOKEN, end - timedelta(seconds=1))
    assert why == "The session is not over yet. Please open this link again after it."
    assert keep_feedback(settled(), TOKEN, CAME, end).status_code == 200


def test_nobody_answers_about_a_session_that_did_not_take_place() -> None:
    services = some_services(having=[a_session(state=SessionState.CANCELLED), a_registration()])
    assert refused(services, TOKEN, AT).startswith("This session did not take place")


def test_an_erased_persons_link_takes_no_answer() -> None:
    services = settled()
    erase(services, ADDRESS, "asked by mail", "an-admin", AT)
    assert refused(services, TOKEN, AT).startswith("You have no place in this session any more")


def test_who_cancelled_has_nothing_to_answer() -> None:
    gone = a_registration(state=RegistrationState.CANCELLED)
    services = some_services(having=[a_session(state=SessionState.ENDED), gone])
    assert refused(services, TOKEN, AT).startswith("You have no place in this session any more")


def test_a_refusal_is_a_page_that_says_why() -> None:
    link = {"token": TOKEN}
    answer = feedback_requested.answer(settled(), a_request(route=link), START)
    assert (answer.status_code, "The session is not over yet." in text(answer)) == (409, True)


# --- what is wrong with an answer ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({**CAME, "score": ""}, "Select how useful the session was"),
        ({**CAME, "score": "6"}, "Select how useful the session was"),
        ({**CAME, "score": ["4", "5"]}, "Select how useful the session was"),
        ({**CAME, "change": "x" * (2_001)}, "Use 2,000 characters or fewer"),
        ({"came": "no"}, "Select what stopped you, or tell us in your own words"),
        ({"came": "no", "words": "  "}, "Select what stopped you, or tell us in your own words"),
    ],
)
def test_what_is_missing_or_too_long_is_said_and_nothing_is_kept(fields: dict[str, str | list[str]], said: str) -> None:
    services = settled()
    answer = keep_feedback(services, TOKEN, fields, AT)
    assert (answer.status_code, kept(services)) == (422, [])
    assert said in text(answer)


def test_an_answer_may_have_two_thousand_characters() -> None:
    services = settled()
    keep_feedback(services, TOKEN, {**CAME, "change": "x" * 2_000}, AT)
    assert [len(row.change) for row in kept(services)] == [2_000]


def test_the_attendance_is_not_changed_by_anybodys_own_word() -> None:
    services = settled()
    keep_feedback(services, TOKEN, ABSENT, AT)
    assert {row.attendee for row in services.tables.rows(Attendance)} == {PERSON, "guest-1"}
