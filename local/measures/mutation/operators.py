"""The faults: for each node of the source, the small changes that could be somebody's slip."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from local.measures.mutation.names import Names
from local.measures.mutation.places import name_of
from local.measures.mutation.source import Piece, Source, Span

type Change = tuple[Span, str]
"""What is put in place of which part of the source."""

_COMPARED: dict[type[ast.cmpop], tuple[bytes, str]] = {
    ast.Lt: (rb"<", "<="),
    ast.LtE: (rb"<=", "<"),
    ast.Gt: (rb">", ">="),
    ast.GtE: (rb">=", ">"),
    ast.Eq: (rb"==", "!="),
    ast.NotEq: (rb"!=", "=="),
    ast.In: (rb"\bin\b", "not in"),
    ast.NotIn: (rb"\bnot\s+in\b", "in"),
    ast.Is: (rb"\bis\b", "is not"),
    ast.IsNot: (rb"\bis\s+not\b", "is"),
}
_COMPUTED: dict[type[ast.operator], tuple[bytes, str]] = {
    ast.Add: (rb"\+", "-"),
    ast.Sub: (rb"-", "+"),
    ast.Mult: (rb"\*", "//"),
    ast.FloorDiv: (rb"//", "*"),
    ast.Div: (rb"/", "*"),
    ast.Mod: (rb"%", "*"),
    ast.BitAnd: (rb"&", "|"),
}


def changes(node: ast.AST, source: Source, names: Names) -> Iterator[Change]:
    """Every fault of this node itself. Its parts have their own."""
    match node:
        case ast.Compare() | ast.BoolOp() | ast.BinOp() | ast.AugAssign() | ast.UnaryOp():
            yield from _of_operators(node, source)
        case ast.Constant(value=value):
            yield from ((source.span(node), new) for new in _other_values(value))
        case ast.Return(value=ast.expr() as value) if not _says_no(value):
            yield source.span(node), "return None"
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.Raise():
            yield source.span(node), "pass"
        case ast.Break():
            yield source.span(node), "continue"
        case ast.Continue():
            yield source.span(node), "break"
        case ast.Attribute(value=ast.Name(id=enum), attr=member) if member in names.members.get(enum, ()):
            yield source.span(node), f"{enum}.{_next(names.members[enum], member)}"
        case ast.Call():
            yield from _without_keywords(node, source, names)


def _of_operators(node: ast.expr | ast.AugAssign, source: Source) -> Iterator[Change]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            for op, (before, after) in zip(ops, pairwise([left, *others]), strict=True):
                yield from _swapped(source, before, after, *_COMPARED[type(op)])
        case ast.BoolOp(op=op, values=values):
            old, new = (rb"\band\b", "or") if isinstance(op, ast.And) else (rb"\bor\b", "and")
            for before, after in pairwise(values):
                yield from _swapped(source, before, after, old, new)
        case ast.BinOp(left=left, op=op, right=right) if not (_is_joined(left) or _is_joined(right)):
            yield from _computed(source, left, right, op)
        case ast.AugAssign(target=left, op=op, value=right) if not _is_joined(right):
            yield from _computed(source, left, right, op)
        case ast.UnaryOp(op=ast.Not()):
            start, _ = source.span(node)
            found = re.compile(rb"not\s*").match(source.text, start)
            assert found
            yield found.span(), ""


def _computed(source: Source, left: Piece, right: Piece, op: ast.operator) -> Iterator[Change]:
    if type(op) in _COMPUTED:
        yield from _swapped(source, left, right, *_COMPUTED[type(op)])


def _swapped(source: Source, left: Piece, right: Piece, old: bytes, new: str) -> Iterator[Change]:
    where = source.between(left, right, old)
    if where:
        yield where, new


def _is_joined(operand: ast.expr) -> bool:
    """Whether this is text or a list. `+` joins these, and no other operator fits them."""
    match operand:
        case ast.Constant(value=str() | bytes()) | ast.JoinedStr() | ast.List() | ast.ListComp() | ast.Tuple():
            return True
        case ast.BinOp(left=left, right=right):
            return _is_joined(left) or _is_joined(right)
        case _:
            return False


def _other_values(value: object) -> list[str]:
    """A boolean is flipped; a number becomes one more, one less and double. Words stay as they are."""
    if isinstance(value, bool):
        return [repr(not value)]
    if isinstance(value, int | float):
        return [repr(other) for other in dict.fromkeys((value + 1, value - 1, 2 * value)) if other != value]
    return []


def _says_no(value: ast.expr) -> bool:
    """Whether this is None or False, which hardly any code tells apart."""
    return isinstance(value, ast.Constant) and (value.value is None or value.value is False)


def _next(members: tuple[str, ...], member: str) -> str:
    return members[(members.index(member) + 1) % len(members)]


def _without_keywords(call: ast.Call, source: Source, names: Names) -> Iterator[Change]:
    optional = names.optional.get(name_of(call.func), frozenset())
    for keyword in call.keywords:
        if keyword.arg in optional:
            start, end = source.span(keyword)
            comma = re.compile(rb"\s*,[ \t]*").match(source.text, end)
            yield (start, comma.end() if comma else end), ""
