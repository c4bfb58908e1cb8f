"""How much a draft changes."""

from shared.entries.changing import entry_of
from shared.entries.choices import tables
from shared.entries.fields import Table
from shared.entries.filling import texts_of
from shared.entries.section import Section
from shared.entries.sections import SECTIONS


def changes_between(before: Table, after: Table) -> int:
    """The fields that differ. An entry that came, went or has another place in an order that means something is one."""
    return sum(_of_section(section, before, after) for section in SECTIONS.values())


def _of_section(section: Section, before: Table, after: Table) -> int:
    if section.entries is None:
        return _of_entry(section, entry_of(section, before, "") or {}, entry_of(section, after, "") or {})
    old, new = ({str(one["id"]): one for one in tables(data, section.key)} for data in (before, after))
    both = [entry_id for entry_id in new if entry_id in old]
    is_reordered = bool(section.entries.order) and both != [entry_id for entry_id in old if entry_id in new]
    return len(old.keys() ^ new.keys()) + is_reordered + sum(_of_entry(section, old[one], new[one]) for one in both)


def _of_entry(section: Section, before: Table, after: Table) -> int:
    old, new = texts_of(section, before), texts_of(section, after)
    return sum(list(old[key]) != list(new[key]) for key in old)
