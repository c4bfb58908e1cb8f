"""The roll: a copy of a session's places that costs little and tells no more than they do."""

from datetime import UTC, datetime, timedelta

from local.memory.builders import ADDRESS, NOW, SESSION, a_registration, a_session, a_sign_up, a_standing
from local.memory.services import KEYS, MemoryServices, some_services
from local.memory.tables import MemoryTables
from shared.privacy.erasing import erase
from shared.privacy.forgetting import forget
from shared.registrations.registering import cancel, join
from shared.registrations.roll import Counts, Entry, counts_of, keep_ready, roll_of, rolls_of_series
from shared.registrations.rows import Registration, RegistrationState, Roll
from shared.sessions.rows import OpenSession


class Ticking:
    """Storage's clock. It stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 12, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def person(number: int, **changes: object) -> Registration:
    name = str(changes.pop("name", f"Doctor {number:05}"))
    details = a_sign_up(name=name, email=f"doctor{number}@example.nhs.uk")
    return a_registration(details=details.model_copy(update=changes))


def with_people(count: int, tables: MemoryTables | None = None) -> MemoryServices:
    places = [person(number) for number in range(count)]
    return some_services(tables=tables, having=[a_session(), OpenSession(id=SESSION), *places])


def operations(services: MemoryServices) -> list[tuple[str, str]]:
    done, services.tables.operations = services.tables.operations, []
    return done


def names(services: MemoryServices) -> list[str]:
    return [one.name for one in roll_of(services, SESSION)]


def test_the_roll_says_in_short_what_the_places_say_in_order_of_name() -> None:
    services = some_services(
        having=[
            a_session(),
            person(2, name="zoë Adeyemi", hub="northmoor", access_needs="Captions, please."),
            a_registration(standing=True, state=RegistrationState.WAITING),
        ]
    )
    amara, zoe = KEYS.person(ADDRESS), KEYS.person("doctor2@example.nhs.uk")
    assert roll_of(services, SESSION) == [
        Entry(amara, "Amara Nwosu", RegistrationState.WAITING, "", standing=True, needs=""),
        Entry(zoe, "zoë Adeyemi", RegistrationState.REGISTERED, "northmoor", standing=False, needs="Captions, please."),
    ]
    assert roll_of(services, SESSION) == roll_of(services, SESSION)


def test_counts_tell_states_hubs_and_those_who_come_every_time_apart() -> None:
    states = RegistrationState
    people = [
        person(1, hub="northmoor"),
        person(2, access_needs="Captions."),
        a_registration(standing=True),
        person(3, access_needs="Captions.").model_copy(update={"state": states.CANCELLED}),
        person(4).model_copy(update={"state": states.WAITING}),
        person(5).model_copy(update={"state": states.PROVISIONAL}),
    ]
    counts = counts_of(some_services(having=[a_session(), *people]), SESSION)
    assert counts == Counts(
        registered=3, waiting=1, provisional=1, cancelled=1, standing=1, needs=1, hubs={"northmoor": 1, "": 2}
    )


def test_a_later_look_costs_two_operations_however_many_have_a_place() -> None:
    clock = Ticking()
    services = with_people(2_500, MemoryTables(clock))
    assert len(names(services)) == 2_500
    assert operations(services) == [
        ("query", "rolls"),
        ("insert", "rolls"),
        ("query", "rolls"),
        *[("query", "registrations")] * 3,
        ("replace", "rolls"),
    ]
    clock.now += timedelta(minutes=5)
    services.tables.insert(person(9_999, name="Newly There"))
    assert "Newly There" in names(services)
    operations(services)
    services.tables.insert(person(9_998, name="Another One"))
    assert {"Newly There", "Another One"} < set(names(services))
    assert operations(services) == [("insert", "registrations"), ("query", "rolls"), ("query", "registrations")]


def test_a_copy_with_much_news_is_kept() -> None:
    clock = Ticking()
    services = with_people(3, MemoryTables(clock))
    names(services)
    clock.now += timedelta(minutes=5)
    for number in range(100, 125):
        services.tables.insert(person(number))
    operations(services)
    assert len(names(services)) == 28
    assert operations(services) == [("query", "rolls"), ("query", "registrations"), ("replace", "rolls")]
    for done in ([("replace", "rolls")], []):  # once more, because these were written the moment before
        clock.now += timedelta(minutes=5)
        assert len(names(services)) == 28
        assert operations(services) == [("query", "rolls"), ("query", "registrations"), *done]


def test_places_that_were_written_all_at_once_are_read_again_only_until_the_copy_is_settled() -> None:
    clock = Ticking()
    services = with_people(2_500, MemoryTables(clock))
    reads = []
    for _ in range(4):
        names(services)
        reads.append(sum(table == "registrations" for _, table in operations(services)))
        clock.now += timedelta(minutes=2)
    assert reads == [3, 3, 1, 1]


def test_a_dear_page_does_not_keep_a_copy_that_says_the_same() -> None:
    services = with_people(2_500, MemoryTables(Ticking()))
    names(services)
    operations(services)
    assert counts_of(services, SESSION, settle=False).registered == 2_500
    assert operations(services) == [("query", "rolls"), *[("query", "registrations")] * 3]
    services.tables.insert(person(9_999))
    operations(services)
    assert counts_of(services, SESSION, settle=False).registered == 2_501
    assert ("replace", "rolls") in operations(services)


def test_what_no_look_could_see_is_there_after_the_night() -> None:
    clock = Ticking()
    services = with_people(3, MemoryTables(clock))
    names(services)
    clock.now -= timedelta(minutes=5)
    services.tables.insert(person(7, name="With A Clock Of Its Own"))
    assert len(names(services)) == 3
    keep_ready(services, NOW)
    assert len(names(services)) == 4


def test_a_cancellation_shows_at_the_next_look() -> None:
    services = with_people(3)
    names(services)
    cancel(services, SESSION, KEYS.person("doctor1@example.nhs.uk"), NOW)
    states = [one.state for one in roll_of(services, SESSION)]
    assert states == [RegistrationState.REGISTERED, RegistrationState.CANCELLED, RegistrationState.REGISTERED]


def test_a_place_that_was_written_a_little_earlier_than_the_newest_is_not_overlooked() -> None:
    clock = Ticking()
    services = with_people(3, MemoryTables(clock))
    names(services)
    clock.now -= timedelta(milliseconds=150)
    services.tables.insert(person(7, name="Written Elsewhere"))
    assert "Written Elsewhere" in names(services)


def test_two_pages_at_once_keep_one_copy_and_both_are_right() -> None:
    services = with_people(3)
    services.tables.meanwhile("replace", lambda: roll_of(services, SESSION))
    assert len(names(services)) == 3
    assert len(names(services)) == 3


def test_somebody_who_is_erased_is_in_no_copy() -> None:
    services = with_people(3)
    names(services)
    assert erase(services, "doctor1@example.nhs.uk", "asked by mail", "an-admin", NOW) == 1
    assert services.tables.rows(Roll) == []
    assert names(services) == ["Doctor 00000", "Doctor 00002"]


def test_a_page_that_is_open_while_somebody_is_erased_puts_them_into_no_copy() -> None:
    services = with_people(3)
    services.tables.meanwhile(
        "replace", lambda: erase(services, "doctor1@example.nhs.uk", "asked by mail", "an-admin", NOW)
    )
    names(services)
    assert services.tables.rows(Roll) == []
    assert names(services) == ["Doctor 00000", "Doctor 00002"]


def test_the_copy_goes_with_the_places() -> None:
    services = with_people(3)
    names(services)
    forget(services, NOW + timedelta(days=380))
    assert (services.tables.rows(Registration), services.tables.rows(Roll)) == ([], [])


def test_a_copy_in_an_older_form_is_made_anew() -> None:
    services = with_people(3)
    services.tables.put(Roll(session=SESSION, seen=NOW, packed=b"something older", form=0))
    assert len(names(services)) == 3
    assert dict(rolls_of_series(services, "pgdit", NOW)).keys() == {SESSION}


def test_twenty_thousand_people_fit_into_a_copy() -> None:
    services = with_people(20_000)
    assert len(names(services)) == 20_000
    (roll,) = services.tables.rows(Roll)
    assert len(roll.packed) < 1_000_000


def test_rolls_of_coming_sessions_are_made_ready_before_anybody_looks() -> None:
    services = with_people(3)
    assert keep_ready(services, NOW) == 1
    assert [len(roll) for _, roll in rolls_of_series(services, "pgdit", NOW)] == [3]


def test_a_place_that_came_by_itself_is_in_the_roll() -> None:
    services = with_people(0)
    join(services, a_session(), a_standing(), NOW)
    assert [(one.name, one.standing) for one in roll_of(services, SESSION)] == [("Amara Nwosu", True)]
