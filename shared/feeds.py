"""News feeds (RSS and Atom): we fetch them within limits, read what can be read, and keep plain text.

A feed is somebody else's file. It may be slow, endless, broken or hostile. Only plain text and http links
leave this module.
"""

import asyncio
import calendar
import hashlib
import html
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from shared.programme.model import Feed
from shared.text.plain import in_one_line

LONGEST_WAIT = timedelta(seconds=20)
"""The most time for one feed: name look-up, redirects, headers and body together."""

LARGEST = 2_000_000
"""Most bytes of a feed, after decompression."""

REDIRECTS = 3
NEWEST = 50
"""How many entries of one feed we look at."""

TITLE, SUMMARY, LINK = 200, 600, 2_000
"""How many characters of each we keep."""

_BLOCK = re.compile(r"<(?=/?(?:p|br|div|li|ul|ol|h[1-6]|t[dhr]|table|blockquote|section|article)\b)", re.IGNORECASE)


class FeedUnavailable(Exception):
    """The feed could not be fetched, or is not a feed. The message says why. It may work later."""


class FeedReader(Protocol):
    """How the horizon scan fetches a feed."""

    def read(self, url: str) -> bytes:
        """The feed at this address. Raises `FeedUnavailable`."""


class WebFeeds:
    """`FeedReader` on the web, within `limit` and `largest` (bytes)."""

    def __init__(self, limit: timedelta = LONGEST_WAIT, largest: int = LARGEST) -> None:
        self._limit = limit
        self._largest = largest

    def read(self, url: str) -> bytes:
        import httpx  # noqa: PLC0415 - only the horizon scan speaks HTTP by itself

        try:
            with ThreadPoolExecutor(1) as thread:  # a new thread has no event loop yet
                return thread.submit(lambda: asyncio.run(self._fetch(url))).result()
        except TimeoutError as slow:
            raise FeedUnavailable(f"took longer than {self._limit.total_seconds():g} s") from slow
        except (httpx.HTTPError, httpx.InvalidURL) as failed:
            raise FeedUnavailable(type(failed).__name__) from failed

    async def _fetch(self, url: str) -> bytes:
        import httpx  # noqa: PLC0415 - only the horizon scan speaks HTTP by itself

        client = httpx.AsyncClient(
            follow_redirects=True,
            max_redirects=REDIRECTS,
            timeout=self._limit.total_seconds(),
            trust_env=False,
            headers={"user-agent": "virtual-cafe horizon scan", "accept-encoding": "gzip"},
        )
        async with asyncio.timeout(self._limit.total_seconds()), client, client.stream("GET", url) as answer:
            if answer.status_code != httpx.codes.OK:
                raise FeedUnavailable(f"answered {answer.status_code}")
            return await self._body(answer.aiter_bytes())

    async def _body(self, chunks: AsyncIterator[bytes]) -> bytes:
        body = bytearray()
        async for chunk in chunks:
            body += chunk
            if len(body) > self._largest:
                raise FeedUnavailable(f"is larger than {self._largest} bytes")
        return bytes(body)


@dataclass(frozen=True)
class FeedEntry:
    """One entry in plain text. `link` is empty if the entry has no link that we can show."""

    id: str
    """32 hexadecimal digits, always the same for the same entry. It is safe as a table key."""
    title: str
    summary: str
    link: str
    published_at: datetime


def parse_feed(content: bytes, feed: Feed, now: datetime) -> list[FeedEntry]:
    """The newest entries that `feed` sent, newest first. Broken entries are left out.

    An entry without a usable date counts as published `now`. Raises `FeedUnavailable` if this is not a feed.
    """
    entries = [entry for raw in _raw_entries(content) if (entry := _entry(raw, feed, now))]
    entries.sort(key=lambda entry: entry.published_at, reverse=True)
    once: dict[str, FeedEntry] = {}
    for entry in entries:
        once.setdefault(entry.id, entry)
    return list(once.values())[:NEWEST]


def text_of(markup: str, limit: int) -> str:
    """The text of this HTML on one line, cut at a word. Tags, scripts and invisible characters are taken out."""
    import nh3  # noqa: PLC0415 - only foreign words need it

    text = in_one_line(html.unescape(nh3.clean(_BLOCK.sub(" <", markup), tags=set())))
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def web_link(link: str) -> str:
    """The link if it is an absolute http(s) address that we can show, else empty."""
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return ""
    shown = link.isprintable() and " " not in link and len(link) <= LINK
    return link if shown and parts.scheme in ("http", "https") and host else ""


def key_of(identity: str) -> str:
    """The key for this identity: 32 hexadecimal digits."""
    return hashlib.sha256(identity.encode(errors="replace")).hexdigest()[:32]


def _raw_entries(content: bytes) -> Iterator[Mapping[str, object]]:
    import feedparser  # noqa: PLC0415 - 0.1 s that only the horizon scan needs

    try:
        parsed = feedparser.parse(BytesIO(content.lstrip()), sanitize_html=False, resolve_relative_uris=False)
    except Exception as broken:  # the parser is made for broken feeds, but still fails on some
        raise FeedUnavailable("cannot be read") from broken
    if not parsed.get("version"):
        raise FeedUnavailable("is not a feed")
    for entry in parsed.get("entries", []):
        yield dict(entry.items())  # the parser's own look-ups may give another date, with a warning


def _entry(raw: Mapping[str, object], feed: Feed, now: datetime) -> FeedEntry | None:
    summary = text_of(_text(raw, "summary"), SUMMARY)
    title = text_of(_text(raw, "title"), TITLE) or text_of(html.escape(summary), TITLE)
    if not title:
        return None
    link = _link(raw, feed)
    return FeedEntry(key_of(_text(raw, "id") or link or title), title, summary, link, _published(raw, now))


def _text(raw: Mapping[str, object], name: str) -> str:
    value = raw.get(name)
    return value.strip() if isinstance(value, str) else ""


def _link(raw: Mapping[str, object], feed: Feed) -> str:
    """The entry's link; one without a scheme is relative to the feed."""
    link = _text(raw, "link")
    try:
        return web_link(link if not link or urlsplit(link).scheme else urljoin(feed.url, link))
    except ValueError:
        return ""


def _published(raw: Mapping[str, object], now: datetime) -> datetime:
    """When the entry was published, or else changed. A date before 1970 or in the future counts as `now`."""
    for name in ("published_parsed", "updated_parsed"):
        parsed = raw.get(name)
        if isinstance(parsed, tuple):
            try:
                moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
            except (ValueError, OverflowError, OSError):
                continue
            return moment if datetime(1970, 1, 1, tzinfo=UTC) <= moment <= now else now
    return now
