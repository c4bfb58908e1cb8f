"""The door through which a flow hands over the feedback Form's responses."""

import json

import azure.functions as func

from functions.feedback.form import feedback_response_posted
from local.memory.builders import START, a_request, a_session
from local.memory.services import MemoryServices, some_services, some_settings, the_programme
from shared.feedback.rows import AnswerPot
from shared.programme.forms import FeedbackAnswer
from shared.web.principal import Role
from tests.web.test_principal import signed_in_as

JSON = {"Content-Type": "application/json", **signed_in_as(Role.FORMS)}
SETTINGS = some_settings(signed_in_by_platform=True)


def posted(services: MemoryServices, cafe: str = "The café for postgraduate doctors in training") -> func.HttpResponse:
    form = the_programme().forms.feedback
    assert form is not None
    given = {FeedbackAnswer.CAFE: cafe, FeedbackAnswer.SCORE: "4"}
    response = {"submitDate": "12/9/2026 3:30:00 PM"} | {form.questions[key].id: value for key, value in given.items()}
    body = json.dumps({"formId": form.id, "responseId": "1", "response": response}).encode()
    return feedback_response_posted.answer(services, a_request(method="POST", body=body, headers=JSON), START)


def test_a_response_is_kept_once_and_accepted_each_time() -> None:
    services = some_services(having=[a_session()], settings=SETTINGS)
    answers = [posted(services) for _ in range(2)]
    assert [(one.status_code, json.loads(one.get_body())) for one in answers] == [(202, {"status": "accepted"})] * 2
    assert [one.score for pot in services.tables.rows(AnswerPot) for one in pot.answers] == [4]


def test_a_response_that_cannot_be_used_is_refused() -> None:
    services = some_services(having=[a_session()], settings=SETTINGS)
    assert (posted(services, "Another café").status_code, services.tables.rows(AnswerPot)) == (422, [])
