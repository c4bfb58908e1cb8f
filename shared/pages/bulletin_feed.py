"""The bulletin as an Atom feed (RFC 4287)."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from shared.bulletin.issues import ItemGroup
from shared.language.catalogue import ENGLISH, language, say
from shared.pages.bulletin import IssueWords
from shared.programme.model import Programme
from shared.templates.rendering import render

NAMESPACE = "http://www.w3.org/2005/Atom"
NOTHING_YET = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed without entries was updated. A feed needs a date, and this one never changes."""

_NOT_XML = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""What no XML document may contain (XML 1.0, production 2). It is compiled for the first feed: that takes long."""


@dataclass(frozen=True)
class FeedIssue:
    """An issue as the feed tells it."""

    words: IssueWords
    groups: Sequence[ItemGroup]
    sent_at: datetime


def bulletin_feed(programme: Programme, site: str, issues: Sequence[FeedIssue]) -> bytes:
    """The feed of these issues, the newest first. The same issues give the same bytes."""
    ET.register_namespace("", NAMESPACE)
    spoken = "en-GB" if language() == ENGLISH else language()
    feed = ET.Element(f"{{{NAMESPACE}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": spoken})
    _add(feed, "id", _id(site, ""))
    _add(feed, "title", say("{cafe}: bulletin", cafe=programme.about.name))
    _add(feed, "updated", max((issue.sent_at for issue in issues), default=NOTHING_YET).isoformat())
    _add(_add(feed, "author"), "name", programme.about.name)
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{site}/bulletin/feed.atom")
    _add(feed, "link", rel="alternate", type="text/html", href=f"{site}/bulletin")
    for issue in issues:
        _entry(feed, site, issue)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(feed: ET.Element, site: str, issue: FeedIssue) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", _id(site, issue.words.id))
    _add(entry, "title", issue.words.title)
    _add(entry, "updated", issue.sent_at.isoformat())
    _add(entry, "link", rel="alternate", type="text/html", href=f"{site}/bulletin/{issue.words.id}")
    content = render("pages/bulletin_entry.html", issue=issue.words, groups=issue.groups)
    _add(entry, "content", content, type="html")


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    element.text = re.sub(_NOT_XML, "", text) or None
    return element


def _id(site: str, issue_id: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{site}/bulletin/{issue_id}").urn
