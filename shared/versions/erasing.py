"""Erasing a person from the programme's versions.

An entry about them, as a facilitator or stakeholder, is taken out of every version and of the draft. Another entry
that has their address, such as a hub's, gets one that reaches nobody. The version in force stays as it is, because
the café works by it: the team takes them out of it, publishes, and erases them again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from shared.programme.content import Content, content_of
from shared.programme.rows import PARTITION, Draft, InForceVersion, VersionContent, content_key
from shared.services import Services
from shared.storage.changing import change
from shared.text.addresses import is_address

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
        if version.key != content_key(row.number if row else 0):
            _take_out(services, version.key, matching)
    if services.tables.get(Draft, Draft.KEY):
        change(services.tables, Draft, Draft.KEY, lambda draft: _cleaned(draft, matching))
    return is_in_force(services, person)


def is_in_force(services: Services, person: str) -> bool:
    """Whether the person with this key is in the programme in force."""
    matching = _Matching(lambda address: services.keys.person(address) == person)
    return matching.has(content_of(services.up_to_date().programme))


def _take_out(services: Services, key: tuple[str, str], matching: _Matching) -> None:
    change(services.tables, VersionContent, key, lambda version: _cleaned(version, matching))


def _cleaned[R: (VersionContent, Draft)](row: R, matching: _Matching) -> R:
    return row.model_copy(update={"content": _content(row.content, matching)}) if matching.has(row.content) else row


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
