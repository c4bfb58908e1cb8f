"""E-mail addresses: which ones are usable, and how the same person is recognised."""

import re

_ADDRESS = re.compile(
    r"^[^\s@<>()\[\],;:\"\\\x00-\x1f\x7f]{1,64}@"
    r"(?=.{1,255}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]"
)


def is_address(text: str) -> bool:
    """True for `name@domain.tld` without spaces, brackets or commas: what Exchange takes of RFC 5321 and 6531."""
    local, _, _ = text.partition("@")
    return bool(_ADDRESS.fullmatch(text)) and not (local.startswith(".") or local.endswith(".") or ".." in local)


def normal_address(text: str) -> str:
    """The form in which the same person's address is always the same: trimmed and case-folded."""
    return text.strip().casefold()
