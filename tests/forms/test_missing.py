"""Reconciliation: the flow is told what to fetch, and the team what never came."""

from datetime import datetime, timedelta

import pytest

from local.memory.builders import NOW, SESSION
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.forms.intake import form_road
from shared.forms.missing import NoSuchForm, form_named, report_missing
from shared.forms.rows import FormResponse, ResponseState
from shared.sessions.rows import OpenSession

FORM = the_programme().forms.sign_up.id
DAY = timedelta(days=1)
SILENT = timedelta(days=the_programme().forms.sign_up.silent_days)


def came(services: MemoryServices, *numbers: int, at: datetime = NOW) -> None:
    road = form_road(KEYS, FORM)
    for number in numbers:
        services.tables.insert(
            FormResponse(form=road, response=str(number), state=ResponseState.WORKED, raw="", received_at=at)
        )


def test_before_the_first_response_nothing_is_told() -> None:
    assert report_missing(some_services(), NOW) == []


def test_a_missing_response_is_told_after_the_flow_had_a_night_to_fetch_it() -> None:
    services = some_services()
    came(services, 1, 3, 6)
    assert report_missing(services, NOW) == []
    came(services, 4)
    assert report_missing(services, NOW + DAY) == ["responses never arrived: sign-up 2, 5"]


def test_silence_is_told_while_there_is_something_to_sign_up_for() -> None:
    services = some_services()
    services.tables.insert(OpenSession(id=SESSION))
    came(services, 1)
    assert report_missing(services, NOW + SILENT - DAY) == []
    assert report_missing(services, NOW + SILENT) == ["a Form is silent: no response for 10 days"]
    came(services, 2, at=NOW + SILENT)
    assert report_missing(services, NOW + SILENT + DAY) == []


def test_silence_is_fine_while_nothing_is_open() -> None:
    services = some_services()
    came(services, 1)
    assert report_missing(services, NOW + SILENT) == []


def test_however_often_the_timer_comes_the_same_is_told() -> None:
    services = some_services()
    came(services, 1, 3)
    report_missing(services, NOW)
    told = [report_missing(services, NOW + DAY) for _ in range(3)]
    assert told == [["responses never arrived: sign-up 2"]] * 3


def test_a_flow_asks_for_a_form_by_its_name_and_is_told_if_there_is_none() -> None:
    services, forms = some_services(), the_programme().forms
    assert forms.feedback is not None
    assert [form_named(services, name) for name in ("sign-up", "feedback")] == [forms.sign_up.id, forms.feedback.id]
    with pytest.raises(NoSuchForm):
        form_named(services, "lunch")
    without = the_programme().model_copy(update={"forms": forms.model_copy(update={"feedback": None})})
    with pytest.raises(NoSuchForm):
        form_named(some_services(programme=without), "feedback")
