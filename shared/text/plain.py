"""Plain text: what people typed or pasted, without what nobody sees.

Pasted text brings zero-width characters, soft hyphens, direction marks and control characters; JSON may
bring half of a surrogate pair, which nothing can store. They are taken out. The two joiners stay between
letters that need them, as names in Persian or Hindi do.
"""

import json
import re
import unicodedata

LONGEST = 400_000
"""The most characters of JSON that are kept: an entity holds 1 MiB, a character is two bytes, seldom four."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_JOINERS = "\u200c\u200d"
_LONE_JOINER = re.compile(rf"(?<![^\x00-\x7f\s])[{_JOINERS}]+|[{_JOINERS}]+(?![^\x00-\x7f\s])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_STRAIGHT = str.maketrans(dict.fromkeys("‘’‛ʼ", "'") | dict.fromkeys("“”„", '"') | dict.fromkeys("‐‑‒–—―−", "-"))


class TooLong(Exception):
    """Written out, the value is longer than `LONGEST`."""


def in_one_line(text: str) -> str:
    """The text in one line, trimmed, with single spaces."""
    return " ".join(_seen(text).split())


def in_lines(text: str) -> str:
    """The text in its lines, each trimmed and with single spaces; at most one blank line in a row."""
    lines = "\n".join(" ".join(line.split()) for line in _seen(text).splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def folded(text: str) -> str:
    """The form in which texts that read the same are the same: quotes and dashes straight, no capitals."""
    return in_one_line(text).translate(_STRAIGHT).casefold()


def as_json_text(value: object) -> str:
    """The value as JSON that can be stored. Raises `TooLong`.

    A body within its limit can be longer when it is written out: `1e15` has four times its characters then.
    """
    text = whole(json.dumps(value, ensure_ascii=False, sort_keys=True))
    if len(text) > LONGEST:
        raise TooLong
    return text


def whole(text: str) -> str:
    """JSON in which half of a surrogate pair, which UTF-8 cannot write, is escaped."""
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def _seen(text: str) -> str:
    if text.isprintable():  # it has none of the characters below
        return unicodedata.normalize("NFC", text)
    kept = "".join(one for one in text if one.isspace() or one in _JOINERS or _is_seen(one))
    return unicodedata.normalize("NFC", _LONE_JOINER.sub("", kept))


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN
