"""Faults on request: a test says what should go wrong, on which calls, and how often."""

import re
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator


class Kind(StrEnum):
    STATUS = "status"
    ANSWER = "answer"
    TRUNCATED = "truncated"
    RESET = "reset"
    HANG = "hang"
    SENT_ITEMS_DELAY = "sent_items_delay"
    NULL_ONLINE_MEETING = "null_online_meeting"
    FORGET_TRANSACTION_IDS = "forget_transaction_ids"
    BAD_RECIPIENT = "bad_recipient"
    BOUNCE = "bounce"


INTERRUPTIONS = (Kind.STATUS, Kind.ANSWER, Kind.TRUNCATED, Kind.RESET, Kind.HANG)


class Match(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    method: str = ""
    path_regex: str = ""

    @field_validator("path_regex")
    @classmethod
    def _compiles(cls, written: str) -> str:
        try:
            re.compile(written)
        except re.PatternError as problem:
            raise ValueError(f"{written!r} is no regular expression: {problem}") from problem
        return written

    def fits(self, method: str, path: str) -> bool:
        return self.method.upper() in ("", method) and re.search(self.path_regex, path) is not None


class Fault(BaseModel):
    """One planned fault. Without `times` it lasts until the faults are cleared.

    An `answer` is somebody else's: a proxy's page, with its own status, body and headers. `truncated` is half of
    Graph's own answer. A mail to the `address` of a `bounce` is taken, and after `seconds` a report comes back.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    match: Match = Match()
    times: int | None = Field(default=None, ge=1)
    status: int = Field(default=503, ge=200, le=599)
    body: str = ""
    headers: dict[str, str] = {}
    code: str = "ServiceUnavailable"
    retry_after: str | None = None
    after: bool = False
    seconds: float = Field(default=0.0, ge=0)
    address: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind is Kind.STATUS and self.status < 400:
            raise ValueError("Graph's own error has a status of 400 or more; an answer may have any")
        if self.kind in (Kind.HANG, Kind.SENT_ITEMS_DELAY) and not self.seconds:
            raise ValueError(f"{self.kind} needs seconds")
        if self.kind in (Kind.BAD_RECIPIENT, Kind.BOUNCE) and not self.address:
            raise ValueError(f"{self.kind} needs an address")
        return self


class Faults:
    """The plan, in order. A call gets the first fault that fits it and is not used up."""

    def __init__(self) -> None:
        self._planned: list[tuple[Fault, int]] = []

    def plan(self, faults: list[Fault]) -> None:
        self._planned += [(fault, 0) for fault in faults]

    def clear(self) -> None:
        self._planned.clear()

    def fired(self) -> list[tuple[Fault, int]]:
        """Each fault with how often it happened."""
        return list(self._planned)

    def take(self, kinds: tuple[Kind, ...], method: str, path: str, among: list[str] | None = None) -> Fault | None:
        """Uses up one turn of the first fault that fits. `among` are the addresses that a bad recipient may have."""
        for place, (fault, fired) in enumerate(self._planned):
            spent = fault.times is not None and fired >= fault.times
            here = among is None or fault.address.lower() in among
            if fault.kind in kinds and not spent and here and fault.match.fits(method, path):
                self._planned[place] = (fault, fired + 1)
                return fault
        return None
