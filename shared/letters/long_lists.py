"""Long lists: what people wrote, as much of it as a letter can hold. Graph takes a mail of at most 4 MB."""

from collections.abc import Sequence

from shared.figures.disclosure import FEW, printed
from shared.language.catalogue import say
from shared.programme.model import SmallNumbers

MOST = 40
"""How many texts of one list are shown."""

LONGEST = 20_000
"""How many characters of one list are shown. A character may take six in HTML, and a letter has at most six lists."""


def shortened(texts: Sequence[str], rule: SmallNumbers) -> list[str]:
    """The texts, each once. If there are too many, the last line says roughly how many more there are."""
    once = list(dict.fromkeys(texts))
    shown: list[str] = []
    length = 0
    for text in once[:MOST]:
        length += len(text)
        if shown and length > LONGEST:
            break
        shown.append(text)
    if more := len(once) - len(shown):
        shown.append(_and_more(more, rule))
    return shown


def _and_more(count: int, rule: SmallNumbers) -> str:
    words = printed(count, rule)
    return say("… and a few more.") if words == FEW else say("… and about {number} more.", number=words)
