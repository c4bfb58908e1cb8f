"""Markup: the text of somebody else's HTML, and the links in it that we can show."""

import html
import re
from urllib.parse import urlsplit

from shared.text.plain import in_one_line

LINK = 2_000
"""The most characters of a link."""

MARKUP = 10_000
"""How many characters of one HTML text we look at. Reading deep HTML takes time by the square of its length."""

_BLOCK = re.compile(r"<(?=/?(?:p|br|div|li|ul|ol|h[1-6]|t[dhr]|table|blockquote|section|article)\b)", re.IGNORECASE)


def text_of(markup: str, limit: int) -> str:
    """The text of this HTML on one line, cut at a word. Tags, scripts and invisible characters are taken out."""
    import nh3  # noqa: PLC0415 - only foreign words need it

    text = in_one_line(html.unescape(nh3.clean(_BLOCK.sub(" <", _start_of(markup)), tags=set())))
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


def _start_of(markup: str) -> str:
    """As much of it as we look at, without half a tag at the end."""
    if len(markup) <= MARKUP:
        return markup
    start = markup[:MARKUP]
    before, _, last = start.rpartition("<")
    return start if ">" in last else before
