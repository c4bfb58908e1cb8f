"""Who asks again: the newer answers count, and the same moment is the same asking."""

from datetime import timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, a_session, a_sign_up
from local.memory.services import KEYS, some_services
from shared.registrations.registering import cancel, register
from shared.registrations.rows import Registration, RegistrationState

PERSON = KEYS.person(ADDRESS)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(("later", "role"), [(timedelta(0), "first"), (MOMENT, "second")])
def test_the_newer_answers_count(later: timedelta, role: str) -> None:
    session = a_session()
    services = some_services(having=[session])
    register(services, session, a_sign_up(role="first"), PERSON, NOW)
    register(services, session, a_sign_up(role="second"), PERSON, NOW + later)
    assert [row.details.role for row in services.tables.rows(Registration)] == [role]


@pytest.mark.parametrize(
    ("later", "state"), [(timedelta(0), RegistrationState.CANCELLED), (MOMENT, RegistrationState.REGISTERED)]
)
def test_who_cancelled_comes_back_only_by_asking_after_it(later: timedelta, state: RegistrationState) -> None:
    session = a_session()
    services = some_services(having=[session])
    register(services, session, a_sign_up(), PERSON, NOW - timedelta(days=1))
    cancel(services, session.id, PERSON, NOW)
    register(services, session, a_sign_up(), PERSON, NOW + later)
    assert [row.state for row in services.tables.rows(Registration)] == [state]
