"""Registering and cancelling: seats, second thoughts, and standing registrations."""

from datetime import datetime, timedelta

import pytest

from local.memory.builders import ADDRESS, HOUR, NOW, SESSION, START, a_registration, a_session, a_sign_up, a_standing
from local.memory.services import KEYS, MemoryServices, some_services
from shared.messages import RegistrationCancelled
from shared.registrations.registering import cancel, end_standing, join, register
from shared.registrations.rows import Registration, RegistrationState, Standing
from shared.sessions.rows import OpenSession, SessionState
from shared.sessions.upcoming import open_sessions, upcoming
from shared.storage.tables import RowChanged

PERSON = KEYS.person(ADDRESS)
REGISTERED, CANCELLED = RegistrationState.REGISTERED, RegistrationState.CANCELLED
EARLIER, LATER = NOW - timedelta(days=2), NOW + timedelta(days=1)
EDUCATORS = a_session(series="educators", start=START + timedelta(days=8, minutes=30))


def place(services: MemoryServices, session: str = SESSION) -> Registration | None:
    return services.tables.get(Registration, (session, PERSON))


def to_tell(place: Registration, asked_at: datetime) -> bool:
    """Whether a sign-up that came then has something to tell of this place."""
    return place.sign_up_at == asked_at


# --- signing up -------------------------------------------------------------------------------------------


def test_somebody_who_registers_has_a_seat_of_which_their_sign_up_tells() -> None:
    services = some_services(having=[a_session()])
    assert to_tell(register(services, a_session(), a_sign_up(), PERSON, NOW), NOW)
    kept = place(services)
    assert kept is not None
    assert kept.model_copy(update={"etag": ""}) == a_registration(changed_at=NOW)
    assert services.queues.sent == []


def test_registering_is_the_same_however_often_the_queue_delivers_it() -> None:
    services = some_services(having=[a_session()])
    places = [register(services, a_session(), a_sign_up(), PERSON, NOW) for _ in range(3)]
    assert [row.changed_at for row in services.tables.rows(Registration)] == [NOW]
    assert [(to_tell(one, NOW), one.sign_up_sequence) for one in places] == [(True, 0)] * 3


def test_somebody_who_signs_up_again_is_the_same_person_with_newer_details() -> None:
    services = some_services(having=[a_registration()])
    again = register(services, a_session(), a_sign_up(role="GP"), PERSON, NOW)
    kept = place(services)
    assert kept is not None
    assert (kept.details.role, kept.sequence, kept.changed_at) == ("GP", 0, NOW)
    assert not to_tell(again, NOW)


def test_another_hub_is_a_change_to_be_told() -> None:
    services = some_services(having=[a_registration()])
    again = [register(services, a_session(), a_sign_up(hub="eastvale"), PERSON, NOW) for _ in range(2)]
    assert [(to_tell(one, NOW), one.sequence, one.sign_up_sequence) for one in again] == [(True, 1, 1)] * 2


@pytest.mark.parametrize("state", [REGISTERED, CANCELLED])
def test_an_older_request_worked_late_changes_nothing(state: RegistrationState) -> None:
    before = a_registration(state=state, sequence=1, changed_at=NOW)
    services = some_services(having=[before])
    there = register(services, a_session(), a_sign_up(role="GP", hub="eastvale"), PERSON, EARLIER)
    kept = place(services)
    assert kept is not None
    assert kept.model_copy(update={"etag": ""}) == before
    assert not to_tell(there, EARLIER)


def test_somebody_who_cancelled_comes_back_by_signing_up_again() -> None:
    services = some_services(having=[a_registration(state=CANCELLED, sequence=1)])
    back = register(services, a_session(), a_sign_up(), PERSON, NOW)
    assert place(services) == back
    assert (back.state, back.sequence, back.sign_up_sequence, to_tell(back, NOW)) == (REGISTERED, 2, 2, True)


def test_the_same_person_worked_twice_at_once_is_registered_once() -> None:
    services = some_services(having=[EDUCATORS])
    services.tables.meanwhile(
        "insert", lambda: register(services, EDUCATORS, a_sign_up(series="educators"), PERSON, NOW)
    )
    with pytest.raises(RowChanged):
        register(services, EDUCATORS, a_sign_up(series="educators"), PERSON, NOW)
    assert len(services.tables.rows(Registration)) == 1


# --- cancelling -------------------------------------------------------------------------------------------


def test_cancelling_is_the_same_however_often_it_is_asked_for() -> None:
    services = some_services(having=[a_registration()])
    for hours in range(3):
        cancel(services, SESSION, PERSON, NOW + hours * HOUR)
    kept = place(services)
    assert kept is not None
    assert (kept.state, kept.sequence, kept.changed_at) == (CANCELLED, 1, NOW)
    assert (
        services.queues.waiting(RegistrationCancelled)
        == [RegistrationCancelled(session=SESSION, person=PERSON, sequence=1)] * 4
    )


def test_somebody_who_was_never_registered_cannot_cancel() -> None:
    services = some_services()
    assert cancel(services, SESSION, PERSON, NOW) is None
    assert services.queues.sent == []


def test_a_cancelling_is_told_on_even_if_the_process_dies_as_soon_as_it_is_kept() -> None:
    services = some_services(having=[a_registration()])
    services.tables.fail("replace", ConnectionError("gone"), after=True)
    with pytest.raises(ConnectionError):
        cancel(services, SESSION, PERSON, NOW)
    kept = place(services)
    assert kept is not None
    assert (kept.state, kept.sequence, kept.changed_at) == (CANCELLED, 1, NOW)
    assert services.queues.sent == [
        (RegistrationCancelled(session=SESSION, person=PERSON, sequence=1), timedelta(minutes=1))
    ]


def test_a_cancelling_that_could_not_be_told_on_at_once_is_told_on_by_the_next_try() -> None:
    services = some_services(having=[a_registration()])
    services.queues.meanwhile("send", lambda: None)
    services.queues.fail("send", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        cancel(services, SESSION, PERSON, NOW)
    services.queues.drain(RegistrationCancelled)
    cancel(services, SESSION, PERSON, LATER)
    kept = place(services)
    assert kept is not None
    assert (kept.sequence, kept.changed_at) == (1, NOW)
    assert len(services.queues.waiting(RegistrationCancelled)) == 1


# --- every session ----------------------------------------------------------------------------------------


def test_a_standing_registration_joins_once_however_often_the_queue_delivers_it() -> None:
    services = some_services()
    for _ in range(2):
        join(services, a_session(), a_standing(), NOW)
    assert [(row.standing, row.state, row.told_in, row.sign_up_at) for row in services.tables.rows(Registration)] == [
        (True, REGISTERED, "", None)
    ]
    assert services.queues.sent == []


def test_one_date_that_was_left_stays_left() -> None:
    services = some_services(having=[a_registration(state=CANCELLED, sequence=1, standing=True)])
    join(services, a_session(), a_standing(), NOW)
    kept = place(services)
    assert kept is not None
    assert (kept.state, kept.told_in, services.queues.sent) == (CANCELLED, None, [])


def a_series_of_sessions(now: datetime) -> MemoryServices:
    """Somebody who comes to every session: one that is over, one under way, two to come, and one of another series."""
    sessions = [
        a_session(start=now - timedelta(days=7), state=SessionState.ENDED),
        a_session(start=now - timedelta(minutes=10)),
        a_session(start=now + timedelta(days=7)),
        a_session(start=now + timedelta(days=14), state=SessionState.PLANNED),
        a_session(start=now + timedelta(days=21)),
        EDUCATORS,
    ]
    places = [a_registration(session=one.id, standing=one is not sessions[4]) for one in sessions]
    index = [OpenSession(id=one.id) for one in sessions]
    return some_services(having=[*sessions, *index, *places, a_standing()])


def test_somebody_who_stops_gives_up_the_places_to_come_that_standing_made_and_nothing_else() -> None:
    services = a_series_of_sessions(NOW)
    end_standing(services, "pgdit", PERSON, NOW)
    assert [row.ended for row in services.tables.rows(Standing)] == [True]
    assert {row.session: row.state for row in services.tables.rows(Registration)} == {
        "pgdit-2026-11-24": REGISTERED,
        "pgdit-2026-12-01": REGISTERED,
        "pgdit-2026-12-08": CANCELLED,
        "pgdit-2026-12-15": CANCELLED,
        "pgdit-2026-12-22": REGISTERED,
        EDUCATORS.id: REGISTERED,
    }


def test_stopping_that_crashed_half_way_is_finished_by_the_next_try() -> None:
    services = a_series_of_sessions(NOW)
    services.queues.fail("send", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        end_standing(services, "pgdit", PERSON, NOW)
    end_standing(services, "pgdit", PERSON, NOW)
    assert {one.session for one in services.queues.waiting(RegistrationCancelled)} == {
        "pgdit-2026-12-08",
        "pgdit-2026-12-15",
    }


def test_somebody_who_comes_back_by_standing_and_stops_again_gives_the_place_up_again() -> None:
    services = a_series_of_sessions(NOW)
    session = a_session(start=NOW + timedelta(days=21))
    cancel(services, session.id, PERSON, NOW)
    register(services, session, a_sign_up(), PERSON, NOW + HOUR, standing=True)
    end_standing(services, "pgdit", PERSON, NOW + 2 * HOUR)
    kept = place(services, session.id)
    assert kept is not None
    assert kept.state is CANCELLED


# --- sessions ---------------------------------------------------------------------------------------------


def test_one_can_sign_up_to_what_is_planned_or_open_and_has_not_begun_soonest_first() -> None:
    moved = a_session(id="pgdit-2026-12-02", start=START + timedelta(days=30))
    gone = a_session(start=START + timedelta(days=1), state=SessionState.CANCELLED)
    planned = a_session(start=START + timedelta(days=2), state=SessionState.PLANNED)
    begun = a_session(start=NOW)
    sessions = [moved, gone, planned, begun, a_session()]
    index = [OpenSession(id=one.id) for one in [*sessions, a_session(start=START + timedelta(days=3))]]
    services = some_services(having=[*sessions, EDUCATORS, *index, OpenSession(id=EDUCATORS.id)])
    assert [one.id for one in upcoming(services, "pgdit", NOW)] == [SESSION, planned.id, moved.id]
    assert [one.id for one in upcoming(services, "", NOW)] == [SESSION, planned.id, EDUCATORS.id, moved.id]
    assert len(list(open_sessions(services))) == 6
