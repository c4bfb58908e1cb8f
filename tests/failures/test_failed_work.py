"""Failed work: what was given up is kept with its cause, told about once an hour, and goes when it is old."""

import json
import re
from datetime import timedelta

import pytest

from functions.console.failed_work import failed_work_page_requested
from local.memory.builders import NOW, SESSION, a_request
from local.memory.services import KEYS, MemoryServices, some_services, some_settings, the_programme
from shared.failures import failed_work
from shared.failures.in_words import STEPS, fact_words
from shared.failures.rows import FailedState, FailedWork
from shared.graph.protocol import NotPermitted
from shared.letters.alert import compose
from shared.mail.letter import Missed
from shared.mail.rows import Delivery, MailKind
from shared.messages import DeliveryDue, Message, RegistrationMade, SessionPlanned
from shared.registrations.seats import change_seating
from shared.storage.queues import encode
from shared.storage.tables import RowChanged
from shared.telemetry.tracing import traced
from tests.web.test_principal import ADMIN, FACILITATOR

QUEUE = SessionPlanned.QUEUE
OPERATIONS = the_programme().about.operations
MINUTE = timedelta(minutes=1)


def a_text(session: str = SESSION) -> str:
    with traced(b'{"trace": "7a"}'):
        return encode(SessionPlanned(session=session))


def failing(services: MemoryServices) -> Exception:
    """An error that arises in one of our files."""
    with pytest.raises(RowChanged) as said:
        change_seating(services, SESSION, lambda seats: seats)
    return said.value


def the_row(services: MemoryServices) -> FailedWork:
    (row,) = services.tables.rows(FailedWork)
    return row


# --- noted ------------------------------------------------------------------------------------------------


def test_a_failed_attempt_is_noted_with_its_cause_and_place_and_waits_for_nobody() -> None:
    services = some_services()
    for number in range(3):
        failed_work.note(services, QUEUE, a_text().encode(), failing(services), NOW + number * MINUTE)
    row = the_row(services)
    assert (row.step, row.state, row.cause) == (
        QUEUE,
        FailedState.RETRYING,
        "RowChanged in shared.registrations.seats",
    )
    assert (row.attempts, row.first_at, row.last_at) == (3, NOW, NOW + 2 * MINUTE)
    assert (json.loads(row.payload)["session"], row.trace) == (SESSION, "7a")
    assert list(failed_work.kept(services)) == []


def test_the_words_of_an_error_are_kept_only_where_they_are_promised_to_name_nobody() -> None:
    services = some_services()
    failed_work.note(services, QUEUE, b"1", NotPermitted("Graph answered 403"), NOW)
    failed_work.note(services, QUEUE, b"2", ValueError("amara.nwosu@example.nhs.uk"), NOW)
    said = {row.payload: (row.cause, row.detail) for row in services.tables.rows(FailedWork)}
    assert said == {
        "1": ("NotPermitted in the app", "Graph answered 403"),
        "2": ("ValueError in the app", ""),
    }


def test_what_works_after_all_is_forgotten() -> None:
    services = some_services()
    failed_work.note(services, QUEUE, a_text().encode(), failing(services), NOW)
    failed_work.remove_note(services, QUEUE, a_text().encode())
    assert services.tables.rows(FailedWork) == []


def test_what_waits_for_a_person_is_not_forgotten_because_a_copy_of_it_worked() -> None:
    services = some_services()
    failed_work.keep_message(services, QUEUE, a_text(), NOW)
    failed_work.remove_note(services, QUEUE, a_text().encode())
    assert the_row(services).state is FailedState.KEPT


# --- kept -------------------------------------------------------------------------------------------------


def test_a_poison_message_is_kept_with_what_its_attempts_noted() -> None:
    services = some_services()
    for number in range(5):
        failed_work.note(services, QUEUE, a_text().encode(), failing(services), NOW + number * MINUTE)
    failed_work.keep_message(services, QUEUE, a_text(), NOW + 5 * MINUTE)
    row = the_row(services)
    assert (row.state, row.cause, row.attempts) == (
        FailedState.KEPT,
        "RowChanged in shared.registrations.seats",
        5,
    )
    assert (row.first_at, row.last_at) == (NOW, NOW + 4 * MINUTE)


def test_a_poison_message_of_which_nothing_was_noted_is_kept_all_the_same() -> None:
    services = some_services()
    failed_work.keep_message(services, QUEUE, "no message at all", NOW)
    row = the_row(services)
    assert (row.payload, row.attempts, row.cause) == ("no message at all", 5, failed_work.NOT_TOLD)


def test_a_poison_message_is_kept_once_however_often_the_queue_delivers_it() -> None:
    services = some_services()
    for _ in range(3):
        failed_work.keep_message(services, QUEUE, a_text(), NOW)
    assert len(services.tables.rows(FailedWork)) == 1
    assert len(services.tables.rows(Delivery)) == 1


def test_of_two_that_keep_it_at_once_the_other_comes_again() -> None:
    services = some_services()
    services.tables.meanwhile("insert", lambda: services.tables.put(a_kept(services)))
    with pytest.raises(RowChanged):
        failed_work.keep_message(services, QUEUE, a_text(), NOW)
    failed_work.keep_message(services, QUEUE, a_text(), NOW)
    assert len(services.tables.rows(Delivery)) == 1


def a_kept(services: MemoryServices) -> FailedWork:
    other = some_services()
    failed_work.keep_message(other, QUEUE, a_text(), NOW)
    return the_row(other)


def test_what_is_kept_can_be_asked_for_by_step_and_by_cause() -> None:
    services = some_services()
    failed_work.keep_message(services, QUEUE, a_text("a"), NOW)
    failed_work.keep_message(services, QUEUE, a_text("b"), NOW)
    failed_work.keep_message(services, f"{QUEUE}-more", "c", NOW)
    failed_work.keep(services, failed_work.SIGN_UP, "{}", "Cannot be used: email.", NOW)
    (refused,) = failed_work.kept(services, failed_work.SIGN_UP)
    assert refused.cause == "Cannot be used: email."
    assert len(list(failed_work.kept(services))) == 4
    assert {json.loads(row.payload)["session"] for row in failed_work.kept(services, QUEUE)} == {"a", "b"}
    assert list(failed_work.kept(services, cause_id=refused.cause_id)) == [refused]
    assert failed_work.find(services, failed_work.SIGN_UP, refused.id) == refused
    assert failed_work.find(services, QUEUE, refused.id) is None


# --- told -------------------------------------------------------------------------------------------------


def alerts(services: MemoryServices) -> list[tuple[str, str]]:
    return [(row.purpose, row.about) for row in services.tables.rows(Delivery) if row.kind is MailKind.ALERT]


def test_the_team_is_told_once_for_each_cause_and_hour_however_much_fails() -> None:
    services = some_services()
    for number in range(40):
        failed_work.keep_message(services, QUEUE, a_text(f"s{number}"), NOW + number * MINUTE / 2)
    failed_work.keep(services, failed_work.SIGN_UP, "{}", "Cannot be used: email.", NOW)
    cause = services.tables.rows(FailedWork)[0].cause_id
    mine = [purpose for purpose, about in alerts(services) if about == QUEUE]
    assert mine == [f"operations-2026-12-01T09.alert-{cause}"]
    assert len(alerts(services)) == 2
    assert len(services.queues.waiting(DeliveryDue)) == 4  # each has another, should the process die
    failed_work.keep_message(services, QUEUE, a_text("later"), NOW + timedelta(hours=1))
    assert len(alerts(services)) == 3


def test_an_alert_that_cannot_be_sent_sets_off_no_alert() -> None:
    services = some_services()
    failed_work.keep_message(services, QUEUE, a_text(), NOW)
    due, _ = services.queues.drain(DeliveryDue)
    failed_work.keep_message(services, DeliveryDue.QUEUE, encode(due), NOW + MINUTE)
    assert len(list(failed_work.kept(services))) == 2
    assert services.queues.waiting(DeliveryDue) == []


def an_alert(services: MemoryServices) -> Delivery:
    (delivery,) = services.tables.rows(Delivery)
    return delivery


def test_the_alert_says_what_failed_why_how_often_since_when_and_what_to_do() -> None:
    services = some_services()
    for number in range(3):
        failed_work.note(services, QUEUE, f"{number}".encode(), NotPermitted("Graph answered 403"), NOW)
        failed_work.keep_message(services, QUEUE, f"{number}", NOW + MINUTE)
    letter = compose(services, an_alert(services), NOW + 2 * MINUTE)
    cause = an_alert(services).detail
    assert (letter.to, letter.subject) == (OPERATIONS, "Failed and kept: Making a session's Teams meeting")
    for words in (
        "Making a session&#39;s Teams meeting: 3 failed and kept",
        "NotPermitted in the app",
        "Graph answered 403",
        "Tuesday 1 December 2026, 9am",
        f"https://cafe.example.org/console/failed-work/{cause}",
    ):
        assert letter.html.count(words) >= 1, words


def test_an_alert_about_what_was_dealt_with_meanwhile_is_not_sent() -> None:
    services = some_services()
    failed_work.keep_message(services, QUEUE, a_text(), NOW)
    services.tables.delete(the_row(services))
    with pytest.raises(Missed, match="dealt with"):
        compose(services, an_alert(services), NOW)


@pytest.mark.parametrize(
    ("change", "said"), [({"person": KEYS.person("former@example.org")}, "somebody else"), ({}, "a day old")]
)
def test_an_alert_goes_to_nobody_else_and_not_late(change: dict[str, str], said: str) -> None:
    services = some_services()
    failed_work.keep_message(services, QUEUE, a_text(), NOW)
    late = timedelta(0) if change else timedelta(hours=25)
    with pytest.raises(Missed, match=said):
        compose(services, an_alert(services).model_copy(update=change), NOW + late)


# --- old --------------------------------------------------------------------------------------------------


def test_failed_work_is_kept_as_long_as_refused_responses_are() -> None:
    services = some_services()
    failed_work.keep_message(services, QUEUE, "old", NOW)
    failed_work.keep_message(services, RegistrationMade.QUEUE, "younger", NOW + timedelta(days=2))
    days = the_programme().retention.refused_responses
    assert [row.payload for row in failed_work.old(services, NOW + timedelta(days=days + 1))] == ["old"]


def test_an_alert_quotes_three_of_the_things_that_were_said_at_most() -> None:
    services = some_services()
    for number in range(5):
        failed_work.note(services, QUEUE, f"{number}".encode(), NotPermitted(f"Graph answered {number}"), NOW)
        failed_work.keep_message(services, QUEUE, f"{number}", NOW + MINUTE)
    html = compose(services, an_alert(services), NOW + 2 * MINUTE).html
    assert re.findall(r"Graph answered \d", html) == ["Graph answered 0", "Graph answered 1", "Graph answered 2"]


def test_an_alert_that_is_a_day_old_is_not_sent_any_more() -> None:
    services = some_services()
    failed_work.keep_message(services, QUEUE, a_text(), NOW)
    alert = an_alert(services)
    assert compose(services, alert, alert.due + timedelta(days=1)).to == OPERATIONS
    with pytest.raises(Missed, match=r"^it is more than a day old$"):
        compose(services, alert, alert.due + timedelta(days=1, seconds=1))


def test_an_alert_whose_process_died_is_looked_at_a_minute_later() -> None:
    services = some_services()
    services.tables.fail("insert_all", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        failed_work.keep_message(services, QUEUE, a_text(), NOW)
    assert services.queues.delays(DeliveryDue) == [MINUTE]


def test_a_refused_response_is_told_in_the_words_of_the_form() -> None:
    services = some_services()
    failed_work.keep(services, failed_work.SIGN_UP, "{}", "Some answers", NOW, "Cannot be used: audience, email.")
    (row,) = failed_work.kept(services)
    words = "We cannot use the answer to: “Which café do you want to join?”; “Your work or NHS email address”"
    assert ("Message", words) in fact_words(the_programme(), [row])
    letter = compose(services, an_alert(services), NOW)
    assert words in letter.html
    assert "Reading a sign-up from the Form" in letter.subject


def test_every_step_that_can_fail_has_words() -> None:
    queues = {kind.QUEUE for kind in Message.__subclasses__()}
    assert queues <= set(STEPS)


def test_the_page_is_for_admins_and_tells_others_whom_to_ask() -> None:
    services = some_services(settings=some_settings(signed_in_by_platform=True))
    asked = a_request(path="/console/failed-work", headers=FACILITATOR)
    answer = failed_work_page_requested.answer(services, asked, NOW)
    assert answer.status_code == 403
    assert the_programme().about.contact in answer.get_body().decode()
    admin = a_request(path="/console/failed-work", headers=ADMIN)
    assert failed_work_page_requested.answer(services, admin, NOW).status_code == 200
