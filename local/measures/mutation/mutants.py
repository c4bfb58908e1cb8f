"""Mutants: the code with one small fault each."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local.measures.mutation.names import Names, names_in
from local.measures.mutation.operators import changes
from local.measures.mutation.places import places
from local.measures.mutation.source import Source, Span

SOURCES = ("functions", "shared")
"""The folders whose code is changed."""


@dataclass(frozen=True, order=True)
class Mutant:
    """One fault: in this file (its path from the root), in place of this span.

    `lines` are those of the statement. `once` says that they run at import, or behind a cache. `before` and `after`
    show the fault's own lines.
    """

    file: str
    line: int
    span: Span
    new: str
    before: str
    after: str
    first_line: int
    last_line: int
    once: bool

    @property
    def lines(self) -> range:
        """The lines of the statement it is in."""
        return range(self.first_line, self.last_line + 1)

    def put_into(self, text: bytes) -> bytes:
        """The file's text with the fault in it."""
        start, end = self.span
        return text[:start] + self.new.encode() + text[end:]

    def __str__(self) -> str:
        """File, line and the change, in one line."""
        return f"{self.file}:{self.line}: {self.before}  ->  {self.after}"


def all_mutants(root: Path) -> list[Mutant]:
    """Every mutant of the code below this root."""
    paths = sorted(path for folder in SOURCES for path in (root / folder).rglob("*.py"))
    texts = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    names = names_in(ast.parse(text) for text in texts.values())
    return [mutant for file, text in texts.items() for mutant in mutants_of(file, text, names)]


def mutants_of(file: str, text: bytes, names: Names) -> list[Mutant]:
    """The mutants of one file, in the order of its lines."""
    return sorted(set(_mutants(file, Source(text), names)))


def _mutants(file: str, source: Source, names: Names) -> Iterator[Mutant]:
    for place in places(ast.parse(source.text)):
        for span, new in changes(place.node, source, names):
            yield Mutant(
                file=file,
                line=source.line_of(span[0]),
                span=span,
                new=new,
                before=source.shown(span),
                after=source.shown(span, new.encode()),
                first_line=place.lines[0],
                last_line=place.lines[-1],
                once=place.once,
            )
