"""The places for a fault: every node of a module except words, types, logging and bare declarations."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_SHAPE = frozenset({"frozen", "slots", "kw_only", "strict", "repr", "maxsize", "daemon"})
"""Keywords that guard against mistakes or save time: without them the café does the same."""

_LOGS = frozenset({"log", "logger", "logging"})
_CACHES = frozenset({"cache", "lru_cache", "cached_property"})


@dataclass(frozen=True)
class Place:
    """A node, the lines of its statement, and whether these run once for all (at import, or behind a cache)."""

    node: ast.AST
    lines: range
    once: bool


def places(module: ast.Module) -> Iterator[Place]:
    """Every node that may be changed, in the order of the source."""
    for statement in module.body:
        yield from _within(statement, range(0), once=True)


def name_of(node: ast.AST) -> str:
    """The last name of what is called or used: `c` for `a.b.c(…)`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=inner) | ast.Subscript(value=inner):
            return name_of(inner)
        case _:
            return ""


def _within(node: ast.AST, lines: range, *, once: bool) -> Iterator[Place]:
    if _left_alone(node):
        return
    if isinstance(node, ast.stmt | ast.ExceptHandler):
        lines = _lines(node)
    yield Place(node, lines, once)
    for name, child in _parts(node):
        inside = name == "body" and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        yield from _within(child, lines, once=_is_cached(node) if inside else once)


def _parts(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The nodes right below, each with its field's name. For a type, only what it carries."""
    for name, value in ast.iter_fields(node):
        is_type = name in ("annotation", "returns") or isinstance(node, ast.TypeAlias)
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from ((name, part) for part in (_carried(child) if is_type else [child]))


def _carried(annotation: ast.AST) -> Iterator[ast.AST]:
    """The limits and validators that `Annotated[…]` carries beside the type. They are code."""
    for node in ast.walk(annotation):
        match node:
            case ast.Subscript(slice=ast.Tuple(elts=[_, *carried])) if name_of(node) == "Annotated":
                yield from carried


def _left_alone(node: ast.AST) -> bool:
    names: list[ast.expr]
    match node:
        case ast.Assert() | ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.keyword(arg=keyword):
            return keyword in _SHAPE
        case ast.If(test=test):
            names, left_alone = [test], frozenset({"TYPE_CHECKING"})
        case ast.ClassDef(bases=bases):
            names, left_alone = bases, frozenset({"Protocol"})
        case ast.FunctionDef(decorator_list=decorators):
            names, left_alone = decorators, frozenset({"overload"})
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=whose))):
            names, left_alone = [whose], _LOGS
        case _:
            return False
    return any(name_of(name) in left_alone for name in names)


def _is_cached(node: ast.AST) -> bool:
    return any(name_of(one) in _CACHES for one in getattr(node, "decorator_list", ()))


def _lines(node: ast.stmt | ast.ExceptHandler) -> range:
    """The whole of a simple statement; the head of one with a body, decorators included."""
    first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
    body = getattr(node, "body", None)
    if isinstance(node, ast.Match):
        return range(first, node.cases[0].pattern.lineno + 1)
    last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
    return range(first, max(last, node.lineno) + 1)
