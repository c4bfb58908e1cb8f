"""Themes: what texts are about, found by the words of the programme's themes."""

from collections.abc import Sequence

from shared.programme.model import Theme
from shared.text.matching import mentions


def themes_of(texts: Sequence[str], themes: Sequence[Theme]) -> list[tuple[Theme, int]]:
    """The themes of the texts, each with its number of texts: most first, equal ones in the file's order.

    A text counts once for a theme, however many of its words it has. `shared.text.matching` finds the words.
    """
    counts = [(theme, sum(_touches(text, theme) for text in texts)) for theme in themes]
    return sorted(((theme, count) for theme, count in counts if count), key=lambda found: -found[1])


def _touches(text: str, theme: Theme) -> bool:
    return any(mentions(text, word) for word in theme.words)
