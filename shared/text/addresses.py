"""Email addresses: which ones can be used, how we mend a slip of typing, and how we recognise the same person.

Two addresses are one person's only if they differ in ASCII capitals or in known typography. Letters that merely look
alike, or that Unicode folds together (ß and ss, the Kelvin sign and k), are two people's.
"""

import re
import unicodedata
from collections.abc import Iterator

from shared.text.plain import seen

_ADDRESS = re.compile(
    r"^[^\s@<>()\[\],;:\"\\\x00-\x1f\x7f]{1,64}@"
    r"(?=.{1,255}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]"
)

_APOSTROPHES, _QUOTES, _HYPHENS = "‘’‚‛ʹʼʻ′´＇", "“”„‟«»‹›″＂", "‐‑‒–—―−﹣－"
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_STOPS = dict.fromkeys(map(ord, "。｡．"), ".")
_TYPOGRAPHY = (
    _WIDE
    | _STOPS
    | dict.fromkeys(map(ord, _APOSTROPHES), "'")
    | dict.fromkeys(map(ord, _QUOTES), '"')
    | dict.fromkeys(map(ord, _HYPHENS), "-")
)
"""What a phone or a word processor makes of the plain character."""

_CAPITALS = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}

_BECOMES_ASCII = re.compile("([\u037e\u1fef\u212a])")
"""The three characters that NFC turns into an ASCII one, such as the Kelvin sign."""

_GUEST = re.compile(r"(?P<name>.+?)#ext#@", re.IGNORECASE)
"""A guest's account name in a directory: `amara.nwosu_example.nhs.uk#EXT#@tenant.onmicrosoft.com`."""

_PREFIX = "xn--"


def is_address(text: str) -> bool:
    """True for `name@domain.tld` without spaces, brackets or commas: the part of RFC 5321 and 6531 Exchange takes."""
    local, _, _ = text.partition("@")
    return bool(_ADDRESS.fullmatch(text)) and not (local.startswith(".") or local.endswith(".") or ".." in local)


def mended_address(written: str) -> str:
    """The address with clear slips mended: `Name <a@b>`, `mailto:`, quotes around it, curly apostrophes, a dot at
    the end. A guest's account name becomes the address that it was made of."""
    plain = _typed(" ".join(seen(written).split()))
    within = re.fullmatch(r"[^<>]*<([^<>]+)>[\s.,;]*", plain)
    address = (within[1] if within else plain).strip(" .,;'\"")
    if address[:7].lower() == "mailto:":
        address = address[7:].strip(" '\"")
    return _invited(address)


def normal_address(text: str) -> str:
    """The address in its normal form: two spellings of one address have the same one."""
    local, at, domain = _invited(_typed(text.strip())).translate(_CAPITALS).rpartition("@")
    return local + at + ".".join(_labels(domain))


def _typed(text: str) -> str:
    """The text with plain characters for those that typography made of them."""
    parts = _BECOMES_ASCII.split(text)
    whole = "".join(part if number % 2 else unicodedata.normalize("NFC", part) for number, part in enumerate(parts))
    return whole.translate(_TYPOGRAPHY)


def _invited(address: str) -> str:
    """The address behind a guest's account name. The last underscore was its @."""
    guest = _GUEST.match(address)
    if guest is None:
        return address
    name, _, domain = guest["name"].rpartition("_")
    invited = f"{name}@{domain}"
    return invited if is_address(invited) else address


def _labels(domain: str) -> Iterator[str]:
    """The domain's labels, each in the script that people read. DNS has no capitals in any script."""
    for label in domain.split("."):
        yield _read(label) if label.startswith(_PREFIX) else "".join(map(_small, label))


def _read(label: str) -> str:
    """A label such as `xn--bcher-kva` in its own script, or as it is if it is not what that script would become."""
    try:
        read = label.removeprefix(_PREFIX).encode("ascii").decode("punycode")
        is_sound = _PREFIX + read.encode("punycode").decode("ascii") == label and "".join(map(_small, read)) == read
    except (UnicodeError, OverflowError, ValueError):
        return label
    return read if is_sound and not read.isascii() and _typed(read) == read and "." not in read else label


def _small(letter: str) -> str:
    """The small letter, unless that would be an ASCII one."""
    small = letter.lower()
    return small if len(small) == 1 and not (small.isascii() and not letter.isascii()) else letter
