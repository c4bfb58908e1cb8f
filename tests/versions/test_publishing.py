"""Publishing: numbered versions, in force at once; going back; and two people who publish lose nothing."""

import pytest

from local.memory.builders import NOW, START, a_session
from local.memory.services import some_services, the_programme
from shared.audit_trail.rows import AuditEntry
from shared.errors import AnotherVersion, NotPossible, NotThere, NotUsable
from shared.meetings.rows import Host
from shared.messages import ProgrammePublished
from shared.programme.merging import value_at, with_value
from shared.programme.reading import programme_of
from shared.programme.rows import Draft, InForceVersion, Version, VersionContent
from shared.registrations.rows import Seating
from shared.sessions.rows import OpenSession, Session
from shared.storage.unavailable import StorageUnavailable
from shared.versions.changing import catch_up, conflicts_of, settle_conflict
from shared.versions.drafting import draft_or_in_force, open_draft
from shared.versions.following import follow_version
from shared.versions.publishing import Decision, go_back, publish
from shared.versions.standing import in_force_now, marking
from tests.versions.given import (
    CAPACITY,
    FILE,
    OTHER,
    REMINDERS,
    RULES,
    WHO,
    WHY,
    a_cafe,
    edited,
    published,
    shown,
)

NEWER = programme_of(with_value(with_value(FILE, CAPACITY, 80), ("programme", "region"), "Southmoor"))


def test_a_published_draft_is_a_version_in_force_at_once() -> None:
    services = some_services()
    published(services, 1, CAPACITY, 40)
    assert services.up_to_date().programme.series_of("pgdit").capacity == 40
    (version,) = services.tables.rows(Version)
    assert (version.number, version.who, version.reason, version.at) == (1, WHO, WHY, NOW)
    assert [message for message, _ in services.queues.sent] == [ProgrammePublished(number=1)]
    entries = {(row.act, row.about, row.reason) for row in services.tables.rows(AuditEntry)}
    assert entries == {("edit draft", "programme", ""), ("publish", "programme.1", WHY)}
    assert open_draft(services) is None


def test_the_version_and_what_is_in_force_are_one_transaction() -> None:
    services = some_services()
    edited(services, CAPACITY, 40)
    services.tables.operations.clear()
    publish(services, Decision(1, WHO, WHY), shown(services), NOW)
    assert services.tables.operations.count(("transaction", "programmeversions")) == 1
    services.tables.fail("change_together", StorageUnavailable("away"))
    edited(services, CAPACITY, 50)
    with pytest.raises(StorageUnavailable):
        publish(services, Decision(2, WHO, WHY), shown(services), NOW)
    assert [row.number for row in services.tables.rows(InForceVersion)] == [1]
    assert open_draft(services) is not None


def test_a_press_that_broke_off_after_the_version_sends_the_message_when_it_is_made_again() -> None:
    services = some_services()
    edited(services, CAPACITY, 40)
    mark = shown(services)
    services.queues.fail("send", StorageUnavailable("away"))
    for _ in range(3):
        try:
            publish(services, Decision(1, WHO, WHY), mark, NOW)
        except StorageUnavailable:
            continue
    assert [row.number for row in services.tables.rows(Version)] == [1]
    assert {message.number for message, _ in services.queues.sent if isinstance(message, ProgrammePublished)} == {1}


def test_if_somebody_published_meanwhile_the_draft_stays_and_can_catch_up() -> None:
    services = some_services()
    published(services, 1, CAPACITY, 40)
    edited(services, RULES, ["Be kind."])
    edited(services, REMINDERS, ["P5D"])
    mark = shown(services)
    go_back(services, 0, Decision(2, OTHER, "Too small."), NOW)
    with pytest.raises(AnotherVersion):
        publish(services, Decision(2, WHO, WHY), mark, NOW)
    with pytest.raises(AnotherVersion):
        publish(services, Decision(3, WHO, WHY), mark, NOW)
    catch_up(services, WHO, NOW)
    catch_up(services, WHO, NOW)
    content = draft_or_in_force(services)
    assert [value_at(content.data, place) for place in (CAPACITY, RULES, REMINDERS)] == [60, ["Be kind."], ["P5D"]]
    publish(services, Decision(3, WHO, WHY), shown(services), NOW)
    assert services.up_to_date().programme.ground_rules.rules == ("Be kind.",)


def test_what_the_draft_and_the_other_version_both_changed_stays_as_the_draft_has_it() -> None:
    services = some_services()
    published(services, 1, REMINDERS, ["P1D"])
    edited(services, CAPACITY, 40)
    go_back(services, 0, Decision(2, OTHER, "A test."), NOW)
    edited(services, REMINDERS, ["P3D"])
    catch_up(services, WHO, NOW)
    assert value_at(draft_or_in_force(services).data, REMINDERS) == ["P3D"]


def test_a_draft_that_somebody_changed_after_it_was_shown_is_not_published() -> None:
    services = some_services()
    edited(services, CAPACITY, 40)
    mark = shown(services)
    edited(services, RULES, ["Be kind."])
    with pytest.raises(AnotherVersion):
        publish(services, Decision(1, WHO, WHY), mark, NOW)


def test_of_two_who_publish_at_the_same_moment_one_is_told() -> None:
    services = some_services()
    edited(services, CAPACITY, 40)
    mark = shown(services)
    services.tables.meanwhile("change_together", lambda: publish(services, Decision(1, OTHER, "Mine."), mark, NOW))
    with pytest.raises(AnotherVersion):
        publish(services, Decision(1, WHO, WHY), mark, NOW)
    assert [(row.number, row.who) for row in services.tables.rows(Version)] == [(1, OTHER)]


def test_without_a_draft_there_is_nothing_to_publish() -> None:
    with pytest.raises(NotPossible):
        publish(some_services(), Decision(1, WHO, WHY), "", NOW)


def test_a_draft_that_says_the_same_is_not_published() -> None:
    services = some_services()
    edited(services, CAPACITY, 40)
    edited(services, CAPACITY, 60)
    with pytest.raises(NotPossible):
        publish(services, Decision(1, WHO, WHY), shown(services), NOW)


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("  ", "Enter a reason"),
        ("x" * 501, "The reason must be 500 characters or fewer"),
        (
            "Ring amara.nwosu@example.nhs.uk",
            "Leave out names, numbers and anything else that shows who somebody is",
        ),
    ],
)
def test_a_reason_is_needed_and_names_nobody(reason: str, message: str) -> None:
    services = some_services()
    edited(services, CAPACITY, 40)
    with pytest.raises(NotUsable) as refused:
        publish(services, Decision(1, WHO, reason), shown(services), NOW)
    assert refused.value.errors == [{"field": "reason", "message": message}]


def without_educators() -> dict[str, object]:
    content = with_value(FILE, ("series", "educators"), None)
    content = with_value(content, ("facilitators", "wen-li-tan"), None)
    content = with_value(content, ("facilitators", "imogen-hartley", "series"), ["pgdit"])
    for feed in ("regulator-news", "national-training"):
        content = with_value(content, ("feeds", feed, "audiences"), ["pgdit"])
    only = {"The café for postgraduate doctors in training": "pgdit"}
    for form, question in (("sign_up", "audience"), ("feedback", "cafe")):
        content = with_value(content, ("forms", form, "questions", question, "options"), only)
    return content


def test_a_cafe_with_sessions_to_come_cannot_go() -> None:
    coming = a_session(series="educators", start=START)
    services = some_services(having=[coming, OpenSession(id=coming.id)])
    edited(services, ("programme", "name"), "Café")
    draft = open_draft(services)
    assert draft is not None
    services.tables.replace(draft.model_copy(update={"content": without_educators()}))
    with pytest.raises(NotUsable) as refused:
        publish(services, Decision(1, WHO, WHY), shown(services), NOW)
    assert refused.value.errors == [
        {
            "field": "series",
            "message": "Virtual Café for educators has 1 session to come. Keep it, or cancel the session first.",
        }
    ]
    services.tables.delete(coming)
    publish(services, Decision(1, WHO, WHY), shown(services), NOW)
    assert [one.id for one in services.up_to_date().programme.series] == ["pgdit"]


# --- going back ---------------------------------------------------------------------------------------------


def test_going_back_makes_a_new_version_with_the_old_content() -> None:
    services = some_services()
    published(services, 1, CAPACITY, 40)
    published(services, 2, CAPACITY, 30)
    go_back(services, 1, Decision(3, WHO, "As before."), NOW)
    go_back(services, 1, Decision(3, WHO, "As before."), NOW)
    assert services.up_to_date().programme.series_of("pgdit").capacity == 40
    assert [(row.number, row.back_to) for row in services.tables.rows(Version)] == [(1, None), (2, None), (3, 1)]
    first, _, third = services.tables.rows(VersionContent)
    assert third.content == first.content


def test_going_back_to_the_deployed_file() -> None:
    services = some_services()
    published(services, 1, CAPACITY, 40)
    go_back(services, 0, Decision(2, WHO, "The file was right."), NOW)
    assert services.up_to_date().programme == the_programme()


def test_there_is_no_going_back_to_a_version_that_never_was() -> None:
    with pytest.raises(NotThere):
        go_back(some_services(), 7, Decision(1, WHO, WHY), NOW)


# --- conflicts with a newer deployment ----------------------------------------------------------------------


def conflicts(services: object) -> list[tuple[str, ...]]:
    return [one.place for one in in_force_now(services).standing.conflicts]  # type: ignore[arg-type]  # `a_newer`'s


def test_a_conflict_stays_one_until_somebody_decides() -> None:
    services = a_cafe()
    published(services, 1, CAPACITY, 40)
    newer = some_services(programme=NEWER, tables=services.tables)
    assert conflicts(newer) == [CAPACITY]
    published(newer, 2, RULES, ["Be kind."])
    assert conflicts(newer) == [CAPACITY]
    assert newer.up_to_date().programme.about.region == "Southmoor"


@pytest.mark.parametrize(("takes_file", "capacity"), [(True, 80), (False, 40)])
def test_somebody_decides_a_conflict_entry_by_entry(*, takes_file: bool, capacity: int) -> None:
    services = a_cafe()
    published(services, 1, CAPACITY, 40)
    newer = some_services(programme=NEWER, tables=services.tables)
    place = marking(newer).of_place(CAPACITY)
    settle_conflict(newer, place, WHO, NOW, takes_file=takes_file)
    settle_conflict(newer, place, WHO, NOW, takes_file=takes_file)
    draft = open_draft(newer)
    assert draft is not None
    assert conflicts_of(newer, draft) == ()
    publish(newer, Decision(2, WHO, WHY), shown(newer), NOW)
    assert newer.up_to_date().programme.series_of("pgdit").capacity == capacity
    assert conflicts(newer) == []


# --- what follows -------------------------------------------------------------------------------------------


def test_sessions_seats_and_hosts_follow_a_version_however_often_the_queue_delivers_it() -> None:
    services = a_cafe()
    services.tables.put(Seating(session=a_session().id, capacity=60, seated=()))
    published(services, 1, CAPACITY, 40)
    published(services, 2, ("facilitators", "wen-li-tan", "series"), ["pgdit", "educators"])
    published(services, 3, ("series", "educators", "rule"), "FREQ=MONTHLY;BYDAY=1MO")
    for _ in range(2):
        follow_version(services, NOW)
    assert [row.capacity for row in services.tables.rows(Seating)] == [40]
    hosts = {row.email for row in services.tables.rows(Host) if row.session == a_session().id}
    assert "wenli.tan@example.nhs.uk" in hosts
    assert {row.id for row in services.tables.rows(Session) if row.series == "educators"} == {
        "educators-2026-12-07",
        "educators-2027-01-04",
        "educators-2027-02-01",
    }


def test_a_closed_draft_holds_nothing() -> None:
    services = some_services()
    published(services, 1, CAPACITY, 40)
    (row,) = services.tables.rows(Draft)
    assert (row.is_open, row.content) == (False, {})
