"""Who asks again: the newer answers count, and the same moment is the same asking."""

from datetime import timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, a_session, a_sign_up, a_standing
from local.memory.services import KEYS, some_services
from shared.registrations.registering import cancel, end_standing, register
from shared.registrations.rows import Registration, RegistrationState, Standing

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


def test_cancelling_says_what_came_of_it() -> None:
    session = a_session()
    services = some_services(having=[session])
    assert cancel(services, session.id, PERSON, NOW) is None
    register(services, session, a_sign_up(), PERSON, NOW)
    for later in (MOMENT, 2 * MOMENT):
        gone = cancel(services, session.id, PERSON, NOW + later)
        assert gone is not None
        assert (gone.state, gone.sequence, gone.changed_at) == (RegistrationState.CANCELLED, 1, NOW + MOMENT)


def test_a_standing_registration_ends_once() -> None:
    services = some_services(having=[a_standing()])
    for day in range(2):
        end_standing(services, "pgdit", PERSON, NOW + timedelta(days=day))
    assert [(row.ended, row.ended_at) for row in services.tables.rows(Standing)] == [(True, NOW)]
    end_standing(services, "pgdit", "nobody", NOW)
    assert len(services.tables.rows(Standing)) == 1
