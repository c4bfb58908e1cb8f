"""Changing a registration on the personal page: dates, hub, answers, for one date or for all."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

import azure.functions as func
import pytest

from functions.my_registration import my_changes_requested, my_registration_requested
from local.memory.builders import (
    HOUR,
    NOW,
    SESSION,
    START,
    a_registration,
    a_request,
    a_session,
    a_sign_up,
    a_standing,
    some_answers,
)
from local.memory.services import KEYS, MemoryServices, some_services
from shared.forms.intake import PAGE, take_in
from shared.forms.working import work
from shared.keys import Link
from shared.messages import RegistrationCancelled, ResponseReceived
from shared.programme.forms import Answer
from shared.registrations.registering import cancel, end_standing
from shared.registrations.rows import Registration, RegistrationState, Standing
from shared.sessions.rows import OpenSession
from shared.storage.row import Row
from tests.pages.reading import ReadPage

PERSON = a_registration().person
TOKEN = KEYS.sign(Link.REGISTRATION, SESSION, PERSON)
JANUARY, FEBRUARY = (
    a_session(start=START + timedelta(days=35)),
    a_session(start=START + timedelta(days=63)),
)
FIELDS = {"Content-Type": "application/x-www-form-urlencoded"}
NEEDS = a_sign_up(hub="eastvale", access_needs="Captions, please.", every_session=True)


def a_cafe(*rows: Row) -> MemoryServices:
    """A café with three coming dates."""
    sessions = (a_session(), JANUARY, FEBRUARY)
    return some_services(having=[*sessions, *(OpenSession(id=one.id) for one in sessions), *rows])


def always() -> MemoryServices:
    """Amara comes to all three dates, at Eastvale."""
    places = (a_registration(session=one, details=NEEDS, standing=True) for one in (SESSION, JANUARY.id, FEBRUARY.id))
    return a_cafe(a_standing(details=NEEDS), *places)


def asked(services: MemoryServices, method: str = "GET", **fields: object) -> func.HttpResponse:
    request = a_request(
        method=method, headers=FIELDS, route={"token": TOKEN}, body=urlencode(fields, doseq=True).encode()
    )
    return my_changes_requested.answer(services, request, NOW + HOUR)


def save(services: MemoryServices, **changed: object) -> func.HttpResponse:
    fields = {
        "dates": [SESSION, JANUARY.id, FEBRUARY.id],
        "hub": "eastvale",
        "name": "Amara Nwosu",
        "role": NEEDS.role,
        "specialty": NEEDS.specialty,
        "provider": NEEDS.provider,
        "access_needs": "Captions, please.",
        "scope": "all",
    }
    return asked(services, "POST", **{**fields, **changed})


def places(services: MemoryServices) -> dict[str, tuple[str, str, str]]:
    """The hub, the needs and the state of each place."""
    return {
        row.session[-10:]: (row.details.hub, row.details.access_needs, row.state.value)
        for row in services.tables.rows(Registration)
    }


def test_the_form_is_filled_in_with_what_is_on_file() -> None:
    html = asked(always()).get_body().decode()
    page = ReadPage(html)
    chosen = [one["value"] for one in page.all("input", type="checkbox") if "checked" in one.attributes]
    assert chosen == [SESSION, JANUARY.id, FEBRUARY.id]
    assert [one["value"] for one in page.all("input", type="radio") if "checked" in one.attributes] == [
        "eastvale",
        "all",
    ]
    assert "Captions, please.</textarea>" in html


def test_a_new_hub_counts_for_every_later_date_and_for_those_to_come() -> None:
    services = always()
    assert save(services, hub="").status_code == 303
    assert set(places(services).values()) == {("", "Captions, please.", "registered")}
    assert [row.details.hub for row in services.tables.rows(Standing)] == [""]


def test_an_answer_may_count_for_this_date_alone() -> None:
    services = always()
    save(services, hub="northmoor-general", scope="this")
    assert [hub for hub, _, _ in places(services).values()] == ["northmoor-general", "eastvale", "eastvale"]
    assert [row.details.hub for row in services.tables.rows(Standing)] == ["eastvale"]


def test_dates_are_left_and_picked_and_the_others_stay() -> None:
    services = a_cafe(a_registration(), a_registration(session=JANUARY.id))
    save(services, dates=[JANUARY.id, FEBRUARY.id])
    assert {day: state for day, (_, _, state) in places(services).items()} == {
        "2026-12-09": "cancelled",
        "2027-01-13": "registered",
        "2027-02-10": "registered",
    }
    assert {one.session for one in services.queues.waiting(RegistrationCancelled)} == {SESSION}


def test_the_same_form_again_changes_nothing_more() -> None:
    services = always()
    for _ in range(2):
        save(services, hub="", dates=[SESSION])
    before = services.tables.rows(Registration)
    save(services, hub="", dates=[SESSION])
    assert services.tables.rows(Registration) == before


def test_the_access_needs_can_be_emptied_here() -> None:
    services = always()
    save(services, access_needs="")
    assert {needs for _, needs, _ in places(services).values()} == {""}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "Enter your full name"),
        ({"role": "x" * 201}, "Use 200 characters or fewer"),
        ({"hub": "the-moon"}, "Select how you want to join"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_changes(changed: dict[str, object], said: str) -> None:
    services = always()
    before = services.tables.rows(Registration)
    answer = save(services, **changed)
    assert (answer.status_code, said in answer.get_body().decode()) == (422, True)
    assert services.tables.rows(Registration) == before


def test_a_link_that_is_not_ours_opens_no_form() -> None:
    request = a_request(route={"token": "nonsense"})
    assert my_changes_requested.answer(a_cafe(), request, NOW).status_code == 404


def test_the_personal_page_leads_there_and_says_what_was_saved() -> None:
    request = a_request(route={"token": TOKEN}, query={"done": "saved"})
    html = my_registration_requested.answer(always(), request, NOW).get_body().decode()
    assert f'href="/my/{TOKEN}/change"' in html
    assert "Your changes are saved." in html


# --- signing up again ---------------------------------------------------------------------------------------


def sign_up(services: MemoryServices, changed: Mapping[Answer, object], *, number: str = "1", **more: object) -> None:
    at = NOW + timedelta(hours=int(number))
    take_in(services, PAGE, number, {**some_answers(changed), **more}, at)
    work(services, ResponseReceived(form=PAGE, response=number), at)


EVERY: dict[Answer, object] = {Answer.ATTENDING: "Every one, until I say stop", Answer.HUB: "", Answer.ACCESS_NEEDS: ""}


def test_signing_up_again_keeps_what_is_left_blank_and_does_not_bring_a_left_date_back() -> None:
    services = always()
    cancel(services, JANUARY.id, PERSON, NOW)
    sign_up(services, EVERY)
    assert places(services) == {
        "2026-12-09": ("eastvale", "Captions, please.", "registered"),
        "2027-01-13": ("eastvale", "Captions, please.", "cancelled"),
        "2027-02-10": ("eastvale", "Captions, please.", "registered"),
    }


def test_a_left_date_comes_back_if_it_is_picked() -> None:
    services = always()
    cancel(services, JANUARY.id, PERSON, NOW)
    sign_up(services, {Answer.ATTENDING: "The next one", Answer.HUB: ""}, dates=JANUARY.id)
    assert places(services)["2027-01-13"] == ("eastvale", "Captions, please.", "registered")


def test_who_stopped_and_signs_up_for_every_one_gets_the_dates_back_but_not_the_one_they_left_before() -> None:
    services = always()
    cancel(services, JANUARY.id, PERSON, NOW)
    end_standing(services, "pgdit", PERSON, NOW + timedelta(minutes=5))
    sign_up(services, EVERY)
    states = [state for _, _, state in places(services).values()]
    assert states == ["registered", "cancelled", "registered"]
    (standing,) = services.tables.rows(Standing)
    assert not standing.ended


def test_signing_up_again_with_another_hub_counts_for_the_later_dates_too() -> None:
    services = always()
    sign_up(services, {Answer.ATTENDING: "The next one", Answer.HUB: "Northmoor General"})
    assert {hub for hub, _, _ in places(services).values()} == {"northmoor-general"}
    assert [row.details.hub for row in services.tables.rows(Standing)] == ["northmoor-general"]


def test_dates_are_picked_on_the_sign_up_page_and_those_of_another_series_are_left_out() -> None:
    services = a_cafe()
    sign_up(services, {}, dates=[FEBRUARY.id, "educators-2026-12-17", "nonsense"])
    assert [row.session for row in services.tables.rows(Registration)] == [FEBRUARY.id]
    assert [row.state for row in services.tables.rows(Registration)] == [RegistrationState.REGISTERED]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("access_needs", "Captions please; my supervisor Fiona Marsh knows why"),
        ("name", "Amara www.prizes.example"),
    ],
)
def test_needs_that_name_somebody_and_names_with_a_web_address_are_turned_back(field: str, value: str) -> None:
    services = always()
    before = places(services)
    answer = save(services, **{field: value})
    assert (answer.status_code, places(services)) == (422, before)
    assert value.split(" ", maxsplit=1)[1] in answer.get_body().decode()
