"""What follows from an entry that comes or goes: whatever names it in another part of the programme.

A hub that no Form and no page offers can be chosen by nobody, so a new one becomes an option. One that is gone is an
option no longer, and nobody hosts a series that is gone.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from shared.entries.choices import tables
from shared.entries.fields import Table
from shared.entries.section import Section

type Data = dict[str, object]
type Choices = Mapping[str, str]

ASKED_IN: Mapping[str, Sequence[tuple[str, str]]] = {
    "series": (("sign_up", "audience"), ("feedback", "cafe")),
    "hubs": (("sign_up", "hub"),),
}
"""The questions of Forms whose options mean entries of a list."""

NAMED_IN: Mapping[str, Sequence[tuple[str, str]]] = {
    "series": (("facilitators", "series"), ("feeds", "audiences")),
}
"""The lists whose entries name entries of another list."""


def after_adding(section: Section, data: Data, entry: Table) -> Data:
    """The data in which people can choose the new entry, by its name, if a Form asks about such entries."""
    if section.entries is None:
        return data
    words, entry_id = str(entry[section.entries.named_by]), str(entry["id"])
    for form, question in ASKED_IN.get(section.key, ()):
        data = _with_choices(data, form, question, lambda choices: {**choices, words: choices.get(words, entry_id)})
    return data


def after_removing(section: Section, data: Data, entry_id: str, instead: str = "") -> Data:
    """The data in which nothing names the entry that is gone. What named it names `instead`, if that is given."""
    for form, question in ASKED_IN.get(section.key, ()):
        data = _with_choices(data, form, question, lambda choices: _without(choices, entry_id))
    for key, field in NAMED_IN.get(section.key, ()):
        data = {**data, key: [_not_naming(entry, field, entry_id) for entry in tables(data, key)]}
    if section.key == "facilitators":
        data = _with_reader(data, entry_id, instead)
    return data


def _with_choices(data: Data, form: str, question: str, how: Callable[[Choices], Choices]) -> Data:
    """The data with other options of this question, if the Form asks it."""
    forms = cast(Table, data.get("forms", {}))
    asked = cast(Table, cast(Table, forms.get(form, {})).get("questions", {}))
    if question not in asked:
        return data
    one = cast(Table, asked[question])
    options = how(cast(Choices, one.get("options", {})))
    questions = {**asked, question: {**one, "options": options}}
    return {**data, "forms": {**forms, form: {**cast(Table, forms[form]), "questions": questions}}}


def _without(choices: Choices, entry_id: str) -> Choices:
    return {words: means for words, means in choices.items() if means != entry_id}


def _not_naming(entry: Table, field: str, entry_id: str) -> Table:
    named = cast(Sequence[str], entry.get(field, ()))
    return {**entry, field: [one for one in named if one != entry_id]} if entry_id in named else entry


def _with_reader(data: Data, gone: str, instead: str) -> Data:
    gate = cast(Table, data.get("gate", {}))
    return {**data, "gate": {**gate, "held_for": instead}} if gate.get("held_for") == gone else data
