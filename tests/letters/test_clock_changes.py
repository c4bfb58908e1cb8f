"""When clocks change, in the words of a calendar's rule."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.letters.calendar.time_zones import Change, changes

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        ("2026-03-01", (3, "1SU")),
        ("2026-03-07", (3, "1SA")),
        ("2026-03-08", (3, "2SU")),
        ("2026-03-22", (3, "4SU")),
        ("2026-03-24", (3, "4TU")),
        ("2026-03-25", (3, "-1WE")),
        ("2026-03-29", (3, "-1SU")),
        ("2026-02-22", (2, "-1SU")),
        ("2026-02-21", (2, "3SA")),
    ],
)
def test_a_day_is_the_last_of_its_kind_or_the_first_to_fourth(day: str, rule: tuple[int, str]) -> None:
    wall = datetime.fromisoformat(f"{day}T01:00")
    assert Change(wall, HOUR, 2 * HOUR, "BST", summer=True).rule == rule


def test_the_clocks_of_london_change_twice_a_year_and_those_of_utc_never() -> None:
    found = [(one.wall.isoformat(), one.name, one.summer) for one in changes(ZoneInfo("Europe/London"), 2026)]
    assert found == [("2026-03-29T01:00:00", "BST", True), ("2026-10-25T02:00:00", "GMT", False)]
    assert list(changes(ZoneInfo("UTC"), 2026)) == []
