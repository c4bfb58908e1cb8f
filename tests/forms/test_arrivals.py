"""Responses that never came: found by their numbers, without reading history."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.memory.builders import NOW
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.failures import failed_work
from shared.forms.arrivals import arrivals_of, worth_asking_for
from shared.forms.intake import form_road
from shared.forms.rows import Arrivals, FormResponse, ResponseState
from shared.text.plain import as_json_text

FORM = the_programme().forms.sign_up.id
ROAD = form_road(KEYS, FORM)
DAY = timedelta(days=1)


def came(services: MemoryServices, *numbers: int, at: datetime = NOW) -> None:
    for number in numbers:
        services.tables.insert(
            FormResponse(form=ROAD, response=str(number), state=ResponseState.WORKED, raw="", received_at=at)
        )


def refused(services: MemoryServices, number: int, form: str = FORM) -> None:
    body = as_json_text({"formId": form, "responseId": number, "response": {}})
    failed_work.keep(services, failed_work.SIGN_UP, body, "Cannot be used: email.", NOW)


def missing(services: MemoryServices, now: datetime = NOW) -> list[int]:
    arrivals = arrivals_of(services, FORM, now)
    assert arrivals is not None
    return sorted(arrivals.missing)


def test_before_anything_came_nothing_is_looked_for() -> None:
    services = some_services()
    assert arrivals_of(services, FORM, NOW) is None
    assert worth_asking_for(None) == []
    assert list(services.tables.partition(Arrivals, Arrivals.PARTITION)) == []


def test_the_count_begins_with_the_first_response_that_came() -> None:
    services = some_services()
    came(services, 501, 502)
    assert missing(services) == []


def test_a_gap_is_missing_and_worth_asking_for_with_what_comes_next() -> None:
    services = some_services()
    came(services, 7, 8, 10, 13)
    arrivals = arrivals_of(services, FORM, NOW)
    assert arrivals is not None
    assert (arrivals.newest, sorted(arrivals.missing), arrivals.newest_at) == (13, [9, 11, 12], NOW)
    assert worth_asking_for(arrivals) == [9, 11, 12, *range(14, 34)]


def test_what_arrives_late_is_no_longer_missing() -> None:
    services = some_services()
    came(services, 1, 3)
    assert missing(services) == [2]
    came(services, 2, 4, at=NOW + DAY)
    assert missing(services, NOW + DAY) == []


def test_a_refused_response_arrived_also_after_it_was_dropped() -> None:
    services = some_services()
    came(services, 1, 3)
    refused(services, 2)
    refused(services, 4)
    assert missing(services) == []
    for row in list(failed_work.kept(services)):
        services.tables.delete(row)
    assert missing(services, NOW + DAY) == []


def test_another_forms_refused_response_is_not_this_ones() -> None:
    services = some_services()
    came(services, 1, 3)
    refused(services, 2, form="another")
    assert missing(services) == [2]


def test_what_never_came_is_given_up_after_two_weeks_and_stays_so() -> None:
    services = some_services()
    came(services, 1, 3)
    assert missing(services) == [2]
    assert missing(services, NOW + 13 * DAY) == [2]
    assert missing(services, NOW + 14 * DAY) == []
    assert missing(services, NOW + 15 * DAY) == []


def test_responses_of_other_roads_and_of_flows_with_ids_of_their_own_do_not_count() -> None:
    services = some_services()
    came(services, 1, 2)
    services.tables.insert(FormResponse(form=ROAD, response="abc", state=ResponseState.WORKED, raw="", received_at=NOW))
    services.tables.insert(FormResponse(form="page", response="9", state=ResponseState.WORKED, raw="", received_at=NOW))
    assert missing(services) == []


def test_a_look_costs_the_same_after_years_of_responses() -> None:
    few, many = some_services(), some_services()
    came(few, *range(1, 10))
    came(many, *range(1, 2_000))
    costs = []
    for services in (few, many):
        arrivals_of(services, FORM, NOW)
        services.tables.operations.clear()
        arrivals_of(services, FORM, NOW + DAY)
        costs.append(services.tables.operations.copy())
    assert costs[0] == costs[1]
    assert len(costs[0]) < 60


@pytest.mark.parametrize("gap", [1, 49])
def test_a_gap_as_long_as_a_bad_week_is_seen(gap: int) -> None:
    services = some_services()
    came(services, 1)
    arrivals_of(services, FORM, NOW)
    came(services, 1 + gap + 1)
    assert missing(services) == list(range(2, 2 + gap))


@given(numbers=st.sets(st.integers(1, 50), min_size=1))
def test_every_number_between_the_first_and_the_newest_came_or_is_missing(numbers: set[int]) -> None:
    services = some_services()
    came(services, *numbers)
    assert set(missing(services)) == set(range(min(numbers), max(numbers))) - numbers
