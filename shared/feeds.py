"""News feeds (RSS and Atom): fetched within limits, read as far as they go, brought down to plain text.

A feed is somebody else's file: it may be slow, endless, broken or hostile. Nothing of it but plain text and
http links leaves this module.
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
"""For the whole of one feed: names, redirects, headers and body."""

LARGEST = 2_000_000
"""Bytes of a feed at most, after decompression."""

REDIRECTS = 3
NEWEST = 50
"""Entries of one feed that are looked at."""

TITLE, SUMMARY, LINK = 200, 600, 2_000
"""Characters kept of each."""

_BLOCK = re.compile(r"<(?=/?(?:p|br|div|li|ul|ol|h[1-6]|t[dhr]|table|blockquote|section|article)\b)", re.IGNORECASE)


class FeedUnavailable(Exception):
    """The feed could not be had or is no feed; the message is the reason. Later it may work."""


class FeedReader(Protocol):
    """How the horizon scan gets at a feed."""

    def read(self, url: str) -> bytes:
        """The feed behind this address. Raises `FeedUnavailable`."""


class WebFeeds:
    """`FeedReader` on the web, within `limit` and `largest` (bytes)."""

    def __init__(self, limit: timedelta = LONGEST_WAIT, largest: int = LARGEST) -> None:
        self._limit = limit
        self._largest = largest

    def read(self, url: str) -> bytes:
        import httpx  # noqa: PLC0415 - only the horizon scan speaks HTTP by itself

        try:
            with ThreadPoolExecutor(1) as thread:  # a thread of its own has no loop yet, whoever calls
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
    """One entry in plain text. `link` is empty where the entry has none that can be shown."""

    id: str
    """32 hexadecimal digits, always the same for the same entry: safe as a table key."""
    title: str
    summary: str
    link: str
    published_at: datetime


def parse_feed(content: bytes, feed: Feed, now: datetime) -> list[FeedEntry]:
    """The newest entries of what `feed` sent, newest first; what is broken in it is left out.

    An entry without a usable date counts as published `now`. Raises `FeedUnavailable` for what is no feed.
    """
    entries = [entry for raw in _raw_entries(content) if (entry := _entry(raw, feed, now))]
    entries.sort(key=lambda entry: entry.published_at, reverse=True)
    once: dict[str, FeedEntry] = {}
    for entry in entries:
        once.setdefault(entry.id, entry)
    return list(once.values())[:NEWEST]


def text_of(markup: str, limit: int) -> str:
    """The text of this HTML without tags, scripts and invisible characters, on one line, cut at a word."""
    import nh3  # noqa: PLC0415 - only foreign words need it

    text = in_one_line(html.unescape(nh3.clean(_BLOCK.sub(" <", markup), tags=set())))
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def web_link(link: str) -> str:
    """The link if it is an absolute http(s) address that can be shown, else nothing."""
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return ""
    shown = link.isprintable() and " " not in link and len(link) <= LINK
    return link if shown and parts.scheme in ("http", "https") and host else ""


def key_of(identity: str) -> str:
    """The key of whatever has this identity: 32 hexadecimal digits."""
    return hashlib.sha256(identity.encode(errors="replace")).hexdigest()[:32]


def _raw_entries(content: bytes) -> Iterator[Mapping[str, object]]:
    import feedparser  # noqa: PLC0415 - 0.1 s that only the horizon scan needs

    try:
        parsed = feedparser.parse(BytesIO(content.lstrip()), sanitize_html=False, resolve_relative_uris=False)
    except Exception as broken:  # it is made for broken feeds, and still fails in its own ways on some
        raise FeedUnavailable("cannot be read") from broken
    if not parsed.get("version"):
        raise FeedUnavailable("is no feed")
    for entry in parsed.get("entries", []):
        yield dict(entry.items())  # its own look-ups give one date for another, and warn of it


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
    """When the entry was published, else changed; before 1970 or in the future means `now`."""
    for name in ("published_parsed", "updated_parsed"):
        parsed = raw.get(name)
        if isinstance(parsed, tuple):
            try:
                moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
            except (ValueError, OverflowError, OSError):
                continue
            return moment if datetime(1970, 1, 1, tzinfo=UTC) <= moment <= now else now
    return now
