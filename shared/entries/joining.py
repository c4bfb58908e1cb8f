"""Entries together with the choices of Forms that mean them.

A Form's question offers "Northmoor General", and the programme says that this means the hub `northmoor-general`. The
sign-up page offers the same words. People change them where they change the hub, so a form shows both as one entry.
`joined` puts the words into the entries; `parted` puts them back. A choice of an entry that is gone goes too, and a new
entry can be chosen at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from shared.entries.choices import tables
from shared.entries.fields import Table
from shared.errors import NotUsable
from shared.language.catalogue import say

type Data = dict[str, object]
type Choices = Mapping[str, str]
type Question = tuple[str, str]
"""The Form and the answer that it asks for."""

WORDS = "choice_words"
"""The field of a form that holds the words of an entry's choice."""

ASKED_IN: Mapping[str, Sequence[Question]] = {
    "series": (("sign_up", "audience"), ("feedback", "cafe")),
    "hubs": (("sign_up", "hub"),),
}
"""The questions whose choices mean entries of a list."""


def is_asked(data: Table, key: str) -> bool:
    """Whether a Form asks for entries of this list."""
    return bool(_asked(data, key))


def joined_entry(data: Table, key: str, entry: Table) -> Table:
    """The entry with the words of its choices, those of the sign-up first."""
    if key not in ASKED_IN or WORDS in entry:
        return entry
    words = [one for question in _asked(data, key) for one in _words(data, question, str(entry["id"]))]
    return {**entry, WORDS: list(dict.fromkeys(words))}


def joined(data: Table) -> Data:
    """The data with the words of choices in the entries that they mean."""
    return {**data, **{key: [joined_entry(data, key, one) for one in tables(data, key)] for key in ASKED_IN}}


def parted(after: Data, before: Table) -> Data:
    """The data with the words of choices in the Forms again. `before` is the data as it was before it was joined.

    Raises `NotUsable` if two entries have a choice of the same words.
    """
    parts = dict(after)
    for key in ASKED_IN:
        entries = tables(after, key)
        for question in _asked(before, key):
            words = {str(one["id"]): _new_words(before, key, question, one) for one in entries}
            parts = _with_choices(parts, question, _choices_of(_choices(before, question), words))
        parts[key] = [{name: value for name, value in one.items() if name != WORDS} for one in entries]
    return parts


def _asked(data: Table, key: str) -> list[Question]:
    return [one for one in ASKED_IN.get(key, ()) if one[1] in _questions(data, one[0])]


def _questions(data: Table, form: str) -> Table:
    forms = cast(Table, data.get("forms", {}))
    return cast(Table, cast(Table, forms.get(form, {})).get("questions", {}))


def _choices(data: Table, question: Question) -> Choices:
    form, answer = question
    return cast(Choices, cast(Table, _questions(data, form)[answer]).get("options", {}))


def _words(data: Table, question: Question, entry_id: str) -> list[str]:
    return [words for words, means in _choices(data, question).items() if means == entry_id]


def _new_words(before: Table, key: str, question: Question, entry: Table) -> list[str]:
    """The words of an entry's choice of this question. What nobody changed stays as each Form has it."""
    own = _words(before, question, str(entry["id"]))
    given = list(cast(Sequence[str], entry.get(WORDS, ())))
    bare = {name: value for name, value in entry.items() if name != WORDS}
    is_as_before = own and given == joined_entry(before, key, bare)[WORDS]
    return own if is_as_before else given


def _choices_of(old: Choices, words: Mapping[str, Sequence[str]]) -> Choices:
    """The choices in their old order, with these words for each entry. New entries come last."""
    new: dict[str, str] = {}
    for one, means in _in_order(old, words):
        if new.setdefault(one, means) != means:
            message = say("“{words}” is the choice of another one already", words=one)
            raise NotUsable(message, [{"field": WORDS, "message": message}])
    return new


def _in_order(old: Choices, words: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for means in dict.fromkeys([*old.values(), *words]):
        if means in words:
            yield from ((one, means) for one in words[means])
        elif not means:
            yield from ((one, means) for one, meant in old.items() if meant == means)


def _with_choices(data: Data, question: Question, choices: Choices) -> Data:
    form, answer = question
    forms, questions = cast(Table, data["forms"]), _questions(data, form)
    asked = {**questions, answer: {**cast(Table, questions[answer]), "options": dict(choices)}}
    return {**data, "forms": {**forms, form: {**cast(Table, forms[form]), "questions": asked}}}
