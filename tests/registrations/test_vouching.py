"""Whose address it is: one mail with one button, before anything else, and what waits for it."""

from datetime import datetime, timedelta

import pytest

from functions.registration.confirming import address_confirmation_requested
from local.memory.builders import (
    NOW,
    SESSION,
    START,
    a_form_response,
    a_registration,
    a_request,
    a_seating,
    a_session,
    a_waiting,
    some_answers,
)
from local.memory.services import KEYS, MemoryServices, some_services
from shared.bulletin.rows import Subscription
from shared.delivery.sending import deliver
from shared.forms.confirmed import go_on
from shared.forms.intake import PAGE
from shared.forms.working import work
from shared.keys import Link
from shared.mail.rows import Delivery, DeliveryState, MailKind
from shared.messages import AddressConfirmed, DeliveryDue, RegistrationMade, ResponseReceived
from shared.programme.forms import Answer
from shared.registrations.confirming import confirm
from shared.registrations.provisional import release_unconfirmed
from shared.registrations.rows import Registration, RegistrationState, Seating, Standing
from shared.registrations.vouching import is_vouched, vouch
from shared.sessions.rows import OpenSession
from shared.storage.row import Row

DAY, HOUR, MOMENT = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)
ADA = "ada.rook@example.nhs.uk"
PERSON = KEYS.person(ADA)
EVERY = {Answer.ATTENDING: "Every one, until I say stop"}
NEXT = a_session(id="pgdit-2027-01-13", start=START + timedelta(days=35))
PROVISIONAL, REGISTERED, WAITING = (
    RegistrationState.PROVISIONAL,
    RegistrationState.REGISTERED,
    RegistrationState.WAITING,
)


def a_cafe(*rows: Row) -> MemoryServices:
    sessions = (a_session(), OpenSession(id=SESSION), NEXT, OpenSession(id=NEXT.id))
    return some_services(having=[*sessions, *rows])


def sign_up(
    services: MemoryServices, number: int = 1, *, email: str = ADA, after: timedelta = HOUR * 0, **how: object
) -> None:
    """Somebody fills in the page with this address. Nobody vouches for it unless `responder` does."""
    changed = {Answer.EMAIL: email, **how.get("answers", {})}  # type: ignore[dict-item]  # answers by their question
    raw = some_answers(changed) | {"responder": how.get("responder", "anonymous")}
    road = str(how.get("road", PAGE))
    services.tables.put(a_form_response(form=road, response=str(number), raw=raw, received_at=NOW + after))
    work(services, ResponseReceived(form=road, response=str(number)), NOW + after)


def press(services: MemoryServices, after: timedelta = HOUR) -> int:
    """The owner of the address presses the button, and all that follows is worked."""
    path = f"/confirm/{KEYS.sign(Link.ADDRESS, PERSON)}"
    route = {"token": KEYS.sign(Link.ADDRESS, PERSON)}
    answer = address_confirmation_requested.answer(
        services, a_request(method="POST", path=path, route=route), NOW + after
    )
    for confirmed in services.queues.drain(AddressConfirmed):
        go_on(services, confirmed, NOW + after)
    return int(answer.status_code)


def post(services: MemoryServices, after: timedelta = HOUR) -> list[str]:
    """Send all that is due, and give the subjects of what went."""
    before = len(services.graph.mails)
    for made in services.queues.drain(RegistrationMade):
        confirm(services, made, NOW + after)
    for due in services.queues.drain(DeliveryDue):
        deliver(services, due, NOW + after)
    return [mail.subject for mail in services.graph.mails[before:]]


def states(services: MemoryServices) -> dict[str, RegistrationState]:
    return {row.session: row.state for row in services.tables.rows(Registration)}


# --- one mail before anything else --------------------------------------------------------------------------


def test_an_address_that_nobody_vouched_for_gets_one_mail_with_one_button() -> None:
    services = a_cafe()
    sign_up(services)
    assert states(services) == {SESSION: PROVISIONAL}
    assert post(services) == ["Northmoor Virtual Café: is this your address?"]
    (mail,) = services.graph.mails
    assert (mail.to, f"/confirm/{KEYS.sign(Link.ADDRESS, PERSON)}" in mail.html) == (ADA, True)
    assert "Amara" not in mail.html  # a name that anybody may have written greets nobody


def test_whatever_is_posted_it_is_one_mail_a_day() -> None:
    services = a_cafe()
    for number in range(100):
        hub = ("Northmoor General", "Eastvale Infirmary")[number % 2]
        sign_up(services, number, after=timedelta(minutes=number), answers={Answer.HUB: hub})
    assert len(post(services, 2 * HOUR)) == 1
    sign_up(services, 100, after=DAY)
    assert len(post(services, DAY + HOUR)) == 1


def test_the_forms_own_responder_is_vouched_for() -> None:
    services = a_cafe()
    sign_up(services, responder=ADA.upper())
    assert (states(services), is_vouched(services, PERSON, NOW)) == ({SESSION: REGISTERED}, True)


def test_somebody_else_who_was_signed_in_vouches_for_nobody() -> None:
    services = a_cafe()
    sign_up(services, responder="ben.okafor@example.nhs.uk")
    assert states(services) == {SESSION: PROVISIONAL}


@pytest.mark.parametrize(
    ("ago", "state"), [(timedelta(days=730) - MOMENT, REGISTERED), (timedelta(days=730), PROVISIONAL)]
)
def test_a_press_counts_for_two_years(ago: timedelta, state: RegistrationState) -> None:
    services = a_cafe()
    vouch(services, PERSON, NOW - ago)
    sign_up(services)
    assert states(services) == {SESSION: state}


def test_somebody_who_is_known_gets_one_mail_a_day_too_and_the_next_mail_tells_of_the_rest() -> None:
    services = a_cafe()
    vouch(services, PERSON, NOW - DAY)
    sign_up(services)
    for number in range(2, 40):
        hub = ("Northmoor General", "Eastvale Infirmary")[number % 2]
        sign_up(services, number, after=timedelta(minutes=number), answers={Answer.HUB: hub, **EVERY})
    assert len(post(services, 2 * HOUR)) == 1
    assert {row.told_in for row in services.tables.rows(Registration) if row.session == NEXT.id} == {""}


# --- the press ----------------------------------------------------------------------------------------------


def test_a_press_makes_the_place_real_and_one_mail_tells_of_it() -> None:
    services = a_cafe()
    sign_up(services)
    post(services)
    assert (press(services), states(services)) == (200, {SESSION: REGISTERED})
    (subject,) = post(services, 2 * HOUR)
    assert subject.startswith("Confirmed: Virtual Café for postgraduate doctors in training")


def test_a_second_press_says_the_same_and_sends_nothing() -> None:
    services = a_cafe()
    sign_up(services)
    post(services)
    press(services)
    post(services, 2 * HOUR)
    assert (press(services, 3 * HOUR), post(services, 4 * HOUR)) == (200, [])


def test_a_press_worked_twice_is_one_mail() -> None:
    services = a_cafe()
    sign_up(services)
    vouch(services, PERSON, NOW)
    confirmed = AddressConfirmed(person=PERSON, at=NOW.isoformat())
    for _ in range(2):
        go_on(services, confirmed, NOW)
    post(services)
    kinds = [row.kind for row in services.tables.rows(Delivery) if row.state is DeliveryState.SENT]
    assert kinds.count(MailKind.CONFIRMATION) == 1


def test_every_date_waits_for_the_press_and_none_joins_by_itself_before() -> None:
    services = a_cafe()
    sign_up(services, answers=EVERY)
    assert set(states(services).values()) == {PROVISIONAL}
    assert [row.provisional for row in services.tables.rows(Standing)] == [True]
    press(services)
    assert set(states(services).values()) == {REGISTERED}
    assert [row.provisional for row in services.tables.rows(Standing)] == [False]
    assert len(post(services, 2 * HOUR)) == 1


def test_the_bulletin_comes_only_after_the_press() -> None:
    services = a_cafe()
    sign_up(services, answers={Answer.SEND_BULLETIN: "Yes"})
    assert services.tables.rows(Subscription) == []
    post(services)
    assert "You asked for our bulletin for:" in services.graph.mails[0].html
    press(services)
    assert [(row.audience, row.confirmed) for row in services.tables.rows(Subscription)] == [("pgdit", True)]


def test_opening_the_link_changes_nothing() -> None:
    services = a_cafe()
    sign_up(services)
    route = {"token": KEYS.sign(Link.ADDRESS, PERSON)}
    page = address_confirmation_requested.answer(services, a_request(route=route), NOW)
    assert (page.status_code, "Wednesday 9 December" in page.get_body().decode()) == (200, True)
    assert states(services) == {SESSION: PROVISIONAL}


def test_a_link_for_something_else_opens_nothing() -> None:
    route = {"token": KEYS.sign(Link.UNSUBSCRIBE, PERSON)}
    assert address_confirmation_requested.answer(a_cafe(), a_request(route=route), NOW).status_code == 404


# --- strangers change nothing that is real -------------------------------------------------------------------


def test_a_stranger_who_posts_somebodys_address_changes_none_of_their_places() -> None:
    real = a_registration(person=PERSON, changed_at=NOW - DAY)
    services = a_cafe(real)
    sign_up(services, answers={Answer.HUB: "Eastvale Infirmary"})
    assert [row.details.hub for row in services.tables.rows(Registration)] == [real.details.hub]
    assert post(services) == []


# --- seats ---------------------------------------------------------------------------------------------------


def with_one_seat(taken_by: Registration, *others: Registration) -> MemoryServices:
    waiting = [a_waiting(person=one.person, since=one.changed_at) for one in others if one.state is WAITING]
    return a_cafe(taken_by, *others, a_seating(capacity=1, seated=[taken_by.person]), *waiting)


@pytest.mark.parametrize(
    ("asked", "now", "released"),
    [
        (NOW, NOW + 2 * DAY - MOMENT, 0),
        (NOW, NOW + 2 * DAY, 1),
        (START - DAY - HOUR, START - DAY - MOMENT, 0),
        (START - DAY - HOUR, START - DAY, 1),
    ],
)
def test_where_somebody_waits_a_seat_is_kept_two_days_and_to_the_day_before(
    asked: datetime, now: datetime, released: int
) -> None:
    ada = a_registration(person="ada", state=PROVISIONAL, changed_at=asked)
    ben = a_registration(person="ben", state=WAITING, changed_at=NOW)
    services = with_one_seat(ada, ben)
    assert release_unconfirmed(services, now) == released
    seated = [row.seated for row in services.tables.rows(Seating)]
    assert seated == ([("ben",)] if released else [("ada",)])


def test_where_nobody_waits_a_seat_is_kept() -> None:
    services = with_one_seat(a_registration(person="ada", state=PROVISIONAL, changed_at=NOW))
    assert release_unconfirmed(services, START - HOUR) == 0


def test_a_place_that_lost_its_seat_waits_from_the_press_on() -> None:
    ada = a_registration(person=PERSON, state=PROVISIONAL, changed_at=NOW)
    ben = a_registration(person="ben", state=WAITING, changed_at=NOW)
    services = with_one_seat(ada, ben)
    release_unconfirmed(services, NOW + 2 * DAY)
    press(services, 3 * DAY)
    assert {row.person: row.state for row in services.tables.rows(Registration)} == {PERSON: WAITING, "ben": REGISTERED}


def test_an_unconfirmed_place_without_a_seat_stands_before_nobody() -> None:
    ben = a_registration(person="ben", changed_at=NOW - DAY)
    services = with_one_seat(ben)
    sign_up(services)
    assert states(services)[SESSION] in (PROVISIONAL, REGISTERED)
    assert [row.seated for row in services.tables.rows(Seating)] == [("ben",)]
