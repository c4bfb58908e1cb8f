"""Held texts: a person reads them, and decides about each."""

import json
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest

from functions.console.held import held_page_requested
from functions.held import held_text_refused, held_text_released, held_texts_requested
from local.memory.builders import NOW, SESSION, START, a_delivery, a_held, a_question, a_request
from local.memory.services import KEYS, SITE, MemoryServices, some_services, some_settings, the_programme
from shared.audit_trail.rows import AuditEntry
from shared.errors import NotPossible, NotThere
from shared.feedback.rows import Feedback
from shared.forms.intake import PAGE
from shared.forms.pots import release_questions
from shared.held.rows import Held, HeldKind, HeldState
from shared.letters import held
from shared.mail.letter import Missed
from shared.mail.rows import Delivery, MailKind
from shared.operations.deciding import finish_released, let_pass, refuse, tell_of_held
from shared.privacy.forgetting import forget
from shared.programme.reading import ProgrammeError, read_programme
from shared.questions.rows import Question, QuestionPot, WaitingText
from shared.web.principal import Role
from tests.letters.letter_reading import lines, unreadable_links
from tests.the_app import ROOT
from tests.web.test_principal import signed_in_as

DAY = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
MARCUS = KEYS.person("marcus.oyelaran@example.nhs.uk")
TEXT = "My colleague in bay four drinks. What do I do?"


def states(services: MemoryServices) -> list[tuple[HeldState, str]]:
    return [(row.state, row.text) for row in services.tables.rows(Held)]


def test_a_held_question_comes_out_of_the_pot_with_the_others_and_not_before() -> None:
    texts = (
        WaitingText(id="a", session=SESSION, text="For the panel"),
        WaitingText(id="b", session=SESSION, text=TEXT, held=True),
    )
    services = some_services(having=[QuestionPot(road=PAGE, texts=texts)])
    release_questions(services, SESSION, DAY)
    assert [row.text for row in services.tables.rows(Question)] == ["For the panel"]
    (row,) = services.tables.rows(Held)
    assert (row.id, row.kind, row.text, row.day, row.until) == (
        "b",
        HeldKind.QUESTION,
        TEXT,
        date(2026, 12, 2),
        date(2027, 1, 1),
    )


def test_a_question_that_passes_goes_to_the_panel_once_and_its_text_is_gone_from_here() -> None:
    services = some_services(having=[a_held()])
    for _ in range(2):
        let_pass(services, "held-1", "an-id", DAY)
    assert [(row.session, row.id, row.text) for row in services.tables.rows(Question)] == [(SESSION, "held-1", TEXT)]
    assert states(services) == [(HeldState.RELEASED, "")]
    (entry,) = services.tables.rows(AuditEntry)
    assert (entry.who, entry.act, entry.about) == ("an-id", "let a held text pass", "held.held-1")
    assert TEXT not in entry.model_dump_json()


@pytest.mark.parametrize("kind", [HeldKind.CHANGE, HeldKind.UNANSWERED, HeldKind.WORDS])
def test_words_of_feedback_that_pass_are_printed_but_are_no_answer_of_their_own(kind: HeldKind) -> None:
    services = some_services(having=[a_held(kind=kind, came=False)])
    let_pass(services, "held-1", "an-id", DAY)
    (row,) = services.tables.rows(Feedback)
    assert (row.is_late_text, row.came, row.score, getattr(row, kind)) == (True, False, None, TEXT)


def test_a_text_that_is_refused_is_deleted_and_the_words_stay_in_the_audit_trail() -> None:
    services = some_services(having=[a_held()])
    for _ in range(2):
        refuse(services, "held-1", "It names a colleague.", "an-id", DAY)
    assert states(services) == [(HeldState.REFUSED, "")]
    assert services.tables.rows(Question) == []
    assert [(row.act, row.reason) for row in services.tables.rows(AuditEntry)] == [
        ("refuse a held text", "It names a colleague.")
    ]


def test_nobody_decides_the_other_way_afterwards() -> None:
    services = some_services(having=[a_held(), a_held(id="held-2")])
    refuse(services, "held-1", "", "an-id", DAY)
    let_pass(services, "held-2", "an-id", DAY)
    with pytest.raises(NotPossible):
        let_pass(services, "held-1", "another", DAY)
    with pytest.raises(NotPossible):
        refuse(services, "held-2", "", "another", DAY)
    with pytest.raises(NotThere):
        let_pass(services, "held-3", "another", DAY)
    assert [row.id for row in services.tables.rows(Question)] == ["held-2"]


@pytest.mark.parametrize(("call", "before"), [("insert", 0), ("replace", 1)])
@pytest.mark.parametrize("after", [False, True])
def test_a_text_passes_once_wherever_the_process_dies(call: str, before: int, after: bool) -> None:
    services = some_services(having=[a_held()])
    for _ in range(before):
        services.tables.meanwhile(call, lambda: None)  # the decision
    services.tables.fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        let_pass(services, "held-1", "an-id", DAY)
    finish_released(services, DAY)  # in the night
    let_pass(services, "held-1", "an-id", DAY)  # or the person presses again
    assert (len(services.tables.rows(Question)), states(services)) == (1, [(HeldState.RELEASED, "")])


def test_what_nobody_decides_about_is_forgotten_after_thirty_days() -> None:
    services = some_services(having=[a_held(day=date(2026, 12, 2))])
    forget(services, datetime(2027, 1, 1, 3, 0, tzinfo=UTC))
    assert len(services.tables.rows(Held)) == 1
    forget(services, datetime(2027, 1, 2, 3, 0, tzinfo=UTC))
    assert services.tables.rows(Held) == []


# --- who is told ----------------------------------------------------------------------------------------------


def test_the_reader_is_told_once_a_day_when_something_new_waits() -> None:
    services = some_services(having=[a_held(day=DAY.date()), a_held(id="held-2", day=DAY.date())])
    for hours in (0, 5, 24):
        tell_of_held(services, DAY + timedelta(hours=hours))
    (mail,) = services.tables.rows(Delivery)
    assert (mail.kind, mail.person, mail.purpose) == (MailKind.HELD, MARCUS, "held-2026-12-02.held")


def test_the_letter_says_how_many_wait_and_none_of_the_words() -> None:
    services = some_services(having=[a_held(), a_held(id="held-2"), a_held(id="held-3", state=HeldState.REFUSED)])
    letter = held.compose(services, a_delivery(person=MARCUS, kind=MailKind.HELD), DAY)
    said = lines(letter)
    assert letter.to == "marcus.oyelaran@example.nhs.uk"
    assert "2 texts wait for you." in said
    assert f"{SITE}/console/held" in said
    assert TEXT not in letter.html
    assert unreadable_links(letter) == set()


@pytest.mark.parametrize(("person", "state"), [("another", HeldState.WAITING), (MARCUS, HeldState.RELEASED)])
def test_nobody_else_is_told_nor_when_nothing_waits_any_more(person: str, state: HeldState) -> None:
    services = some_services(having=[a_held(state=state)])
    with pytest.raises(Missed):
        held.compose(services, a_delivery(person=person, kind=MailKind.HELD), DAY)


def test_the_reader_is_the_one_whom_the_programme_names_or_the_first_facilitator(tmp_path: object) -> None:
    assert the_programme().reads_held_texts.id == "marcus-oyelaran"
    without = the_programme().model_copy(update={"gate": the_programme().gate.model_copy(update={"held_for": ""})})
    assert without.reads_held_texts.id == "imogen-hartley"


def test_a_reader_who_is_no_facilitator_is_a_mistake(tmp_path: object) -> None:
    path = ROOT / "cafe.toml"
    text = path.read_text("utf-8").replace('held_for = "marcus-oyelaran"', 'held_for = "nobody"')
    wrong = type(path)(str(tmp_path)) / "cafe.toml"
    wrong.write_text(text, "utf-8")
    with pytest.raises(ProgrammeError, match="nobody"):
        read_programme(wrong)


# --- the doors --------------------------------------------------------------------------------------------------

SIGNED_IN = signed_in_as(Role.FACILITATOR)
OURS = {**SIGNED_IN, "Origin": SITE, "Content-Type": "application/x-www-form-urlencoded"}


def a_cafe() -> MemoryServices:
    return some_services(having=[a_held(), a_question()], settings=some_settings(signed_in_by_platform=True))


def test_the_doors_list_release_and_refuse() -> None:
    services = a_cafe()
    listed = held_texts_requested.answer(services, a_request(headers=SIGNED_IN), NOW)
    assert (listed.status_code, TEXT in listed.get_body().decode()) == (200, True)
    passed = held_text_released.answer(
        services, a_request(method="POST", headers=SIGNED_IN, route={"id": "held-1"}), NOW
    )
    assert passed.status_code == 200
    headers = {**SIGNED_IN, "Content-Type": "application/json"}
    refused = held_text_refused.answer(
        services, a_request(method="POST", headers=headers, route={"id": "held-1"}, body=b'{"words": "no"}'), NOW
    )
    assert refused.status_code == 409
    assert held_texts_requested.answer(services, a_request(), NOW).status_code == 401


@pytest.mark.parametrize(
    ("action", "done", "state"),
    [("release", "release", HeldState.RELEASED), ("refuse", "refuse", HeldState.REFUSED), ("", "", HeldState.WAITING)],
)
def test_the_page_does_the_same(action: str, done: str, state: HeldState) -> None:
    services = a_cafe()
    shown = held_page_requested.answer(services, a_request(headers=SIGNED_IN), NOW).get_body().decode()
    assert "My colleague in bay four drinks." in shown
    body = f"action={action}&id=held-1&words=It+names+somebody".encode()
    answer = held_page_requested.answer(services, a_request(method="POST", headers=OURS, body=body), NOW)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/console/held?done={done}")
    assert [one for one, _ in states(services)] == [state]


def test_words_that_name_somebody_are_turned_back_and_stay_in_their_field() -> None:
    services = a_cafe()
    body = b"action=refuse&id=held-1&words=It+names+Dr+Ann+Okoro"
    answer = held_page_requested.answer(services, a_request(method="POST", headers=OURS, body=body), NOW)
    html = answer.get_body().decode()
    assert (answer.status_code, "<title>Error: " in html.replace("\n", "")) == (422, True)
    assert 'value="It names Dr Ann Okoro"' in html
    assert [one for one, _ in states(services)] == [HeldState.WAITING]


def test_the_page_without_a_text_says_so() -> None:
    services = some_services(settings=some_settings(signed_in_by_platform=True))
    html = held_page_requested.answer(services, a_request(headers=SIGNED_IN), START).get_body().decode()
    assert "No text waits for you." in html


# --- whose text it is ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "address", "is_theirs"),
    [
        (Role.FACILITATOR, "imogen.hartley@example.nhs.uk", True),
        (Role.FACILITATOR, "wenli.tan@example.nhs.uk", False),
        (Role.FACILITATOR, "nobody.known@example.nhs.uk", False),
        (Role.COORDINATOR, "nobody.known@example.nhs.uk", True),
    ],
)
def test_a_held_text_is_for_the_people_who_host_its_series(role: Role, address: str, is_theirs: bool) -> None:
    services, headers = a_cafe(), signed_in_as(role, address)
    (text,) = services.tables.rows(Held)
    listed = held_texts_requested.answer(services, a_request(headers=headers), NOW)
    assert [one["id"] for one in json.loads(listed.get_body())] == ([text.id] if is_theirs else [])
    asked = a_request(method="POST", headers=headers, route={"id": text.id})
    assert held_text_released.answer(services, asked, NOW).status_code == (200 if is_theirs else 403)
    body = urlencode({"action": "refuse", "id": text.id}).encode()
    page = held_page_requested.answer(services, a_request(method="POST", headers=headers, body=body), NOW)
    assert page.status_code == (303 if is_theirs else 403)


def test_the_person_whom_the_programme_names_reads_held_texts_of_every_series() -> None:
    of_educators = a_held().model_copy(update={"session": "educators-2026-12-17"})
    services = some_services(having=[of_educators], settings=some_settings(signed_in_by_platform=True))
    marcus = signed_in_as(Role.FACILITATOR, "marcus.oyelaran@example.nhs.uk")
    listed = held_texts_requested.answer(services, a_request(headers=marcus), NOW)
    assert [one["session"] for one in json.loads(listed.get_body())] == ["educators-2026-12-17"]
