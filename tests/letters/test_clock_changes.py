"""When clocks change, in the words of a calendar's rule."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.letters.calendar.time_zones import Change, changes, described

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


def test_a_change_on_new_years_day_belongs_to_the_new_year() -> None:
    (change,) = changes(ZoneInfo("America/Mexico_City"), 1922)
    assert (change.wall.date().isoformat(), change.name) == ("1922-01-01", "MST")


def test_a_zone_without_a_yearly_rule_is_described_change_by_change() -> None:
    def lines(zone: str) -> list[str]:
        text: str = described(zone, 2026).to_ical().decode()
        return text.split()

    assert lines("UTC")[2:-1] == [
        "BEGIN:STANDARD",
        "DTSTART:20250101T000000",
        "TZNAME:UTC",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0000",
        "END:STANDARD",
    ]
    casablanca = lines("Africa/Casablanca")
    assert [line for line in casablanca if line.startswith("DTSTART")] == [
        "DTSTART:20250101T000000",
        "DTSTART:20250223T030000",
        "DTSTART:20250406T020000",
        "DTSTART:20260215T030000",
        "DTSTART:20260322T020000",
    ]
    assert [line for line in casablanca if line.startswith("RRULE")] == []
