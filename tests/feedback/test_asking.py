"""Feedback: who is asked what, and what is kept of the answers."""

from datetime import timedelta

import azure.functions as func
import pytest

from functions.feedback.page import keep_feedback, show
from local.memory.builders import ADDRESS, SESSION, START, a_registration, a_session, a_sign_up, an_attendance
from local.memory.services import KEYS, MemoryServices, some_services
from shared.attendance.rows import Attendance, AttendanceTaken
from shared.feedback.asking import ask_for_feedback
from shared.feedback.rows import Feedback
from shared.keys import Link
from shared.mail.rows import Delivery
from shared.messages import DeliveryDue
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
    assert 'name="score"' in text(show(services, TOKEN, ""))
    assert 'name="stopped_by"' in text(show(services, absent, ""))


@pytest.mark.parametrize(("word", "field"), [("yes", 'name="score"'), ("no", 'name="stopped_by"')])
def test_ones_own_word_on_it_counts_more_than_the_report(word: str, field: str) -> None:
    assert field in text(show(settled(), TOKEN, word))


@pytest.mark.parametrize("word", ["", "perhaps"])
def test_without_a_report_the_page_asks_first_which_of_the_two_it_was(word: str) -> None:
    shown = text(show(settled(reported=False), TOKEN, word))
    assert [field in shown for field in ('name="score"', 'name="stopped_by"')] == [False, False]
    assert [f'href="/feedback/{TOKEN}?came={word}"' in shown for word in ("yes", "no")] == [True, True]


@pytest.mark.parametrize(
    "token",
    ["", "forged", KEYS.sign(Link.REGISTRATION, SESSION, PERSON), KEYS.sign(Link.FEEDBACK, "pgdit-2020-01-08", PERSON)],
)
def test_a_link_that_is_not_ours_or_about_nothing_we_keep_is_not_found(token: str) -> None:
    services = settled()
    assert show(services, token, "").status_code == 404
    assert keep_feedback(services, token, CAME, AT).status_code == 404
    assert services.tables.rows(Feedback) == []


# --- answers ----------------------------------------------------------------------------------------------


def test_the_answers_of_who_came_are_kept_without_leading_back_to_them() -> None:
    services = settled()
    assert keep_feedback(services, TOKEN, CAME, AT).status_code == 200
    (row,) = services.tables.rows(Feedback)
    assert row.model_copy(update={"etag": "", "id": ""}) == Feedback(
        session=SESSION,
        id="",
        came=True,
        score=4,
        change="Ask earlier.",
        unanswered="Study leave?",
        words="Thank you.",
        at=AT,
    )
    assert PERSON not in row.model_dump_json()


def test_the_answers_of_who_did_not_come_have_reasons_and_no_score() -> None:
    services = settled()
    keep_feedback(services, TOKEN, {**ABSENT, "score": "5"}, AT)
    (row,) = services.tables.rows(Feedback)
    assert (row.came, row.score, row.stopped_by, row.words) == (False, None, ("space", "work"), "On call.")


def test_a_single_reason_is_a_reason_and_an_unknown_one_is_none() -> None:
    services = settled()
    keep_feedback(services, TOKEN, {"came": "no", "stopped_by": "time"}, AT)
    assert [row.stopped_by for row in services.tables.rows(Feedback)] == [("time",)]
    answer = keep_feedback(services, TOKEN, {"came": "no", "stopped_by": "weather"}, AT)
    assert answer.status_code == 422


def test_filled_in_again_the_newer_answers_count() -> None:
    services = settled()
    keep_feedback(services, TOKEN, CAME, AT)
    keep_feedback(services, TOKEN, {**CAME, "score": "2"}, AT + timedelta(minutes=1))
    assert [(row.score, row.at) for row in services.tables.rows(Feedback)] == [(2, AT + timedelta(minutes=1))]


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
    assert (answer.status_code, services.tables.rows(Feedback)) == (422, [])
    assert said in text(answer)


def test_an_answer_may_have_two_thousand_characters() -> None:
    services = settled()
    keep_feedback(services, TOKEN, {**CAME, "change": "x" * 2_000}, AT)
    assert [len(row.change) for row in services.tables.rows(Feedback)] == [2_000]


def test_the_attendance_is_not_changed_by_anybodys_own_word() -> None:
    services = settled()
    keep_feedback(services, TOKEN, ABSENT, AT)
    assert {row.attendee for row in services.tables.rows(Attendance)} == {PERSON, "guest-1"}
