"""Route templates, as Azure's host reads them (ASP.NET Core's syntax).

`things/{id}`, `{id:int}`, optional `{id?}`, the rest of the path `{*path}`, and several in one segment
(`{id}.ics`). Literal text matches in any case. A trailing slash makes no difference.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

_PARAMETER = re.compile(r"\{(\*{0,2})([A-Za-z_]\w*)((?::[A-Za-z]+(?:\([^)]*\))?)*)(?:=[^?}]*)?(\??)\}")
_CONSTRAINTS = {  # the ones that tell paths apart; any other counts as "something"
    "int": r"-?\d+",
    "long": r"-?\d+",
    "alpha": r"[A-Za-z]+",
    "bool": r"true|false",
    "guid": r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}",
}
_LENGTHS = {"length": "{{{0}}}", "maxlength": "{{0,{0}}}", "minlength": "{{{0},}}"}


def path_of(raw_path: bytes) -> str:
    """The path to match, decoded once. `%2F` stays as it is: it is text within a segment and separates nothing."""
    kept = raw_path.replace(b"%2F", b"%252F").replace(b"%2f", b"%252F")
    return unquote_to_bytes(kept).decode("utf-8", "replace")


@dataclass(frozen=True)
class Route:
    """Raises ValueError for a template that cannot be read."""

    template: str
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        segments = self.template.split("/") if self.template else []
        pattern = "".join(_segment_pattern(segment) for segment in segments)
        object.__setattr__(self, "_pattern", re.compile(f"{pattern}/?", re.IGNORECASE))

    def match(self, path: str) -> Mapping[str, str] | None:
        """The route parameters with the values from the path. None if the path is another route's."""
        found = self._pattern.fullmatch(path)
        if found is None:
            return None
        return {name: value.replace("%2F", "/") for name, value in found.groupdict().items() if value}


def _segment_pattern(segment: str) -> str:
    whole = _PARAMETER.fullmatch(segment)
    if whole and whole[1]:
        return f"(?:/(?P<{whole[2]}>.*))?"
    if whole and whole[4]:
        return f"(?:/{_group(whole)})?"
    if whole is None and not segment:
        raise ValueError("it has an empty segment")
    literal, position = ["/"], 0
    for parameter in _PARAMETER.finditer(segment):
        literal += [_literal(segment[position : parameter.start()]), _group(parameter)]
        position = parameter.end()
    return "".join([*literal, _literal(segment[position:])])


def _literal(text: str) -> str:
    if "{" in text or "}" in text:
        raise ValueError(f"{text!r} is no parameter")
    return re.escape(text)


def _group(parameter: re.Match[str]) -> str:
    constraints = [each for each in parameter[3].split(":") if each]
    return f"(?P<{parameter[2]}>{_values(constraints[0]) if constraints else '[^/]+'})"


def _values(constraint: str) -> str:
    name, _, arguments = constraint.rstrip(")").partition("(")
    if name in _LENGTHS and arguments:
        return "[^/]" + _LENGTHS[name].format(arguments.replace(" ", ""))
    return _CONSTRAINTS.get(name, "[^/]+")
