"""Changes of one entry, as functions from the programme's data to the changed data.

Each is applied to the newest data, and again if somebody else saved meanwhile. It raises `AnotherVersion` only if the
entry itself is not as the form showed it. So people who change different entries never meet. A change that has been
made already changes nothing, so a button can be pressed twice.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from shared.entries.choices import tables
from shared.entries.fields import Table
from shared.entries.filling import texts_of
from shared.entries.following import after_removing
from shared.entries.identity import id_from
from shared.entries.joining import WORDS, is_asked, joined, joined_entry, parted
from shared.entries.section import Section
from shared.entries.values import written
from shared.errors import AnotherVersion
from shared.language.catalogue import say
from shared.programme.model import STAKEHOLDERS

type Data = dict[str, object]
type How = Callable[[Data], Data]
type Values = Mapping[str, object]

GONE = "gone"
"""The mark of an entry that somebody removed while the form was open."""


def entry_of(section: Section, data: Table, entry_id: str) -> Table | None:
    """The entry with this id, or the section's one table, as a form shows it. None if the programme has none."""
    if section.entries is None:
        return cast(Table, data.get(section.key, {}))
    found = next((one for one in tables(data, section.key) if one["id"] == entry_id), None)
    return found and joined_entry(data, section.key, found)


def mark_of(section: Section, entry: Table | None) -> str:
    """What tells this content of the entry from any other. A form carries it."""
    if entry is None:
        return GONE
    shown = json.dumps({key: list(given) for key, given in texts_of(section, entry).items()})
    return hashlib.sha256(shown.encode()).hexdigest()[:24]


def changed(section: Section, entry_id: str, mark: str, values: Values) -> How:
    """The entry with these values. If it is gone, and the form knew it, it comes back."""

    def how(data: Data) -> Data:
        entry = entry_of(section, data, entry_id)
        wanted = _with_values(section, {"id": entry_id} if entry is None else entry, _named(section, data, values))
        if entry is not None and mark_of(section, wanted) == mark_of(section, entry):
            return data
        _must_be_as_shown(section, entry, mark)
        if section.entries is None:
            return {**data, section.key: wanted}
        if entry is None:
            return _with_list(section, data, [*tables(data, section.key), wanted])
        others = [wanted if one["id"] == entry_id else one for one in tables(data, section.key)]
        return _with_list(section, data, others)

    return _joined(how)


def added(section: Section, values: Values, instead_of: str = "") -> How:
    """One more entry at the end, or in the place of another one, which goes."""

    def how(data: Data) -> Data:
        entries = list(tables(data, section.key))
        bare = _with_values(section, {}, _named(section, data, values))
        gone = next((one for one in entries if one["id"] == instead_of), None)
        if gone is None and any(mark_of(section, one) == mark_of(section, bare) for one in entries):
            return data
        if instead_of and gone is None:
            raise AnotherVersion(say("Somebody else has removed this meanwhile."))
        wanted = {"id": _new_id(section, values, entries), **bare}
        place = entries.index(gone) if gone is not None else len(entries)
        entries[place : place + (gone is not None)] = [wanted]
        following = _with_list(section, data, entries)
        return after_removing(section, following, instead_of, str(wanted["id"])) if instead_of else following

    return _joined(how)


def removed(section: Section, entry_id: str, mark: str) -> How:
    """The programme without the entry, and without what names it."""

    def how(data: Data) -> Data:
        entry = entry_of(section, data, entry_id)
        if entry is None:
            return data
        _must_be_as_shown(section, entry, mark)
        others = [one for one in tables(data, section.key) if one["id"] != entry_id]
        return after_removing(section, _with_list(section, data, others), entry_id)

    return _joined(how)


def moved(section: Section, entry_id: str, before: str) -> How:
    """The entry directly before the one with the id `before`."""

    def how(data: Data) -> Data:
        entries = list(tables(data, section.key))
        entry, other = entry_of(section, data, entry_id), entry_of(section, data, before)
        if entry is None or other is None or entry is other:
            return data
        entries.remove(entry)
        entries.insert(entries.index(other), entry)
        return _with_list(section, data, entries)

    return _joined(how)


def _joined(how: How) -> How:
    """The change of the data by a change of the data in which entries have the words of their choices."""
    return lambda data: parted(how(joined(data)), data)


def _with_list(section: Section, data: Data, entries: Sequence[Table]) -> Data:
    return {**data, section.key: list(entries)}


def _with_values(section: Section, entry: Table, values: Values) -> dict[str, object]:
    """The entry with these values. What a form shows unchanged stays as it is written, and so does what it has not."""
    wanted = dict(entry)
    for field in section.fields:
        value = values[field.key]
        if written(field, value) == written(field, section.value(entry, field.key)):
            continue
        if value is None:
            wanted.pop(field.key, None)
        else:
            wanted[field.key] = value
    return wanted


def _named(section: Section, data: Table, values: Values) -> Values:
    """The values. If somebody can choose the entry in a Form, and no words are given, its name is the choice."""
    if section.entries is None or values.get(WORDS) or not is_asked(data, section.key):
        return values
    return {**values, WORDS: [str(values[section.entries.named_by])]}


def _must_be_as_shown(section: Section, entry: Table | None, mark: str) -> None:
    if mark_of(section, entry) == mark:
        return
    if entry is None:
        raise AnotherVersion(say("Somebody else has removed this meanwhile."))
    raise AnotherVersion(say("Somebody else has changed this meanwhile."))


def _new_id(section: Section, values: Values, entries: Sequence[Table]) -> str:
    if section.entries is None:
        raise TypeError(f"{section.name} is no list")
    name = values[section.entries.id_from or section.entries.named_by]
    return id_from(str(name), {STAKEHOLDERS, *(str(one["id"]) for one in entries)})
