"""Pressing again, while very many posts come: nobody's answers are lost, and one press sends them."""

import html
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

import azure.functions as func
import pytest

from functions.bulletin.subscribing import bulletin_subscription_requested
from functions.registration.page import sign_up_requested
from local.memory.builders import NOW, a_request, a_session, some_answers
from local.memory.services import MemoryServices, some_services
from shared.bulletin.rows import Subscription
from shared.forms.rows import FormResponse

FROM = {"x-forwarded-for": "203.0.113.77", "sec-fetch-site": "same-origin"}
ANSWERS: dict[str, str] = {name: str(value) for name, value in some_answers().items() if len(name) == 33}
WAIT = timedelta(seconds=2)


def post(services: MemoryServices, fields: Mapping[str, str], now: datetime = NOW) -> func.HttpResponse:
    request = a_request(method="POST", path="/sign-up", body=urlencode(fields).encode(), headers=FROM)
    return sign_up_requested.answer(services, request, now)


def hidden(response: func.HttpResponse) -> dict[str, str]:
    """The fields that the page sends with its one button."""
    inputs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', response.get_body().decode())
    return {name: html.unescape(value) for name, value in inputs}


def after(posts: int) -> MemoryServices:
    """A café whose sign-up page was posted so often."""
    services = some_services(having=[a_session()])
    for _ in range(posts):
        services.posts.count(services.tables, "sign_up_requested", "", NOW)
    return services


def kept(services: MemoryServices) -> int:
    return len(services.tables.rows(FormResponse))


def test_while_few_post_one_press_is_enough() -> None:
    services = after(199)
    assert (post(services, ANSWERS).status_code, kept(services)) == (200, 1)


def test_while_many_post_the_answers_are_shown_and_a_second_press_sends_them() -> None:
    services = after(200)
    shown = post(services, ANSWERS)
    page = shown.get_body().decode()
    assert (shown.status_code, kept(services), "Check your answers" in page) == (200, 0, True)
    assert all(html.escape(value, quote=False) in page for value in ANSWERS.values() if value)
    assert post(services, hidden(shown), NOW + WAIT).status_code == 200
    assert kept(services) == 1


@pytest.mark.parametrize("later", [timedelta(seconds=1), timedelta(hours=2, seconds=1)])
def test_a_press_that_no_person_makes_is_asked_for_again(later: timedelta) -> None:
    services = after(400)
    for number in range(201):  # the window of the later press is full as well
        services.posts.count(services.tables, "sign_up_requested", str(number), NOW)
    shown = hidden(post(services, ANSWERS))
    for number in range(401):
        services.posts.count(services.tables, "sign_up_requested", str(number), NOW + later)
    assert "Check your answers" in post(services, shown, NOW + later).get_body().decode()
    assert kept(services) == 0


def test_the_second_press_is_for_the_answers_that_were_shown() -> None:
    services = after(200)
    shown = hidden(post(services, ANSWERS))
    name = next(iter(ANSWERS))
    post(services, shown | {name: "Somebody Else"}, NOW + WAIT)
    post(services, shown | {"proof": "made up"}, NOW + WAIT)
    assert kept(services) == 0


def test_wrong_answers_are_told_first() -> None:
    assert post(after(200), ANSWERS | {next(iter(ANSWERS)): ""}).status_code == 422


def test_when_far_too_many_post_the_answers_stay_on_the_page() -> None:
    services = after(2_000)
    full = post(services, ANSWERS)
    assert (full.status_code, full.headers["Retry-After"], kept(services)) == (429, "600", 0)
    assert hidden(full).items() >= ANSWERS.items()
    assert "They are all on this page" in full.get_body().decode()
    assert post(services, hidden(full), NOW + timedelta(minutes=10)).status_code == 200
    assert kept(services) == 1


def test_the_bulletins_form_asks_for_a_second_press_too() -> None:
    services = some_services()
    fields = {"name": "Amara Nwosu", "email": "amara@example.org", "audience": "pgdit"}

    def subscribe(fields: Mapping[str, str], now: datetime) -> func.HttpResponse:
        request = a_request(method="POST", body=urlencode(fields).encode(), headers=FROM)
        return bulletin_subscription_requested.answer(services, request, now)

    for number in range(12):
        subscribe(fields | {"email": f"reader.{number}@example.org"}, NOW)
    shown = subscribe(fields, NOW)
    assert len(services.tables.rows(Subscription)) == 12
    subscribe(hidden(shown), NOW + WAIT)
    assert len(services.tables.rows(Subscription)) == 13
