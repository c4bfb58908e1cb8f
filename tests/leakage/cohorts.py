"""A month with two cohorts. Each person's name, address and words hold the mark of their cohort."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from local.memory.builders import a_held, a_record, a_report, an_issue, an_item, some_answers
from local.memory.playing import Play
from local.memory.services import KEYS, MemoryServices, some_services, some_settings, the_programme
from shared.attention.matters import raise_matter
from shared.attention.rows import Matter, MatterKind
from shared.failures.rows import FailedWork
from shared.keys import Link
from shared.programme.forms import Answer
from shared.programme.model import Gate
from shared.sessions.rows import Session, session_key

FORM = the_programme().forms.sign_up
QUESTIONS = FORM.questions
BEGIN = datetime(2026, 12, 1, 3, 50, tzinfo=UTC)
END = datetime(2026, 12, 18, 15, 0, tzinfo=UTC)
PEOPLE = 9
"""How many people each cohort has: enough for what is told of more than a few."""


@dataclass(frozen=True)
class Cohort:
    """The people of one series."""

    series: str
    choice: str
    """The answer in the Form that chooses it."""
    mark: str
    role: str
    """A grade or role of this audience."""
    host: str
    """The facilitator who hosts this series and no other."""
    past: str
    coming: str
    """A session that is over, and one to come."""

    def address(self, number: int) -> str:
        return f"{self.mark}.{number}@example.nhs.uk"

    @property
    def person(self) -> str:
        """The key of one of them."""
        return KEYS.person(self.address(1))


DOCTORS = Cohort(
    "pgdit",
    "The café for postgraduate doctors in training",
    "doctorsen",
    "ST3",
    "marcus.oyelaran@example.nhs.uk",
    "pgdit-2026-12-09",
    "pgdit-2027-01-13",
)
EDUCATORS = Cohort(
    "educators",
    "The café for educators",
    "trainersen",
    "Consultant",
    "wenli.tan@example.nhs.uk",
    "educators-2026-12-17",
    "educators-2027-01-21",
)
COHORTS = (DOCTORS, EDUCATORS)


@cache
def the_month() -> Play:
    """December: both sessions are over, and everybody is registered for every one to come."""
    programme = the_programme().model_copy(update={"gate": Gate()})  # a host of every series reads held texts
    play = Play(some_services(programme=programme, settings=some_settings(signed_in_by_platform=True)), BEGIN)
    play.until(BEGIN + timedelta(hours=5))
    for cohort in COHORTS:
        for number in range(1, PEOPLE + 1):
            play.sign_up(_answers(cohort, number))
    play.until(BEGIN + timedelta(days=7))
    for cohort in COHORTS:
        _have_everybody_come(play.services, cohort)
    play.until(END)
    for cohort in COHORTS:
        _leave_something_to_do(play.services, cohort)
    return play


def _answers(cohort: Cohort, number: int) -> Mapping[str, object]:
    return some_answers(
        {
            Answer.NAME: f"Person {cohort.mark.title()}",
            Answer.EMAIL: cohort.address(number),
            Answer.AUDIENCE: cohort.choice,
            Answer.ROLE: cohort.role,
            Answer.ATTENDING: "Every one, until I say stop",
            Answer.SPECIALTY: f"Surgery of {cohort.mark}",
            Answer.ACCESS_NEEDS: f"Captions for {cohort.mark}",
            Answer.QUESTION: f"How do rotas work for {cohort.mark}?",
        }
    )


def _have_everybody_come(services: MemoryServices, cohort: Cohort) -> None:
    """Teams reports everybody, and a guest without an address."""
    session = services.tables.get(Session, session_key(cohort.past))
    assert session
    records = [
        a_record(address=cohort.address(number), name=f"Person {cohort.mark}", start=session.start)
        for number in range(1, PEOPLE + 1)
    ]
    guest = a_record(address="", name=f"Guest {cohort.mark}", start=session.start)
    services.graph.reports[session.join_url] = [a_report(*records, guest, started=session.start, ended=session.end)]


def _leave_something_to_do(services: MemoryServices, cohort: Cohort) -> None:
    """A refused email, a slip, a held text and a refused sign-up of this cohort."""
    raise_matter(services, MatterKind.REFUSED, cohort.coming, cohort.person, END, "reminder: the mailbox is full")
    raise_matter(services, MatterKind.SLIP, cohort.coming, KEYS.person(cohort.address(2)), END)
    services.tables.put(a_held(id=f"held-{cohort.series}", session=cohort.past, text=f"I am {cohort.mark} and tired."))
    answers = dict(_answers(cohort, 3)) | {QUESTIONS[Answer.ROLE].id: ""}
    payload = json.dumps({"formId": FORM.id, "responseId": str(90 + COHORTS.index(cohort)), "response": answers})
    services.tables.put(
        FailedWork(
            step="sign-up", id=f"work-{cohort.series}", cause="A mistake.", payload=payload, first_at=END, last_at=END
        )
    )
    services.tables.put(an_item())
    services.tables.put(an_issue(id="2026-W51", items=[an_item().key]))


def matters() -> Sequence[str]:
    """The ids of what waits for somebody."""
    return [row.id for row in the_month().services.tables.rows(Matter)]


def tokens(cohort: Cohort) -> Sequence[str]:
    """What stands in the links of one of them."""
    return [
        KEYS.sign(link, session, cohort.person)
        for link in (Link.REGISTRATION, Link.FEEDBACK)
        for session in (cohort.past, cohort.coming)
    ]
