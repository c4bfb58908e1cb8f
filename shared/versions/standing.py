"""Where the versions stand: which one is in force now, and what it amounts to. Acts ask storage, not their snapshot."""

from dataclasses import dataclass

from shared.errors import MayPassLater, NotThere
from shared.language.catalogue import say
from shared.programme.content import content_of
from shared.programme.in_force import Standing, standing_of
from shared.programme.merging import Marking, marks_with_open_conflicts
from shared.programme.rows import InForceVersion, VersionContent, content_key
from shared.services import Services


@dataclass(frozen=True)
class InForceNow:
    """The version in force, read at this moment."""

    row: InForceVersion
    """Its etag is empty if nothing was ever published."""
    standing: Standing
    deployed: dict[str, str]
    """The deployed file's marks for a version made now. An open conflict stays one."""

    @property
    def number(self) -> int:
        """Its number: 0 for the deployed file."""
        return self.row.number


def in_force_now(services: Services) -> InForceNow:
    """Read the version in force: two point reads, or one while nothing was published."""
    row = services.tables.get(InForceVersion, InForceVersion.KEY) or InForceVersion(number=0)
    if row.number == 0:
        return InForceNow(row, _of_file(services), marking(services).marks_of(content_of(services.deployed)))
    version = services.tables.get(VersionContent, content_key(row.number))
    if version is None:
        raise MayPassLater("the content of the version in force is not there")
    return InForceNow(row, *_amounting(services, version))


def version_now(services: Services, number: int) -> InForceNow:
    """What this version would be if it were in force now. 0 is the deployed file. Raises `NotThere`."""
    row = InForceVersion(number=number)
    if number == 0:
        return InForceNow(row, _of_file(services), marking(services).marks_of(content_of(services.deployed)))
    version = services.tables.get(VersionContent, content_key(number))
    if version is None:
        raise NotThere(say("There is no such version."))
    return InForceNow(row, *_amounting(services, version))


def marking(services: Services) -> Marking:
    """Marks with the café's own secret."""
    return Marking(services.keys)


def _of_file(services: Services) -> Standing:
    return Standing(services.deployed, content_of(services.deployed))


def _amounting(services: Services, version: VersionContent) -> tuple[Standing, dict[str, str]]:
    standing = standing_of(version, services.deployed, services.keys)
    files = content_of(services.deployed)
    return standing, marks_with_open_conflicts(marking(services), standing.conflicts, files, version.deployed)
