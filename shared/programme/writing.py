"""Writing a programme as TOML: reading the text gives the same programme. Comments are not kept.

Every value is written, also one that a file could leave out. So the text says all that the café works by.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import cast

from shared.programme.content import Content, content_of
from shared.programme.model import Programme

BARE = re.compile(r"[A-Za-z0-9_-]+")
"""A key that needs no quotes."""

LONGEST = 110
"""Characters of a line. A longer list has an item on each line."""

ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def toml_of(programme: Programme, heading: str = "") -> str:
    """The programme as a TOML text, after a comment with this heading."""
    lines = [f"# {line}" for line in heading.splitlines()]
    return "\n".join([*lines, *_table((), _native(programme))]).strip() + "\n"


def _native(programme: Programme) -> Content:
    """The content, with times and dates as TOML has them."""
    as_is = programme.model_dump(mode="python", by_alias=True, exclude_none=True)
    return cast(Content, _typed(content_of(programme), as_is))


def _typed(plain: object, as_is: object) -> object:
    """The plain value, or where the model has a time or a date that one."""
    if isinstance(plain, Mapping):
        of_model = {str(key): value for key, value in cast(Mapping[object, object], as_is).items()}
        return {key: _typed(value, of_model[key]) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_typed(*pair) for pair in zip(plain, cast(tuple[object, ...], as_is), strict=True)]
    return as_is if isinstance(as_is, time | date) else plain


def _table(place: tuple[str, ...], table: Mapping[str, object]) -> Iterator[str]:
    for key, value in table.items():
        if not _is_table(value) and not _is_list_of_tables(value):
            yield f"{_key(key)} = {_value(value, len(key))}"
    for key, value in table.items():
        inner = (*place, key)
        if _is_table(value):
            yield from ("", f"[{_path(inner)}]", *_table(inner, cast(Mapping[str, object], value)))
        elif _is_list_of_tables(value):
            for entry in cast(list[Mapping[str, object]], value):
                yield from ("", f"[[{_path(inner)}]]", *_table(inner, entry))


def _is_table(value: object) -> bool:
    """Whether the value has a header of its own. What people wrote as keys, such as a Form's options, is in a line."""
    return isinstance(value, Mapping) and bool(value) and all(map(BARE.fullmatch, value))


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _path(place: tuple[str, ...]) -> str:
    return ".".join(map(_key, place))


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _text(key)


def _value(value: object, indent: int = 0) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return _list([_value(one) for one in value], indent)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, time | date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, int | float) else _text(str(value))


def _list(items: list[str], indent: int) -> str:
    line = f"[{', '.join(items)}]"
    return line if len(line) + indent <= LONGEST else "\n".join(["[", *(f"  {item}," for item in items), "]"])


def _text(text: str) -> str:
    return '"' + "".join(map(_character, text)) + '"'


def _character(one: str) -> str:
    if one in ESCAPES:
        return ESCAPES[one]
    return f"\\u{ord(one):04x}" if ord(one) < 0x20 or ord(one) == 0x7F else one
