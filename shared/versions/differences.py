"""The difference between two versions in words: one sentence for each change, and which cafés it touches."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast, get_args

from shared.language.catalogue import Marked, say
from shared.programme.content import LISTS, Content, by_id
from shared.programme.merging import Place
from shared.programme.model import Programme, Series
from shared.programme.values import Part
from shared.versions.fields import FIELDS
from shared.versions.values import Field, items_of, value_words

NEW: Mapping[str, Marked] = {
    "series": Marked("New series: {name}"),
    "facilitators": Marked("New facilitator: {name}"),
    "stakeholders": Marked("New stakeholder: {name}"),
    "not_for": Marked("New entry of what the café is not for: {name}"),
    "hubs": Marked("New hub: {name}"),
    "themes": Marked("New theme: {name}"),
    "feeds": Marked("New feed: {name}"),
    "questions": Marked("New question of a Form: {name}"),
}
GONE: Mapping[str, Marked] = {
    "series": Marked("Series removed: {name}"),
    "facilitators": Marked("Facilitator removed: {name}"),
    "stakeholders": Marked("Stakeholder removed: {name}"),
    "not_for": Marked("Entry of what the café is not for removed: {name}"),
    "hubs": Marked("Hub removed: {name}"),
    "themes": Marked("Theme removed: {name}"),
    "feeds": Marked("Feed removed: {name}"),
    "questions": Marked("Question of a Form removed: {name}"),
}


@dataclass(frozen=True)
class Change:
    """One change in words. `place` is where it is."""

    place: Place
    words: str
    touches: tuple[str, ...] = ()
    """The ids of the series whose coming sessions it touches."""


def differences(before: Content, after: Content) -> list[Change]:
    """Every change from one version to the other."""
    return list(_Comparing(by_id(before), by_id(after)).all())


def names_of(*contents: Content) -> dict[str, str]:
    """The names of all entries by id. Of two contents, the later one's."""
    tables = [table for content in contents for name, table in by_id(content).items() if name in LISTS]
    return {key: name_of(key, entry) for table in tables for key, entry in cast(Mapping[str, object], table).items()}


def name_of(key: str, entry: object) -> str:
    """What people call an entry."""
    values = entry if isinstance(entry, Mapping) else {}
    return str(values.get("title") or values.get("name") or key)


class _Comparing:
    def __init__(self, before: Content, after: Content) -> None:
        self._before, self._after = before, after
        lists = [table for one in (before, after) for name, table in one.items() if name in LISTS]
        entries = [pair for table in lists for pair in cast(Mapping[str, object], table).items()]
        self._names = {key: name_of(key, entry) for key, entry in entries}

    def all(self) -> Iterator[Change]:
        for name, field in Programme.model_fields.items():
            key = field.alias or name
            yield from self._field((), Programme, name, (self._before.get(key), self._after.get(key)))

    def _field(self, place: Place, kind: type[Part], name: str, pair: tuple[object, object]) -> Iterator[Change]:
        """The changes of one field. `pair` has its value before and after."""
        inner = _part_within(kind, name)
        here = (*place, kind.model_fields[name].alias or name)
        if pair[0] == pair[1] and not (name in LISTS and not place):
            return
        if inner and all(isinstance(value, Mapping) for value in pair):
            tables = cast(tuple[Mapping[str, object], Mapping[str, object]], pair)
            is_table = not (name in LISTS or name == "questions")
            yield from self._table(here, inner, tables) if is_table else self._entries(here, inner, tables)
        elif inner:
            label = say(FIELDS[kind][name])
            is_new = pair[0] is None
            yield Change(here, say("New: {what}", what=label) if is_new else say("Removed: {what}", what=label))
        else:
            yield Change(here, self._sentence(place, (kind, name), pair), self._touched(place, kind))

    def _table(self, place: Place, kind: type[Part], pair: tuple[Mapping[str, object], ...]) -> Iterator[Change]:
        for name, field in kind.model_fields.items():
            key = field.alias or name
            yield from self._field(place, kind, name, (pair[0].get(key), pair[1].get(key)))

    def _entries(self, place: Place, kind: type[Part], pair: tuple[Mapping[str, object], ...]) -> Iterator[Change]:
        before, after = pair
        for key in [*before, *(key for key in after if key not in before)]:
            here = (*place, key)
            if key not in after:
                words = say(GONE[place[-1]], name=name_of(key, before[key]))
                yield Change(here, words, self._touched(here, kind))
            elif key not in before:
                words = say(NEW[place[-1]], name=name_of(key, after[key]))
                yield Change(here, words, self._touched(here, kind))
            else:
                yield from self._table(here, kind, (_of(before, key), _of(after, key)))
        stayed = [key for key in before if key in after]
        if place[-1] in LISTS and stayed != [key for key in after if key in before]:
            order = _joined([name_of(key, after[key]) for key in after])
            label = say(FIELDS[Programme][place[-1]])
            yield Change(place, say("{what} in another order: {order}", what=label, order=order))

    def _sentence(self, place: Place, field: Field, pair: tuple[object, object]) -> str:
        what = say(FIELDS[field[0]][field[1]])
        if len(place) > 1 and place[0] in LISTS:
            what = say("{field} of {name}", field=what, name=self._names[place[1]])
        elif "questions" in place:
            what = say("{field} of the Form's question “{name}”", field=what, name=place[-1])
        if any(isinstance(value, list | Mapping) for value in pair):
            return self._list_sentence(what, field, (items_of(pair[0]), items_of(pair[1])))
        before, after = (value_words(field, value, self._names) for value in pair)
        return say("{what}: {before} → {after}", what=what, before=before, after=after)

    def _list_sentence(self, what: str, field: Field, pair: tuple[list[object], list[object]]) -> str:
        gone = [value_words(field, one, self._names) for one in pair[0] if one not in pair[1]]
        new = [value_words(field, one, self._names) for one in pair[1] if one not in pair[0]]
        if len(gone) == len(new) == 1:
            return say("{what}: {before} → {after}", what=what, before=gone[0], after=new[0])
        if gone and new:
            return say("{what}: added {new}; removed {gone}", what=what, new=_joined(new), gone=_joined(gone))
        if new:
            return say("{what}: added {new}", what=what, new=_joined(new))
        if gone:
            return say("{what}: removed {gone}", what=what, gone=_joined(gone))
        order = _joined([value_words(field, one, self._names) for one in pair[1]])
        return say("{what} in another order: {order}", what=what, order=order)

    def _touched(self, place: Place, kind: type[Part]) -> tuple[str, ...]:
        """The series whose coming sessions change: that of the entry, or those that the facilitator hosts."""
        if kind is Series:
            return (place[1],)
        if place[:1] != ("facilitators",):
            return ()
        tables = [_of(_of(one, "facilitators"), place[1]) for one in (self._before, self._after)]
        hosted = [str(one) for table in tables for one in cast(Sequence[object], table.get("series", ()))]
        return tuple(dict.fromkeys(hosted))


def _of(table: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = table.get(key)
    return cast(Mapping[str, object], value) if isinstance(value, Mapping) else {}


def _joined(words: Sequence[str]) -> str:
    """The items one after the other, with semicolons if an item has a comma."""
    return ("; " if any("," in one for one in words) else ", ").join(words)


def _part_within(kind: type[Part], name: str) -> type[Part] | None:
    """The part that the field holds, whether alone, in a list or in a table."""
    annotation = kind.model_fields[name].annotation
    for one in (annotation, *get_args(annotation)):
        if isinstance(one, type) and issubclass(one, Part):
            return one
    return None
