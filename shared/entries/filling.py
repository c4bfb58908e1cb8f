"""A form that somebody filled in: its values for the programme's data, or what is wrong at which field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.entries.fields import Field, Given, Option, Table, WrongPart, given_in
from shared.entries.section import Section
from shared.entries.values import read, written
from shared.errors import NotUsable
from shared.language.catalogue import say

type Texts = Mapping[str, Given]
"""What a form holds, by the key of each field."""


@dataclass(frozen=True)
class Filled:
    """A filled form."""

    texts: Texts
    values: Mapping[str, object]
    """By the key of each field, if there are no errors. None is a field that was left empty."""


def texts_of(section: Section, entry: Table) -> Texts:
    """The form as this entry fills it."""
    return {field.key: written(field, section.value(entry, field.key)) for field in section.fields}


def posted_texts(section: Section, fields: Mapping[str, str | list[str]]) -> Texts:
    """The form as it was posted."""
    return {field.key: given_in(field, fields) for field in section.fields}


def fill(section: Section, texts: Texts, data: Table) -> Filled:
    """The form's values. Raises `NotUsable` with the key and the words of each field that is wrong."""
    values: dict[str, object] = {}
    errors: list[dict[str, str]] = []
    for field in section.fields:
        try:
            values[field.key] = read(field, texts[field.key], options_of(field, data))
        except ValueError as wrong:
            part = wrong.part if isinstance(wrong, WrongPart) else ""
            errors.append({"field": field.key + part, "message": str(wrong)})
    if errors:
        raise NotUsable(say("Something on this page cannot be used."), errors)
    return Filled(texts, values)


def options_of(field: Field, data: Table) -> Sequence[Option]:
    """The choices of the field, in this programme."""
    return field.options(data) if field.options else ()
