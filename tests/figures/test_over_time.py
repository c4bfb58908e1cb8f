"""Series over time: sessions side by side and quarters, for the team, as small numbers allow."""

from collections.abc import Sequence
from datetime import UTC, datetime

from local.memory.builders import a_request
from local.memory.services import MemoryServices, some_services, some_settings
from shared.figures.in_words import Table
from shared.figures.over_time import over_time
from shared.figures.rows import Digest
from shared.web.doors import Door, addresses
from shared.web.principal import Role
from tests.figures.test_quarters import a_session_of
from tests.the_app import deployed
from tests.web.test_principal import signed_in_as

NOW = datetime(2026, 12, 18, 12, 0, tzinfo=UTC)


def some_digests(*sessions: tuple[str, int]) -> MemoryServices:
    rows = [
        Digest(session=f"pgdit-{day}", figures=a_session_of(day, count).model_dump_json(), at=NOW)
        for day, count in sessions
    ]
    return some_services(having=rows, settings=some_settings(signed_in_by_platform=True))


def shown(tables: Sequence[Table]) -> list[tuple[str, ...]]:
    """The first two cells of each row."""
    return [tuple(row[:2]) for _, rows in tables for row in rows]


def test_sessions_of_twelve_months_stand_side_by_side_and_older_ones_only_in_their_quarter() -> None:
    services = some_digests(("2025-12-10", 60), ("2026-08-12", 31), ("2026-12-09", 42), ("2024-12-11", 99))
    doctors, educators = over_time(services, NOW)
    assert shown(doctors.sessions) == [("9 December 2026", "40"), ("12 August 2026", "30")]
    assert shown(doctors.quarters) == [("July to September 2026", "30"), ("October to December 2025", "60")]
    assert (educators.sessions, educators.quarters) == ([], [])


def test_small_sessions_are_told_as_their_own_digests_told_them() -> None:
    doctors, _ = over_time(some_digests(("2026-10-14", 5), ("2026-11-11", 6), ("2026-12-09", 7)), NOW)
    assert doctors.sessions == []
    doctors, _ = over_time(some_digests(("2026-11-11", 6), ("2026-12-09", 42)), NOW)
    assert [count for _, count in shown(doctors.sessions)] == ["40", "under 8"]


def test_the_page_is_for_the_whole_team_and_reads_as_much_after_ten_years() -> None:
    deployed()
    (page,) = (one for one in addresses() if one.name == "numbers_page_requested" and isinstance(one, Door))
    long_ago = [(f"{year}-{month:02}-10", 40) for year in range(2016, 2026) for month in range(1, 13)]
    for services in (some_digests(("2026-11-11", 30), ("2026-12-09", 42)), some_digests(*long_ago)):
        services.tables.operations.clear()
        said = page.answer(services, a_request(headers=signed_in_as(Role.LEAD)), NOW)
        read = [kind for what, kind in services.tables.operations if kind == Digest.TABLE]
        assert (said.status_code, len(read)) == (200, 2)
