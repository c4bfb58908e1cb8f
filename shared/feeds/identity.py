"""Identity: which entries are the same news, whatever happened to their ids and links.

An id or a link means the same with http or https, with or without a slash at the end, a fragment or the tags of a
campaign. Some feeds write the time of the last change into the id. Others give one id to different news.
"""

import hashlib
import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_TIME = re.compile(
    r"[#@?&;:/_~,|\-+ ]*(?<![0-9a-z])(?:updated=|modified=|changed=)?"
    r"(?:20\d\d-\d\d-\d\d[t _]\d\d[:.\-]?\d\d(?:[:.\-]?\d\d(?:\.\d+)?)?|20\d{6}t?\d{4}(?:\d\d)?)"
    r"(?:\s?(?:z|utc|gmt)|\s?[+\-]\d\d:?\d\d)?(?![0-9a-z])",
    re.IGNORECASE,
)
"""A date with a time, in one of the forms that ids have, and what joins it to the rest."""

_CAMPAIGN = re.compile(
    r"utm_.*|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|_hs\w+|at_(?:medium|campaign|custom\d)|cmpid|igshid"
    r"|updated(?:_?at)?|modified|last_?mod(?:ified)?|changed|timestamp|ts",
    re.IGNORECASE,
)
"""Parts of a query that say how somebody came to a page, or when it changed, and never which page it is."""


def key_of(identity: str) -> str:
    """The key for this identity: 32 hexadecimal digits."""
    return hashlib.sha256(identity.encode(errors="replace")).hexdigest()[:32]


def same_address(link: str) -> str:
    """The address in the one spelling that all addresses of the same page have. Other texts stay as they are."""
    try:
        parts = urlsplit(link.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return link
    if parts.scheme.lower() not in ("http", "https") or not host:
        return link
    kept = [(name, value) for name, value in parse_qsl(parts.query, True) if not _CAMPAIGN.fullmatch(name)]
    where = host if port in (None, 80, 443) else f"{host}:{port}"
    return f"https://{where}{unquote(parts.path).rstrip('/')}" + (f"?{urlencode(sorted(kept))}" if kept else "")


def without_time(name: str) -> str:
    """The id without the time of a change in it. An id that is nothing but a time stays as it is."""
    return _TIME.sub("", unquote(name)) or name


def identity_of(name: str, link: str, title: str) -> str:
    """What the entry is known by: its id, or else its link, or else its title.

    An id with a time in it counts together with the link: without the time it may be the id of every entry.
    """
    plain = without_time(name)
    if name and plain != unquote(name):
        return f"{same_address(plain)} {same_address(link)}".strip()
    return same_address(name) or same_address(link) or title
