"""Fetching: a feed comes over the web within limits of time and size, packed at most once."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Protocol

LONGEST_WAIT = timedelta(seconds=20)
"""The most time for one feed: name look-up, redirects, headers and body together."""

LARGEST = 2_000_000
"""Most bytes of a feed, after decompression."""

REDIRECTS = 3

PLAIN, GZIP = ("", "identity"), ("gzip", "x-gzip")
"""The content codings that we read. We ask for gzip; a second coding over it is how bombs are made."""


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
            coding = answer.headers.get("content-encoding", "").strip().lower()
            return await self._body(answer.aiter_raw(), coding)

    async def _body(self, chunks: AsyncIterator[bytes], coding: str) -> bytes:
        if coding not in PLAIN + GZIP:
            raise FeedUnavailable("is packed in a way that we did not ask for")
        unpack = Unpacking(self._largest) if coding in GZIP else None
        body, came = bytearray(), 0
        async for chunk in chunks:
            came += len(chunk)
            body += unpack.some(chunk) if unpack else chunk
            if max(len(body), came) > self._largest:
                raise FeedUnavailable(f"is larger than {self._largest} bytes")
        if unpack and came:
            unpack.end()
        return bytes(body)


class Unpacking:
    """One gzip stream, unpacked as it comes. It never holds more than one byte above `largest`."""

    def __init__(self, largest: int) -> None:
        self._stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._left = largest + 1

    def some(self, packed: bytes) -> bytes:
        """The bytes in this chunk, as far as there is room. Raises `FeedUnavailable` for what is no gzip stream."""
        if self._left <= 0:
            return b""
        try:
            plain = self._stream.decompress(self._stream.unconsumed_tail + packed, self._left)
        except zlib.error as broken:
            raise FeedUnavailable("cannot be unpacked") from broken
        if self._stream.unused_data.strip(b"\0"):
            raise FeedUnavailable("is packed in more than one piece")
        self._left -= len(plain)
        return plain

    def end(self) -> None:
        """Raises `FeedUnavailable` if the stream has not come to its end."""
        if not self._stream.eof:
            raise FeedUnavailable("was cut off")
