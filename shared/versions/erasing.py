"""Erasing a person from the programme's versions.

An entry about them, as a facilitator or stakeholder, is taken out of every version and of the draft. Another entry
that has their address, such as a hub's, gets one that reaches nobody. The version in force stays as it is, because
the café works by it: the team takes them out of it, publishes, and erases them again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import cast

from shared.programme.content import Content, content_of
from shared.programme.rows import PARTITION, Draft, InForceVersion, VersionContent, content_key
from shared.services import Services
from shared.storage.changing import change
from shared.text.addresses import is_address, mended_address

NOBODY = "erased@erased.invalid"
"""Stands where the address of an erased person stood."""

PEOPLE = ("facilitators", "stakeholders")
"""The lists whose entries are people."""


@dataclass(frozen=True)
class _Matching:
    is_theirs: Callable[[str], bool]

    def has(self, value: object) -> bool:
        """Whether their address stands anywhere in the value."""
        if isinstance(value, Mapping):
            return any(map(self.has, value.values()))
        if isinstance(value, list | tuple):
            return any(map(self.has, value))
        return isinstance(value, str) and is_address(value) and self.is_theirs(value)

    def without(self, value: object) -> object:
        """The value with their address replaced."""
        if isinstance(value, Mapping):
            return {key: self.without(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.without(inner) for inner in value]
        return NOBODY if self.has(value) else value


def erase_from_versions(services: Services, person: str) -> bool:
    """Take the person with this key out of every version but the one in force, and out of the draft.

    Returns whether they are in the programme in force. It is safe to repeat.
    """
    matching = _Matching(lambda address: services.keys.person(address) == person)
    row = services.tables.get(InForceVersion, InForceVersion.KEY)
    for version in list(services.tables.partition(VersionContent, PARTITION, start="content-", end="content.")):
        is_in_use = version.key == content_key(row.number if row else 0)
        fields = ("before",) if is_in_use else ("before", "content")
        change(services.tables, VersionContent, version.key, partial(_cleaned, matching=matching, fields=fields))
    if services.tables.get(Draft, Draft.KEY):
        change(services.tables, Draft, Draft.KEY, partial(_cleaned, matching=matching, fields=("content",)))
    return is_in_force(services, person)


def names_in_force(services: Services, email: str) -> bool:
    """Whether the programme in force has this address. Whoever erases its owner has to be told."""
    return is_in_force(services, services.keys.person(mended_address(email)))


def is_in_force(services: Services, person: str) -> bool:
    """Whether the person with this key is in the programme in force."""
    matching = _Matching(lambda address: services.keys.person(address) == person)
    return matching.has(content_of(services.up_to_date().programme))


def places_with(value: object, text: str, place: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Each place of the content where exactly this text stands, lists by number from 0."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from places_with(inner, text, (*place, str(key)))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from places_with(inner, text, (*place, str(number)))
    elif value == text:
        yield place


def _cleaned[R: (VersionContent, Draft)](row: R, matching: _Matching, fields: tuple[str, ...]) -> R:
    """The row without the person in these fields."""
    held = [(name, getattr(row, name)) for name in fields]
    return row.model_copy(update={name: _content(value, matching) for name, value in held if matching.has(value)})


def _content(content: Content, matching: _Matching) -> object:
    """The content without them."""
    kept: dict[str, object] = dict(content)
    for name in PEOPLE:
        entries = cast(list[Mapping[str, object]], content.get(name, []))
        gone = {entry["id"] for entry in entries if matching.has(entry)}
        kept[name] = [entry for entry in entries if entry["id"] not in gone]
        gate = cast(Mapping[str, object], content.get("gate", {}))
        if gate.get("held_for") in gone:
            kept["gate"] = {**gate, "held_for": ""}
    return matching.without(kept)
