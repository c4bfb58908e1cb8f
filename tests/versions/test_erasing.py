"""Who is erased is erased from the programme's versions too."""

import json

from local.memory.builders import NOW
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.privacy.erasing import erase
from shared.programme.content import content_of
from shared.programme.merging import with_value
from shared.programme.model import Programme
from shared.programme.rows import Draft, InForceVersion, VersionContent
from shared.versions.erasing import NOBODY, is_in_force, names_in_force

FILE = content_of(the_programme())
MARCUS = "marcus.oyelaran@example.nhs.uk"
WITHOUT = with_value(with_value(FILE, ("facilitators", "marcus-oyelaran"), None), ("gate", "held_for"), "")


def a_cafe(programme: Programme | None = None) -> MemoryServices:
    """Version 1 and the draft have the facilitator, who reads held texts; version 2, which is in force, has not."""
    hub = with_value(FILE, ("hubs", "eastvale", "contact"), MARCUS)
    return some_services(
        programme=programme,
        having=[
            VersionContent(number=1, content=hub, deployed={}),
            VersionContent(number=2, content=WITHOUT, deployed={}),
            InForceVersion(number=2),
            Draft(content=hub, made_on=1),
        ],
    )


def everything(services: MemoryServices) -> str:
    return " ".join(stored.content.decode() for stored in services.tables.everything()).casefold()


def test_no_version_and_no_draft_has_the_person_any_more() -> None:
    services = a_cafe()
    erase(services, MARCUS.upper(), "asked by mail", "an-admin", NOW)
    assert "marcus" not in everything(services)
    assert "oyelaran" not in everything(services)
    (first, second) = services.tables.rows(VersionContent)
    assert second.content == json.loads(json.dumps(WITHOUT))
    assert first.content == with_value(WITHOUT, ("hubs", "eastvale", "contact"), NOBODY)


def test_somebody_else_stays_in_every_version() -> None:
    services = a_cafe()
    erase(services, "amara.nwosu@example.nhs.uk", "asked by mail", "an-admin", NOW)
    assert [row.etag for row in services.tables.rows(VersionContent)] == ['W/"1"', 'W/"2"']


def test_the_version_in_force_keeps_its_people_and_we_can_say_so() -> None:
    services = some_services(having=[VersionContent(number=1, content=FILE, deployed={}), InForceVersion(number=1)])
    erase(services, MARCUS, "asked by mail", "an-admin", NOW)
    (row,) = services.tables.rows(VersionContent)
    assert row.content == FILE
    assert is_in_force(services, KEYS.person(MARCUS))
    assert names_in_force(services, f" {MARCUS.upper()}")
    assert not is_in_force(services, KEYS.person("amara.nwosu@example.nhs.uk"))
