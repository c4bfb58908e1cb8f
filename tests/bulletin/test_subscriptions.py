"""Subscriptions: on, confirmed, off again; by consent, by a wish, by office."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlencode

import azure.functions as func
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.bulletin.subscribing import (
    bulletin_subscription_ended,
    bulletin_subscription_requested,
)
from local.memory.builders import ADDRESS, NOW, a_request, a_sign_up, a_subscription
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.bulletin.rows import Subscription
from shared.bulletin.subscriptions import Reader, confirm, end, forget_old_wishes, reader, request, subscribe_by_consent
from shared.keys import Link
from shared.mail.rows import Delivery
from shared.programme.model import STAKEHOLDERS
from shared.storage.tables import RowChanged
from shared.web.doors import Door

PERSON = KEYS.person(ADDRESS)
LATER = NOW + timedelta(hours=1)
FILLED: Mapping[str, str] = {"name": "Amara Nwosu", "email": ADDRESS, "audience": "pgdit"}


def the_only_row(services: MemoryServices) -> Subscription:
    (row,) = services.tables.rows(Subscription)
    return row


def text(response: func.HttpResponse) -> str:
    return response.get_body().decode()


# --- by consent -------------------------------------------------------------------------------------------


def test_somebody_who_agreed_at_sign_up_is_subscribed_to_their_series() -> None:
    services = some_services()
    for hour in range(2):
        subscribe_by_consent(services, a_sign_up(bulletin=True), PERSON, NOW + timedelta(hours=hour))
    assert the_only_row(services).model_copy(update={"etag": ""}) == a_subscription(since=NOW)


def test_somebody_who_did_not_agree_is_not() -> None:
    services = some_services()
    subscribe_by_consent(services, a_sign_up(follow_up=True, bulletin=False), PERSON, NOW)
    assert services.tables.operations == []


def test_agreeing_again_at_another_sign_up_does_not_revive_what_was_ended() -> None:
    services = some_services(having=[a_subscription()])
    end(services, "pgdit", PERSON, NOW)
    subscribe_by_consent(services, a_sign_up(bulletin=True), PERSON, LATER)
    assert reader(services, PERSON) is None


# --- by one's own wish ------------------------------------------------------------------------------------


def test_a_wish_counts_once_its_address_confirms_it() -> None:
    services = some_services()
    person = request(services, "pgdit", "Amara Nwosu", ADDRESS, NOW)
    assert reader(services, person) is None
    assert confirm(services, "pgdit", person, LATER)
    assert reader(services, person) == Reader(ADDRESS, ("pgdit",))


def test_confirming_again_and_wishing_again_change_nothing() -> None:
    services = some_services(having=[a_subscription()])
    before = the_only_row(services)
    request(services, "pgdit", "Somebody else", ADDRESS, NOW)
    assert confirm(services, "pgdit", PERSON, LATER)
    assert the_only_row(services) == before


def test_what_was_ended_comes_back_only_by_a_new_wish_that_is_confirmed() -> None:
    services = some_services(having=[a_subscription(ended=True)])
    end(services, "pgdit", PERSON, NOW)
    assert not confirm(services, "pgdit", PERSON, NOW)
    request(services, "pgdit", "Amara Nwosu", ADDRESS, NOW)
    assert reader(services, PERSON) is None
    assert confirm(services, "pgdit", PERSON, LATER)
    assert reader(services, PERSON) == Reader(ADDRESS, ("pgdit",))


def test_ending_forgets_the_name_and_the_address() -> None:
    services = some_services(having=[a_subscription()])
    for _ in range(2):
        end(services, "pgdit", PERSON, NOW)
    row = the_only_row(services)
    assert (row.name, row.email, row.confirmed, row.ended) == ("", "", False, True)


def test_a_stakeholder_by_office_can_end_it_and_come_back() -> None:
    services, email = some_services(), the_programme().stakeholders[0].email
    person = KEYS.person(email)
    assert reader(services, person) == Reader(email, (STAKEHOLDERS,))
    request(services, STAKEHOLDERS, "Somebody", email, NOW)
    assert reader(services, person) == Reader(email, (STAKEHOLDERS,))
    end(services, STAKEHOLDERS, person, NOW)
    assert reader(services, person) is None
    request(services, STAKEHOLDERS, "Somebody", email, NOW)
    assert reader(services, person) is None
    assert confirm(services, STAKEHOLDERS, person, NOW)
    assert reader(services, person) == Reader(email, (STAKEHOLDERS,))


def test_a_wish_that_nobody_confirms_is_forgotten_and_nothing_else_is() -> None:
    month = timedelta(days=30)
    rows = [
        a_subscription(email="old@example.org", confirmed=False, since=NOW - month),
        a_subscription(email="ended@example.org", confirmed=False, ended=True, since=NOW - month),
        a_subscription(email="new@example.org", confirmed=False, since=NOW - month + timedelta(seconds=1)),
        a_subscription(email="reader@example.org", since=NOW - month * 12),
    ]
    services = some_services(having=rows)
    forget_old_wishes(services, NOW)
    left = {(row.email, row.name, row.ended) for row in services.tables.rows(Subscription)}
    name = "Amara Nwosu"
    assert left == {("", "", True), ("new@example.org", name, False), ("reader@example.org", name, False)}


def test_a_wish_confirmed_at_the_last_moment_is_kept() -> None:
    services = some_services(having=[a_subscription(confirmed=False, since=NOW - timedelta(days=30))])
    services.tables.meanwhile("replace", lambda: _confirm(services))
    forget_old_wishes(services, NOW)
    assert reader(services, PERSON) == Reader(ADDRESS, ("pgdit",))


def _confirm(services: MemoryServices) -> None:
    confirm(services, "pgdit", PERSON, NOW)


def test_two_changes_at_the_same_moment_are_both_made() -> None:
    services = some_services(having=[a_subscription(confirmed=False)])
    services.tables.meanwhile("replace", lambda: end(services, "pgdit", PERSON, NOW))
    assert not confirm(services, "pgdit", PERSON, NOW)
    assert the_only_row(services).ended


def test_a_row_that_never_stands_still_is_left_to_a_later_try() -> None:
    services = some_services(having=[a_subscription(confirmed=False)])
    for _ in range(20):
        services.tables.fail("replace", RowChanged("subscriptions"))
    with pytest.raises(RowChanged):
        confirm(services, "pgdit", PERSON, NOW)


@settings(deadline=None)
@given(steps=st.lists(st.sampled_from(["wish", "consent", "confirm", "end"]), max_size=8))
def test_after_an_end_only_wish_and_confirmation_bring_mail_again(steps: Sequence[str]) -> None:
    services, details = some_services(), a_sign_up(bulletin=True)
    acts: Mapping[str, Callable[[], object]] = {
        "wish": lambda: request(services, "pgdit", "A", ADDRESS, NOW),
        "consent": lambda: subscribe_by_consent(services, details, PERSON, NOW),
        "confirm": lambda: confirm(services, "pgdit", PERSON, NOW),
        "end": lambda: end(services, "pgdit", PERSON, NOW),
    }
    for step in steps:
        acts[step]()
    since = steps[len(steps) - steps[::-1].index("end") :] if "end" in steps else steps
    wished = "wish" in since and "confirm" in since[since.index("wish") :]
    agreed = "end" not in steps and "consent" in steps and "wish" not in steps[: steps.index("consent")]
    assert (reader(services, PERSON) is not None) == (wished or agreed)


# --- the pages --------------------------------------------------------------------------------------------


def posting(fields: Mapping[str, str]) -> func.HttpRequest:
    return a_request(method="POST", body=urlencode(fields).encode())


def pressing(method: str, token: str, body: bytes = b"") -> func.HttpRequest:
    return a_request(method=method, route={"token": token}, body=body)


def test_the_form_asks_for_name_address_and_audience() -> None:
    shown = text(bulletin_subscription_requested.answer(some_services(), a_request(), NOW))
    assert [name for name in ("name", "email", "audience") if f'name="{name}"' in shown] == list(FILLED)
    assert shown.count('type="radio"') == len(the_programme().audiences)


def test_the_answer_is_the_same_for_every_address_and_the_address_is_asked_once_a_day() -> None:
    nobody, known = some_services(), some_services(having=[a_subscription()])
    ended = some_services(having=[a_subscription(ended=True)])
    answers = [
        bulletin_subscription_requested.answer(services, posting(FILLED), NOW)
        for services in (nobody, known, ended, nobody)
    ]
    assert len({(answer.status_code, text(answer)) for answer in answers}) == 1
    assert ADDRESS not in text(answers[0])
    assert [row.purpose for row in nobody.tables.rows(Delivery)] == ["address-2026-12-01.address"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"email": "amara"}, "email"),
        ({"email": "a@b.example.org, c@d.example.org"}, "email"),
        ({"audience": ""}, "audience"),
        ({"audience": "everybody"}, "audience"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(change: Mapping[str, str], field: str) -> None:
    services = some_services()
    response = bulletin_subscription_requested.answer(services, posting({**FILLED, **change}), NOW)
    assert response.status_code == 422
    assert "<title>Error: " in text(response)
    assert text(response).count(f'href="#{field}"') == 1
    assert services.tables.operations == []


def test_names_are_shown_as_words() -> None:
    response = bulletin_subscription_requested.answer(
        some_services(), posting({**FILLED, "name": "<b>x", "email": ""}), NOW
    )
    assert 'value="&lt;b&gt;x"' in text(response)


@pytest.mark.parametrize("body", [b"", b"List-Unsubscribe=One-Click"])
def test_one_post_ends_every_audience_the_link_names(body: bytes) -> None:
    both = [a_subscription(), a_subscription(audience="educators"), a_subscription(email="b@example.org")]
    services = some_services(having=both)
    token = KEYS.sign(Link.UNSUBSCRIBE, "pgdit", "educators", PERSON)
    assert bulletin_subscription_ended.answer(services, pressing("GET", token), NOW).status_code == 200
    assert reader(services, PERSON) == Reader(ADDRESS, ("pgdit", "educators"))
    for _ in range(2):
        assert bulletin_subscription_ended.answer(services, pressing("POST", token, body), NOW).status_code == 200
    assert reader(services, PERSON) is None
    assert reader(services, KEYS.person("b@example.org")) is not None


@pytest.mark.parametrize(
    "token", ["", "nonsense", KEYS.sign(Link.FEEDBACK, "pgdit", PERSON), KEYS.sign(Link.UNSUBSCRIBE, PERSON)[:-1]]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_is_not_ours_ends_nothing(token: str, method: str) -> None:
    services = some_services(having=[a_subscription()])
    before = the_only_row(services)
    assert bulletin_subscription_ended.answer(services, pressing(method, token), NOW).status_code == 404
    assert the_only_row(services) == before


def test_a_link_without_an_audience_is_not_ours() -> None:
    token = KEYS.sign(Link.UNSUBSCRIBE, PERSON)
    assert bulletin_subscription_ended.answer(some_services(), pressing("POST", token), NOW).status_code == 404


@pytest.mark.parametrize("door", [bulletin_subscription_requested, bulletin_subscription_ended])
def test_other_methods_are_refused(door: Door) -> None:
    response = door.answer(some_services(), pressing("DELETE", "x"), NOW)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, POST")
