"""What the code's own names allow: the members of its enums, and the keywords that have a default."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from local.measures.mutation.places import name_of

_ENUMS = frozenset({"Enum", "StrEnum", "IntEnum"})


@dataclass(frozen=True)
class Names:
    """The members of each enum; for each name of a function or class, the keywords that always have a default."""

    members: Mapping[str, tuple[str, ...]]
    optional: Mapping[str, frozenset[str]]


def names_in(modules: Iterable[ast.Module]) -> Names:
    """The names that these modules define, and HTTP's statuses."""
    members = {"HTTPStatus": tuple(HTTPStatus.__members__)}
    optional: dict[str, frozenset[str]] = {}
    for node in (node for module in modules for node in ast.walk(module)):
        match node:
            case ast.ClassDef(name=name, bases=bases) if any(name_of(base) in _ENUMS for base in bases):
                members[name] = tuple(_members(node))
            case ast.ClassDef(name=name):
                _meet(optional, name, frozenset(_fields(node)))
            case ast.FunctionDef(name=name, args=arguments):
                _meet(optional, name, frozenset(_defaulted(arguments)))
    return Names(members, optional)


def _meet(optional: dict[str, frozenset[str]], name: str, found: frozenset[str]) -> None:
    """If a name is defined twice, it keeps what both definitions have."""
    optional[name] = optional.get(name, found) & found


def _members(enum: ast.ClassDef) -> Iterator[str]:
    for statement in enum.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield name


def _fields(model: ast.ClassDef) -> Iterator[str]:
    for statement in model.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                yield name
            case ast.FunctionDef(name="__init__", args=arguments):
                yield from _defaulted(arguments)


def _defaulted(arguments: ast.arguments) -> Iterator[str]:
    placed = [*arguments.posonlyargs, *arguments.args]
    yield from (one.arg for one in placed[len(placed) - len(arguments.defaults) :])
    named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    yield from (one.arg for one, default in named if default is not None)
