"""A module's source in bytes, as `ast` counts its columns."""

import ast
import re
from dataclasses import dataclass
from functools import cached_property

type Span = tuple[int, int]
"""From the first byte up to the second, without the second."""

type Piece = ast.expr | ast.stmt | ast.keyword
"""What knows where it stands."""


@dataclass(frozen=True)
class Source:
    """The text of a module."""

    text: bytes

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line begins."""
        return (0, *(found.end() for found in re.finditer(rb"\r\n|\n|\r", self.text)))

    def span(self, piece: Piece) -> Span:
        """Where this piece begins and ends, without brackets around it."""
        assert piece.end_lineno is not None
        assert piece.end_col_offset is not None
        return (
            self.starts[piece.lineno - 1] + piece.col_offset,
            self.starts[piece.end_lineno - 1] + piece.end_col_offset,
        )

    def between(self, left: Piece, right: Piece, pattern: bytes) -> Span | None:
        """Where an operator stands between two pieces; None when a comment makes that uncertain."""
        begin, end = self.span(left)[1], self.span(right)[0]
        found = None if b"#" in self.text[begin:end] else re.compile(pattern).search(self.text, begin, end)
        return found.span() if found else None

    def line_of(self, position: int) -> int:
        """The number of its line, from 1."""
        return sum(start <= position for start in self.starts)

    def shown(self, span: Span, new: bytes | None = None) -> str:
        """The lines that this span touches, as one line of words, with `new` in place of the span."""
        begin = self.starts[self.line_of(span[0]) - 1]
        end = self.text.find(b"\n", span[1])
        end = len(self.text) if end < 0 else end
        middle = self.text[slice(*span)] if new is None else new
        whole = self.text[begin : span[0]] + middle + self.text[span[1] : end]
        return " ".join(whole.decode().split())
