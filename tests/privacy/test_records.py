"""Every table about people is listed once, and erasing and forgetting read that list."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, a_form_response, some_answers
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.forms.intake import PAGE, form_road, take_in
from shared.forms.rows import FormResponse
from shared.forms.working import work
from shared.messages import ResponseReceived
from shared.operations.replaying import drop
from shared.privacy.erasing import erase
from shared.privacy.forgetting import forget
from shared.privacy.records import ABOUT_NOBODY, RECORDS
from shared.programme.forms import Answer
from shared.registrations.rows import Registration
from shared.storage.queues import encode
from shared.storage.row import Row
from tests.the_app import row_kinds

ABOUT_SOMEBODY = {
    "person",
    "attendee",
    "name",
    "email",
    "details",
    "raw",
    "payload",
    "who",
    "seated",
    "approved_by",
    "called_off_by",
    "text",
    "words",
}
"""Names of fields that hold a person, or what a person wrote."""


def test_every_table_is_listed_once_as_about_people_or_as_about_nobody() -> None:
    listed = [record.kind for record in RECORDS] + list(ABOUT_NOBODY)
    assert len(listed) == len(set(listed))
    assert {kind.__name__ for kind in listed} == {kind.__name__ for kind in row_kinds()}, (
        "list the new table in shared/privacy/records.py: what it says about people, or why it says nothing"
    )


def unlisted(kinds: Sequence[type[Row]]) -> list[str]:
    """The tables with a person in them that are not listed as such."""
    about_people = {record.kind for record in RECORDS}
    return [kind.__name__ for kind in kinds if ABOUT_SOMEBODY & set(kind.model_fields) and kind not in about_people]


def test_a_table_with_a_person_in_it_is_listed_as_about_people() -> None:
    assert unlisted(row_kinds()) == []


def test_a_new_table_with_a_person_in_it_is_noticed() -> None:
    class Register(Row):
        person: str

    assert unlisted([*row_kinds(), Register]) == ["Register"]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.kind.__name__)
def test_what_is_not_erased_or_not_forgotten_says_why(record: object) -> None:
    assert record in RECORDS
    for one in RECORDS:
        assert (one.of_person is not None and one.old is not None) or one.stays


# --- sign-ups that are not worked yet -----------------------------------------------------------------------

FORM = the_programme().forms.sign_up.id
ROADS = [form_road(KEYS, FORM), PAGE]


def answers(email: str) -> dict[str, object]:
    return some_answers({Answer.EMAIL: email})


def sign_ups(services: MemoryServices) -> list[str]:
    return [row.response for row in services.tables.rows(FormResponse)]


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("written", [ADDRESS, f" {ADDRESS.upper()} "])
def test_a_sign_up_that_waits_is_erased_and_the_person_does_not_come_back(road: str, written: str) -> None:
    services = some_services()
    take_in(services, road, "1", answers(written), NOW)
    take_in(services, road, "2", answers("joel.menon@example.nhs.uk"), NOW)
    assert erase(services, ADDRESS, "asked by mail", "an-admin", NOW) == 1
    assert sign_ups(services) == ["2"]
    work(services, ResponseReceived(form=road, response="1"), NOW)
    assert services.tables.rows(Registration) == []


def given_up(services: MemoryServices, at: datetime = NOW) -> FailedWork:
    """A sign-up whose message failed five times."""
    take_in(services, PAGE, "1", answers(ADDRESS), at)
    message = encode(ResponseReceived(form=PAGE, response="1"))
    failed_work.keep_message(services, ResponseReceived.QUEUE, message, at)
    (row,) = failed_work.kept(services)
    return row


def test_a_sign_up_that_was_given_up_is_erased() -> None:
    services = some_services()
    given_up(services)
    erase(services, ADDRESS, "asked by mail", "an-admin", NOW)
    assert sign_ups(services) == []


def test_a_sign_up_that_is_dropped_goes_with_the_message() -> None:
    services = some_services()
    drop(services, given_up(services), "an-admin", "a test", NOW)
    assert (sign_ups(services), list(failed_work.kept(services))) == ([], [])


def test_a_sign_up_that_nobody_replayed_is_forgotten_with_the_failed_work() -> None:
    services = some_services()
    given_up(services, NOW - timedelta(days=91))
    forget(services, NOW)
    assert (sign_ups(services), services.tables.rows(FailedWork)) == ([], [])


def test_a_sign_up_that_was_worked_says_nothing_and_stays_known() -> None:
    services = some_services(having=[a_form_response().model_copy(update={"raw": ""})])
    erase(services, ADDRESS, "asked by mail", "an-admin", NOW)
    assert len(sign_ups(services)) == 1


def test_failed_work_of_other_queues_names_no_sign_up() -> None:
    services = some_services(having=[a_form_response(form=PAGE, response="1", raw=answers(ADDRESS))])
    message = json.dumps({"version": 1, "form": PAGE, "response": "1"})
    failed_work.keep_message(services, "session-planned", message, NOW)
    (row,) = failed_work.kept(services)
    drop(services, row, "an-admin", "a test", NOW)
    assert sign_ups(services) == ["1"]
