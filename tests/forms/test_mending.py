"""Mending: whoever signed up with an answer that cannot be used is asked once to correct it, and so can the team."""

import json
import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import azure.functions as func
import pytest

from functions.failed_work import refused_responses_requested
from functions.registration.mending import mending_for_author_requested, mending_requested
from local.memory.builders import NOW, SESSION, a_request, a_session, some_answers
from local.memory.services import KEYS, MemoryServices, some_services, some_settings, the_programme
from shared.audit_trail.rows import AuditEntry
from shared.delivery.sending import deliver
from shared.errors import Refusal
from shared.failures.rows import FailedWork
from shared.forms.answers import read_answers
from shared.forms.intake import form_road
from shared.forms.receiving import receive
from shared.forms.rows import FormResponse
from shared.forms.working import work
from shared.keys import Link
from shared.mail.rows import Delivery, DeliveryState, MailKind
from shared.messages import DeliveryDue, RegistrationMade, ResponseReceived
from shared.privacy.erasing import erase
from shared.programme.forms import Answer
from shared.registrations.confirming import confirm
from shared.registrations.rows import KnownAddress, Registration
from shared.sessions.rows import OpenSession
from shared.web.principal import Role
from tests.web.test_principal import signed_in_as

QUESTIONS = the_programme().forms.sign_up.questions
FORM = the_programme().forms.sign_up.id
FIELDS = {"Content-Type": "application/x-www-form-urlencoded"}
SAMPLES = Path(os.environ.get("CAFE_SAMPLES", Path(__file__).parents[3] / "shared" / "samples")) / "field"


def refused(changed: dict[Answer, object], times: int = 1) -> MemoryServices:
    """A café that refused this response of the Form."""
    settings = some_settings(signed_in_by_platform=True)
    services = some_services(having=[a_session(), OpenSession(id=SESSION)], settings=settings)
    for _ in range(times):
        with pytest.raises(Refusal):
            receive(services, {"formId": FORM, "responseId": 17, "response": some_answers(changed)}, NOW)
    return services


def the_mails(services: MemoryServices) -> list[Delivery]:
    return [row for row in services.tables.rows(Delivery) if row.kind is MailKind.MEND]


def the_row(services: MemoryServices) -> FailedWork:
    (row,) = services.tables.rows(FailedWork)
    return row


def as_posted(changed: dict[Answer, object]) -> bytes:
    answers = {name: value for name, value in some_answers(changed).items() if name.startswith("r") and len(name) == 33}
    return urlencode(answers).encode()


def by_author(services: MemoryServices, token: str, method: str = "GET", body: bytes = b"") -> func.HttpResponse:
    request = a_request(method=method, body=body, headers=FIELDS, route={"token": token})
    return mending_requested.answer(services, request, NOW)


def test_the_author_of_a_refused_response_gets_one_mail_however_often_the_flow_posts_it() -> None:
    services = refused({Answer.AGREEMENT: "I do not agree"}, times=3)
    (mail,) = the_mails(services)
    deliver(services, DeliveryDue(purpose=mail.purpose, person=mail.person), NOW)
    (sent,) = services.graph.mails
    assert (sent.to, sent.subject) == (
        "amara.nwosu@example.nhs.uk",
        "Northmoor Virtual Café: please correct your sign-up",
    )
    token = KEYS.sign(Link.MEND, the_row(services).id)
    assert f"/sign-up/mend/{token}" in sent.html
    assert "I agree to the ground rules of the café: You can only join if you agree to the ground rules" in sent.html
    assert "amara" not in token


def test_nobody_is_mailed_at_an_address_that_cannot_be_used() -> None:
    assert the_mails(refused({Answer.EMAIL: "amara at example"})) == []


def test_the_mail_is_not_sent_after_a_week_nor_once_it_is_mended() -> None:
    for late, is_there in ((timedelta(days=8), True), (timedelta(0), False)):
        services = refused({Answer.AGREEMENT: ""})
        (mail,) = the_mails(services)
        if not is_there:
            services.tables.delete(the_row(services))
        deliver(services, DeliveryDue(purpose=mail.purpose, person=mail.person), NOW + late)
        assert [row.state for row in the_mails(services)] == [DeliveryState.MISSED]


def test_the_page_is_filled_in_and_saving_it_signs_the_person_up_once() -> None:
    services = refused({Answer.AGREEMENT: "I do not agree", Answer.ROLE: "FY1 in Eastvale"})
    token = KEYS.sign(Link.MEND, the_row(services).id)
    html = by_author(services, token).get_body().decode()
    assert "FY1 in Eastvale" in html
    assert "You can only join if you agree to the ground rules" in html
    assert f'action="/sign-up/mend/{token}"' in html
    still = by_author(services, token, "POST", as_posted({Answer.AGREEMENT: "I do not agree"}))
    assert (still.status_code, len(services.tables.rows(FailedWork))) == (422, 1)
    assert by_author(services, token, "POST", as_posted({})).status_code == 200
    assert services.tables.rows(FailedWork) == []
    assert [row.key for row in services.tables.rows(FormResponse)] == [(form_road(KEYS, FORM), "17")]
    for _ in range(2):
        work(services, ResponseReceived(form=form_road(KEYS, FORM), response="17"), NOW)
    assert [row.details.email for row in services.tables.rows(Registration)] == ["amara.nwosu@example.nhs.uk"]
    assert by_author(services, token).status_code == 404
    assert by_author(services, token, "POST", as_posted({})).status_code == 404


def test_saving_again_after_a_crash_makes_no_second_sign_up() -> None:
    services = refused({Answer.AGREEMENT: ""})
    token = KEYS.sign(Link.MEND, the_row(services).id)
    services.tables.fail("delete", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        by_author(services, token, "POST", as_posted({}))
    assert by_author(services, token, "POST", as_posted({})).status_code == 200
    assert (len(services.tables.rows(FormResponse)), services.tables.rows(FailedWork)) == (1, [])


def test_a_link_for_something_else_opens_nothing() -> None:
    services = refused({Answer.AGREEMENT: ""})
    for token in (KEYS.sign(Link.REGISTRATION, the_row(services).id), KEYS.sign(Link.MEND), "nonsense"):
        assert by_author(services, token).status_code == 404


def test_the_team_mends_it_too_and_is_in_the_audit_trail() -> None:
    services = refused({Answer.EMAIL: "amara at example"})
    headers = {**FIELDS, **signed_in_as(Role.FACILITATOR)}
    route = {"work": the_row(services).id}
    answers = [
        mending_for_author_requested.answer(
            services, a_request(method=method, headers=headers, body=body, route=route), NOW
        ).status_code
        for method, body in (("GET", b""), ("POST", as_posted({})), ("GET", b""))
    ]
    assert answers == [200, 303, 404]
    assert [(row.act, row.who) for row in services.tables.rows(AuditEntry)] == [("mend", "an-object-id")]


def by_facilitator(services: MemoryServices, address: str, changed: dict[Answer, object] | None = None) -> int:
    """The status with which a facilitator's own look, or their answers, are met."""
    headers, route = {**FIELDS, **signed_in_as(Role.FACILITATOR, address)}, {"work": the_row(services).id}
    method, body = ("GET", b"") if changed is None else ("POST", as_posted(changed))
    asked = a_request(method=method, headers=headers, body=body, route=route)
    return int(mending_for_author_requested.answer(services, asked, NOW).status_code)


EDUCATORS: dict[Answer, object] = {Answer.AUDIENCE: "The café for educators"}
DOCTORS_HOST, EDUCATORS_HOST = "marcus.oyelaran@example.nhs.uk", "wenli.tan@example.nhs.uk"


def test_a_facilitator_mends_what_is_of_their_series_and_signs_nobody_up_to_another() -> None:
    services = refused({Answer.NAME: ""})
    assert (by_facilitator(services, DOCTORS_HOST), by_facilitator(services, EDUCATORS_HOST)) == (200, 403)
    assert by_facilitator(services, EDUCATORS_HOST, {}) == 403
    assert by_facilitator(services, DOCTORS_HOST, EDUCATORS) == 403
    assert by_facilitator(services, DOCTORS_HOST, {}) == 303


@pytest.mark.parametrize("audience", ["", "The café of old", ["The café for educators", "The café of old"]])
def test_a_refused_sign_up_whose_series_is_unclear_is_no_facilitators(audience: object) -> None:
    services = refused({Answer.AUDIENCE: audience})
    assert [by_facilitator(services, one) for one in (DOCTORS_HOST, EDUCATORS_HOST)] == [403, 403]


def test_the_list_of_refused_sign_ups_shows_each_facilitator_their_own() -> None:
    services = refused({Answer.NAME: ""})
    for role, address, listed in (
        (Role.FACILITATOR, DOCTORS_HOST, 1),
        (Role.FACILITATOR, EDUCATORS_HOST, 0),
        (Role.COORDINATOR, EDUCATORS_HOST, 1),
    ):
        asked = a_request(headers=signed_in_as(role, address))
        assert len(json.loads(refused_responses_requested.answer(services, asked, NOW).get_body())) == listed


def test_erasing_the_author_takes_the_refused_response_and_stops_the_mail() -> None:
    services = refused({Answer.AGREEMENT: ""})
    erase(services, "Amara.Nwosu@example.nhs.uk", "asked", "an-admin", NOW)
    (mail,) = the_mails(services)
    deliver(services, DeliveryDue(purpose=mail.purpose, person=mail.person), NOW)
    assert (services.tables.rows(FailedWork), services.graph.mails) == ([], [])


# --- what nobody needs costs nobody a seat ------------------------------------------------------------------


def test_a_question_that_is_too_long_keeps_the_seat_and_the_confirmation_says_what_to_do() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("no recorded responses here: set CAFE_SAMPLES to the folder of samples")
    response = json.loads((SAMPLES / "form-answer-too-long.json").read_text("utf-8"))
    known = KnownAddress(person=KEYS.person("siobhan.obrien@example.nhs.uk"), vouched_at=NOW)
    services = some_services(having=[a_session(), OpenSession(id=SESSION), known])
    receive(services, {"formId": FORM, "responseId": 3, "response": response}, NOW)
    work(services, ResponseReceived(form=form_road(KEYS, FORM), response="3"), NOW)
    (place,) = services.tables.rows(Registration)
    assert place.details.unused == ("question",)
    for made in services.queues.drain(RegistrationMade):
        confirm(services, made, NOW)
    for due in services.queues.drain(DeliveryDue):
        deliver(services, due, NOW + timedelta(minutes=5))
    (mail,) = services.graph.mails
    assert "Your question was too long, so the panel does not have it." in mail.html


def test_a_hub_that_we_do_not_know_costs_no_seat_and_is_said() -> None:
    answers = read_answers(some_answers({Answer.HUB: "The moon"}), the_programme())
    assert [(one.field, one.message) for one in answers.unused] == [
        (
            Answer.HUB,
            "Select from these answers: “No, I join on my own device”; “Northmoor General”; “Eastvale Infirmary”",
        )
    ]
    assert answers.sign_ups[0].hub == ""
