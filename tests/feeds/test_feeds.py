"""Feeds: what is read of them, what is not, and within which limits they are fetched."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.feeds.fetching import FeedUnavailable, WebFeeds
from shared.feeds.markup import text_of, web_link
from shared.feeds.reading import parse_feed
from shared.programme.model import Feed

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
FEED = Feed(id="news", title="News", url="https://feeds.example.org/news.rss", audiences=("pgdit",))
SAMPLES = Path(os.environ.get("CAFE_SAMPLES", Path(__file__).parents[3] / "shared" / "samples")) / "feeds"


def sample(name: str) -> bytes:
    if not SAMPLES.is_dir():
        pytest.skip("no recorded feeds here: set CAFE_SAMPLES to the folder of samples")
    return (SAMPLES / name).read_bytes()


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>News</title>{''.join(items)}</channel></rss>".encode()


def atom(*entries: str) -> bytes:
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title>{''.join(entries)}</feed>".encode()


def titles(content: bytes) -> list[str]:
    return [entry.title for entry in parse_feed(content, FEED, NOW)]


# --- recorded feeds ---------------------------------------------------------------------------------------


def test_an_atom_feed_is_read_entry_by_entry() -> None:
    first, second = parse_feed(sample("govuk-drug-device-alerts-2016.atom"), FEED, NOW)
    assert first.title == "An important alert"
    assert first.link == "https://www.gov.uk/drug-device-alerts/an-important-alert"
    assert first.published_at == datetime(2016, 2, 1, 12, 58, 40, tzinfo=UTC)
    assert second.title == "Another important alert"


def test_times_are_in_utc_whatever_zone_the_feed_writes() -> None:
    (entry,) = parse_feed(sample("govuk-drug-device-alerts-2026.atom"), FEED, NOW)
    assert entry.published_at == datetime(2026, 4, 29, 13, 2, 41, tzinfo=UTC)
    assert entry.summary == "Summary of the latest safety advice for medicines and medical device users"


def test_markup_within_a_summary_becomes_text_and_a_bad_date_counts_as_the_feeds_own() -> None:
    entries = parse_feed(sample("govuk-search-all-2026.broken-entries.atom"), FEED, NOW)
    assert [(entry.title, entry.published_at) for entry in entries] == [
        ("HMRC videos & webinars for Making Tax Digital", datetime(2026, 10, 8, 10, 29, 21, tzinfo=UTC)),
        ("Bad date", datetime(2026, 10, 8, 10, 29, 21, tzinfo=UTC)),
        ("How to get authorised", datetime(2026, 10, 7, 10, 48, 13, tzinfo=UTC)),
        ("Not a GOV.UK page", datetime(2026, 10, 6, 23, 0, tzinfo=UTC)),
    ]
    assert entries[0].summary == "…Learn more about Making Tax Digital if you're an agent."


def test_a_newline_before_the_declaration_changes_nothing() -> None:
    broken, whole = sample("news-gov-scot-2017.broken-leading-newline.rss"), sample("news-gov-scot-2017.rss")
    assert parse_feed(broken, FEED, NOW) == parse_feed(whole, FEED, NOW)
    assert len(titles(whole)) == 2


def test_a_feed_cut_off_before_its_first_entry_has_none() -> None:
    assert titles(sample("parliament-uk-lords-business.broken-truncated.rss")) == []


# --- broken and hostile feeds -----------------------------------------------------------------------------


def test_what_stands_before_the_break_is_read() -> None:
    whole = rss("<item><title>One</title></item>", "<item><title>Two</title></item>")
    assert titles(whole[: whole.index(b"Two")])[-1] == "One"


NO_FEEDS = [
    b"",
    b"<html><body>Please sign in</body></html>",
    b"{}",
    b"\x00\xff",
    b"/etc/hosts",
    b"<?xml version='1.0' encoding='\x00'?><rss version='2.0'/>",
    b"<?xml version='1.0' encoding='undefined'?><rss version='2.0'/>",
    b"<rss version='2.0'><channel><item><title>&#x110000000;",
]


@pytest.mark.parametrize("content", NO_FEEDS)
def test_what_is_no_feed_is_said_to_be_unavailable(content: bytes) -> None:
    with pytest.raises(FeedUnavailable):
        parse_feed(content, FEED, NOW)


def test_scripts_and_tags_do_not_come_through() -> None:
    content = rss(
        "<item><title>&lt;b&gt;New&lt;/b&gt; rule&lt;script&gt;alert(1)&lt;/script&gt;</title>"
        "<description>&lt;p onclick='x()'&gt;One.&lt;/p&gt;&lt;p&gt;Two &amp;amp; three.&lt;/p&gt;"
        "&lt;img src=x onerror=alert(1)&gt;</description></item>"
    )
    (entry,) = parse_feed(content, FEED, NOW)
    assert (entry.title, entry.summary) == ("New rule", "One. Two & three.")


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://news.example.org/a?b=1#c", "https://news.example.org/a?b=1#c"),
        ("/a", "https://feeds.example.org/a"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://", ""),
        ("http://[", ""),
        ("https://a b.example.org/", ""),
        ("", ""),
    ],
)
def test_only_web_links_are_kept(link: str, kept: str) -> None:
    (entry,) = parse_feed(rss(f"<item><title>A</title><link>{link}</link></item>"), FEED, NOW)
    assert entry.link == kept


def test_an_entry_without_a_title_is_called_by_its_summary_and_one_without_words_is_left_out() -> None:
    assert titles(rss("<item><description>Only words</description></item>", "<item><link>/x</link></item>")) == [
        "Only words"
    ]


def test_the_same_entry_has_the_same_key_and_different_ones_have_not() -> None:
    by_id = "<item><guid>1</guid><title>{}</title></item>"
    (before,) = parse_feed(rss(by_id.format("Before")), FEED, NOW)
    (after,) = parse_feed(rss(by_id.format("After")), FEED, NOW + timedelta(days=1))
    first, second = parse_feed(rss("<item><title>A</title></item>", "<item><title>B</title></item>"), FEED, NOW)
    assert before.id == after.id
    assert len({before.id, first.id, second.id}) == 3


def test_of_two_entries_of_an_atom_feed_with_one_id_the_newer_is_taken() -> None:
    entry = "<entry><id>urn:1</id><title>{}</title><updated>2026-11-0{}T09:00:00Z</updated></entry>"
    assert titles(atom(entry.format("Old", 2), entry.format("New", 3))) == ["New"]


def test_only_the_newest_entries_are_looked_at() -> None:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    dates = [f"{day + timedelta(days=number):%a, %d %b %Y %H:%M:%S} GMT" for number in range(60)]
    items = [f"<item><title>{n}</title><pubDate>{date}</pubDate></item>" for n, date in enumerate(dates)]
    assert titles(rss(*items)) == [str(number) for number in range(59, 9, -1)]


@pytest.mark.parametrize(
    "date",
    [
        "Fri, 01 Jan 2100 00:00:00 GMT",
        "Wed, 31 Dec 1969 23:59:59 GMT",
        "0001-01-01",
        "0000-00-00",
        "9999-12-31T23:59:59-12:00",
        "x",
    ],
)
def test_a_date_that_cannot_be_right_counts_as_now(date: str) -> None:
    (entry,) = parse_feed(rss(f"<item><title>A</title><pubDate>{date}</pubDate></item>"), FEED, NOW)
    assert entry.published_at == NOW


def test_long_texts_are_cut_at_a_word() -> None:
    assert text_of("word " * 100, 23) == "word word word word…"
    assert text_of("w" * 100, 10) == "w" * 9 + "…"


def test_of_an_entry_as_much_is_kept_as_a_bulletin_has_room_for() -> None:
    words, path = "x" * 3_000, "https://news.example.org/"
    content = rss(
        f"<item><title>{words}</title><description>{words}</description><link>{path}{'x' * 1_975}</link></item>",
        f"<item><title>B</title><link>{path}{'x' * 1_976}</link></item>",
    )
    entries = sorted(parse_feed(content, FEED, NOW), key=lambda entry: -len(entry.title))
    assert [(len(one.title), len(one.summary), len(one.link)) for one in entries] == [(200, 600, 2_000), (1, 0, 0)]


def is_in_order(content: bytes) -> bool:
    """Every promise of `parse_feed` about its entries, for any content."""
    try:
        entries = parse_feed(content, FEED, NOW)
    except FeedUnavailable:
        return True
    dates = [entry.published_at for entry in entries]
    return (
        len(entries) <= 50
        and len({entry.id for entry in entries}) == len(entries)
        and dates == sorted(dates, reverse=True)
        and all(len(entry.id) == 32 and 0 < len(entry.title) <= 200 for entry in entries)
        and all(len(entry.summary) <= 600 and entry.published_at <= NOW for entry in entries)
        and all(entry.link in ("", web_link(entry.link)) for entry in entries)
    )


@settings(deadline=None)
@given(content=st.binary(max_size=400))
def test_any_bytes_are_read_or_unavailable(content: bytes) -> None:
    assert is_in_order(content)


@settings(deadline=None)
@given(inner=st.text(max_size=200), name=st.sampled_from(["title", "link", "guid", "pubDate", "description"]))
def test_any_text_within_an_entry_is_read_or_unavailable(inner: str, name: str) -> None:
    item = f"<item><title>A</title><{name}>{inner}</{name}></item>"
    assert is_in_order(rss(item).decode("utf-8", "replace").encode("utf-8", "replace"))


@settings(deadline=None)
@given(cut=st.integers(min_value=0), junk=st.binary(max_size=20))
def test_a_feed_broken_anywhere_is_read_or_unavailable(cut: int, junk: bytes) -> None:
    whole = rss(*(f"<item><title>T{n}</title><link>https://e.example.org/{n}</link></item>" for n in range(3)))
    position = cut % len(whole)
    assert is_in_order(whole[:position] + junk)
    assert is_in_order(whole[:position] + junk + whole[position:])


# --- fetching ---------------------------------------------------------------------------------------------


class Site(BaseHTTPRequestHandler):
    """A small site with every kind of feed that can go wrong."""

    def do_GET(self) -> None:
        try:
            getattr(self, self.path.strip("/").replace("-", "_"))()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def feed(self) -> None:
        self._answer(200, rss())

    def gone(self) -> None:
        self._answer(410, b"")

    def one_hop(self) -> None:
        self._answer(302, b"", location="/feed")

    def two_hops(self) -> None:
        self._answer(302, b"", location="/one-hop")

    def three_hops(self) -> None:
        self._answer(302, b"", location="/two-hops")

    def four_hops(self) -> None:
        self._answer(302, b"", location="/three-hops")

    def two_million(self) -> None:
        self._answer(200, b"x" * 2_000_000)

    def one_more(self) -> None:
        self._answer(200, b"x" * 2_000_001)

    def for_ever(self) -> None:
        self._answer(302, b"", location="/for-ever")

    def to_a_file(self) -> None:
        self._answer(302, b"", location="file:///etc/hosts")

    def endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"x" * 1_000)

    def dripping(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(50):
            self.wfile.write(b"x")
            time.sleep(0.02)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base class names it
        """Nothing is written to the terminal."""

    def _answer(self, status: int, body: bytes, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("location", location)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving() as address:
        yield address


def test_a_feed_is_fetched_and_a_redirect_is_followed(site: str) -> None:
    assert WebFeeds().read(f"{site}/feed") == rss()
    assert WebFeeds().read(f"{site}/one-hop") == rss()


def test_three_redirects_and_two_million_bytes_are_taken_and_no_more(site: str) -> None:
    assert WebFeeds().read(f"{site}/three-hops") == rss()
    with pytest.raises(FeedUnavailable, match=r"^TooManyRedirects$"):
        WebFeeds().read(f"{site}/four-hops")
    assert len(WebFeeds().read(f"{site}/two-million")) == 2_000_000
    with pytest.raises(FeedUnavailable, match=r"^is larger than 2000000 bytes$"):
        WebFeeds().read(f"{site}/one-more")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("gone", "answered 410"),
        ("for-ever", "TooManyRedirects"),
        ("to-a-file", "UnsupportedProtocol"),
        ("endless", "is larger than 10000 bytes"),
    ],
)
def test_a_feed_that_goes_wrong_is_unavailable_and_the_reason_is_said(site: str, path: str, reason: str) -> None:
    with pytest.raises(FeedUnavailable) as unavailable:
        WebFeeds(largest=10_000).read(f"{site}/{path}")
    assert str(unavailable.value) == reason


def test_a_feed_that_drips_is_given_up_after_the_limit_for_the_whole(site: str) -> None:
    with pytest.raises(FeedUnavailable) as unavailable:
        WebFeeds(limit=timedelta(seconds=0.3)).read(f"{site}/dripping")
    assert str(unavailable.value) == "took longer than 0.3 s"


@pytest.mark.parametrize("url", ["ftp://feeds.example.org/a", "file:///etc/hosts", "http://[/", "nothing"])
def test_what_is_no_web_address_is_unavailable(url: str) -> None:
    with pytest.raises(FeedUnavailable):
        WebFeeds().read(url)


def test_a_site_that_is_not_there_is_unavailable() -> None:
    with serving() as address:
        pass
    with pytest.raises(FeedUnavailable) as unavailable:
        WebFeeds().read(f"{address}/feed")
    assert str(unavailable.value) == "ConnectError"
