"""The programme in force: everywhere within a minute, at one point read a minute."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest

from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from local.memory.tables import MemoryTables
from shared.programme.content import Content, content_of
from shared.programme.in_force import InForce, standing_of
from shared.programme.merging import Marking, with_value
from shared.programme.model import Programme
from shared.programme.reading import programme_of
from shared.programme.rows import InForceVersion, VersionContent
from shared.storage.row import Row
from shared.storage.unavailable import StorageUnavailable

FILE = content_of(the_programme())
CAPACITY = ("series", "pgdit", "capacity")


class Seconds:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def a_version(number: int, content: Content, made_on: Content = FILE) -> VersionContent:
    return VersionContent(number=number, content=content, deployed=Marking(KEYS).marks_of(made_on))


def with_capacity(seats: int) -> dict[str, object]:
    return with_value(FILE, CAPACITY, seats)


def put(tables: MemoryTables, *rows: Row) -> None:
    for row in rows:
        tables.put(row)


def capacity(programme: Programme) -> int | None:
    return programme.series_of("pgdit").capacity


def test_without_a_version_the_deployed_file_is_in_force() -> None:
    services = some_services()
    assert services.up_to_date() is services
    assert services.deployed is services.programme
    assert services.tables.operations == [("get", "programmeversions")]


def test_a_version_is_in_force_everywhere_within_a_minute() -> None:
    tables, seconds = MemoryTables(), Seconds()
    instances = [InForce(seconds), InForce(seconds)]
    assert [capacity(one.programme(tables, KEYS, the_programme())) for one in instances] == [60, 60]
    put(tables, a_version(1, with_capacity(40)), InForceVersion(number=1))
    seconds.now += 44
    assert [capacity(one.programme(tables, KEYS, the_programme())) for one in instances] == [60, 60]
    seconds.now += 2
    assert [capacity(one.programme(tables, KEYS, the_programme())) for one in instances] == [40, 40]


def test_an_hour_costs_one_point_read_a_minute_and_parses_nothing_again() -> None:
    tables, seconds = MemoryTables(), Seconds()
    put(tables, a_version(1, with_capacity(40)), InForceVersion(number=1))
    in_force = InForce(seconds)
    known = {id(in_force.programme(tables, KEYS, the_programme()))}
    tables.operations.clear()
    for _ in range(3600):
        seconds.now += 1
        known.add(id(in_force.programme(tables, KEYS, the_programme())))
    assert len(tables.operations) == 80
    assert len(known) == 1


def test_what_is_published_here_is_seen_at_once() -> None:
    tables, in_force = MemoryTables(), InForce(Seconds())
    in_force.programme(tables, KEYS, the_programme())
    put(tables, a_version(1, with_capacity(40)), InForceVersion(number=1))
    in_force.look_again()
    assert capacity(in_force.programme(tables, KEYS, the_programme())) == 40


def test_what_is_published_here_during_a_look_is_seen_at_the_next_question() -> None:
    tables, in_force = MemoryTables(), InForce(Seconds())
    tables.meanwhile("get", in_force.look_again)
    in_force.programme(tables, KEYS, the_programme())
    put(tables, a_version(1, with_capacity(40)), InForceVersion(number=1))
    assert capacity(in_force.programme(tables, KEYS, the_programme())) == 40


def test_while_storage_is_away_the_last_known_programme_stays_and_one_warning_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tables, seconds = MemoryTables(), Seconds()
    put(tables, a_version(1, with_capacity(40)), InForceVersion(number=1))
    in_force = InForce(seconds)
    in_force.programme(tables, KEYS, the_programme())
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            seconds.now += 60
            tables.fail("get", StorageUnavailable("away"))
            assert capacity(in_force.programme(tables, KEYS, the_programme())) == 40
    assert [record.msg for record in caplog.records] == ["the programme stays as it is: its versions cannot be read"]


def test_if_storage_is_away_at_the_start_we_look_again_soon() -> None:
    tables, seconds = MemoryTables(), Seconds()
    put(tables, a_version(1, with_capacity(40)), InForceVersion(number=1))
    in_force = InForce(seconds)
    tables.fail("get", StorageUnavailable("away"))
    assert capacity(in_force.programme(tables, KEYS, the_programme())) == 60
    seconds.now += 6
    assert capacity(in_force.programme(tables, KEYS, the_programme())) == 40


def test_a_version_whose_content_is_not_there_leaves_what_is_known() -> None:
    tables, seconds = MemoryTables(), Seconds()
    in_force = InForce(seconds)
    in_force.programme(tables, KEYS, the_programme())
    put(tables, InForceVersion(number=7))
    seconds.now += 60
    assert capacity(in_force.programme(tables, KEYS, the_programme())) == 60


def test_many_threads_look_once() -> None:
    tables, in_force = MemoryTables(), InForce(Seconds())
    put(tables, a_version(1, with_capacity(40)), InForceVersion(number=1))
    with ThreadPoolExecutor(8) as threads:
        seen = list(threads.map(lambda _: capacity(in_force.programme(tables, KEYS, the_programme())), range(8)))
    assert seen == [40] * 8
    assert tables.operations == [("get", "programmeversions")] * 2


def test_who_asks_during_the_first_look_waits_for_what_it_finds() -> None:
    tables, in_force = MemoryTables(), InForce(Seconds())
    put(tables, a_version(1, with_capacity(40)), InForceVersion(number=1))
    others: list[Future[Programme]] = []
    with ThreadPoolExecutor(1) as threads:

        def somebody_asks() -> None:
            others.append(threads.submit(in_force.programme, tables, KEYS, the_programme()))
            wait(others, timeout=0.1)

        tables.meanwhile("get", somebody_asks)
        in_force.programme(tables, KEYS, the_programme())
        assert [capacity(one.result()) for one in others] == [40]


# --- with a newer deployment --------------------------------------------------------------------------------


def deployed(content: Content) -> MemoryServices:
    services = some_services(programme=programme_of(content))
    put(services.tables, a_version(1, with_capacity(40)), InForceVersion(number=1))
    return services


def test_a_newer_deployment_changes_what_the_team_never_touched_and_nothing_that_it_did() -> None:
    newer = with_value(with_value(FILE, ("programme", "region"), "Southmoor"), CAPACITY, 80)
    services = deployed(newer).up_to_date()
    assert services.programme.about.region == "Southmoor"
    assert capacity(services.programme) == 40
    assert capacity(services.deployed) == 80


def test_if_the_two_do_not_fit_together_the_teams_version_stays_whole_and_says_why() -> None:
    ours = with_value(FILE, ("gate", "held_for"), "wen-li-tan")
    newer = with_value(with_value(FILE, ("facilitators", "wen-li-tan"), None), ("programme", "region"), "Southmoor")
    standing = standing_of(a_version(1, ours), programme_of(newer), KEYS)
    assert standing.programme == programme_of(ours)
    assert standing.not_merged == (
        "gate.held_for: \"wen-li-tan\" is not one of '', 'imogen-hartley', 'marcus-oyelaran'"
    )


def test_if_nothing_of_the_team_can_be_used_the_deployed_file_is_in_force_and_says_why() -> None:
    ours = with_value(FILE, ("series", "pgdit", "rule"), "EVERY DAY")
    standing = standing_of(a_version(1, ours), the_programme(), KEYS)
    assert standing.programme == the_programme()
    assert standing.not_used.startswith("series[1].rule: ")
