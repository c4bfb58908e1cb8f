"""No page of the console costs more than the design allows, or more after ten years than after one.

`make bench` measures the same on the storage emulator, and the time.
"""

import re
from datetime import timedelta
from itertools import count

from local.measures.console import MOST_OPERATIONS, Cost, costs, fill
from local.memory.builders import NOW
from local.memory.services import some_services, some_settings
from local.memory.tables import MemoryTables
from tests.the_app import deployed


def costs_after(years: int) -> list[Cost]:
    deployed()
    seconds = count()
    tables = MemoryTables(lambda: NOW - timedelta(days=1) + next(seconds) * timedelta(seconds=1))  # not all at once
    services = some_services(tables=tables, settings=some_settings(signed_in_by_platform=True))
    large = fill(services, NOW, years)
    return list(costs(services, large, lambda: len(services.tables.operations)))


def test_every_page_keeps_its_budget_with_thousands_of_people_and_does_not_grow_with_the_years() -> None:
    young, old = costs_after(1), costs_after(10)
    assert len(old) > 3
    assert [one for one in old if one.status not in (200, 404)] == []
    assert [(one.address, one.operations) for one in old if one.operations > MOST_OPERATIONS] == []
    kept = [
        (re.sub(r"/versions/\d+", "/versions/last", one.address), one.operations) for one in old
    ]  # years bring versions
    assert kept == [(re.sub(r"/versions/\d+", "/versions/last", one.address), one.operations) for one in young]
