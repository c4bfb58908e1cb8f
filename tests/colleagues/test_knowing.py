"""Colleagues: whoever signs in is known by name, once a day and process, until they are erased or long gone."""

from datetime import date, timedelta

from local.memory.builders import NOW, a_request
from local.memory.services import some_services, some_settings
from shared.colleagues.knowing import names_of_team
from shared.colleagues.rows import Colleague
from shared.privacy.erasing import erase
from shared.privacy.forgetting import forget
from shared.storage.unavailable import StorageUnavailable
from shared.web.description import shows
from shared.web.doors import Door
from shared.web.principal import Role
from shared.web.responses import as_json
from tests.web.test_principal import a_header

TODAY = date(2026, 12, 1)


def a_colleague(person: str, name: str, email: str, today: date = TODAY) -> Colleague:
    return Colleague(id=person, name=name, email=email, seen_on=today)


IMOGEN = a_colleague("object-1", "Imogen Hartley", "imogen.hartley@example.nhs.uk")


def test_a_colleague_is_written_down_once_a_day_and_again_if_the_name_changes() -> None:
    services = some_services()
    for today, name in ((TODAY, "Imogen Hartley"), (TODAY, "Imogen Hartley"), (TODAY, "Imogen Hale")):
        services.colleagues.meet(services.tables, a_colleague("object-1", name, "", today))
    services.colleagues.meet(services.tables, a_colleague("object-1", "Imogen Hale", "", TODAY + timedelta(days=1)))
    assert services.tables.operations == [("put_latest", "colleagues")] * 3
    assert names_of_team(services.tables) == {"object-1": "Imogen Hale"}


def test_somebody_without_a_name_goes_by_their_address_and_without_either_is_not_written_down() -> None:
    services = some_services()
    services.colleagues.meet(services.tables, a_colleague("object-1", "", "imogen.hartley@example.nhs.uk"))
    services.colleagues.meet(services.tables, a_colleague("object-2", "", ""))
    services.colleagues.meet(services.tables, a_colleague("no/key", "Somebody", ""))
    assert names_of_team(services.tables) == {"object-1": "imogen.hartley@example.nhs.uk"}


def test_if_storage_is_away_nobody_is_held_up_and_the_next_meeting_writes_it() -> None:
    services = some_services()
    services.tables.fail("put_latest", StorageUnavailable("away"))
    services.colleagues.meet(services.tables, IMOGEN)
    assert services.tables.rows(Colleague) == []
    services.colleagues.meet(services.tables, IMOGEN)
    assert services.tables.rows(Colleague) == [IMOGEN.model_copy(update={"etag": 'W/"1"'})]


def test_a_colleague_is_erased_by_their_address_and_forgotten_when_their_acts_are() -> None:
    services = some_services(having=[IMOGEN, a_colleague("object-2", "Joel Menon", "")])
    erase(services, "Imogen.Hartley@example.nhs.uk", "asked by mail", "an-admin", NOW)
    assert [row.id for row in services.tables.rows(Colleague)] == ["object-2"]
    forget(services, NOW + timedelta(days=2190))
    assert len(services.tables.rows(Colleague)) == 1
    forget(services, NOW + timedelta(days=2191))
    assert services.tables.rows(Colleague) == []


def test_whoever_is_let_in_is_known_and_a_program_and_a_stranger_are_not() -> None:
    services = some_services(settings=some_settings(signed_in_by_platform=True))
    for role, person in ((Role.FACILITATOR, "1"), (Role.FORMS, "2"), (Role.COORDINATOR, "3")):
        door = Door("a_door", "a", "A door.", (shows(role=role),), lambda asked: as_json({}))
        for given in (role, "Visitor"):
            header = a_header(("oid", person), ("roles", given), ("name", f"Person {person}"))
            door.answer(services, a_request(headers=header), NOW)
    assert names_of_team(services.tables) == {"1": "Person 1", "3": "Person 3"}
