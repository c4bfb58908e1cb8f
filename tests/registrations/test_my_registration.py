"""The personal page: what it says in each state, and that only its buttons change something."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import azure.functions as func
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.my_registration import change_registration, my_registration_requested, show_registration
from local.memory.builders import HOUR, NOW, SESSION, START, a_registration, a_request, a_session, a_sign_up, a_standing
from local.memory.services import KEYS, MemoryServices, some_services
from shared.keys import Keys, Link
from shared.messages import RegistrationCancelled
from shared.registrations.rows import Registration, RegistrationState, Standing
from shared.sessions.rows import OpenSession, Session, SessionState
from shared.storage.row import Row
from shared.storage.tables import RowChanged
from tests.pages.reading import ReadPage
from tests.pages.triggers import app_environment, call

PERSON = a_registration().person
TOKEN = KEYS.sign(Link.REGISTRATION, SESSION, PERSON)
MONTH = timedelta(days=35)


def a_cafe(*rows: Row, session: Session | None = None) -> MemoryServices:
    """A café with an open session, and these rows."""
    kept = session or a_session()
    return some_services(having=[kept, OpenSession(id=kept.id), *rows])


def shown(services: MemoryServices, now: datetime = NOW) -> ReadPage:
    answer = show_registration(services, TOKEN, now)
    assert answer.status_code == 200
    return ReadPage(answer.get_body().decode())


def press(services: MemoryServices, action: str, now: datetime = NOW) -> func.HttpResponse:
    return change_registration(services, TOKEN, action, now)


def facts(page: ReadPage) -> dict[str, str]:
    return dict(zip(page.texts("dt"), page.texts("dd"), strict=True))


def buttons(page: ReadPage) -> list[str]:
    return [one["value"] for one in page.all("button", name="action")]


def states(services: MemoryServices) -> list[RegistrationState]:
    return [row.state for row in services.tables.rows(Registration)]


# --- what it says -----------------------------------------------------------------------------------------


def test_somebody_with_a_place_sees_when_and_how_to_join() -> None:
    page = shown(a_cafe(a_registration()))
    assert page.title == "Your registration – Northmoor Virtual Café"
    assert facts(page) == {
        "Date": "Wednesday 9 December 2026",
        "Time": "12:30pm to 1:30pm",
        "Your place": "Registered",
    }
    assert page.texts("a", href=a_session().join_url) == ["Join the session on Teams"]
    assert buttons(page) == ["cancel"]


def test_the_page_never_says_who_it_is_about() -> None:
    html = shown(a_cafe(a_registration())).html
    assert [part for part in ("Amara", "amara.nwosu", PERSON) if part in html] == []


def test_somebody_at_a_hub_sees_where_it_is() -> None:
    details = a_sign_up(hub="eastvale")
    page = shown(a_cafe(a_registration(details=details)))
    assert facts(page)["Your hub"].startswith("Eastvale Infirmary, Education CentreLibrary meeting room")
    assert len(page.all("a", href="mailto:pgc.eastvale@example.nhs.uk")) == 1


def test_somebody_waiting_gets_no_link_to_join_but_can_leave() -> None:
    page = shown(a_cafe(a_registration(state=RegistrationState.WAITING)))
    assert facts(page)["Your place"] == "Waiting list"
    assert page.all("a", href=a_session().join_url) == []
    assert page.texts("button", name="action") == ["Leave the waiting list"]


def test_before_the_meeting_is_made_the_link_is_promised() -> None:
    page = shown(a_cafe(a_registration(), session=a_session(state=SessionState.PLANNED, join_url="")))
    assert page.said.count("We will send you the link to join by email.") == 1
    assert buttons(page) == ["cancel"]


def test_somebody_who_cancelled_is_told_so_and_how_to_come_back() -> None:
    page = shown(a_cafe(a_registration(state=RegistrationState.CANCELLED)))
    assert facts(page)["Your place"] == "Cancelled"
    assert page.said.count("You have cancelled, so we do not expect you.") == 1
    assert page.texts("a", href=f"/my/{TOKEN}/change") == ["select this date again"]
    assert buttons(page) == []
    assert page.all("a", href=a_session().join_url) == []


@pytest.mark.parametrize(
    ("session", "now"), [(a_session(state=SessionState.CANCELLED), NOW), (a_session(), START + HOUR)]
)
def test_nobody_is_asked_back_to_a_session_that_is_cancelled_or_over(session: Session, now: datetime) -> None:
    page = shown(a_cafe(a_registration(state=RegistrationState.CANCELLED), session=session), now)
    assert page.texts("a", href="/sign-up") == ["Sign up"]


def test_a_session_that_is_cancelled_says_why() -> None:
    session = a_session(state=SessionState.CANCELLED, reason="The host is <ill>.")
    page = shown(a_cafe(a_registration(), session=session))
    assert page.said.count("This session will not take place. The host is <ill>.") == 1
    assert buttons(page) == []


def test_a_session_cancelled_without_a_reason_gives_none() -> None:
    page = shown(a_cafe(a_registration(), session=a_session(state=SessionState.CANCELLED)))
    assert page.texts("p") == ["This session will not take place.", "Northmoor Virtual Café"]


@pytest.mark.parametrize("state", [RegistrationState.REGISTERED, RegistrationState.WAITING])
def test_a_session_that_is_over_offers_nothing(state: RegistrationState) -> None:
    page = shown(a_cafe(a_registration(state=state)), START + HOUR)
    assert facts(page)["Your place"] == "Session over"
    assert page.all("form") == []
    assert page.all("a", href=a_session().join_url) == []


def test_while_the_session_runs_one_can_join_but_no_longer_cancel() -> None:
    page = shown(a_cafe(a_registration()), START)
    assert len(page.all("a", href=a_session().join_url)) == 1
    assert buttons(page) == []


def test_somebody_who_comes_always_is_told_what_saying_stop_takes_away() -> None:
    later, other = a_session(start=START + MONTH), a_session(start=START + 2 * MONTH)
    services = a_cafe(a_registration(standing=True), a_standing(), later, other)
    for row in (
        OpenSession(id=later.id),
        OpenSession(id=other.id),
        a_registration(session=later.id, standing=True),
        a_registration(session=other.id, standing=False),
    ):
        services.tables.put(row)
    page = shown(services)
    assert facts(page)["Other dates"] == "You are signed up for every session until you stop"
    assert page.texts("li", **{})[-5:-3] == ["Wednesday 9 December 2026", "Wednesday 13 January 2027"]
    assert buttons(page) == ["cancel", "stop"]


def test_somebody_who_comes_always_but_gave_up_every_place_loses_none() -> None:
    gone = a_registration(standing=True, state=RegistrationState.CANCELLED)
    page = shown(a_cafe(gone, a_standing()))
    assert page.said.count("The places you have now do not change.") == 1
    assert buttons(page) == ["stop"]


def test_somebody_who_said_stop_is_not_offered_it_again() -> None:
    assert buttons(shown(a_cafe(a_registration(), a_standing(ended=True)))) == ["cancel"]


def test_looking_changes_nothing_and_costs_three_reads() -> None:
    services = a_cafe(a_registration())
    show_registration(services, TOKEN, NOW)
    assert services.tables.operations == [("get", "sessions"), ("get", "registrations"), ("get", "standing")]
    assert services.queues.sent == []


# --- what its buttons do ----------------------------------------------------------------------------------


def test_cancelling_leads_back_to_the_page_and_is_told_on() -> None:
    services = a_cafe(a_registration())
    answer = press(services, "cancel")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/my/{TOKEN}")
    assert states(services) == [RegistrationState.CANCELLED]
    assert set(services.queues.waiting(RegistrationCancelled)) == {
        RegistrationCancelled(session=SESSION, person=PERSON, sequence=1)
    }


def test_however_often_the_button_is_pressed_it_is_cancelled_once() -> None:
    services = a_cafe(a_registration())
    for _ in range(3):
        assert press(services, "cancel").status_code == 303
    assert [row.sequence for row in services.tables.rows(Registration)] == [1]
    assert {message.sequence for message in services.queues.waiting(RegistrationCancelled)} == {1}


def test_pressing_again_mends_a_cancellation_that_was_not_told_on() -> None:
    services = a_cafe(a_registration())
    services.queues.meanwhile("send", lambda: None)
    services.queues.fail("send", ConnectionError())
    with pytest.raises(ConnectionError):
        press(services, "cancel")
    services.queues.drain(RegistrationCancelled)
    press(services, "cancel")
    assert len(services.queues.waiting(RegistrationCancelled)) == 1


@pytest.mark.parametrize("now", [START, START + HOUR])
def test_a_session_that_has_begun_cannot_be_cancelled_any_more(now: datetime) -> None:
    services = a_cafe(a_registration())
    assert press(services, "cancel", now).status_code == 303
    assert states(services) == [RegistrationState.REGISTERED]


def test_saying_stop_ends_the_standing_registration_and_the_places_it_made() -> None:
    own = a_session(start=START + MONTH)
    services = a_cafe(a_registration(standing=True), a_standing(), own, a_registration(session=own.id, standing=False))
    services.tables.put(OpenSession(id=own.id))
    assert press(services, "stop").status_code == 303
    assert [row.ended for row in services.tables.rows(Standing)] == [True]
    assert states(services) == [RegistrationState.CANCELLED, RegistrationState.REGISTERED]
    assert buttons(shown(services)) == []


@pytest.mark.parametrize("action", [None, "", "rejoin", ["cancel", "stop"]])
def test_a_form_that_asks_for_anything_else_changes_nothing(action: object) -> None:
    services = a_cafe(a_registration(), a_standing())
    answer = change_registration(services, TOKEN, action, NOW)
    assert answer.status_code == 400
    assert states(services) == [RegistrationState.REGISTERED]
    assert [row.ended for row in services.tables.rows(Standing)] == [False]


def touched(services: MemoryServices) -> None:
    """Somebody else saves the registration, without any other change."""
    for row in services.tables.rows(Registration):
        services.tables.put(row)


def test_somebody_else_changing_the_place_at_the_same_moment_is_no_hindrance() -> None:
    services = a_cafe(a_registration())
    for _ in range(4):
        services.tables.meanwhile("replace", lambda: touched(services))
    assert press(services, "cancel").status_code == 303
    assert states(services) == [RegistrationState.CANCELLED]


def test_a_place_that_is_changed_without_end_is_a_failure_not_a_lie() -> None:
    services = a_cafe(a_registration())
    for _ in range(5):
        services.tables.meanwhile("replace", lambda: touched(services))
    with pytest.raises(RowChanged):
        press(services, "cancel")


# --- links that are no good -------------------------------------------------------------------------------

BAD = {
    "empty": "",
    "cut": TOKEN[:-1],
    "longer": TOKEN + "A",
    "of another kind": KEYS.sign(Link.FEEDBACK, SESSION, PERSON),
    "of another secret": Keys("another secret, as long as it has to be").sign(Link.REGISTRATION, SESSION, PERSON),
    "too few parts": KEYS.sign(Link.REGISTRATION, SESSION),
    "of somebody unknown": KEYS.sign(Link.REGISTRATION, SESSION, "nobody"),
    "of a session long gone": KEYS.sign(Link.REGISTRATION, "pgdit-2019-12-11", PERSON),
}


@pytest.mark.parametrize("token", BAD.values(), ids=BAD.keys())
def test_a_link_that_is_no_good_says_so_and_changes_nothing(token: str) -> None:
    services = a_cafe(a_registration())
    answers = [show_registration(services, token, NOW), change_registration(services, token, "cancel", NOW)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].get_body().decode().count("This link does not work") == 2
    assert states(services) == [RegistrationState.REGISTERED]


@given(st.text(max_size=60))
def test_no_text_but_the_link_opens_the_page(token: str) -> None:
    assert show_registration(some_services(), token, NOW).status_code == 404


# --- the trigger ------------------------------------------------------------------------------------------


def requested(method: str, *, token: str = "cut", headers: Mapping[str, str] | None = None) -> func.HttpResponse:
    request = a_request(method=method, body=b"action=cancel", headers=headers, route={"token": token})
    with app_environment():
        return call(my_registration_requested, request)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_the_trigger_answers_a_cut_link_with_words(method: str) -> None:
    answer = requested(method)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_a_post_from_another_site_is_refused_before_anything_is_read() -> None:
    answer = requested("POST", token=TOKEN, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.mimetype) == (403, "text/html")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_any_other_method_is_told_the_right_ones(method: str) -> None:
    answer = requested(method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")
