"""Mistakes that the programme's model finds, at the fields of the form that made them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.entries.choices import tables
from shared.entries.fields import Table
from shared.entries.section import Section
from shared.entries.sections import SECTIONS
from shared.language.catalogue import say


@dataclass(frozen=True)
class Mistakes:
    """What is wrong with a form."""

    at: Mapping[str, str]
    """Messages by the names of fields."""
    elsewhere: Sequence[str] = ()
    """What is wrong in another part of the programme because of it, or is of no one field."""


def mistakes_in(section: Section, entry_id: str, data: Table, errors: Sequence[Mapping[str, str]]) -> Mistakes:
    """The mistakes of this entry's form. `data` is the changed data, and `errors` have places in it."""
    at: dict[str, str] = {}
    elsewhere: list[str] = []
    for error in errors:
        key = _field_of(section, entry_id, data, error["field"])
        if key:
            at.setdefault(key, _sentence(error["message"]))
        else:
            elsewhere.append(_elsewhere(section, data, error["field"], error["message"]))
    return Mistakes(at, elsewhere)


def _field_of(section: Section, entry_id: str, data: Table, place: str) -> str:
    """The field of this form at the place ("series.0.reminders"). Empty if it is none of it."""
    own = next((one.key for one in section.fields if place.partition("-")[0] == one.key), "")
    if own:
        return place
    key, *parts = place.split(".")
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


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
