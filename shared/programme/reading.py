"""Reading `cafe.toml`. A mistake raises `ProgrammeError`, which gives its line, its place and what would be right.

A file that begins with `based_on = "cafe.toml"` says only how it differs from that file, which stands beside it. A
table replaces the keys that it names. A list, such as all the `[[hubs]]`, replaces the whole list.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from shared.programme.model import Programme
from shared.programme.values import Mistake

BASED_ON = "based_on"

Place = tuple[int | str, ...]
"""The way to a value: names, and in lists numbers (from 0)."""


class ProgrammeError(Exception):
    """The programme file cannot be used; the message lists every mistake, one a line."""


class NotAProgramme(Exception):
    """The content cannot be used. `mistakes` has the place of each mistake, and what would be right there."""

    def __init__(self, mistakes: Sequence[tuple[Place, str]]) -> None:
        super().__init__("; ".join(f"{in_words(place)}: {words}" for place, words in mistakes))
        self.mistakes = mistakes


def read_programme(path: Path) -> Programme:
    """Read the programme file. Raises `ProgrammeError` naming each mistake's line and place."""
    text = _text(path)
    base = _loaded(text, path.name).get(BASED_ON)
    if base is None:
        return parse_programme(text, path.name)
    if not isinstance(base, str) or not re.fullmatch(r"[\w.-]+\.toml", base):
        raise ProgrammeError(f'{path.name}, line 1: {BASED_ON}: enter the name of a file beside this, as "cafe.toml"')
    return parse_programme(text, path.name, (_text(path.with_name(base)), base))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors begin a file with a byte order mark
    except OSError as gone:
        raise ProgrammeError(f"{path}: cannot be read: {gone.strerror}") from gone
    except UnicodeDecodeError as other:
        raise ProgrammeError(f"{path}: is not in UTF-8: save it as UTF-8") from other


def parse_programme(text: str, name: str = "cafe.toml", base: tuple[str, str] | None = None) -> Programme:
    """The programme in this TOML text, which changes that of `base`. `name` is the file to name in errors.

    `base` is the text and the name of another file.
    """
    own = {key: value for key, value in _loaded(text, name).items() if base is None or key != BASED_ON}
    try:
        return Programme.model_validate(_changed(_loaded(*base), own) if base else own)
    except ValidationError as wrong:
        mistakes = []
        for error in _causes(wrong):
            place = _place(error)
            file = base if base and not _says(own, place) else (text, name)
            mistakes.append(_mistake(*file, place, _advice(place, error)))
        raise ProgrammeError("\n".join(mistakes)) from wrong


def programme_of(content: Mapping[str, object]) -> Programme:
    """The programme with this content, in the shape of the file. Raises `NotAProgramme`."""
    try:
        return Programme.model_validate(content)
    except ValidationError as wrong:
        places = [(error, _place(error)) for error in _causes(wrong)]
        raise NotAProgramme([(place, _advice(place, error)) for error, place in places]) from wrong


def _loaded(text: str, name: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except RecursionError as deep:
        raise ProgrammeError(f"{name}: is not TOML: it is nested too deeply") from deep
    except ValueError as broken:  # a number with thousands of digits is no TOMLDecodeError
        raise ProgrammeError(f"{name}: is not TOML: {broken}") from broken


def _changed(base: Mapping[str, object], own: Mapping[str, object]) -> dict[str, object]:
    """The base with what is its own in place of it, table by table."""
    tables = {key for key in base.keys() & own.keys() if isinstance(base[key], dict) and isinstance(own[key], dict)}
    deeper = {key: _changed(cast(dict[str, object], base[key]), cast(dict[str, object], own[key])) for key in tables}
    return {**base, **own, **deeper}


def _says(own: object, place: Place) -> bool:
    """Whether this file says what stands at the place. What is missing there is missing in the base."""
    for part in place:
        if isinstance(own, list):
            return True
        if not isinstance(own, dict) or part not in own:
            return False
        own = own[part]
    return True


def _causes(wrong: ValidationError) -> list[ErrorDetails]:
    """The mistakes without those that follow from another: pydantic calls a list too short if its items are wrong."""
    errors = wrong.errors()
    within = {error["loc"][:depth] for error in errors for depth in range(len(error["loc"]))}
    return [error for error in errors if error["type"] != "too_short" or error["loc"] not in within]


def _place(error: ErrorDetails) -> Place:
    """Where the mistake is. If the key itself is wrong, this is the key's place."""
    cause = error.get("ctx", {}).get("error")
    place = (*error["loc"], *(cause.place if isinstance(cause, Mistake) else ()))
    return place[:-1] if place and place[-1] == "[key]" else place


def _mistake(text: str, name: str, loc: Place, advice: str) -> str:
    return f"{name}, line {_line(text, loc)}: {in_words(loc)}: {advice}"


def in_words(place: Place) -> str:
    """As in "series[2].rule"."""
    words = ".".join(f"[{part + 1}]" if isinstance(part, int) else str(part) for part in place).replace(".[", "[")
    return words or "the file"


def _advice(place: Place, error: ErrorDetails) -> str:
    """What would be right at the place of this mistake."""
    match error["type"]:
        case "extra_forbidden":
            return f"there is no such key here{_nearest(place)}"
        case "missing":
            return "is missing: add it"
        case "too_short":
            return "is empty: add at least one"
        case "string_pattern_mismatch":
            return "write " + _pattern_advice(place)
        case _:
            return error["msg"].removeprefix("Value error, ")


def _pattern_advice(loc: Place) -> str:
    if _key(loc) in ("link", "url"):
        return "a web address, such as https://www.example.org"
    if "questions" in loc:
        return "the question's key as a response shows it: r and 32 digits of 0-9 and a-f"
    return 'lower-case words joined by hyphens, such as "pgdit"'


def _nearest(loc: Place) -> str:
    import difflib  # noqa: PLC0415 - takes a twentieth of the start, and is needed for a mistake alone

    model: object = Programme
    for part in loc[:-1]:
        if isinstance(part, str) and isinstance(model, type) and issubclass(model, BaseModel):
            model = _inner(model.model_fields[part].annotation) if part in model.model_fields else model
    known = list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []
    close = difflib.get_close_matches(str(loc[-1]), known, n=1)
    return f'; did you mean "{close[0]}"?' if close else (f"; known are {', '.join(known)}" if known else "")


def _inner(annotation: object) -> object:
    """The model within `tuple[Model, ...]` or `Mapping[key, Model]`, or the annotation itself."""
    arguments = [one for one in getattr(annotation, "__args__", ()) if isinstance(one, type)]
    return next((one for one in arguments if issubclass(one, BaseModel)), annotation)


def _line(text: str, loc: Place) -> int:
    """The line (from 1) of the place, or of the nearest table around it; 1 if the file has neither."""
    lines, best = text.splitlines(), 1
    tables = [_table(loc[:depth]) for depth in range(len(loc), 0, -1)]
    for header, nth in tables:
        found = [number for number, line in enumerate(lines, 1) if re.match(rf"\s*\[+{re.escape(header)}\]+", line)]
        if header and len(found) > nth:
            best = found[nth]
            break
    names = {re.escape(part) for part in loc if isinstance(part, str)}
    for number in range(best, len(lines)):
        if lines[number].lstrip().startswith("["):
            break
        if re.match(rf'\s*"?({"|".join(names)})"?\s*=', lines[number]):
            return number + 1
    return best


def _table(loc: Place) -> tuple[str, int]:
    """The TOML header of a place ("forms.sign_up") and, for [[tables]], its number (from 0)."""
    nth = next((part for part in loc if isinstance(part, int)), 0)
    return ".".join(part for part in loc if isinstance(part, str)), nth


def _key(loc: Place) -> int | str:
    """The last name in the place: the key that an error is about, even inside a list."""
    return next((part for part in reversed(loc) if isinstance(part, str)), "")
