"""Plain text: what people typed or pasted, without its invisible characters.

Pasted text brings zero-width characters, soft hyphens, direction marks and control characters. JSON may
bring half of a surrogate pair, which cannot be stored. We take all of these out. The two joiners stay between
letters that need them, as in names in Persian or Hindi.
"""

import json
import re
import unicodedata
from math import isfinite

LONGEST = 400_000
"""The most characters of JSON that we keep. An entity holds 1 MiB; a character is two bytes, rarely four."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_JOINERS = "\u200c\u200d"
_LONE_JOINER = re.compile(rf"(?<![^\x00-\x7f\s])[{_JOINERS}]+|[{_JOINERS}]+(?![^\x00-\x7f\s])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_STRAIGHT = str.maketrans(dict.fromkeys("‘’‛ʼ", "'") | dict.fromkeys("“”„", '"') | dict.fromkeys("‐‑‒–—―−", "-"))


class TooLong(Exception):
    """The value as JSON is longer than `LONGEST`."""


def in_one_line(text: str) -> str:
    """The text in one line, trimmed, with single spaces."""
    return " ".join(_normal(text).split())


def in_lines(text: str) -> str:
    """The text with its line breaks. Each line is trimmed and has single spaces; at most one blank line in a row."""
    lines = "\n".join(" ".join(line.split()) for line in _normal(text).splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def folded(text: str) -> str:
    """The text with straight quotes, plain hyphens and no capitals, so that texts which read the same are equal."""
    return straight(in_one_line(text)).casefold()


def straight(text: str) -> str:
    """The text with straight quotes and plain hyphens."""
    return text if text.isascii() else text.translate(_STRAIGHT)  # most names are, and translating takes long


def read_json(text: str | bytes) -> object:
    """The JSON value. Raises `ValueError` for anything else, NaN and numbers beyond a float's range too."""
    value: object = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    return value


def as_json_text(value: object) -> str:
    """The value as JSON that can be stored. Raises `TooLong`.

    A body within its limit can grow when it is written as JSON again: `1e15` becomes four times as long.
    """
    text = whole(json.dumps(value, ensure_ascii=False, sort_keys=True))
    if len(text) > LONGEST:
        raise TooLong
    return text


def whole(text: str) -> str:
    """The JSON with each half of a surrogate pair escaped. UTF-8 cannot write such a half."""
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def seen(text: str) -> str:
    """The text without its invisible characters."""
    if text.isprintable():  # it has none of the characters below
        return text
    kept = "".join(one for one in text if one.isspace() or one in _JOINERS or _is_seen(one))
    return _LONE_JOINER.sub("", kept)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number in JSON")


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _no_number(text[:20])


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", seen(text))


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN
