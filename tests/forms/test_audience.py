"""Audience: a sign-up whose grade or role belongs to another series waits for a coordinator's decision."""

import json
from datetime import timedelta

import azure.functions as func
import pytest

from functions.failed_work import waiting_accepted, waiting_done, waiting_refused, waiting_requested
from local.memory.builders import ADDRESS, NOW, START, a_form_response, a_request, a_session, some_answers
from local.memory.services import MemoryServices, some_services, some_settings, the_programme
from shared.attention.rows import Matter
from shared.audit_trail.rows import AuditEntry
from shared.delivery.sending import deliver
from shared.forms.answers import read_answers
from shared.forms.audience import contradicted
from shared.forms.rows import FormResponse, ResponseState
from shared.forms.working import work
from shared.mail.rows import Delivery, DeliveryState, MailKind
from shared.messages import DeliveryDue, ResponseReceived
from shared.privacy.erasing import erase
from shared.privacy.forgetting import forget
from shared.programme.forms import Answer
from shared.registrations.rows import Registration
from shared.sessions.rows import OpenSession
from shared.web.principal import Role
from tests.web.test_principal import signed_in_as

DOCTORS, EDUCATORS = "The café for postgraduate doctors in training", "The café for educators"
FY2 = {Answer.AUDIENCE: EDUCATORS, Answer.ROLE: "FY2"}
RECEIVED = ResponseReceived(form="page", response="1")


@pytest.mark.parametrize(
    "role", ["FY2", "fy 2", "F2", "ST3", "ST-3", "st 3", "ST3+", "GPST2", "GP registrar", "A trainee"]
)
def test_a_doctor_in_training_does_not_match_the_educators_cafe(role: str) -> None:
    assert against(EDUCATORS, role) == "educators"
    assert against(DOCTORS, role) == ""


@pytest.mark.parametrize(
    "role",
    [
        "Consultant",
        "consultants",
        "TPD",
        "Educational supervisor",
        "Clinical Supervisor",
        "Training programme director",
    ],
)
def test_an_educator_does_not_match_the_doctors_cafe(role: str) -> None:
    assert against(DOCTORS, role) == "pgdit"
    assert against(EDUCATORS, role) == ""


@pytest.mark.parametrize(
    "role",
    [
        "",
        "Locally employed doctor",
        "Clinical fellow",
        "ST8 and educational supervisor",
        "Senior clinical fellow, educational supervisor",
        "Doctor",
        "Best of all",
        "Consultation lead",
    ],
)
def test_a_role_that_is_unknown_or_of_both_is_never_held(role: str) -> None:
    assert (against(EDUCATORS, role), against(DOCTORS, role)) == ("", "")


def test_somebody_who_chooses_both_cafes_is_held_for_the_one_that_does_not_match() -> None:
    both = json.dumps([DOCTORS, EDUCATORS])
    assert (against(both, "FY2"), against(both, "ST8 and educational supervisor")) == ("educators", "")


def against(audience: str, role: str) -> str:
    answers = read_answers(some_answers({Answer.AUDIENCE: audience, Answer.ROLE: role}), the_programme())
    return contradicted(the_programme(), answers)


# --- held -------------------------------------------------------------------------------------------------------


def held(changed: dict[Answer, object] | None = None) -> MemoryServices:
    """A café with a session of each series, and an FY2 who chose the educators' café."""
    sessions = [a_session(), a_session(series="educators", start=START + timedelta(days=8))]
    response = a_form_response(form="page", raw=some_answers({**FY2, **(changed or {})}))
    rows = [*sessions, *(OpenSession(id=one.id) for one in sessions), response]
    services = some_services(having=rows, settings=some_settings(signed_in_by_platform=True))
    for _ in range(2):
        work(services, RECEIVED, NOW)
    return services


def sent(services: MemoryServices) -> list[str]:
    """The subjects of the mails that go out."""
    for row in services.tables.rows(Delivery):
        if row.state is DeliveryState.PENDING and row.kind is MailKind.AUDIENCE:
            deliver(services, DeliveryDue(purpose=row.purpose, person=row.person), NOW)
    return [mail.subject for mail in services.graph.mails]


def state(services: MemoryServices) -> tuple[str, ...]:
    return tuple(row.state.value for row in services.tables.rows(FormResponse))


def act(services: MemoryServices, name: str, body: object, headers: dict[str, str] | None = None) -> func.HttpResponse:
    door = {"accept": waiting_accepted, "refuse": waiting_refused, "done": waiting_done}[name]
    matters = services.tables.rows(Matter)
    asked = a_request(
        method="POST",
        headers={"Content-Type": "application/json", **(headers or signed_in_as(Role.COORDINATOR))},
        route={"matter": matters[0].id if matters else "gone"},
        body=json.dumps(body).encode(),
    )
    return door.answer(services, asked, NOW)


def test_it_makes_no_place_and_its_author_is_told_once_that_a_person_looks_at_it() -> None:
    services = held()
    assert (services.tables.rows(Registration), state(services)) == ([], ("held",))
    assert sent(services) == ["Northmoor Virtual Café: we are looking at your sign-up"]
    assert ADDRESS not in str([row.model_dump() for row in services.tables.rows(Matter)])


def test_a_coordinator_sees_who_it_is_and_what_contradicts() -> None:
    answer = waiting_requested.answer(held(), a_request(headers=signed_in_as(Role.COORDINATOR)), NOW)
    (shown,) = json.loads(answer.get_body())
    assert (shown["kind"], shown["about"], shown["name"], shown["email"], shown["reason"]) == (
        "audience",
        "educators",
        "Amara Nwosu",
        "amara.nwosu@example.nhs.uk",
        "chose educators, grade or role: FY2",
    )


@pytest.mark.parametrize(("series", "session"), [("educators", "educators-2026-12-17"), ("pgdit", "pgdit-2026-12-09")])
def test_a_coordinator_accepts_it_for_a_series_and_the_place_is_made(series: str, session: str) -> None:
    services = held()
    assert act(services, "accept", {"series": series}).status_code == 200
    assert len(services.queues.waiting(ResponseReceived)) == 1
    for _ in range(2):
        work(services, RECEIVED, NOW)
    assert [row.session for row in services.tables.rows(Registration)] == [session]
    assert (state(services), services.tables.rows(Matter)) == (("worked",), [])
    entered = [(row.who, row.act, row.about.rpartition(".")[2]) for row in services.tables.rows(AuditEntry)]
    assert entered == [("an-object-id", "accept", series)]
    assert sent(services) == []
    assert act(services, "accept", {"series": series}).status_code == 404


def test_a_coordinator_refuses_it_and_the_author_reads_why() -> None:
    services = held()
    assert act(services, "refuse", {"words": "This café is for people who teach."}).status_code == 200
    assert (state(services), services.tables.rows(Registration)) == (("refused",), [])
    assert sent(services) == ["Northmoor Virtual Café: we did not sign you up"]
    assert "This café is for people who teach." in services.graph.mails[0].html
    work(services, RECEIVED, NOW)
    assert services.tables.rows(Registration) == []


def test_a_decision_needs_a_series_or_words_and_only_these_two_end_it() -> None:
    services = held()
    answers = [
        act(services, "accept", {"series": "nurses"}),
        act(services, "refuse", {"words": " "}),
        act(services, "done", {"reason": "Done."}),
    ]
    assert [one.status_code for one in answers] == [422, 422, 409]
    assert state(services) == ("held",)


@pytest.mark.parametrize(
    ("address", "name", "body", "status"),
    [
        ("wenli.tan@example.nhs.uk", "accept", {"series": "educators"}, 200),
        ("wenli.tan@example.nhs.uk", "accept", {"series": "pgdit"}, 403),
        ("marcus.oyelaran@example.nhs.uk", "accept", {"series": "pgdit"}, 403),
        ("marcus.oyelaran@example.nhs.uk", "refuse", {"words": "No."}, 403),
        ("imogen.hartley@example.nhs.uk", "accept", {"series": "pgdit"}, 200),
    ],
)
def test_a_facilitator_decides_for_the_series_that_they_host(
    address: str, name: str, body: object, status: int
) -> None:
    assert act(held(), name, body, signed_in_as(Role.FACILITATOR, address)).status_code == status


# --- a process dies, and two decide at once ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["accept", "refuse"])
def test_a_decision_that_broke_off_is_finished_when_it_is_made_again(name: str) -> None:
    services, body = held(), {"accept": {"series": "pgdit"}, "refuse": {"words": "Not for you."}}[name]
    services.tables.fail("delete", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        act(services, name, body)
    other = {"accept": {"words": "No."}, "refuse": {"series": "pgdit"}}[name]
    assert act(services, "refuse" if name == "accept" else "accept", other).status_code == 409
    assert act(services, name, body).status_code == 200
    work(services, RECEIVED, NOW)
    assert len(services.tables.rows(Registration)) == (1 if name == "accept" else 0)
    assert services.tables.rows(Matter) == []


def test_a_sign_up_that_was_accepted_at_the_last_moment_is_not_held_again() -> None:
    services = held()
    assert act(services, "accept", {"series": "educators"}).status_code == 200
    work(services, RECEIVED, NOW)
    work(services, RECEIVED, NOW)
    assert (state(services), len(services.tables.rows(Registration))) == (("worked",), 1)


# --- what is kept ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("refused", [False, True])
def test_what_nobody_decided_about_goes_after_its_days_and_so_does_what_was_refused(refused: bool) -> None:
    services = held()
    if refused:
        act(services, "refuse", {"words": "No."})
    forget(services, NOW + timedelta(days=89))
    assert len(services.tables.rows(FormResponse)) == 1
    forget(services, NOW + timedelta(days=91))
    assert (services.tables.rows(FormResponse), services.tables.rows(Matter)) == ([], [])


def test_erasing_the_person_takes_it() -> None:
    services = held()
    erase(services, ADDRESS, "asked", "an-admin", NOW)
    assert (services.tables.rows(FormResponse), services.tables.rows(Matter), sent(services)) == ([], [], [])
    assert ResponseState.HELD not in state(services)
