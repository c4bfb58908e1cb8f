"""Email addresses: which ones can be used, and how we recognise the same person."""

import re

_ADDRESS = re.compile(
    r"^[^\s@<>()\[\],;:\"\\\x00-\x1f\x7f]{1,64}@"
    r"(?=.{1,255}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]"
)


def is_address(text: str) -> bool:
    """True for `name@domain.tld` without spaces, brackets or commas: the part of RFC 5321 and 6531 Exchange takes."""
    local, _, _ = text.partition("@")
    return bool(_ADDRESS.fullmatch(text)) and not (local.startswith(".") or local.endswith(".") or ".." in local)


def normal_address(text: str) -> str:
    """The address trimmed and case-folded, so that two spellings of it are equal."""
    return text.strip().casefold()
