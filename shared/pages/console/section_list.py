"""The list of a section's entries, such as all hubs."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.entries.choices import tables
from shared.entries.fields import Table
from shared.entries.section import Section
from shared.language.catalogue import say
from shared.pages.console.field_words import in_words
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.section_words import Sight, entries_in, name_of, said


@dataclass(frozen=True)
class Row:
    """An entry, ready to print."""

    id: str
    name: str
    address: str
    cells: Sequence[str]
    before: str
    """The id of the one before it. Empty: it is the first."""
    after: str


def section_page(frame: Frame, sight: Sight, done: str = "") -> str:
    """All entries of the section, in order. Raises `TypeError` if it is one table."""
    section, entries = sight.section, entries_in(sight.section)
    found = tables(sight.data, section.key)
    ids = ["", *(str(one["id"]) for one in found), ""]
    rows = [_row(sight, entry, ids[number], ids[number + 2]) for number, entry in enumerate(found)]
    return render_in(
        frame,
        "pages/console/section.html",
        title=say(section.title),
        about=say(section.about),
        head=[_label(section, key) for key in (entries.named_by, *entries.columns)],
        rows=rows,
        empty=say(entries.none),
        order=say(entries.order) if entries.order else "",
        may_order=bool(entries.order) and sight.may_change and len(rows) > 1,
        add=say(entries.add) if sight.may_change else "",
        address=sight.address,
        is_draft=sight.is_draft,
        done=said(done),
    )


def _row(sight: Sight, entry: Table, before: str, after: str) -> Row:
    section, entry_id = sight.section, str(entry["id"])
    columns = entries_in(section).columns
    cells = [in_words(section.field(key), section.value(entry, key), sight.data) for key in columns]
    return Row(entry_id, name_of(section, entry), sight.address_of(entry_id), cells, before, after)


def _label(section: Section, key: str) -> str:
    return say(section.field(key).brief)
