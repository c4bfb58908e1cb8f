"""Reading: the entries of a feed as plain text, each once, the newest first."""

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from itertools import islice
from urllib.parse import urljoin, urlsplit

from shared.feeds.dates import moment_of
from shared.feeds.fetching import FeedUnavailable
from shared.feeds.identity import identity_of, key_of, same_address, without_time
from shared.feeds.markup import text_of, web_link
from shared.feeds.undated import moment_from_elsewhere
from shared.programme.model import Feed

NEWEST = 50
"""How many entries of one feed we keep."""

LOOKED_AT = 1_000
"""How many entries of one feed we look at."""

TITLE, SUMMARY = 200, 600
"""How many characters of each we keep."""


@dataclass(frozen=True)
class FeedEntry:
    """One entry in plain text. `link` is empty if the entry has no link that we can show."""

    id: str
    """32 hexadecimal digits, always the same for the same news. It is safe as a table key."""
    id_apart: str
    """Its id in case that other news of the feed has the same one: made of its link or title too."""
    is_shared: bool
    """Whether other news in this feed has the same `id`."""
    title: str
    summary: str
    link: str
    published_at: datetime
    changed_at: datetime
    """When these words were written: the last change, or else the publication."""
    is_dated: bool
    """False if nothing tells when it was published. It then counts as published now."""


@dataclass(frozen=True)
class _Raw:
    """An entry as the feed has it, with its date."""

    fields: Mapping[str, object]
    link: str
    published_at: datetime | None
    changed_at: datetime | None

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        return value.strip() if isinstance(value, str) else ""


def parse_feed(content: bytes, feed: Feed, now: datetime) -> list[FeedEntry]:
    """The newest entries that `feed` sent, newest first. Broken entries are left out.

    An entry without a usable date counts as published when its text, its address or the feed itself says. If nothing
    does, it counts as published `now`. Raises `FeedUnavailable` if this is not a feed.
    """
    fields, of_feed, is_atom = _parsed(content)
    raw = [_dated(one, feed, of_feed, now) for one in fields]
    raw.sort(key=lambda one: one.published_at or now, reverse=True)
    entries = (entry for one in raw if (entry := _entry(one, now)))
    newest = list(islice(entries, NEWEST + NEWEST))
    return _each_once(newest, is_atom=is_atom)[:NEWEST]


def _parsed(content: bytes) -> tuple[list[Mapping[str, object]], Mapping[str, object], bool]:
    """The entries, the feed's own fields, and whether it is Atom."""
    import feedparser  # noqa: PLC0415 - 0.1 s that only the horizon scan needs

    try:
        parsed = feedparser.parse(BytesIO(content.lstrip()), sanitize_html=False, resolve_relative_uris=False)
    except Exception as broken:  # the parser is made for broken feeds, but still fails on some
        raise FeedUnavailable("cannot be read") from broken
    if not parsed.get("version"):
        raise FeedUnavailable("is not a feed")
    # the parser's own look-ups may give another date, with a warning
    entries: list[Mapping[str, object]] = [dict(one.items()) for one in parsed.get("entries", [])[:LOOKED_AT]]
    return entries, dict(parsed.get("feed", {}).items()), str(parsed["version"]).startswith("atom")


def _dated(fields: Mapping[str, object], feed: Feed, of_feed: Mapping[str, object], now: datetime) -> _Raw:
    plain = _Raw(fields, "", None, None)
    link = _link(plain.text("link"), feed)
    published = _first_moment(plain, ("published", "created", "updated"), now)
    changed = _first_moment(plain, ("updated",), now)
    if published is None:
        elsewhere = (link, plain.text("id"), plain.text("title"), plain.text("summary"))
        dates_of_feed = [str(of_feed[name]) for name in ("updated", "published") if of_feed.get(name)]
        published = moment_from_elsewhere(elsewhere, dates_of_feed, now)
    return _Raw(fields, link, published, changed)


def _first_moment(raw: _Raw, names: Iterable[str], now: datetime) -> datetime | None:
    moments = (moment_of(raw.text(name), now) for name in names)
    return next((min(moment, now) for moment in moments if moment), None)


def _entry(raw: _Raw, now: datetime) -> FeedEntry | None:
    summary = text_of(raw.text("summary"), SUMMARY)
    title = text_of(raw.text("title"), TITLE) or text_of(html.escape(summary), TITLE)
    if not title:
        return None
    published = raw.published_at or now
    identity = identity_of(raw.text("id"), raw.link, title)
    return FeedEntry(
        id=key_of(identity),
        id_apart=raw.text("id"),
        is_shared=False,
        title=title,
        summary=summary,
        link=raw.link,
        published_at=published,
        changed_at=max(published, raw.changed_at or published),
        is_dated=raw.published_at is not None,
    )


def _link(link: str, feed: Feed) -> str:
    """The entry's link; one without a scheme is relative to the feed."""
    try:
        return web_link(link if not link or urlsplit(link).scheme else urljoin(feed.url, link))
    except ValueError:
        return ""


def _each_once(entries: Sequence[FeedEntry], *, is_atom: bool) -> list[FeedEntry]:
    """The entries without older versions of the same news. Until here `id_apart` is the id as the feed wrote it."""
    with_id: dict[str, list[FeedEntry]] = {}
    for entry in sorted(entries, key=lambda one: one.changed_at, reverse=True):
        with_id.setdefault(entry.id, []).append(entry)
    kept = [entry for same in with_id.values() for entry in _different(same, is_atom=is_atom)]
    return sorted(kept, key=lambda entry: entry.published_at, reverse=True)


def _different(same: Sequence[FeedEntry], *, is_atom: bool) -> Iterator[FeedEntry]:
    """The different news among entries with one id, the newest version of each.

    A version has the same link and another time in its id, or in Atom the very same id (RFC 4287, 4.1.1).
    """
    has_links = all(entry.link for entry in same) and len({same_address(entry.link) for entry in same}) > 1
    has_one_id = is_atom and len({entry.id_apart for entry in same}) == 1
    found: dict[str, FeedEntry] = {}
    for entry in same:
        is_version = has_one_id or without_time(entry.id_apart) != entry.id_apart
        found.setdefault(same_address(entry.link) if has_links else "" if is_version else entry.title, entry)
    for apart, entry in found.items():
        own = apart if len(found) > 1 else same_address(entry.link) or entry.title
        yield replace(entry, id_apart=key_of(f"{entry.id} {own}"), is_shared=len(found) > 1)
