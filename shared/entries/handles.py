"""Handles: what stands for an entry in the address of its page. It is the id, unless that can be a person's name."""

from shared.entries.changing import entry_of
from shared.entries.choices import tables
from shared.entries.fields import Table
from shared.entries.section import Section
from shared.keys import Keys

LENGTH = 16


def handle_of(keys: Keys, section: Section, entry_id: str) -> str:
    """The handle of the entry with this id."""
    if section.entries and section.entries.are_people:
        return keys.of("entry", section.name, entry_id)[:LENGTH]
    return entry_id


def entry_with(keys: Keys, section: Section, data: Table, handle: str) -> Table | None:
    """The entry with this handle, or None if there is none."""
    ids = (str(one["id"]) for one in tables(data, section.key))
    found = next((one for one in ids if handle_of(keys, section, one) == handle), None)
    return None if found is None else entry_of(section, data, found)
