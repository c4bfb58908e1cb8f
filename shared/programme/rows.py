"""The rows of the programme's versions. They share a partition, so that a version is published in one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from shared.storage.row import Row

VERSIONS = "programmeversions"
PARTITION = "programme"


def version_key(number: int) -> tuple[str, str]:
    """The key of the version with this number."""
    return PARTITION, f"version-{number:06}"


def content_key(number: int) -> tuple[str, str]:
    """The key of the content of the version with this number."""
    return PARTITION, f"content-{number:06}"


class Version(Row):
    """Who published a version of the programme, when and why. Its content is a row of its own."""

    TABLE: ClassVar[str] = VERSIONS
    number: int
    at: datetime
    who: str
    """Their object id in the directory."""
    reason: str
    changes: int = 0
    """How many changes it made to what was in force before."""
    back_to: int | None = None
    """The version whose content it has again."""

    @property
    def key(self) -> tuple[str, str]:
        return version_key(self.number)


class VersionContent(Row):
    """What a version says, in the shape of the programme file."""

    TABLE: ClassVar[str] = VERSIONS
    number: int
    content: Mapping[str, object]
    deployed: Mapping[str, str]
    """What the deployed file said when it was made, as `merging.marks_of` marks it."""
    before: Mapping[str, object] = {}
    """What was in force before it."""

    @property
    def key(self) -> tuple[str, str]:
        return content_key(self.number)


class InForceVersion(Row):
    """Which version is in force. Without it, it is the deployed file, which is version 0."""

    TABLE: ClassVar[str] = VERSIONS
    KEY: ClassVar[tuple[str, str]] = (PARTITION, "in-force")
    number: int

    @property
    def key(self) -> tuple[str, str]:
        return self.KEY


class Draft(Row):
    """What the team wants to change. There is one at a time. A closed one is empty."""

    TABLE: ClassVar[str] = VERSIONS
    KEY: ClassVar[tuple[str, str]] = (PARTITION, "draft")
    is_open: bool = True
    content: Mapping[str, object] = {}
    deployed: Mapping[str, str] = {}
    """What the deployed file said when the draft was opened."""
    made_on: int = 0
    """The version that was in force when it was opened."""
    began_as: Mapping[str, str] = {}
    """What that version said."""
    who: str = ""
    """The last person who changed it, by their object id."""
    at: datetime | None = None
    """When they did."""

    @property
    def key(self) -> tuple[str, str]:
        return self.KEY
