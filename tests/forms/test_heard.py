"""What the sign-up page answers at once about what somebody wrote on it."""

import azure.functions as func
import pytest

from functions.registration.page import sign_up
from local.memory.builders import NOW, a_session, some_answers
from local.memory.services import MemoryServices, some_services, the_programme
from shared.forms.rows import FormResponse
from shared.gate.hearing import Heard
from shared.gate.judging import Judgement, Outcome
from shared.pages.sign_up import signed_up_page
from shared.programme.forms import Answer
from shared.sessions.rows import OpenSession


def signed_up(field: Answer, text: str) -> tuple[MemoryServices, func.HttpResponse, str]:
    """What the page answers to somebody who wrote this."""
    services = some_services(having=[a_session(), OpenSession(id=a_session().id)])
    raw = some_answers({field: text})
    answer = sign_up(services, {key: value for key, value in raw.items() if isinstance(value, str)}, NOW)
    return services, answer, answer.get_body().decode()


@pytest.mark.parametrize("field", [Answer.QUESTION, Answer.ACCESS_NEEDS])
def test_help_in_a_crisis_stands_above_everything_and_the_person_is_signed_up(field: Answer) -> None:
    services, answer, html = signed_up(field, "I think of suicide.")
    assert (answer.status_code, len(services.tables.rows(FormResponse))) == (200, 1)
    assert html.index("Help is there now") < html.index("We have your sign-up") < html.index("Go to the sessions")
    assert "https://practitionerhealth.example.org" in html


def test_what_asks_for_a_service_is_answered_with_where_to_go_and_the_person_is_signed_up() -> None:
    services, answer, html = signed_up(Answer.QUESTION, "Can you refer me to PSW?")
    assert (answer.status_code, len(services.tables.rows(FormResponse))) == (200, 1)
    assert "We did not pass your question to the panel" in html
    assert "https://psw.example.nhs.uk/self-referral" in html


@pytest.mark.parametrize("field", [Answer.QUESTION, Answer.ACCESS_NEEDS])
def test_what_identifies_somebody_is_shown_again_with_all_that_was_typed(field: Answer) -> None:
    services, answer, html = signed_up(field, "Dr Jane Smith sits beside me.")
    assert (answer.status_code, services.tables.rows(FormResponse)) == (422, [])
    assert html.count("Leave out names, numbers and anything else that shows who somebody is") == 2  # summary and field
    assert "Dr Jane Smith sits beside me." in html
    assert 'value="Amara Nwosu"' in html


def test_a_question_for_the_panel_is_said_to_wait() -> None:
    _, answer, html = signed_up(Answer.QUESTION, "How do I apply to train less than full time?")
    assert answer.status_code == 200
    assert "Your question waits, and goes to the panel with others&#39; questions" in html or (
        "Your question waits, and goes to the panel with others' questions" in html
    )


def test_what_a_person_reads_first_is_said_to_take_some_days() -> None:
    heard = Heard({Answer.QUESTION: Judgement(Outcome.HELD, None)})
    assert "That can take some days." in signed_up_page(the_programme(), heard)


def test_the_page_says_nothing_of_a_question_that_nobody_asked() -> None:
    _, _, html = signed_up(Answer.QUESTION, "")
    assert "Your question" not in html
    assert "Help is there now" not in html
