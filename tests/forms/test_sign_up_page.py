"""The sign-up page: the same questions as the Form, and the same road from there."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

import azure.functions as func
import pytest

from functions.registration.page import show, sign_up
from local.memory.builders import NOW, START, USABLE, a_session
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.forms.intake import take_in
from shared.forms.rows import FormResponse
from shared.messages import ResponseReceived
from shared.programme.forms import Answer
from shared.sessions.rows import OpenSession
from shared.text.plain import as_json_text
from shared.web.requests import posted

ATTEMPT = "0123456789abcdef0123456789abcdef"
QUESTIONS = the_programme().forms.sign_up.questions


def filled_in(changed: dict[Answer, str] | None = None, **fields: str) -> dict[str, str | list[str]]:
    """What a browser posts of the page."""
    answers = {QUESTIONS[answer].id: value for answer, value in {**USABLE, **(changed or {})}.items()}
    return dict(posted(urlencode({"attempt": ATTEMPT, **answers, **fields}).encode()))


def number_of(fields: Mapping[str, str | list[str]]) -> str:
    """The number of the response with these answers."""
    asked = {question.id for question in QUESTIONS.values()}
    return KEYS.of("page", ATTEMPT, as_json_text({name: value for name, value in fields.items() if name in asked}))


def responses(services: MemoryServices) -> list[str]:
    return [row.response for row in services.tables.rows(FormResponse)]


def text(answer: func.HttpResponse) -> str:
    return answer.get_body().decode()


def test_what_was_filled_in_is_kept_with_nothing_but_the_answers() -> None:
    services = some_services()
    answer = sign_up(services, filled_in(colour="green"), NOW)
    (row,) = services.tables.rows(FormResponse)
    assert answer.status_code == 200
    assert (row.key, row.received_at) == (("page", number_of(filled_in())), NOW)
    assert json.loads(row.raw) == {QUESTIONS[one].id: value for one, value in USABLE.items()}
    assert services.queues.waiting(ResponseReceived) == [ResponseReceived(form="page", response=row.response)]


def test_a_page_posted_twice_is_one_response() -> None:
    services = some_services()
    for _ in range(2):
        assert sign_up(services, filled_in(), NOW).status_code == 200
    assert responses(services) == [number_of(filled_in())]


def test_somebody_who_goes_back_to_mend_the_address_signs_up_with_the_mended_one() -> None:
    services = some_services()
    for address in ("amara@example.org", "amara.nwosu@example.org", "amara.nwosu@example.org"):
        assert sign_up(services, filled_in({Answer.EMAIL: address}), NOW).status_code == 200
    kept = {json.loads(row.raw)[QUESTIONS[Answer.EMAIL].id] for row in services.tables.rows(FormResponse)}
    assert (len(responses(services)), kept) == (2, {"amara@example.org", "amara.nwosu@example.org"})


@pytest.mark.parametrize("attempt", ["", "short", ATTEMPT + "\n", "../" + ATTEMPT, ATTEMPT.upper()])
def test_a_page_whose_number_was_tampered_with_gets_another(attempt: str) -> None:
    services = some_services()
    assert sign_up(services, {**filled_in(), "attempt": attempt}, NOW).status_code == 200
    (given,) = responses(services)
    assert given != number_of(filled_in())


def test_with_two_numbers_the_page_gets_another() -> None:
    services = some_services()
    sign_up(services, {**filled_in(), "attempt": [ATTEMPT, ATTEMPT]}, NOW)
    (given,) = responses(services)
    assert given != number_of(filled_in())


def test_what_cannot_be_used_is_shown_again_with_what_was_answered_and_what_is_wrong() -> None:
    services = some_services()
    answer = sign_up(services, filled_in({Answer.EMAIL: "amara at example", Answer.ROLE: "GP <registrar>"}), NOW)
    assert answer.status_code == 422
    assert "Enter an email address like name@example.nhs.uk" in text(answer)
    assert "amara at example" in text(answer)
    assert "GP &lt;registrar&gt;" in text(answer)
    assert f'value="{ATTEMPT}"' in text(answer)
    assert (responses(services), services.queues.sent) == ([], [])


def test_after_mending_it_the_same_page_is_taken_in() -> None:
    services = some_services()
    sign_up(services, filled_in({Answer.EMAIL: "amara at example"}), NOW)
    sign_up(services, filled_in(), NOW + timedelta(minutes=1))
    assert responses(services) == [number_of(filled_in())]


def test_the_page_names_the_next_session_of_each_cafe_and_offers_every_coming_date() -> None:
    sessions = [
        a_session(series="educators", start=START + timedelta(days=8, minutes=30)),
        a_session(start=NOW - timedelta(days=7)),
        a_session(start=START + timedelta(weeks=5)),
        a_session(),
    ]
    services = some_services(having=[*sessions, *[OpenSession(id=one.id) for one in sessions]])
    words = show(services, {}, (), ATTEMPT, NOW)
    assert re.findall(r"\w+day \d+ \w+ 202\d", words) == [
        *("Wednesday 9 December 2026", "Thursday 17 December 2026"),
        *("Wednesday 9 December 2026", "Thursday 17 December 2026", "Wednesday 13 January 2027"),
    ]


def test_the_two_roads_have_numbers_of_their_own() -> None:
    services = some_services()
    raw = {QUESTIONS[one].id: value for one, value in USABLE.items()}
    take_in(services, "form", ATTEMPT, raw, NOW)
    take_in(services, "page", ATTEMPT, raw, NOW)
    assert [row.form for row in services.tables.rows(FormResponse)] == ["form", "page"]


def test_an_address_that_looks_like_a_slip_is_asked_about_once_and_never_refused() -> None:
    services = some_services()
    slip = filled_in({Answer.EMAIL: "jo.bloggs@gmial.com"})
    asked = sign_up(services, slip, NOW)
    assert (asked.status_code, responses(services)) == (200, [])
    assert "Did you mean <strong>jo.bloggs@gmail.com</strong>?" in text(asked)
    assert 'name="sure" value="jo.bloggs@gmail.com"' in text(asked)
    sure = sign_up(services, {**slip, "sure": "jo.bloggs@gmail.com"}, NOW)
    assert (sure.status_code, len(responses(services))) == (200, 1)
    assert sign_up(services, filled_in({Answer.EMAIL: "jo.bloggs@mail.com"}), NOW).status_code == 200
    assert len(responses(services)) == 2
