"""Three-way merging: what the team changed stays, and elsewhere the programme is as the deployed file says now.

A version remembers what the deployed file said when it was made. It keeps no second copy of the file, only a mark for
each place: a keyed hash of the place, and one of the value there. So we can tell who changed a value, and nobody who
is erased stands in it. If both changed a place, the team's value stays in force, and we list the conflict.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from shared.keys import Keys
from shared.programme.content import LISTS, Content, as_text, by_id, in_lists

type Place = tuple[str, ...]
"""The way to a value, an entry by its id: `("series", "pgdit", "capacity")`."""

type Marks = Mapping[str, str]

MARK = 12
"""Characters of a mark: enough to tell values apart."""

ONLY_DEPLOYED: tuple[Place, ...] = (
    ("organiser",),
    ("programme", "zone"),
    ("forms", "sign_up", "id"),
    ("forms", "feedback", "id"),
)
"""What only a deployment can change: mailboxes need permissions, the flows name the Forms, and dates are planned."""


@dataclass(frozen=True)
class Conflict:
    """A place that the team and a newer deployed file both changed. None: it is not there."""

    place: Place
    ours: object
    files: object


@dataclass(frozen=True)
class Merged:
    """What is in force, and where the deployed file wants something else."""

    content: dict[str, object]
    conflicts: tuple[Conflict, ...]


class Marking:
    """Marks places and values with the café's secret."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def of_place(self, place: Place) -> str:
        """The mark of a place."""
        return self._keys.of("programme-place", *place)[:MARK]

    def of_value(self, place: Place, value: object) -> str:
        """The mark of a value at its place. Empty: nothing is there."""
        return "" if value is None else self._keys.of("programme-value", *place, as_text(value))[:MARK]

    def of_order(self, place: Place, table: Mapping[str, object]) -> str:
        """The mark of the order of a list's entries."""
        return self._keys.of("programme-order", *place, *table)[:MARK]

    def marks_of(self, content: Content) -> dict[str, str]:
        """The marks of everything in the content."""
        return dict(self._marks((), by_id(content)))

    def marks_at(self, place: Place, value: object) -> dict[str, str]:
        """The marks of a value, and of everything in it."""
        return dict(self._marks(place, value))

    def _marks(self, place: Place, value: object) -> Iterator[tuple[str, str]]:
        if place:
            yield self.of_place(place), self.of_value(place, value)
        if isinstance(value, Mapping):
            for key, inner in value.items():
                yield from self._marks((*place, key), inner)
        if _is_list(place):
            yield self.of_place((*place, ORDER)), self.of_order(place, cast(Mapping[str, object], value))


ORDER = "\x1eorder"
"""Stands for the order of a list's entries in the place of it. No id is like it."""


class Merging:
    """Merges a version's content with the deployed file. `before` marks what the file said when it was made."""

    def __init__(self, marking: Marking, before: Marks) -> None:
        self._marking, self._before = marking, before
        self._conflicts: list[Conflict] = []

    def merge(self, ours: Content, files: Content) -> Merged:
        """The team's content where the team changed it, and elsewhere that of the file."""
        self._conflicts = []
        content = self._tables((), by_id(ours), by_id(files))
        return Merged(in_lists(content), tuple(self._conflicts))

    def _tables(self, place: Place, ours: Mapping[str, object], files: Mapping[str, object]) -> dict[str, object]:
        return {
            key: value
            for key in self._order(place, ours, files)
            if (value := self._value((*place, key), ours.get(key), files.get(key))) is not None
        }

    def _order(self, place: Place, ours: Mapping[str, object], files: Mapping[str, object]) -> list[str]:
        """The keys in order: ours, unless only the file changed the order."""
        before = self._before.get(self._marking.of_place((*place, ORDER))) if _is_list(place) else None
        is_as_before = before == self._marking.of_order(place, ours)
        first, second = (files, ours) if is_as_before else (ours, files)
        return [*first, *(key for key in second if key not in first)]

    def _value(self, place: Place, ours: object, files: object) -> object:
        if place in ONLY_DEPLOYED:
            return files
        if isinstance(ours, Mapping) and isinstance(files, Mapping):
            return self._tables(place, ours, files)
        if ours == files:
            return files
        before = self._before.get(self._marking.of_place(place), "")
        if self._marking.of_value(place, ours) == before:
            return files
        if self._marking.of_value(place, files) != before:
            self._conflicts.append(Conflict(place, ours, files))
        return ours


def marks_with_open_conflicts(
    marking: Marking, conflicts: Sequence[Conflict], files: Content, before: Marks
) -> dict[str, str]:
    """What the deployed file says now, but for each conflict what it said before: so it stays a conflict."""
    marks = marking.marks_of(files)
    for conflict in conflicts:
        for value in (conflict.ours, conflict.files):
            for inner in marking.marks_at(conflict.place, value):
                marks.pop(inner, None)
                marks |= {inner: before[inner]} if inner in before else {}
    return marks


def with_value(content: Content, place: Place, value: object) -> dict[str, object]:
    """The content with this value at the place. None: with nothing there."""
    return in_lists(_with(by_id(content), place, value))


def value_at(content: Content, place: Place) -> object:
    """What the content says at the place. None: nothing."""
    found: object = by_id(content)
    for part in place:
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _with(table: Mapping[str, object], place: Place, value: object) -> dict[str, object]:
    key, rest = place[0], place[1:]
    if rest:
        value = _with(cast(Mapping[str, object], table.get(key, {})), rest, value)
    kept = {name: one for name, one in table.items() if name != key or value is not None}
    return kept if value is None else {**kept, key: value}


def _is_list(place: Place) -> bool:
    return len(place) == 1 and place[0] in LISTS
