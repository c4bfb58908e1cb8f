"""The values of a programme file: each is checked, and a mistake says what would be right."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Annotated, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.programme.rules import read_rule
from shared.text.addresses import is_address

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
"""Lower-case words joined by hyphens: safe in table keys, queue messages and URLs."""


MOST_SEATS = 2_000
"""The most seats of one session. A table column holds no more keys, and every request for a seat reads the row."""


def _an_address(value: str) -> str:
    if not is_address(value):
        raise ValueError("write an email address, such as cafe@example.nhs.uk")
    return value


def _a_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise ValueError("write an IANA time zone, such as Europe/London") from unknown
    return value


def _a_rule(value: str) -> str:
    read_rule(value)
    return value


def _longer_than_nothing(value: timedelta) -> timedelta:
    if value <= timedelta(0):
        raise ValueError('write how long before the start, as an ISO 8601 duration, such as "P1D" or "PT1H"')
    return value


Address = Annotated[str, AfterValidator(_an_address)]


Zone = Annotated[str, AfterValidator(_a_zone)]


Rule = Annotated[str, AfterValidator(_a_rule)]


Before = Annotated[timedelta, AfterValidator(_longer_than_nothing)]


WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s]+$")]


Words = Annotated[str, Field(min_length=1)]


class Mistake(ValueError):
    """A value that does not agree with another one. `place` is where it is within the part that found it."""

    def __init__(self, words: str, *place: str | int) -> None:
        super().__init__(words)
        self.place = place


class Part(BaseModel):
    """A part of the programme file. It is frozen, and refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)  # built when a programme is read


def must_be_known(place: Sequence[str | int], named: Iterable[str], known: Sequence[str] | None) -> None:
    """Raise `Mistake` unless every name in `named` is one of `known` (None: any name will do)."""
    for name in named:
        if known is not None and name not in known:
            raise Mistake(f'"{name}" is not one of {", ".join(f"'{one}'" for one in known)}', *place)


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


def ids_of(place: str, parts: Sequence[_WithId]) -> list[str]:
    """The parts' ids. Raises `Mistake` unless each has its own."""
    ids: list[str] = []
    for number, part in enumerate(parts):
        if part.id in ids:
            raise Mistake(f'another one has the id "{part.id}": give each its own', place, number, "id")
        ids.append(part.id)
    return ids
