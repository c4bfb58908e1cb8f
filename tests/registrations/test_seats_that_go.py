"""Seats that are forgotten while somebody gives one back."""

import pytest

from local.memory.builders import SESSION, a_registration, a_seating
from local.memory.services import some_services
from shared.registrations.seats import give_back_seat
from shared.storage.tables import RowChanged


def test_seats_that_go_at_this_moment_are_left_to_the_queue() -> None:
    place = a_registration()
    services = some_services(having=[place, a_seating(seated=[place.person])])
    for action in (lambda: None, lambda: None, lambda: services.tables.delete(a_seating())):
        services.tables.meanwhile("get", action)
    with pytest.raises(RowChanged):
        give_back_seat(services, SESSION, place.person)
