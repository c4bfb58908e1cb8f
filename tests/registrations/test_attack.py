"""An attack on the sign-up page, among honest people: nobody is bombed with mail, and the honest get their seats.

In one hour a program posts 2,000 sign-ups for 20 people's addresses, from 50 networks, with ever other answers. It
presses again whenever it is asked to. Meanwhile 200 people sign up, all from the network of one hospital.
"""

import html
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

import azure.functions as func
import pytest

from functions.registration.confirming import address_confirmation_requested
from functions.registration.page import sign_up_requested
from local.memory.builders import NOW, SESSION, START, a_request, a_session, some_answers
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.delivery.sending import deliver
from shared.forms.confirmed import go_on
from shared.forms.working import work
from shared.keys import Link
from shared.mail.rows import Delivery
from shared.messages import AddressConfirmed, DeliveryDue, RegistrationMade, ResponseReceived
from shared.programme.forms import Answer
from shared.registrations.confirming import confirm
from shared.registrations.provisional import release_unconfirmed
from shared.registrations.rows import Registration, RegistrationState
from shared.sessions.rows import OpenSession

SEATS = 210
"""Fewer than the honest and the invented together."""

VICTIMS = [f"victim.{number}@example.org" for number in range(20)]
HONEST = [f"doctor.{number}@example.nhs.uk" for number in range(200)]
HOSPITAL = "198.51.100.7"
BEGIN = START - timedelta(days=6)
HUBS = ("Northmoor General", "Eastvale Infirmary", "No, I join on my own device")


def a_cafe() -> MemoryServices:
    programme = the_programme()
    series = tuple(one.model_copy(update={"capacity": SEATS}) for one in programme.series)
    having = [a_session(), OpenSession(id=SESSION)]
    return some_services(programme=programme.model_copy(update={"series": series}), having=having)


@dataclass
class Hour:
    """The café in that hour, and what it answered the honest."""

    services: MemoryServices = field(default_factory=a_cafe)
    asked_to_press_again: Counter[str] = field(default_factory=Counter)

    def sign_up(self, address: str, source: str, now: datetime, answers: Mapping[Answer, str]) -> None:
        """Post the page until it takes the answers, as somebody does who reads what it says."""
        given = some_answers({Answer.EMAIL: address, **answers})
        fields = {name: str(value) for name, value in given.items() if len(name) == 33}
        answer = self._post(fields, source, now)
        while again := dict(hidden_in(answer)):
            assert again.items() >= fields.items()
            self.asked_to_press_again[address] += 1
            now += timedelta(minutes=10) if answer.status_code == 429 else timedelta(seconds=3)
            answer = self._post(again, source, now)
        assert answer.status_code == 200
        for received in self.services.queues.drain(ResponseReceived):
            work(self.services, received, now)

    def _post(self, fields: Mapping[str, str], source: str, now: datetime) -> func.HttpResponse:
        headers = {"x-forwarded-for": f"10.0.0.1, {source}:443", "sec-fetch-site": "same-origin"}
        request = a_request(method="POST", path="/sign-up", body=urlencode(fields).encode(), headers=headers)
        return sign_up_requested.answer(self.services, request, now)

    def press(self, address: str, now: datetime) -> None:
        """The owner of the address opens the link in their mail, and presses the button."""
        token = KEYS.sign(Link.ADDRESS, KEYS.person(address))
        (mail,) = [mail for mail in self.services.graph.mails if mail.to == address]
        assert f"/confirm/{token}" in mail.html
        request = a_request(method="POST", route={"token": token})
        assert address_confirmation_requested.answer(self.services, request, now).status_code == 200
        for confirmed in self.services.queues.drain(AddressConfirmed):
            go_on(self.services, confirmed, now)

    def send(self, now: datetime) -> None:
        """Everything that is due by then goes, each mail in its turn."""
        for made in self.services.queues.drain(RegistrationMade):
            confirm(self.services, made, now)
        while dues := set(self.services.queues.drain(DeliveryDue)):
            rows = [self.services.tables.get(Delivery, (due.purpose, due.person)) for due in dues]
            for row in sorted((row for row in rows if row), key=lambda one: one.due):
                due = DeliveryDue(purpose=row.purpose, person=row.person)
                deliver(self.services, due, max(now, row.due))

    def states(self, addresses: list[str]) -> Counter[RegistrationState]:
        people = {KEYS.person(address) for address in addresses}
        return Counter(row.state for row in self.services.tables.rows(Registration) if row.person in people)


def hidden_in(answer: func.HttpResponse) -> Iterator[tuple[str, str]]:
    """The fields of the page that asks to press again; none on any other page."""
    page = answer.get_body().decode()
    if 'name="proof"' in page:
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page):
            yield name, html.unescape(value)


@pytest.fixture(scope="module")
def hour() -> Hour:
    rng, played = random.Random(7), Hour()
    attack = [(VICTIMS[number % 20], f"203.0.{number % 50}.9") for number in range(2_000)]
    posts = [*attack, *((address, HOSPITAL) for address in HONEST)]
    rng.shuffle(posts)
    for number, (address, source) in enumerate(posts):
        answers = {Answer.HUB: rng.choice(HUBS), Answer.ROLE: rng.choice(["", "FY2", "ST3"])}
        answers |= {Answer.ATTENDING: rng.choice(["The next one", "Every one, until I say stop"])}
        played.sign_up(address, source, BEGIN + timedelta(hours=1) * number / len(posts), answers)
    played.send(BEGIN + timedelta(hours=2))
    for address in HONEST:
        played.press(address, BEGIN + timedelta(hours=3))
    played.send(BEGIN + timedelta(hours=4))
    return played


def test_no_victim_gets_more_than_one_mail_in_a_day(hour: Hour) -> None:
    mails = Counter(mail.to for mail in hour.services.graph.mails)
    assert {mails[address] for address in VICTIMS} == {1}


def test_a_victims_place_never_becomes_real(hour: Hour) -> None:
    assert hour.states(VICTIMS) == {RegistrationState.PROVISIONAL: 20}


def test_every_honest_person_is_confirmed_after_one_press_and_told_once(hour: Hour) -> None:
    mails = Counter(mail.to for mail in hour.services.graph.mails)
    assert {mails[address] for address in HONEST} == {2}  # the question and the confirmation


def test_honest_people_press_again_at_most_once(hour: Hour) -> None:
    assert max(hour.asked_to_press_again[address] for address in HONEST) <= 1
    assert sum(hour.asked_to_press_again[address] for address in VICTIMS) > 500


def test_after_two_days_the_honest_who_waited_have_the_seats_of_the_invented(hour: Hour) -> None:
    before = hour.states(HONEST)
    assert (before.total(), before[RegistrationState.WAITING]) == (200, 10)
    release_unconfirmed(hour.services, BEGIN + timedelta(days=2, hours=2))
    assert hour.states(HONEST) == {RegistrationState.REGISTERED: 200}
    hour.send(BEGIN + timedelta(days=2, hours=3))
    assert NOW < BEGIN
    assert {mail.to for mail in hour.services.graph.mails[-10:]} <= set(HONEST)
