"""The draft: one for the team, checked by the model, and two people who edit at once lose nothing."""

from typing import Any

import pytest

from local.memory.builders import NOW
from local.memory.services import some_services
from shared.audit_trail.rows import AuditEntry
from shared.errors import AnotherVersion, NotUsable
from shared.programme.merging import value_at, with_value
from shared.programme.rows import Draft
from shared.versions.drafting import How, discard_draft, draft_or_in_force, edit_draft, open_draft
from tests.versions.given import CAPACITY, FILE, OTHER, RULES, WHO, shown


def setting(place: tuple[str, ...], value: object, was: object = None) -> How:
    """A form's change of a place, which showed `was`."""

    def how(content: dict[str, object]) -> dict[str, object]:
        if was is not None and value_at(content, place) != was:
            raise AnotherVersion("Somebody else changed this.")
        return with_value(content, place, value)

    return how


def test_without_a_draft_a_form_shows_what_is_in_force() -> None:
    shown = draft_or_in_force(some_services())
    assert (shown.data, shown.is_draft, shown.version) == (FILE, False, 0)


def test_the_first_change_opens_the_draft() -> None:
    services = some_services()
    changed = edit_draft(services, setting(CAPACITY, 40), WHO, NOW)
    assert changed == draft_or_in_force(services)
    assert (changed.is_draft, value_at(changed.data, CAPACITY)) == (True, 40)
    assert [(entry.who, entry.act, entry.about) for entry in services.tables.rows(AuditEntry)] == [
        (WHO, "edit draft", "programme")
    ]


def test_a_change_that_changes_nothing_writes_nothing() -> None:
    services = some_services()
    edit_draft(services, setting(CAPACITY, 40), WHO, NOW)
    before = open_draft(services)
    edit_draft(services, setting(CAPACITY, 40), OTHER, NOW)
    assert open_draft(services) == before


def test_two_people_who_change_different_entries_at_once_both_have_their_change() -> None:
    services = some_services()
    edit_draft(services, setting(CAPACITY, 40), WHO, NOW)
    services.tables.meanwhile("replace", lambda: edit_draft(services, setting(RULES, ["Be kind."]), OTHER, NOW))
    edit_draft(services, setting(("hubs", "eastvale", "name"), "Eastvale"), WHO, NOW)
    content = draft_or_in_force(services).data
    assert [value_at(content, place) for place in (CAPACITY, RULES, ("hubs", "eastvale", "name"))] == [
        40,
        ["Be kind."],
        "Eastvale",
    ]


def test_two_people_who_open_the_draft_at_once_both_have_their_change() -> None:
    services = some_services()
    services.tables.meanwhile("insert", lambda: edit_draft(services, setting(RULES, ["Be kind."]), OTHER, NOW))
    edit_draft(services, setting(CAPACITY, 40), WHO, NOW)
    content = draft_or_in_force(services).data
    assert (value_at(content, CAPACITY), value_at(content, RULES)) == (40, ["Be kind."])


def test_of_two_people_who_change_the_same_entry_the_second_is_told() -> None:
    services = some_services()
    edit_draft(services, setting(CAPACITY, 40, was=60), WHO, NOW)
    with pytest.raises(AnotherVersion):
        edit_draft(services, setting(CAPACITY, 80, was=60), OTHER, NOW)
    assert value_at(draft_or_in_force(services).data, CAPACITY) == 40


def test_mistakes_have_the_models_words_and_their_places() -> None:
    services = some_services()

    def how(content: dict[str, Any]) -> dict[str, Any]:
        content["series"][0]["reminders"] = ["P0D"]
        content["hubs"][1]["contact"] = "no address"
        return content

    with pytest.raises(NotUsable) as refused:
        edit_draft(services, how, WHO, NOW)
    assert refused.value.errors == [
        {
            "field": "series.0.reminders.0",
            "message": 'write how long before the start, as an ISO 8601 duration, such as "P1D" or "PT1H"',
        },
        {"field": "hubs.1.contact", "message": "write an email address, such as cafe@example.nhs.uk"},
    ]
    assert open_draft(services) is None


def test_what_only_a_deployment_can_change_is_refused() -> None:
    with pytest.raises(NotUsable) as refused:
        edit_draft(some_services(), setting(("organiser", "mailbox"), "other@example.nhs.uk"), WHO, NOW)
    assert refused.value.errors == [{"field": "organiser", "message": "Only a new deployment can change this"}]


def test_a_discarded_draft_is_gone_and_the_next_one_begins_as_what_is_in_force() -> None:
    services = some_services()
    edit_draft(services, setting(CAPACITY, 40), WHO, NOW)
    with pytest.raises(AnotherVersion):
        discard_draft(services, "another mark", WHO, NOW)
    mark = shown(services)
    discard_draft(services, mark, WHO, NOW)
    discard_draft(services, mark, WHO, NOW)
    (row,) = services.tables.rows(Draft)
    assert (row.is_open, row.content, row.deployed) == (False, {}, {})
    edit_draft(services, setting(RULES, ["Be kind."]), WHO, NOW)
    content = draft_or_in_force(services).data
    assert (value_at(content, CAPACITY), value_at(content, RULES)) == (60, ["Be kind."])
