"""How much of a feed is read: at the limit and beyond it."""

from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from local.memory.services import the_programme
from shared.feeds.fetching import FeedUnavailable, WebFeeds
from shared.feeds.markup import text_of, web_link
from shared.feeds.reading import parse_feed

FEED = the_programme().feeds[0]
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def entry(*, title: str = "News", summary: str = "", published: str = "") -> str:
    return f"<item><title>{title}</title><description>{summary}</description><pubDate>{published}</pubDate></item>"


def rss(*entries: str) -> bytes:
    return f"<rss version='2.0'><channel><title>A</title>{''.join(entries)}</channel></rss>".encode()


@pytest.mark.parametrize(
    ("published", "kept"),
    [
        ("Thu, 01 Jan 1970 00:00:00 GMT", datetime(1970, 1, 1, tzinfo=UTC)),
        ("Wed, 31 Dec 1969 23:59:59 GMT", NOW),
        ("Tue, 01 Dec 2026 08:59:59 GMT", datetime(2026, 12, 1, 8, 59, 59, tzinfo=UTC)),
        ("Tue, 01 Dec 2026 09:00:01 GMT", NOW),
        ("one fine day", NOW),
    ],
)
def test_a_day_that_cannot_be_is_today(published: str, kept: datetime) -> None:
    assert [one.published_at for one in parse_feed(rss(entry(published=published)), FEED, NOW)] == [kept]


def test_the_fifty_first_entries_are_read() -> None:
    titles = [f"News {number}" for number in range(60)]
    assert [one.title for one in parse_feed(rss(*(entry(title=title) for title in titles)), FEED, NOW)] == titles[:50]


def test_a_title_and_a_summary_are_cut_to_what_an_item_holds() -> None:
    (read,) = parse_feed(rss(entry(title="a" * 201, summary="b" * 601)), FEED, NOW)
    assert (read.title, read.summary) == ("a" * 199 + "…", "b" * 599 + "…")
    (read,) = parse_feed(rss(entry(title="a" * 200, summary="b" * 600)), FEED, NOW)
    assert (read.title, read.summary) == ("a" * 200, "b" * 600)


def test_a_text_is_cut_at_a_word() -> None:
    assert [text_of("one two three", length) for length in (13, 12, 8, 4, 3)] == [
        "one two three",
        "one two…",
        "one…",
        "one…",
        "on…",
    ]


def test_a_link_has_two_thousand_characters_at_most() -> None:
    link = "https://news.example.org/".ljust(2_000, "a")
    assert (web_link(link), web_link(link + "a")) == (link, "")


class Site(BaseHTTPRequestHandler):
    """It gives a hundred bytes."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"x" * 100)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base class names it
        """Nothing is written to the terminal."""


def test_a_feed_may_be_as_large_as_the_limit() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.server_port}/"
            assert len(WebFeeds(largest=100).read(address)) == 100
            with pytest.raises(FeedUnavailable, match="is larger than 99 bytes"):
                WebFeeds(largest=99).read(address)
        finally:
            server.shutdown()
            thread.join()


def test_no_proxy_of_the_machine_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            assert len(WebFeeds().read(f"http://127.0.0.1:{server.server_port}/")) == 100
        finally:
            server.shutdown()
            thread.join()


def test_entries_are_known_by_their_id_and_those_without_one_by_their_link() -> None:
    link = "<link>https://news.example.org/all</link>"
    two = [f"<item><title>News {n}</title>{link}<guid>urn:{n}</guid></item>" for n in (1, 2)]
    one = [f"<item><title>News</title>{link}<description>{n}</description></item>" for n in (1, 2)]
    assert [entry.title for entry in parse_feed(rss(*two), FEED, NOW)] == ["News 1", "News 2"]
    assert [entry.title for entry in parse_feed(rss(*one), FEED, NOW)] == ["News"]


def test_a_link_that_is_none_is_empty() -> None:
    assert [web_link(link) for link in ("http://[", "https://", "ftp://a.example.org", "a b", "")] == [""] * 5


def test_the_words_within_old_markup_stay() -> None:
    (read,) = parse_feed(rss(entry(summary="&lt;applet&gt;Old&lt;/applet&gt; news")), FEED, NOW)
    assert read.summary == "Old news"
