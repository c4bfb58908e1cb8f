"""Email addresses: which ones can be used, and how we recognise the same person."""

import re

_ADDRESS = re.compile(
    r"^[^\s@<>()\[\],;:\"\\\x00-\x1f\x7f]{1,64}@"
    r"(?=.{1,255}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]"
)


_GUEST = re.compile(r"(?P<name>[^@]+)_(?P<domain>[^@_]+)#EXT#@.*", re.IGNORECASE)


def is_address(text: str) -> bool:
    """True for `name@domain.tld` without spaces, brackets or commas: the part of RFC 5321 and 6531 Exchange takes."""
    local, _, _ = text.partition("@")
    return bool(_ADDRESS.fullmatch(text)) and not (local.startswith(".") or local.endswith(".") or ".." in local)


def home_address(account: str) -> str:
    """The address behind the account name that a directory gives a guest, or else the name as it is.

    `jo_bloggs_example.org#EXT#@northmoor.onmicrosoft.com` was made of `jo_bloggs@example.org`: the last `_` is the @.
    """
    guest = _GUEST.fullmatch(account.strip())
    return f"{guest['name']}@{guest['domain']}" if guest else account


def normal_address(text: str) -> str:
    """The address trimmed and case-folded, so that two spellings of it are equal."""
    return text.strip().casefold()
