"""Mutants that behave like the code. `equivalents.toml` lists them one by one, each with its reason."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from local.measures.mutation.mutants import Mutant

LIST = Path(__file__).with_name("equivalents.toml")


class Equivalent(BaseModel):
    """The file, the source line, the line with the fault, and why nobody can tell them apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    line: str
    becomes: str
    why: str = Field(min_length=20)

    def is_about(self, mutant: Mutant) -> bool:
        """Whether this is the mutant that the entry argues about."""
        return (self.file, self.line, self.becomes) == (mutant.file, mutant.before, mutant.after)


class _List(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    equivalent: tuple[Equivalent, ...] = ()


def read_equivalents(path: Path = LIST) -> tuple[Equivalent, ...]:
    """The list, empty where there is no file. Raises pydantic's `ValidationError` or `TOMLDecodeError`."""
    if not path.exists():
        return ()
    return _List.model_validate(tomllib.loads(path.read_text("utf-8"))).equivalent


def stale(equivalents: Iterable[Equivalent], mutants: Iterable[Mutant]) -> list[Equivalent]:
    """The entries whose mutant does not exist: its line has changed or moved."""
    exist = {(mutant.file, mutant.before, mutant.after) for mutant in mutants}
    return [one for one in equivalents if (one.file, one.line, one.becomes) not in exist]
