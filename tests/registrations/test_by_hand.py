"""What the team does about somebody's place, by hand: with a reason, through the same acts as people's own."""

from datetime import timedelta

import pytest

from local.memory.builders import (
    ADDRESS,
    NOW,
    SESSION,
    START,
    a_registration,
    a_seating,
    a_session,
    a_sign_up,
    a_standing,
)
from local.memory.services import KEYS, MemoryServices, some_services
from shared.audit_trail.rows import AuditEntry
from shared.errors import NotPossible, NotThere
from shared.messages import RegistrationCancelled, RegistrationMade
from shared.registrations.by_hand import (
    ByHand,
    add_place,
    cancel_place,
    correct_place,
    has_free_seat,
    move_place,
    the_place,
)
from shared.registrations.rows import KnownAddress, Registration, RegistrationState, Seating, Standing
from shared.sessions.rows import OpenSession, Session, SessionState

BY = ByHand("a-coordinator", "Rang the office.", NOW)
LATER = ByHand("a-coordinator", "Rang the office.", NOW + timedelta(minutes=5))
AMARA = KEYS.person(ADDRESS)
JANUARY = a_session(start=START + timedelta(days=35))
BLANK = ("role", "specialty", "care", "provider", "moved_from", "follow_up", "bulletin")
TOLD = a_sign_up(role="", specialty="", care="", provider="").model_copy(update={"blank": BLANK})


def a_cafe(*rows: object) -> MemoryServices:
    sessions = [a_session(), JANUARY]
    index = [OpenSession(id=one.id) for one in sessions]
    return some_services(having=[*sessions, *index, *rows])  # type: ignore[list-item]  # any rows


def places(services: MemoryServices) -> dict[str, RegistrationState]:
    return {row.session: row.state for row in services.tables.rows(Registration)}


def announced(services: MemoryServices) -> list[str]:
    return [message.session for message in services.queues.drain(RegistrationMade)]


def trail(services: MemoryServices) -> list[tuple[str, str, str]]:
    return [(row.act, row.about, row.reason) for row in services.tables.rows(AuditEntry)]


def test_somebody_who_is_added_has_a_seat_and_is_told_once_and_the_team_vouches_for_the_address() -> None:
    services = a_cafe()
    for by in (BY, LATER):
        assert add_place(services, a_session(), TOLD, by).state is RegistrationState.REGISTERED
    made = services.queues.drain(RegistrationMade)
    assert len({message.sign_up for message in made}) == 1
    assert [row.vouched_at for row in services.tables.rows(KnownAddress)] == [LATER.now]
    assert trail(services)[0] == ("add to register", f"place.{SESSION}.{AMARA}", "Rang the office.")


def test_somebody_who_is_added_to_a_full_session_waits() -> None:
    services = a_cafe(a_seating(capacity=1, seated=["somebody"]))
    assert not has_free_seat(services, a_session())
    assert add_place(services, a_session(), TOLD, BY).state is RegistrationState.WAITING


def test_adding_somebody_who_has_a_place_renews_their_answers_and_keeps_what_was_not_asked() -> None:
    services = a_cafe(a_registration())
    add_place(services, a_session(), TOLD.model_copy(update={"access_needs": "Captions."}), BY)
    (row,) = services.tables.rows(Registration)
    assert (row.details.access_needs, row.details.specialty) == ("Captions.", "General practice")


def test_a_provisional_place_becomes_real_when_the_team_adds_its_person() -> None:
    services = a_cafe(a_registration(state=RegistrationState.PROVISIONAL))
    add_place(services, a_session(), TOLD, BY)
    assert places(services) == {SESSION: RegistrationState.REGISTERED}
    assert announced(services) == [SESSION]


def test_nothing_is_changed_in_a_session_that_has_begun_or_is_cancelled() -> None:
    over = ByHand("a-coordinator", "Late.", START)
    for session, by in ((a_session(), over), (a_session(state=SessionState.CANCELLED), BY)):
        services = a_cafe(a_registration())
        services.tables.put(session)
        place = the_place(services, SESSION, AMARA)
        for act in (
            lambda services=services, session=session, by=by: add_place(services, session, TOLD, by),
            lambda services=services, place=place, by=by: correct_place(services, place, TOLD, by, for_all=True),
            lambda services=services, place=place, by=by: move_place(services, place, JANUARY, by),
            lambda services=services, place=place, by=by: cancel_place(services, place, by),
        ):
            with pytest.raises(NotPossible):
                act()
        assert trail(services) == []


def test_who_has_no_place_is_not_there() -> None:
    for session, person in ((SESSION, "nobody"), ("pgdit-2030-01-01", AMARA)):
        with pytest.raises(NotThere):
            the_place(a_cafe(), session, person)


def test_corrected_answers_count_for_one_date_or_for_all() -> None:
    rows = [a_registration(standing=True), a_registration(session=JANUARY.id, standing=True), a_standing()]
    needs = a_sign_up(access_needs="Captions.")
    for for_all, said in ((True, ["Captions.", "Captions."]), (False, ["Captions.", ""])):
        services = a_cafe(*rows)
        correct_place(services, the_place(services, SESSION, AMARA), needs, BY, for_all=for_all)
        assert [row.details.access_needs for row in services.tables.rows(Registration)] == said
        assert [row.details.access_needs for row in services.tables.rows(Standing)] == (said[1:])
        assert announced(services) == []


def test_a_new_hub_is_told_in_one_mail_even_if_the_process_died_before() -> None:
    services = a_cafe(a_registration(), a_registration(session=JANUARY.id))
    services.queues.fail("send", RuntimeError())
    hub = a_sign_up(hub="northmoor")
    with pytest.raises(RuntimeError):
        correct_place(services, the_place(services, SESSION, AMARA), hub, BY, for_all=True)
    correct_place(services, the_place(services, SESSION, AMARA), hub, LATER, for_all=True)
    (made,) = services.queues.drain(RegistrationMade)
    assert (made.session, made.also) == (SESSION, (JANUARY.id,))


def test_a_correction_changes_no_address_and_wakes_no_place_that_is_not_real() -> None:
    services = a_cafe(a_registration(state=RegistrationState.PROVISIONAL))
    other = a_sign_up(name="Amara N. Nwosu", email="somebody.else@example.nhs.uk", hub="northmoor")
    correct_place(services, the_place(services, SESSION, AMARA), other, BY, for_all=True)
    (row,) = services.tables.rows(Registration)
    assert (row.details.name, row.details.email) == ("Amara N. Nwosu", ADDRESS)
    assert (row.state, announced(services)) == (RegistrationState.PROVISIONAL, [])


def test_a_place_moves_to_another_date_with_a_mail_about_each_however_often_it_is_pressed() -> None:
    services = a_cafe(a_registration())
    for by in (BY, LATER):
        move_place(services, the_place(services, SESSION, AMARA), JANUARY, by)
    assert places(services) == {SESSION: RegistrationState.CANCELLED, JANUARY.id: RegistrationState.REGISTERED}
    assert len({message.sign_up for message in services.queues.drain(RegistrationMade)}) == 1
    assert {message.sequence for message in services.queues.drain(RegistrationCancelled)} == {1}


def test_a_cancelled_place_gives_its_seat_on_and_the_person_is_told() -> None:
    services = a_cafe(a_registration(), Seating(session=SESSION, capacity=1, seated=(AMARA,)))
    cancel_place(services, the_place(services, SESSION, AMARA), BY)
    assert places(services) == {SESSION: RegistrationState.CANCELLED}
    assert {message.person for message in services.queues.drain(RegistrationCancelled)} == {AMARA}


def test_a_provisional_place_goes_without_a_mail_because_its_owner_may_know_nothing_of_it() -> None:
    services = a_cafe(a_registration(state=RegistrationState.PROVISIONAL))
    cancel_place(services, the_place(services, SESSION, AMARA), BY)
    assert services.queues.drain(RegistrationCancelled) == []
    assert [row.state for row in services.tables.rows(Session)] == [SessionState.OPEN] * 2
