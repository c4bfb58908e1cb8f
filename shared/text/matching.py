"""Matching: whether a text mentions something. Endings, hyphens and capitals do not matter."""

import re
from functools import cache

from shared.text.plain import folded

SHORT, STEM = 3, 6
"""Letters in a phrase's last word. Up to SHORT it takes only an s ("img"). From STEM on it is a stem ("suicid")."""


def mentions(text: str, phrase: str) -> bool:
    """True if the text has the phrase's words in a row. Hyphens, apostrophes and capitals do not matter.

    The last word may have an ending. A short word takes an s, a middling one an English ending ("rota":
    "rotas", never "rotation"), a long one any ending ("supervisor": "supervisory").
    """
    return bool(_pattern(as_words(phrase)).search(as_words(text)))


def as_words(text: str) -> str:
    """The text as plain words with single spaces: "I can't – part-time" is "i cant part time"."""
    return " ".join(re.sub(r"[\W_]+", " ", folded(text).replace("'", "")).split())


@cache
def _pattern(words: str) -> re.Pattern[str]:
    last = words.rpartition(" ")[2]
    if len(last) >= STEM:
        ending = ""
    elif len(last) > SHORT:
        ending = rf"(?:s|es|{last[-1]}?(?:d|ed|er|ers|ing))?\b"
    else:
        ending = r"s?\b"
    return re.compile(rf"\b{re.escape(words)}{ending}" if words else r"(?!)")
