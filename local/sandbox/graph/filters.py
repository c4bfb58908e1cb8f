"""$filter: a condition in OData's grammar, read into a predicate on documents.

Understood: and, or, not, brackets, eq ne gt ge lt le, contains, startswith, endswith, and any() over a list.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from local.sandbox.graph.documents import Document, Json, rows
from local.sandbox.graph.odata import GraphError, at

type Predicate = Callable[[Document], bool]

TOKEN = re.compile(r"\s*('(?:[^']|'')*'|[()\[\],:]|[^\s()\[\],:']+(?::\d[^\s(),']*)*)")
COMPARISONS: dict[str, Callable[[str, str], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
}
FUNCTIONS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda a, b: b in a,
    "startswith": lambda a, b: a.startswith(b),
    "endswith": lambda a, b: a.endswith(b),
}


def matching(condition: str) -> Predicate:
    """A predicate for the condition; one that cannot be read is refused with 400."""
    reader = _Reader(_tokens(condition), condition)
    predicate = reader.disjunction("")
    reader.expect("")
    return predicate


def _tokens(condition: str) -> list[str]:
    tokens, place = [], 0
    while place < len(condition.rstrip()):
        found = TOKEN.match(condition, place)
        if found is None:
            raise _unreadable(condition)
        tokens.append(found[1])
        place = found.end()
    return tokens


def _unreadable(condition: str) -> GraphError:
    return GraphError(400, "RequestBroker--ParseUri", f"Syntax error in the filter '{condition}'.")


@dataclass
class _Reader:
    """Recursive descent; `variable` is the name that any() gave to the row, empty at the top."""

    tokens: list[str]
    condition: str
    place: int = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.place += 1
        return token

    def expect(self, token: str) -> None:
        if self.take().lower() != token:
            raise _unreadable(self.condition)

    def disjunction(self, variable: str) -> Predicate:
        parts = [self.conjunction(variable)]
        while self.peek().lower() == "or":
            self.take()
            parts.append(self.conjunction(variable))
        return lambda d: any(part(d) for part in parts)

    def conjunction(self, variable: str) -> Predicate:
        parts = [self.condition_part(variable)]
        while self.peek().lower() == "and":
            self.take()
            parts.append(self.condition_part(variable))
        return lambda d: all(part(d) for part in parts)

    def condition_part(self, variable: str) -> Predicate:
        first = self.take()
        if first == "(":
            inside = self.disjunction(variable)
            self.expect(")")
            return inside
        if first.lower() == "not":
            refused = self.condition_part(variable)
            return lambda d: not refused(d)
        if first.lower() in FUNCTIONS:
            return self.function(first.lower(), variable)
        if first.lower().endswith("/any"):
            return self.any_row(first.rpartition("/")[0])
        return self.comparison(first, variable)

    def any_row(self, path: str) -> Predicate:
        self.expect("(")
        variable = self.take()
        self.expect(":")
        inside = self.disjunction(variable)
        self.expect(")")
        return lambda d: any(inside(row) for row in rows(d, path))

    def function(self, name: str, variable: str) -> Predicate:
        self.expect("(")
        look = self.path(self.take(), variable)
        self.expect(",")
        wanted = self.literal().lower()
        self.expect(")")
        return lambda d: FUNCTIONS[name](look(d).lower(), wanted)

    def comparison(self, first: str, variable: str) -> Predicate:
        look, operator = self.path(first, variable), self.take().lower()
        if operator not in COMPARISONS:
            raise _unreadable(self.condition)
        wanted = self.literal()
        if variable and first.lower().endswith("/id"):
            return lambda d: COMPARISONS[operator](_property_id(look(d)), _property_id(wanted))
        return lambda d: COMPARISONS[operator](look(d).lower(), wanted.lower())

    def path(self, token: str, variable: str) -> Callable[[Document], str]:
        prefix, _, rest = token.partition("/")
        inside = f"{rest[:1].lower()}{rest[1:]}" if variable and prefix == variable else token
        if not re.fullmatch(r"[A-Za-z][\w/]*", inside) or (variable and prefix != variable):
            raise _unreadable(self.condition)
        return lambda d: _plain(at(d, inside))

    def literal(self) -> str:
        token = self.take()
        if token in ("", "(", ")", ","):
            raise _unreadable(self.condition)
        return token[1:-1].replace("''", "'") if token.startswith("'") else token


def _plain(value: Json) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return str(value)


def _property_id(value: str) -> str:
    """Type and GUID of an extended property in any case; its name exactly as written."""
    found = re.fullmatch(r"(\w+)\s+(\{[^}]*\})\s+(\w+)\s+(.*)", value)
    return f"{found[1]} {found[2]} {found[3]}".lower() + f" {found[4]}" if found else value
