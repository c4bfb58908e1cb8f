"""When an entry was published: every way in which feeds write it, and what tells it if they do not."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local.memory.services import the_programme
from shared.feeds.dates import moment_of
from shared.feeds.reading import parse_feed

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
FEED = the_programme().feeds[0]
SAMPLES = Path(os.environ.get("CAFE_SAMPLES", Path(__file__).parents[3] / "shared" / "samples")) / "field"


@pytest.mark.parametrize(
    "text",
    [
        "19/07/2026",
        "19.07.2026",
        "19-07-2026",
        "19/7/26",
        "19-Jul-26",
        "Jul 19, 2026",
        "July 19th, 2026",
        "Sun, 19 July 2026",
        "Sun,19 Jul 2026",
        "Sunday 19th of July 2026",
        "SUN, 19 JUL 2026",
        "2026-07-19",
        "2026/07/19",
        "20260719",
        "2026-W29-7",
        "2026W297",
        "2026-200",
        "07/19/2026",
        "\uff11\uff19/\uff10\uff17/\uff12\uff10\uff12\uff16",
        "19\u00a0July\u00a02026",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert moment_of(text, NOW) == datetime(2026, 7, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 19 Jul 2026 09:00:00",
        "Sun, 19 Jul 2026 09:00:00 GMT",
        "Sun, 19 Jul 2026 10:00:00 +0100",
        "Sun, 19 Jul 2026 10:00:00 BST",
        "Sun Jul 19 09:00:00 2026",
        "Sunday, July 19, 2026 - 09:00",
        "19/07/2026 - 09:00",
        "19/07/2026 9am",
        "19 July 2026 at 9.00am",
        "2026.07.19 09:00",
        "2026-07-19T09:00:00.000Z",
        "20260719T090000Z",
        "20260719090000",
        "1784451600",
        "1784451600000",
    ],
)
def test_a_time_is_read_and_without_a_zone_it_is_in_utc(text: str) -> None:
    assert moment_of(text, NOW) == datetime(2026, 7, 19, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("07/08/2026", (2026, 8, 7)),
        ("Fri, 08/07/2026", (2026, 8, 7)),
        ("Wed, 08/07/2026", (2026, 7, 8)),
        ("08/13/2026", (2026, 8, 13)),
        ("07/12/2026", (2026, 7, 12)),
    ],
)
def test_the_day_comes_before_the_month_where_both_are_possible(text: str, day: tuple[int, int, int]) -> None:
    assert moment_of(text, NOW) == datetime(*day, tzinfo=UTC)


def test_a_weekday_that_fits_neither_reading_changes_nothing() -> None:
    assert moment_of("Sat, 08/07/2026", NOW) == datetime(2026, 7, 8, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "one fine day", "Fri, 01 Jan 2100", "31/12/1969", "0001-01-01", "99/99/2026"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert moment_of(text, NOW) is None


def test_every_day_of_the_sample_is_the_one_in_its_title() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("no samples here: set CAFE_SAMPLES to their folder")
    entries = parse_feed((SAMPLES / "feed-dates.rss").read_bytes(), FEED, NOW)
    assert len(entries) == 7
    assert all(entry.title.startswith(f"Day {entry.published_at:%Y-%m-%d}, ") for entry in entries)


def rss(inside: str, channel: str = "") -> bytes:
    return f"<rss version='2.0'><channel><title>A</title>{channel}<item>{inside}</item></channel></rss>".encode()


@pytest.mark.parametrize(
    ("inside", "channel", "day"),
    [
        ("<title>A</title><link>https://e.example.org/2024/07/01/rules</link>", "", (2024, 7, 1)),
        ("<title>A</title><link>https://e.example.org/news/2024-07-01-rules</link>", "", (2024, 7, 1)),
        ("<title>A</title><link>https://e.example.org/2024/07/rules</link>", "", (2024, 7, 1)),
        ("<title>A</title><description>Published: 1 July 2024. Rules.</description>", "", (2024, 7, 1)),
        ("<title>A</title><description>Last updated on Monday 1 July 2024</description>", "", (2024, 7, 1)),
        ("<title>A</title>", "<lastBuildDate>Mon, 1 Jul 2024 00:00:00 GMT</lastBuildDate>", (2024, 7, 1)),
        ("<title>A</title><pubDate>soon</pubDate>", "<pubDate>01/07/2024</pubDate>", (2024, 7, 1)),
    ],
)
def test_an_entry_without_a_date_is_as_old_as_anything_else_tells(
    inside: str, channel: str, day: tuple[int, int, int]
) -> None:
    (entry,) = parse_feed(rss(inside, channel), FEED, NOW)
    assert (entry.published_at, entry.is_dated) == (datetime(*day, tzinfo=UTC), True)


def test_an_entry_of_which_nothing_tells_the_day_counts_as_published_now_and_is_known_to_be_undated() -> None:
    (entry,) = parse_feed(rss("<title>A</title>"), FEED, NOW)
    assert (entry.published_at, entry.is_dated) == (NOW, False)
