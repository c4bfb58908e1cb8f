"""Until which moment rows about people are kept."""

from datetime import datetime, timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, a_registration, a_session, a_standing, a_waiting
from local.memory.services import KEYS, MemoryServices, some_services
from shared.audit_trail.rows import AuditEntry
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.privacy.about_somebody import sessions_kept
from shared.privacy.erasing import erase
from shared.privacy.forgetting import forget
from shared.registrations.rows import Registration, Standing, Waiting
from shared.sessions.rows import SessionState

MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)
YEAR = 365 * DAY


def after_a_session_that_ended(at: datetime) -> MemoryServices:
    session = a_session(start=at - timedelta(hours=1), end=at, state=SessionState.CLOSED)
    services = some_services(having=[session, a_registration(session=session.id)])
    forget(services, NOW)
    return services


@pytest.mark.parametrize(("ended", "kept"), [(NOW - YEAR, 1), (NOW - YEAR - MOMENT, 0), (NOW - YEAR - 14 * DAY, 0)])
def test_a_registration_is_kept_for_a_year_to_the_moment(ended: datetime, kept: int) -> None:
    assert len(after_a_session_that_ended(ended).tables.rows(Registration)) == kept


@pytest.mark.parametrize(("ended", "kept"), [(NOW - YEAR, 1), (NOW - YEAR - MOMENT, 0)])
def test_a_standing_registration_is_kept_for_a_year_after_its_end(ended: datetime, kept: int) -> None:
    services = some_services(having=[a_standing().model_copy(update={"ended": True, "ended_at": ended})])
    forget(services, NOW)
    assert len(services.tables.rows(Standing)) == kept


@pytest.mark.parametrize(("first", "kept"), [(NOW - 90 * DAY, 1), (NOW - 90 * DAY - MOMENT, 0)])
def test_failed_work_is_kept_for_ninety_days(first: datetime, kept: int) -> None:
    services = some_services()
    failed_work.keep(services, failed_work.SIGN_UP, "{}", "Cannot be used: email.", first)
    forget(services, NOW)
    assert len(services.tables.rows(FailedWork)) == kept


def test_each_erasure_of_the_same_person_is_entered() -> None:
    services = some_services()
    for day in range(2):
        erase(services, ADDRESS, "asked by mail", "an-admin", NOW + day * DAY)
    assert [row.at for row in services.tables.rows(AuditEntry)] == [NOW + DAY, NOW]


@pytest.mark.parametrize(("days", "found"), [(-760, True), (-761, False), (365, True), (366, False), (367, False)])
def test_an_erasure_looks_at_every_session_that_is_kept_or_planned(days: int, found: bool) -> None:
    session = a_session(start=NOW + days * DAY)
    services = some_services(having=[session])
    assert (session in [row.model_copy(update={"etag": ""}) for row in sessions_kept(services, NOW)]) is found


def test_an_address_is_found_however_json_writes_it() -> None:
    services = some_services()
    written = ADDRESS.replace("@", "\\u0040")
    failed_work.keep(services, failed_work.SIGN_UP, f'{{"response": {{"r1": ["{written}"]}}}}', "unusable", NOW)
    failed_work.keep(services, failed_work.SIGN_UP, '{"response": {"r1": "someone@example.org"}}', "unusable", NOW)
    erase(services, ADDRESS, "asked by mail", "an-admin", NOW)
    assert ["someone" in row.payload for row in services.tables.rows(FailedWork)] == [True]


def test_who_else_waits_goes_on_waiting() -> None:
    person = KEYS.person(ADDRESS)
    others = ["0-before", f"{person}-and-more", "~after"]
    rows = [a_waiting(person=one) for one in (person, *others)]
    services = some_services(having=[a_session(), *rows])
    erase(services, ADDRESS, "asked by mail", "an-admin", NOW)
    assert sorted(row.person for row in services.tables.rows(Waiting)) == sorted(others)


def test_sessions_of_other_years_cost_no_run_anything() -> None:
    far = [
        a_session(start=NOW + years * YEAR, id=f"pgdit-{NOW.year + years}-{n:05}")
        for years in (-9, 9)
        for n in range(1_100)
    ]
    grown, new = some_services(having=far), some_services()
    for services in (grown, new):
        services.tables.operations.clear()
        forget(services, NOW)
    assert grown.tables.operations == new.tables.operations
