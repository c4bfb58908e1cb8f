"""An hour in which fifty people sign up, and an evening on which people answer, played through the real acts.

Nothing is left out: the doors, the queue with its traces, the mails, the night. The attacker gets what that leaves.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlencode

import azure.functions as func

from functions.feedback.page import feedback_requested
from functions.registration.form import form_response_posted
from functions.registration.page import sign_up_requested
from local.memory.builders import NOW, SESSION, START, a_registration, a_request, a_session, a_sign_up, some_answers
from local.memory.services import KEYS, SITE, MemoryServices, some_services, some_settings, the_programme
from local.memory.tables import MemoryTables, Stored
from shared.attendance.rows import AttendanceTaken
from shared.delivery.sending import deliver
from shared.feedback.releasing import release_feedback_due
from shared.feedback.rows import Answered, AnswerPot, Feedback
from shared.forms.pots import release_questions_due
from shared.forms.working import work
from shared.keys import Link
from shared.messages import DeliveryDue, Message, RegistrationMade, ResponseReceived
from shared.programme.forms import Answer
from shared.questions.rows import Question, QuestionPot
from shared.registrations.confirming import confirm
from shared.registrations.rows import Registration
from shared.sessions.rows import OpenSession, SessionState
from shared.telemetry.tracing import TracedRecord, traced
from shared.triggers import received
from shared.web.doors import Door
from shared.web.principal import Role
from tests.anonymity.evidence import Evidence, Listening
from tests.web.test_principal import signed_in_as

PEOPLE = 50
ELSEWHERE = ("I think of suicide.", "Can you refer me to PSW?", "Dr Jane Smith is never there.", "I cannot cope.")
"""What four of the people ask: none of it reaches the panel."""

ACTS: Mapping[type[Message], Callable[..., object]] = {
    ResponseReceived: work,
    RegistrationMade: confirm,
    DeliveryDue: deliver,
}

FLOW = {"Content-Type": "application/json", **signed_in_as(Role.FORMS)}

type Leak = Callable[["Hour", str], object]
"""A mistake in the café: it happens while a sign-up with this question is worked."""


@dataclass
class Hour:
    """The café in one hour, and who wrote what in it."""

    rng: Random
    now: datetime = NOW
    authors: dict[str, str] = field(default_factory=dict)
    """The key of the person who wrote each text."""
    services: MemoryServices = field(init=False)
    _worked: int = 0

    def __post_init__(self) -> None:
        sessions = [a_session(), OpenSession(id=SESSION)]
        tables = MemoryTables(lambda: self.now)
        self.services = some_services(
            tables=tables, having=sessions, settings=some_settings(signed_in_by_platform=True)
        )

    def address(self, number: int) -> str:
        """The address of one of the people; all are of the same length."""
        return f"person.{number:02}@example.nhs.uk"

    def moments(self, count: int, begin: datetime) -> Sequence[datetime]:
        """So many moments of the hour, each a few seconds apart from the next."""
        return [begin + timedelta(seconds=9 * place) for place in sorted(self.rng.sample(range(400), count))]

    def work_off(self) -> None:
        """Work the messages that were sent, and those that follow from them, as the queue delivers them."""
        while self._worked < len(self.services.queues.traffic):
            (message, _), body = self.services.queues.sent[self._worked], self.services.queues.traffic[self._worked]
            self._worked += 1
            self.now += timedelta(milliseconds=self.rng.randint(200, 900))
            with received(type(message), func.QueueMessage(body=body)) as this:
                ACTS[type(message)](self.services, this, self.now)


def hour_of_sign_ups(
    seed: int, askers: int, leak: Leak | None = None, night: Leak | None = None
) -> tuple[Hour, Evidence]:
    """Fifty people sign up. So many of them ask the panel, four ask for something else, the others ask nothing.

    With a `leak`, their questions go that way instead of the café's own.
    """
    hour = Hour(Random(seed))
    questions = [f"How is study leave counted in year {number:02}?" for number in range(askers)]
    asked = [*questions, *ELSEWHERE, *[""] * (PEOPLE - askers - len(ELSEWHERE))]
    hour.rng.shuffle(asked)
    with listening() as log:
        for number, at in enumerate(hour.moments(PEOPLE, NOW)):
            text = asked[number]
            hour.now = at
            _sign_up(hour, number, "" if leak and text in questions else text)
            if text in questions:
                hour.authors[text] = KEYS.person(hour.address(number))
                if leak:
                    leak(hour, text)
            hour.work_off()
        before = hour.services.tables.everything()
        hour.now = datetime(2026, 12, 2, 3, 30, tzinfo=UTC)
        with traced():
            release_questions_due(hour.services, hour.now)
            for text in questions:
                if night:
                    night(hour, text)
    return hour, _evidence(hour, before, log, (Question, QuestionPot, Registration))


def evening_of_answers(seed: int, leak: Leak | None = None) -> tuple[Hour, Evidence]:
    """Thirty people who were there say how it was."""
    hour = Hour(Random(seed), now=START)
    people = [hour.address(number) for number in range(30)]
    hour.services.tables.put(a_session(state=SessionState.ENDED))
    hour.services.tables.put(AttendanceTaken(session=SESSION, reported=False, people=0, at=START))
    for one in people:
        hour.services.tables.put(a_registration(details=a_sign_up(email=one), person=KEYS.person(one)))
    hour.rng.shuffle(people)
    with listening() as log:
        for number, at in enumerate(hour.moments(len(people), START + timedelta(hours=2))):
            text, hour.now = f"It helped me with matter {hour.rng.randint(10**6, 10**7 - 1)}.", at
            hour.authors[text] = KEYS.person(people[number])
            _answer(hour, people[number], text)
            if leak:
                leak(hour, text)
        before = hour.services.tables.everything()
        hour.now = datetime(2026, 12, 10, 3, 30, tzinfo=UTC)
        with traced():
            release_feedback_due(hour.services, hour.now)
    return hour, _evidence(hour, before, log, (Feedback, AnswerPot, Answered))


@contextmanager
def listening() -> Iterator[Listening]:
    """Every log record of every level, with the trace of its work."""
    root, handler, factory = logging.getLogger(), Listening(), logging.getLogRecordFactory()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.setLogRecordFactory(TracedRecord)
    try:
        yield handler
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        logging.setLogRecordFactory(factory)


def _sign_up(hour: Hour, number: int, question: str) -> None:
    """One person signs up, by the Form or on the page, which would have turned some questions back."""
    answers = some_answers({Answer.EMAIL: hour.address(number), Answer.QUESTION: question})
    if number % 2 or question in ELSEWHERE:
        body = {"formId": the_programme().forms.sign_up.id, "responseId": str(100 + number), "response": answers}
        request = a_request(method="POST", body=json.dumps(body).encode(), headers=FLOW)
        answer = form_response_posted.answer(hour.services, request, hour.now)
    else:
        attempt = f"{hour.rng.getrandbits(128):032x}"
        fields = {name: value for name, value in answers.items() if isinstance(value, str)} | {"attempt": attempt}
        answer = _post(hour, sign_up_requested, fields, {})
    assert answer.status_code in (200, 202, 422), answer.get_body()


def _answer(hour: Hour, address: str, words: str) -> None:
    token = KEYS.sign(Link.FEEDBACK, SESSION, KEYS.person(address))
    fields = {"came": "yes", "score": str(hour.rng.randint(1, 5)), "words": words}
    assert _post(hour, feedback_requested, fields, {"token": token}).status_code == 200


def _post(hour: Hour, door: Door, fields: Mapping[str, str], route: Mapping[str, str]) -> func.HttpResponse:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": SITE}
    body = urlencode(fields).encode()
    return door.answer(hour.services, a_request(method="POST", body=body, headers=headers, route=route), hour.now)


def _evidence(hour: Hour, before: Sequence[Stored], log: Listening, kinds: tuple[type, type, type]) -> Evidence:
    text_rows, pots, marks = kinds
    return Evidence(
        keys=hour.services.keys,
        before=before,
        after=hour.services.tables.everything(),
        lines=log.lines,
        messages=[body.decode() for body in hour.services.queues.traffic],
        text_rows=text_rows,
        pots=pots,
        marks=marks,
    )
