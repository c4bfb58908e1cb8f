"""A name at the bulletin's subscription: 200 characters at most, and one at least."""

import pytest

from functions.bulletin.subscribing import subscribe
from local.memory.builders import ADDRESS, NOW
from local.memory.services import some_services
from shared.bulletin.rows import Subscription


@pytest.mark.parametrize(("length", "status"), [(0, 422), (1, 200), (200, 200), (201, 422)])
def test_a_name_may_be_so_long(length: int, status: int) -> None:
    services = some_services()
    values = {"name": "a" * length, "email": ADDRESS, "audience": "pgdit"}
    assert subscribe(services, values, NOW).status_code == status
    assert [len(row.name) for row in services.tables.rows(Subscription)] == ([length] if status == 200 else [])
