"""Operations: the audit's findings reach the log, and health says whether the café can work."""

import logging
from datetime import timedelta

import pytest
from azure.core.exceptions import ServiceRequestError

from functions.operations import audit_books, unhealthy
from shared.rows import SessionState
from tests.builders import SESSION, START, a_session, some_services

AFTER = START + timedelta(days=2)


def test_each_thing_that_is_amiss_is_a_warning_with_ids_alone(caplog: pytest.LogCaptureFixture) -> None:
    services = some_services(having=[a_session()])
    with caplog.at_level(logging.WARNING):
        assert audit_books(services, AFTER) == 1
    (record,) = caplog.records
    assert record.getMessage() == "the books do not balance"
    assert (record.__dict__["about"], record.__dict__["what"]) == (SESSION, "is over and was not closed")


def test_when_nothing_is_amiss_nothing_is_said(caplog: pytest.LogCaptureFixture) -> None:
    services = some_services(having=[a_session(state=SessionState.CANCELLED)])
    assert audit_books(services, AFTER) == 0
    assert caplog.records == []


def test_what_is_older_than_two_weeks_is_not_looked_at_again() -> None:
    services = some_services(having=[a_session()])
    assert audit_books(services, START + timedelta(days=14)) == 1
    assert audit_books(services, START + timedelta(days=16)) == 0


def test_the_cafe_is_healthy_when_its_storage_answers() -> None:
    services = some_services()
    assert unhealthy(services) == []
    services.tables.fail("partition", ServiceRequestError("no route to host"))
    assert unhealthy(services) == ["storage does not answer"]
