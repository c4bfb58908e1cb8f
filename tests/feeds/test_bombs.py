"""Feeds made to take time or memory: they are read within limits, or not at all."""

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from local.memory.services import the_programme
from shared.feeds.fetching import FeedUnavailable, WebFeeds
from shared.feeds.markup import text_of
from shared.feeds.reading import parse_feed

FEED = the_programme().feeds[0]
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
BOMB = gzip.compress(bytes(50_000_000), 9, mtime=0)
PLAIN = b"<rss version='2.0'/>"


@contextmanager
def serving(body: bytes, coding: str) -> Iterator[str]:
    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            if coding:
                self.send_header("Content-Encoding", coding)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # the reader has had enough
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base class names it
            """Nothing is written to the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("body", "coding", "reason"),
    [
        (BOMB, "gzip", "is larger than 2000000 bytes"),
        (gzip.compress(BOMB, 9, mtime=0), "gzip, gzip", "is packed in a way that we did not ask for"),
        (zlib.compress(bytes(50_000_000), 9), "deflate", "is packed in a way that we did not ask for"),
        (b"\x0b", "br", "is packed in a way that we did not ask for"),
        (b"\x28\xb5\x2f\xfd", "zstd", "is packed in a way that we did not ask for"),
        (b"no gzip", "gzip", "cannot be unpacked"),
        (gzip.compress(PLAIN, mtime=0)[:-9], "gzip", "was cut off"),
        (gzip.compress(PLAIN, mtime=0) * 2, "gzip", "is packed in more than one piece"),
    ],
    ids=["a bomb", "twice", "deflate", "brotli", "zstandard", "no gzip", "cut off", "two pieces"],
)
def test_a_packed_feed_is_unpacked_once_and_within_the_limit(body: bytes, coding: str, reason: str) -> None:
    with serving(body, coding) as address:
        tracemalloc.start()
        try:
            with pytest.raises(FeedUnavailable) as refused:
                WebFeeds().read(address)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert str(refused.value) == reason
    assert peak < 20_000_000


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP"])
def test_a_feed_in_gzip_is_read(coding: str) -> None:
    with serving(gzip.compress(PLAIN, mtime=0), coding) as address:
        assert WebFeeds().read(address) == PLAIN


def test_ten_megabytes_are_too_much() -> None:
    with serving(bytes(10_000_000), "") as address, pytest.raises(FeedUnavailable, match="is larger than"):
        WebFeeds().read(address)


def seconds(content: bytes) -> float:
    start = time.process_time()
    parse_feed(content, FEED, NOW)
    return time.process_time() - start


def deep(tag: str, size: int) -> bytes:
    inside = f"&lt;{tag}&gt;" * (size // len(f"&lt;{tag}&gt;"))
    item = f"<item><title>A</title><description>{inside}</description></item>"
    return f"<rss version='2.0'><channel>{item}</channel></rss>".encode()


@pytest.mark.parametrize("tag", ["div", "b", "table", "font"])
def test_deep_markup_takes_no_more_than_its_length(tag: str) -> None:
    seconds(deep(tag, 10_000))
    assert seconds(deep(tag, 1_900_000)) < 3


def test_many_entries_with_deep_markup_are_read_in_time() -> None:
    item = f"<item><title>A</title><description>{'&lt;div&gt;' * 1_000}</description></item>"
    content = f"<rss version='2.0'><channel>{item * 150}</channel></rss>".encode()
    assert seconds(content) < 5


def test_entities_within_entities_are_not_blown_up() -> None:
    levels = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 9))
    content = (
        f"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a0 'aaaaaaaaaa'>{levels}]>"
        "<rss version='2.0'><channel><item><title>&a8;</title></item></channel></rss>"
    ).encode()
    tracemalloc.start()
    try:
        assert seconds(content) < 5
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_no_file_of_the_machine_is_read() -> None:
    content = (
        b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
        b"<rss version='2.0'><channel><item><title>A &a;</title></item></channel></rss>"
    )
    assert "root" not in " ".join(entry.title for entry in parse_feed(content, FEED, NOW))


def test_half_a_tag_where_the_markup_is_cut_is_no_text() -> None:
    assert (
        text_of("word " * 1_999 + "<a href='https://news.example.org/very/long'>link</a>", 20_000)
        == ("word " * 1_999).strip()
    )
