"""What follows from an entry that goes: nothing names it any more in another part of the programme."""

from collections.abc import Mapping, Sequence
from typing import cast

from shared.entries.choices import tables
from shared.entries.fields import Table
from shared.entries.section import Section

type Data = dict[str, object]

NAMED_IN: Mapping[str, Sequence[tuple[str, str]]] = {
    "series": (("facilitators", "series"), ("feeds", "audiences")),
}
"""The lists whose entries name entries of another list."""


def after_removing(section: Section, data: Data, entry_id: str, instead: str = "") -> Data:
    """The data in which nothing names the entry that is gone. Who read held texts is followed by `instead`."""
    for key, field in NAMED_IN.get(section.key, ()):
        data = {**data, key: [_not_naming(entry, field, entry_id) for entry in tables(data, key)]}
    return _with_reader(data, entry_id, instead) if section.key == "facilitators" else data


def _not_naming(entry: Table, field: str, entry_id: str) -> Table:
    named = cast(Sequence[str], entry.get(field, ()))
    return {**entry, field: [one for one in named if one != entry_id]} if entry_id in named else entry


def _with_reader(data: Data, gone: str, instead: str) -> Data:
    gate = cast(Table, data.get("gate", {}))
    return {**data, "gate": {**gate, "held_for": instead}} if gate.get("held_for") == gone else data
