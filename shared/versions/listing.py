"""Reading versions for a page: a page of them, newest first, or one with what it changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.errors import NotThere
from shared.language.catalogue import say
from shared.programme.rows import PARTITION, Version, VersionContent, content_key, version_key
from shared.services import Services

PAGE = 20
"""Versions on a page."""


@dataclass(frozen=True)
class OneVersion:
    """A version and what it says."""

    version: Version
    content: VersionContent


def newest_first(services: Services, newest: int) -> Sequence[Version]:
    """The versions up to this number, newest first, as many as a page has. One operation, however many there are."""
    oldest = max(newest - PAGE + 1, 0)
    rows = services.tables.partition(
        Version, PARTITION, start=version_key(oldest)[1], end=version_key(max(newest, 0) + 1)[1]
    )
    return list(rows)[::-1]


def the_version(services: Services, number: int) -> OneVersion:
    """The version with this number, which is not the deployed file. Raises `NotThere`."""
    version = services.tables.get(Version, version_key(number))
    content = services.tables.get(VersionContent, content_key(number))
    if version is None or content is None:
        raise NotThere(say("There is no such version."))
    return OneVersion(version, content)
