"""How far a look for responses goes, and which Forms can be asked after."""

import pytest

from local.memory.builders import NOW
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.forms.arrivals import arrivals_of, worth_asking_for
from shared.forms.intake import form_road
from shared.forms.missing import NoSuchForm, form_named
from shared.forms.rows import Arrivals, FormResponse, ResponseState

FORM = the_programme().forms.sign_up.id


def came(*numbers: int) -> MemoryServices:
    road = form_road(KEYS, FORM)
    return some_services(
        having=[
            FormResponse(form=road, response=str(number), state=ResponseState.WORKED, raw="", received_at=NOW)
            for number in numbers
        ]
    )


def newest(services: MemoryServices) -> int:
    arrivals = arrivals_of(services, FORM, NOW)
    assert arrivals is not None
    return arrivals.newest


@pytest.mark.parametrize(("numbers", "last"), [((1, 51), 51), ((1, 52), 1), ((1, 2, 52, 102), 102), ((1, 2, 53), 2)])
def test_fifty_numbers_without_a_response_end_the_look(numbers: tuple[int, ...], last: int) -> None:
    assert newest(came(*numbers)) == last


def test_the_twenty_numbers_after_the_newest_are_worth_asking_for() -> None:
    seen = Arrivals(road="r", newest=7, missing={5: NOW, 3: NOW})
    assert worth_asking_for(seen) == [3, 5, *range(8, 28)]


def test_forms_go_by_their_names() -> None:
    services = some_services()
    assert form_named(services, "sign-up") == FORM
    with pytest.raises(NoSuchForm):
        form_named(services, "another")


@pytest.mark.parametrize(("later", "last"), [(51, 51), (52, 1)])
def test_fifty_numbers_without_a_response_end_a_later_look_too(later: int, last: int) -> None:
    services = came(1)
    assert newest(services) == 1
    row = services.tables.rows(FormResponse)[0]
    services.tables.put(row.model_copy(update={"response": str(later), "etag": ""}))
    assert newest(services) == last
