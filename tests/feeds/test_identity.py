"""Which entries are the same news."""

from datetime import UTC, datetime

import pytest

from local.memory.services import the_programme
from shared.feeds.identity import identity_of, same_address, without_time
from shared.feeds.reading import parse_feed

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
FEED = the_programme().feeds[0]
PAGE = "https://www.example.org/news/exam-fees"


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel>{''.join(f'<item>{one}</item>' for one in items)}</channel></rss>".encode()


@pytest.mark.parametrize(
    "address",
    [
        "http://www.example.org/news/exam-fees",
        "https://www.example.org/news/exam-fees/",
        "https://WWW.example.org/news/exam-fees",
        "https://example.org/news/exam-fees",
        "https://www.example.org:443/news/exam-fees",
        "https://www.example.org/news/exam-fees?utm_source=rss&utm_medium=feed",
        "https://www.example.org/news/exam-fees?fbclid=abc",
        "https://www.example.org/news/exam-fees#comments",
        "https://www.example.org/news/exam%2Dfees",
        "https://www.example.org/news/exam-fees?updated=2026-11-20",
    ],
)
def test_all_addresses_of_a_page_are_one(address: str) -> None:
    assert same_address(address) == same_address(PAGE)
    assert identity_of(address, "", "") == identity_of(PAGE, "", "")


@pytest.mark.parametrize("address", [f"{PAGE}-2", f"{PAGE}?id=2", "https://other.example.org/news/exam-fees"])
def test_addresses_of_other_pages_stay_others(address: str) -> None:
    assert same_address(address) != same_address(PAGE)


@pytest.mark.parametrize(
    "name",
    [
        f"{PAGE}#2026-11-20T09:00:00Z",
        f"{PAGE}#2026-11-30T09:00:00+00:00",
        f"{PAGE}?updated=2026-11-30T09:00:00Z",
        f"{PAGE}/2026-11-30T09%3A00%3A00Z",
        f"{PAGE}@20261130090000",
        f"{PAGE}/20261130T0900",
    ],
)
def test_the_time_of_a_change_is_no_part_of_an_id(name: str) -> None:
    assert identity_of(name, PAGE, "A") == identity_of(f"{PAGE}#2025-01-01T00:00:00Z", PAGE, "B")


def test_an_id_that_is_all_time_stays_and_one_that_was_all_time_counts_with_its_link() -> None:
    assert without_time("2026-11-20T09:00:00Z") == "2026-11-20T09:00:00Z"
    first, second = (identity_of(f"urn:news:2026-11-2{n}T09:00:00Z", f"{PAGE}-{n}", "") for n in (1, 2))
    assert first != second


def test_three_items_with_one_guid_are_three_with_links_and_without() -> None:
    linked = [f"<guid>0</guid><title>News {n}</title><link>https://e.example.org/{n}</link>" for n in (1, 2, 3)]
    bare = [f"<guid>0</guid><title>News {n}</title>" for n in (1, 2, 3)]
    one_link = [f"{item}<link>https://e.example.org/news</link>" for item in bare]
    for items in (linked, bare, one_link):
        entries = parse_feed(rss(*items), FEED, NOW)
        assert [entry.title for entry in entries] == ["News 1", "News 2", "News 3"]
        assert len({entry.id_apart for entry in entries}) == 3
        assert all(entry.is_shared for entry in entries)


def test_one_item_in_two_spellings_is_one_in_a_feed() -> None:
    items = [f"<title>Fees</title><guid>{address}</guid>" for address in (PAGE, f"{PAGE}/", f"{PAGE}?utm_source=x")]
    assert len(parse_feed(rss(*items), FEED, NOW)) == 1


def test_of_two_versions_with_the_time_in_their_ids_the_later_is_taken() -> None:
    item = "<title>Fees from {0}</title><guid>{1}#2026-11-{2}T09:00:00Z</guid><link>{1}</link>"
    item += "<pubDate>{2} Nov 2026</pubDate>"
    items = (item.format("1 April 2027", PAGE, 20), item.format("4 August 2027", PAGE, 30))
    assert [entry.title for entry in parse_feed(rss(*items), FEED, NOW)] == ["Fees from 4 August 2027"]
