"""The text of a notice in paragraphs, with its web addresses found."""

import re
from collections.abc import Sequence

LINK = re.compile(r"https?://[^\s<>\"]+")
"""A web address in a text. The full stop after it is no part of it."""

type Piece = tuple[str, bool]
"""A piece of a line: its words, and whether they are a web address."""


def paragraphs_of(text: str) -> Sequence[Sequence[Sequence[Piece]]]:
    """The paragraphs of a text, each with its lines, each with its pieces."""
    return [[_pieces(line) for line in words.split("\n")] for words in text.split("\n\n")]


def _pieces(line: str) -> Sequence[Piece]:
    pieces, at = list[Piece](), 0
    for found in LINK.finditer(line):
        link = found[0].rstrip(".,;:!?)'’”")
        pieces += [(line[at : found.start()], False), (link, True)]
        at = found.start() + len(link)
    return [piece for piece in (*pieces, (line[at:], False)) if piece[0]]


def without_links(words: str) -> str:
    """The words without the web addresses in them, whose letters and digits say nothing about anybody."""
    return LINK.sub(" ", words)
