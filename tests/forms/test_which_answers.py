"""Which answers of the Forms are needed, chosen, long or filled in by the browser, and what choices mean."""

from datetime import timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, a_session, a_sign_up, a_standing, some_answers
from local.memory.services import KEYS, some_services
from shared.forms.answers import BLANK, IN_LINES
from shared.forms.rows import FormResponse, ResponseState
from shared.forms.values import texts
from shared.forms.working import _stand, work
from shared.messages import ResponseReceived
from shared.pages.sign_up import AUTOCOMPLETE, HINTS, LONG
from shared.programme.forms import CHOSEN, MEANINGS, NEEDED, Answer
from shared.questions.rows import QuestionPot
from shared.registrations.rows import Standing
from shared.sessions.rows import OpenSession
from shared.storage.tables import RowChanged
from shared.text.plain import as_json_text


def test_which_answers_are_what() -> None:
    assert set(NEEDED) == {"name", "email", "audience", "attending", "agreement"} == set(BLANK)
    assert set(CHOSEN) == {"audience", "attending", "agreement"}
    assert set(IN_LINES) == {"access_needs", "question"} == set(LONG)
    assert set(HINTS) == {"email", "question"}
    assert AUTOCOMPLETE == {
        "name": "name",
        "email": "email",
        "role": "organization-title",
        "provider": "organization",
    }
    assert MEANINGS == {
        "attending": ("next", "every"),
        "care": ("primary", "secondary", "both"),
        "agreement": ("yes", "no"),
        "send_answers": ("yes", "no"),
        "send_bulletin": ("yes", "no"),
        "follow_up": ("yes", "no"),
    }


def test_a_number_of_eighteen_digits_is_an_answer_and_a_larger_one_is_none() -> None:
    assert [texts(number) for number in (10**18 - 1, 10**18, -(10**18), 1 - 10**18)] == [
        ["999999999999999999"],
        [],
        [],
        ["-999999999999999999"],
    ]


PERSON = KEYS.person(ADDRESS)


@pytest.mark.parametrize(("later", "comes"), [(timedelta(0), False), (timedelta(microseconds=1), True)])
def test_who_said_stop_comes_again_only_if_they_asked_after_it(later: timedelta, comes: bool) -> None:
    ended = a_standing(since=NOW - timedelta(days=1)).model_copy(update={"ended": True, "ended_at": NOW})
    services = some_services(having=[a_session(), ended])
    assert (_stand(services, a_sign_up(), PERSON, NOW + later, provisional=False) is not None) is comes


def test_a_standing_registration_that_is_forgotten_at_this_moment_is_tried_again() -> None:
    services = some_services(having=[a_standing()])
    services.tables.meanwhile("get", lambda: services.tables.delete(a_standing()))
    with pytest.raises(RowChanged):
        _stand(services, a_sign_up(), PERSON, NOW, provisional=False)
    assert services.tables.rows(Standing) == []


def test_a_question_goes_to_the_first_cafe_that_was_chosen() -> None:
    cafes = ["The café for educators", "The café for postgraduate doctors in training"]
    said = {Answer.AUDIENCE: cafes, Answer.ROLE: "", Answer.QUESTION: "How is study leave counted?"}
    raw = as_json_text(some_answers(said))
    row = FormResponse(form="r", response="1", state=ResponseState.RECEIVED, raw=raw, received_at=NOW)
    sessions = [a_session(), a_session(series="educators")]
    services = some_services(having=[*sessions, *(OpenSession(id=one.id) for one in sessions), row])
    work(services, ResponseReceived(form="r", response="1"), NOW)
    (pot,) = services.tables.rows(QuestionPot)
    assert [one.session for one in pot.texts] == [sessions[1].id]
