"""How long an answer of the feedback may be: 2,000 characters, in each of its fields."""

from datetime import timedelta

import pytest

from functions.feedback.page import keep_feedback, show
from local.memory.builders import ADDRESS, SESSION, START, a_registration, a_session
from local.memory.services import KEYS, some_services
from shared.feedback.rows import AnswerPot
from shared.keys import Link
from shared.sessions.rows import SessionState

AFTER = START + timedelta(hours=1)
TOKEN = KEYS.sign(Link.FEEDBACK, SESSION, KEYS.person(ADDRESS))


@pytest.mark.parametrize("field", ["change", "unanswered", "words"])
@pytest.mark.parametrize(("length", "status"), [(1_999, 200), (2_000, 200), (2_001, 422)])
def test_an_answer_may_be_as_long_as_the_page_says(field: str, length: int, status: int) -> None:
    services = some_services(having=[a_session(state=SessionState.ENDED), a_registration()])
    fields: dict[str, str | list[str]] = {"came": "yes", "score": "4", field: "x" * length}
    assert keep_feedback(services, TOKEN, fields, AFTER).status_code == status
    waiting = [one for pot in services.tables.rows(AnswerPot) for one in pot.answers]
    assert [len(getattr(one, field)) for one in waiting] == ([length] if status == 200 else [])


@pytest.mark.parametrize(("score", "status"), [("0", 422), ("1", 200), ("5", 200), ("6", 422)])
def test_a_score_is_from_one_to_five(score: str, status: int) -> None:
    services = some_services(having=[a_session(state=SessionState.ENDED), a_registration()])
    assert keep_feedback(services, TOKEN, {"came": "yes", "score": score}, AFTER).status_code == status


@pytest.mark.parametrize(("came", "other"), [("yes", "no"), ("no", "yes")])
def test_the_page_leads_to_the_form_of_the_others(came: str, other: str) -> None:
    services = some_services(having=[a_session(state=SessionState.ENDED), a_registration()])
    page = show(services, TOKEN, came, AFTER).get_body().decode()
    assert f'href="/feedback/{TOKEN}?came={other}"' in page
