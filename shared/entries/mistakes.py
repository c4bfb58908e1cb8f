"""Mistakes that the programme's model finds, at the fields of the form that made them."""

from collections.abc import Mapping, Sequence

from shared.entries.choices import tables
from shared.entries.fields import Table
from shared.entries.joining import WORDS
from shared.entries.section import Section
from shared.entries.sections import SECTIONS
from shared.language.catalogue import say

FORM = "form"
"""The field of a mistake that is of no one field, or in another part of the programme."""


def at_fields(
    section: Section, entry_id: str, data: Table, errors: Sequence[Mapping[str, str]]
) -> list[dict[str, str]]:
    """The errors at the fields of this entry's form. `data` is the changed data, and the errors have places in it."""
    return [_at_field(section, entry_id, data, error["field"], error["message"]) for error in errors]


def _at_field(section: Section, entry_id: str, data: Table, place: str, message: str) -> dict[str, str]:
    if key := _field_of(section, entry_id, data, place):
        return {"field": key, "message": message[:1].upper() + message[1:]}
    return {"field": FORM, "message": _elsewhere(section, data, place, message)}


def _field_of(section: Section, entry_id: str, data: Table, place: str) -> str:
    """The field of this form at the place ("series.0.reminders"). Empty if it is none of it."""
    key, *parts = place.split(".")
    if key == WORDS:
        return WORDS
    if key != section.key:
        return ""
    if section.entries is not None:
        entry = _entry_at(section, data, parts[:1])
        if entry is None or entry["id"] != entry_id:
            return ""
        parts = parts[1:]
    return next((one.key for one in section.fields if parts[:1] == [one.key]), "")


def _elsewhere(section: Section, data: Table, place: str, message: str) -> str:
    key, *parts = place.split(".")
    other = next((one for one in SECTIONS.values() if one.key == key), None)
    if other is section and not parts:
        return say("This is the last one. Add another one before you remove it.")
    if other is None:
        return say("{place}: {message}", place=place, message=message)
    entry = _entry_at(other, data, parts[:1])
    title = say(other.title)
    if entry is None or other.entries is None:
        return say("{place}: {message}", place=title, message=message)
    name = str(entry[other.entries.named_by])
    return say("{section}, {name}: {message}", section=title, name=name, message=message)


def _entry_at(section: Section, data: Table, number: Sequence[str]) -> Table | None:
    entries = tables(data, section.key) if section.entries else ()
    if not number or not number[0].isdecimal() or int(number[0]) >= len(entries):
        return None
    return entries[int(number[0])]
